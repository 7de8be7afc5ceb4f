package catalogdiff

import (
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	kast "github.com/influxdata/kapacitor/tick/ast"
	"github.com/influxdata/kapacitor/tick/stateful"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// compared leaves what both sides know of a parameter.
func compared(ps []catalog.Param) []catalog.Param {
	var out []catalog.Param
	for _, p := range ps {
		q := catalog.Param{Type: p.Type, Variadic: p.Variadic, Loose: p.Loose}
		if q.Loose {
			q.Type = 0
		}
		out = append(out, q)
	}
	return out
}

func compareProperties(t *testing.T, what string, want map[string]catalog.Property, got []catalog.Property) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range got {
		name := catalog.GoName(p.Name)
		seen[name] = true
		w, ok := want[name]
		if !ok {
			t.Errorf("%s has no property %s in Kapacitor", what, p.Name)
			continue
		}
		if w.Field != p.Field {
			t.Errorf("%s.%s: a plain field in Kapacitor is %v", what, p.Name, w.Field)
		}
		if diff := cmp.Diff(compared(w.Params), compared(p.Params)); diff != "" {
			t.Errorf("%s.%s (-Kapacitor +catalog):\n%s", what, p.Name, diff)
		}
	}
	for name := range want {
		if !seen[name] {
			t.Errorf("the catalog lacks %s.%s", what, name)
		}
	}
}

func TestNodes(t *testing.T) {
	types := pipelineTypes(t)
	for _, n := range catalog.Nodes() {
		name := strings.TrimPrefix(n.GoType, "*pipeline.")
		require.Contains(t, types, name, n.Kind)
		want := properties(t, types, name, true)
		for _, h := range n.Handlers {
			name := catalog.GoName(h.Kind)
			w, ok := want[name]
			if !ok {
				t.Errorf("%s has no handler %s in Kapacitor", n.Kind, h.Kind)
			}
			if diff := cmp.Diff(compared(w.Params), compared(h.Params)); diff != "" {
				t.Errorf("%s.%s (-Kapacitor +catalog):\n%s", n.Kind, h.Kind, diff)
			}
			delete(want, name)
		}
		if n.Kind == "udf" {
			continue // its properties come from the process
		}
		compareProperties(t, n.Kind, want, n.Properties)
	}
}

func TestHandlers(t *testing.T) {
	types := pipelineTypes(t)
	for _, h := range catalog.Handlers() {
		name := strings.TrimPrefix(h.GoType, "*pipeline.")
		require.Contains(t, types, name)
		compareProperties(t, h.Kind, properties(t, types, name, false), h.Properties)
	}
}

// The chain methods are the exported methods of chainnode, node and the sources
// that return a node.
func TestChainMethods(t *testing.T) {
	types := pipelineTypes(t)
	got := map[string][]catalog.Param{}
	where := map[string]string{}
	for _, receiver := range []string{"node", "chainnode", "StreamNode", "BatchNode"} {
		for name, m := range types[receiver].methods {
			if len(m.results) == 1 && strings.HasSuffix(m.results[0], "Node") && strings.HasPrefix(m.results[0], "*") {
				got[name], where[name] = compared(params(m)), receiver
			}
		}
	}
	want := map[string][]catalog.Param{}
	for _, n := range catalog.Nodes() {
		if n.Hidden {
			continue
		}
		ps := compared(n.Params)
		if n.Kind == "sample" {
			// Kapacitor takes anything and checks it in the method itself.
			ps = []catalog.Param{{Loose: true}}
		}
		name := catalog.GoName(n.Kind)
		want[name] = ps
		m, _ := method(types, where[name], name)
		require.Equal(t, []string{strings.Replace(n.GoType, "*pipeline.", "*", 1)}, m.results, n.Kind)
		require.Equal(t, n.AfterAll, where[name] == "node", n.Kind)
		require.Equal(t, map[string]string{"StreamNode": "stream", "BatchNode": "batch"}[where[name]], n.Source, n.Kind)
	}
	require.Empty(t, cmp.Diff(want, got))
}

func TestFunctions(t *testing.T) {
	names := map[catalog.Type]string{catalog.Bool: "boolean"}
	typeName := func(x catalog.Type) string {
		if s, ok := names[x]; ok {
			return s
		}
		return x.String()
	}
	got := map[string][]string{}
	for _, f := range catalog.Functions() {
		if f.MatchOnly {
			continue
		}
		for _, s := range f.Signatures {
			var args []string
			for _, a := range s.Args {
				args = append(args, typeName(a))
			}
			got[f.Name] = append(got[f.Name], "("+strings.Join(args, ",")+") "+typeName(s.Result))
		}
		sort.Strings(got[f.Name])
	}
	want := map[string][]string{}
	for name, f := range stateful.NewFunctions() {
		for domain, result := range f.Signature() {
			var args []string
			for _, a := range domain {
				if a == kast.InvalidType {
					break
				}
				args = append(args, a.String())
			}
			want[name] = append(want[name], "("+strings.Join(args, ",")+") "+result.String())
		}
		sort.Strings(want[name])
	}
	require.Empty(t, cmp.Diff(want, got))
}
