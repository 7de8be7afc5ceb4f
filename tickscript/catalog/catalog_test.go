package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// The figures are those of Kapacitor 1.8.3: its node types, the methods and
// fields that reflection finds on them, and its tables of functions and
// operators.
func TestCounts(t *testing.T) {
	kinds := map[string]int{} // Kapacitor's node types and their properties
	methods, influxql := 0, 0
	for _, n := range catalog.Nodes() {
		own := len(n.Properties) - 1 + len(n.Handlers) // without quiet
		if had, ok := kinds[n.GoType]; ok {
			require.Equal(t, had, own, "%s shares its type and so its properties", n.Kind)
		}
		kinds[n.GoType] = own
		if !n.Hidden && n.Source == "" {
			methods++
		}
		if n.InfluxQL {
			influxql++
		}
	}
	properties := 0
	for _, n := range kinds {
		properties += n
	}
	handlerProperties := 0
	for _, h := range catalog.Handlers() {
		handlerProperties += len(h.Properties)
	}
	matchOnly, stateful := 0, 0
	for _, f := range catalog.Functions() {
		if f.MatchOnly {
			matchOnly++
		}
		if f.Stateful {
			stateful++
		}
	}
	got := map[string]int{
		"node types":         len(kinds),
		"chain methods":      methods,
		"InfluxQL methods":   influxql,
		"node properties":    properties,
		"handlers":           len(catalog.Handlers()),
		"handler properties": handlerProperties,
		"functions":          len(catalog.Functions()) - matchOnly,
		"match functions":    matchOnly,
		"stateful functions": stateful,
		"operator pairs":     len(catalog.Operators()),
	}
	want := map[string]int{
		"node types":         37, // 35 that scripts make, and UDF and noop
		"chain methods":      51, // besides from, query and queryFlux
		"InfluxQL methods":   21,
		"node properties":    202, // alert's 26 and its 25 handlers among them, quiet not
		"handlers":           25,
		"handler properties": 99,
		"functions":          83,
		"match functions":    5,
		"stateful functions": 4,
		"operator pairs":     61,
	}
	require.Empty(t, cmp.Diff(want, got))
}

func TestEntriesAreComplete(t *testing.T) {
	doc := func(what, s string) {
		t.Helper()
		require.NotEmpty(t, s, what)
		require.True(t, strings.HasSuffix(s, "."), "%s: %q is a sentence", what, s)
		require.NotContains(t, s, "\n", what)
	}
	params := func(what string, ps []catalog.Param) {
		t.Helper()
		seen := map[string]bool{}
		for i, p := range ps {
			require.NotEmpty(t, p.Name, what)
			require.NotZero(t, p.Type, what)
			require.False(t, seen[p.Name], "%s: two parameters %s", what, p.Name)
			seen[p.Name] = true
			require.False(t, p.Variadic && i != len(ps)-1, "%s: %s repeats and is not last", what, p.Name)
		}
	}
	properties := func(what string, ps []catalog.Property) {
		t.Helper()
		seen := map[string]bool{}
		for _, p := range ps {
			what := what + "." + p.Name
			doc(what, p.Doc)
			params(what, p.Params)
			require.False(t, seen[p.Name], what)
			seen[p.Name] = true
			if p.Field {
				require.Len(t, p.Params, 1, what)
				require.False(t, p.Params[0].Variadic, what)
			} else {
				require.Empty(t, p.Default, "%s: a method has no default", what)
			}
		}
	}
	codes := map[string]catalog.Rule{}
	ruleSet := func(what string, rs []catalog.Rule) {
		t.Helper()
		for _, r := range rs {
			doc(what+" "+r.Code, r.Doc)
			require.NotEmpty(t, r.Message, r.Code)
			if had, ok := codes[r.Code]; ok {
				require.Empty(t, cmp.Diff(had, r), "one code is one rule")
			}
			codes[r.Code] = r
		}
	}
	for _, n := range catalog.Nodes() {
		doc(n.Kind, n.Doc)
		params(n.Kind, n.Params)
		properties(n.Kind, n.Properties)
		ruleSet(n.Kind, n.Rules)
		require.True(t, strings.HasPrefix(n.GoType, "*pipeline."), n.Kind)
		require.Equal(t, n.Kind == "udf", n.Desc == "", n.Kind)
		require.Equal(t, len(n.Accepts), len(n.Results), n.Kind)
		for _, r := range n.Rules {
			for _, name := range r.Props {
				_, ok := n.Property(name)
				require.True(t, ok, "rule %s names %s", r.Code, name)
			}
			require.Equal(t, r.Check == catalog.Custom, len(r.Props) == 0, r.Code)
		}
		for _, h := range n.Handlers {
			doc(h.Kind, h.Doc)
			params(h.Kind, h.Params)
			properties(h.Kind, h.Properties)
			ruleSet(h.Kind, h.Rules)
			require.NotEmpty(t, h.Topic, h.Kind)
		}
	}
	for _, f := range catalog.Functions() {
		doc(f.Name, f.Doc)
		require.NotEmpty(t, f.Signatures, f.Name)
	}
}

func TestLookup(t *testing.T) {
	// E012: only the first letter may differ.
	n, ok := catalog.NodeByMethod("httpOut")
	require.True(t, ok)
	upper, ok := catalog.NodeByMethod("HttpOut")
	require.True(t, ok)
	require.Same(t, n, upper)
	_, ok = catalog.NodeByMethod("httpout")
	require.False(t, ok)
	for _, hidden := range []string{"stream", "batch", "udf", "noop", ""} {
		_, ok = catalog.NodeByMethod(hidden)
		require.False(t, ok, hidden)
	}

	alert, ok := catalog.NodeByKind("alert")
	require.True(t, ok)
	post, ok := alert.Handler("post")
	require.True(t, ok)
	for name, want := range map[string]bool{"uRL": true, "URL": true, "url": false, "timeout": true, "crit": false} {
		_, ok := post.Property(name)
		require.Equal(t, want, ok, name)
	}
	for name, want := range map[string]bool{"crit": true, "flapLow": true, "quiet": true, "post": false, "nosuch": false} {
		_, ok := alert.Property(name)
		require.Equal(t, want, ok, name)
	}
	_, ok = alert.Handler("pagerduty2")
	require.False(t, ok)

	_, ok = catalog.FunctionByName("Abs")
	require.False(t, ok)
	f, ok := catalog.FunctionByName("if")
	require.True(t, ok)
	result, ok := f.Result([]catalog.Type{catalog.Bool, catalog.Int, catalog.Int})
	require.True(t, ok)
	require.Equal(t, catalog.Int, result)
	_, ok = f.Result([]catalog.Type{catalog.Bool, catalog.Int, catalog.Float})
	require.False(t, ok)

	result, ok = catalog.OperatorResult("/", catalog.Duration, catalog.Duration)
	require.True(t, ok)
	require.Equal(t, catalog.Int, result)
	_, ok = catalog.OperatorResult("+", catalog.Int, catalog.Float)
	require.False(t, ok)
}

// TestCanFollow covers R030 to R035.
func TestCanFollow(t *testing.T) {
	for _, tc := range []struct {
		prev, method string
		want         bool
	}{
		{"stream", "from", true},
		{"from", "from", true},
		{"where", "from", false},
		{"stream", "where", false},
		{"stream", "stats", true},
		{"batch", "query", true},
		{"batch", "from", false},
		{"query", "query", false},
		{"query", "where", true},
		{"alert", "influxDBOut", true},
		{"influxDBOut", "log", false},
		{"kapacitorLoopback", "deadman", true},
	} {
		prev, _ := catalog.NodeByKind(tc.prev)
		n, _ := catalog.NodeByKind(tc.method)
		require.Equal(t, tc.want, n.CanFollow(prev), "%s|%s", tc.prev, tc.method)
	}
}

func TestEdges(t *testing.T) {
	for _, tc := range []struct {
		method   string
		in, want catalog.Edge
		ok       bool
	}{
		{"window", catalog.StreamEdge, catalog.BatchEdge, true},
		{"window", catalog.BatchEdge, catalog.BatchEdge, false},
		{"trickle", catalog.StreamEdge, catalog.StreamEdge, false},
		{"mean", catalog.BatchEdge, catalog.StreamEdge, true},
		{"top", catalog.StreamEdge, catalog.BatchEdge, true},
		{"elapsed", catalog.BatchEdge, catalog.BatchEdge, true},
		{"combine", catalog.BatchEdge, catalog.StreamEdge, true},
		{"stats", catalog.BatchEdge, catalog.StreamEdge, true},
		{"alert", catalog.BatchEdge, catalog.BatchEdge, true},
	} {
		n, _ := catalog.NodeByKind(tc.method)
		_, provides, ok := n.Edges(tc.in)
		require.Equal(t, tc.want, provides, tc.method)
		require.Equal(t, tc.ok, ok, tc.method)
	}
}

func TestTypeString(t *testing.T) {
	require.Equal(t, "int or duration", (catalog.Int | catalog.Duration).String())
	require.Equal(t, "none", catalog.Type(0).String())
}

func BenchmarkProperty(b *testing.B) {
	n, _ := catalog.NodeByKind("alert")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := n.Property("crit"); !ok {
			b.Fatal("alert has no crit")
		}
	}
}

// Every shape of rule is used as its check says, so that a checker can rely on it.
func TestRulesAsData(t *testing.T) {
	barrier, _ := catalog.NodeByKind("barrier")
	require.Equal(t, catalog.Exclusive, barrier.Rules[0].Check)
	for _, n := range catalog.Nodes() {
		for _, r := range n.Rules {
			switch r.Check {
			case catalog.Exclusive, catalog.ExactlyOne, catalog.AtLeastOne:
				require.Greater(t, len(r.Props), 1, r.Code)
			case catalog.OneOf:
				require.NotEmpty(t, r.Values, r.Code)
			}
		}
	}
	require.True(t, catalog.IsGoMethod("setName"))
	require.False(t, catalog.IsGoMethod("where"))
}
