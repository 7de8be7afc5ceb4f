package graph_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func read(t testing.TB, name string) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "scripts", name))
	require.NoError(t, err)
	return string(src)
}

// mustBuild builds a script that has no errors.
func mustBuild(t testing.TB, src string, opts graph.Options) *graph.Graph {
	t.Helper()
	g, diags := graph.Parse(src, opts)
	require.NoError(t, diags.Err(), "%s", src)
	return g
}

func names(g *graph.Graph) []string {
	out := make([]string, len(g.Nodes))
	for i, n := range g.Nodes {
		out[i] = n.Name
	}
	return out
}

func TestDiskRule(t *testing.T) {
	g := mustBuild(t, read(t, "disk.tick"), graph.Options{})
	require.Equal(t, graph.StreamTask, g.Type)
	require.Equal(t, []string{"stream0", "from1", "window2", "mean3", "alert4"}, names(g))
	from, window, mean, alert := g.Nodes[1], g.Nodes[2], g.Nodes[3], g.Nodes[4]
	require.Equal(t, "telegraf", from.Str("database", ""))
	require.Equal(t, []string{"host", "cluster", "datacenter"}, from.Strings("groupBy"))
	require.Equal(t, "10s", window.Dur("period", 0).String())
	require.Equal(t, "used_percent", mean.Args[0].Str)
	require.Equal(t, "stat", mean.Str("as", "mean"))
	require.Equal(t, catalog.StreamEdge, mean.Provides)
	require.Equal(t, catalog.BatchEdge, mean.Wants)
	require.NotNil(t, alert.Lambda("crit"))
	require.Len(t, alert.Handlers, 1)
	require.Equal(t, "log", alert.Handlers[0].Spec.Kind)
	require.Equal(t, "/tmp/disk_alert_log.txt", alert.Handlers[0].Args[0].Str)
	require.Equal(t, "10:4", from.Range.Start.String())
	require.Equal(t, "15:4", window.Range.Start.String())
}

func TestHandlerAndAlertShareTheChain(t *testing.T) {
	for _, name := range []string{"disk_alerta.tick", "kube.tick"} {
		g := mustBuild(t, read(t, name), graph.Options{})
		alert := g.Nodes[len(g.Nodes)-1]
		require.Len(t, alert.CallsOf("message"), 2, "message after .alerta() is the alert's")
		h := alert.Handlers[0]
		var got []string
		for _, c := range h.Calls {
			got = append(got, c.Name)
		}
		if diff := cmp.Diff([]string{"resource", "environment", "group", "value"}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestThreeMistakesAreThreeErrors(t *testing.T) {
	src := strings.NewReplacer(".database('telegraf')", ".databse('telegraf')", ".period(period)", `.period("period")`, "> crit", "> krit").Replace(read(t, "disk.tick"))
	_, diags := graph.Parse(src, graph.Options{})
	require.Len(t, diags, 3, "%v", diags)
	for _, d := range diags {
		require.True(t, d.Range.Start.IsValid())
		t.Log(d.Error(), "|", d.Hint, "|", d.Kapacitor)
	}
}

func BenchmarkParseAndBuild(b *testing.B) {
	src := read(b, "disk.tick")
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := graph.Parse(src, graph.Options{}); len(diags) > 0 {
			b.Fatal(diags)
		}
	}
}

func TestEqualAndHash(t *testing.T) {
	src := read(t, "disk.tick")
	a := mustBuild(t, src, graph.Options{})
	same := mustBuild(t, "// another comment\n\n"+strings.NewReplacer("var warn", "var warning", "> warn", "> warning", "var every", "var step", "(every)", "(step)").Replace(src), graph.Options{})
	require.True(t, graph.Equal(a, same), "places, comments and names of variables do not matter")
	require.Equal(t, a.Hash(), same.Hash())
	require.Len(t, a.Hash(), 64)
	for _, change := range []*strings.Replacer{
		strings.NewReplacer("var crit = 90", "var crit = 91"),
		strings.NewReplacer("var crit = 90", "var crit = 90.0"),
		strings.NewReplacer("'disk'", "'mem'"),
		strings.NewReplacer("|mean(", "|max("),
		strings.NewReplacer(`"stat" > crit`, `"stat" >= crit`),
		strings.NewReplacer(".log(", ".tcp("),
		strings.NewReplacer("    .every(every)\n", ""),
		strings.NewReplacer("var every = 10s", "var every = 11s"),
	} {
		other := mustBuild(t, change.Replace(src), graph.Options{})
		require.False(t, graph.Equal(a, other))
		require.NotEqual(t, a.Hash(), other.Hash())
	}
}

func TestDeadmanIsThreeNodes(t *testing.T) {
	g := mustBuild(t, `stream|from().measurement('cpu')|deadman(100.0, 10s, lambda: hour("time") > 8)`, graph.Options{})
	require.Equal(t, []string{"stream0", "from1", "stats2", "noop3", "derivative4", "alert5"}, names(g))
	stats, derivative, alert := g.Nodes[2], g.Nodes[4], g.Nodes[5]
	require.Equal(t, g.Nodes[1], stats.Observed)
	require.Empty(t, stats.Parents)
	require.Equal(t, "10s", stats.Args[0].Dur.String())
	require.True(t, stats.Flag("align"))
	require.Equal(t, "emitted", derivative.Args[0].Str)
	require.True(t, derivative.Flag("nonNegative"))
	require.Equal(t, "10s", derivative.Dur("unit", 0).String())
	crit, _ := alert.Call("crit")
	require.Equal(t, `lambda: "emitted" <= 100.0 AND hour("time") > 8`, crit.Args[0].String())
	require.Equal(t, "{{ .Group }}:from1 for task '{{ .TaskName }}'", alert.Str("id", ""))
	require.Contains(t, alert.Str("message", ""), "points/10s.")
}

// Row E025.
func TestE025GlobalDeadman(t *testing.T) {
	d := graph.DefaultDeadman()
	d.Global, d.Threshold = true, 1
	g := mustBuild(t, `stream|from()|log()`, graph.Options{Deadman: &d})
	require.Equal(t, []string{"stream0", "from1", "log2", "stats3", "derivative4", "alert5"}, names(g))
	require.Equal(t, g.Nodes[0], g.Nodes[3].Observed)
}

func TestSortedHasParentsFirst(t *testing.T) {
	g := mustBuild(t, `var a = stream|from()
var b = stream|from()
var j = a|join(b).as('a', 'b')
j|union(a)|log()`, graph.Options{})
	seen := map[*graph.Node]bool{}
	for _, n := range g.Sorted() {
		for _, p := range n.Parents {
			require.True(t, seen[p], "%s before its parent %s", n.Name, p.Name)
		}
		seen[n] = true
	}
	require.Len(t, seen, len(g.Nodes))
}

func TestLambdaVariablesAreCapturedOnce(t *testing.T) {
	g := mustBuild(t, `var limit = 5
var high = lambda: "x" > limit
var both = lambda: high AND "y" > 1
stream|from().where(high).where(lambda: "z" > 2)|where(both)|where(high)`, graph.Options{})
	from, _ := g.Nodes[1].Call("where")
	require.Len(t, g.Nodes[1].CallsOf("where"), 1, "the conditions of a from are one")
	require.Equal(t, `lambda: "x" > 5 AND "z" > 2`, from.Args[0].String())
	require.Equal(t, `lambda: lambda: "x" > 5 AND "y" > 1`, g.Nodes[2].Args[0].String())
	require.Equal(t, `lambda: "x" > 5 AND "z" > 2`, g.Nodes[3].Args[0].String(), "the second where has changed the variable")
}

func TestRulesOfTheCatalogAreChecked(t *testing.T) {
	elsewhere := map[string]string{
		"window-batch":      "found where the node is created",
		"trickle-stream":    "found where the node is created",
		"sample-type":       "found where the arguments are checked",
		"edge-mismatch":     "found where the edges are checked",
		"query-dbrp":        "needs the InfluxQL grammar",
		"httppost-endpoint": "needs the server's configuration",
		"alert-template":    "found by the alert package",
	}
	for code, known := range graph.RuleCodes() {
		if !known {
			require.Contains(t, elsewhere, code)
			delete(elsewhere, code)
		}
	}
	require.Empty(t, elsewhere)
}
