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
