package randscript_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// lacking are what the generator does not make, and why.
var lacking = map[string]string{
	"node ec2Autoscale":         "Kapacitor speaks to AWS at an address that no setting changes",
	"node udf":                  "what it does is a program of the user's",
	"property stats.sourceNode": "takes a node; Kapacitor then observes a node that the pipeline does not lead to",
}

// made is what the scripts of many seeds contain.
type made struct {
	nodes, properties, handlers, functions, operators map[string]int
}

func (m *made) add(t *testing.T, script string) {
	t.Helper()
	prog, err := engine.Compile(script, engine.Options{})
	require.NoError(t, err, "not a valid script:\n%s", script)
	for _, n := range prog.Graph().Nodes {
		m.nodes[n.Kind()]++
		for _, c := range n.Calls {
			m.properties[n.Kind()+"."+c.Name]++
		}
		for _, h := range n.Handlers {
			m.handlers[h.Spec.Kind]++
			for _, c := range h.Calls {
				m.handlers[h.Spec.Kind+"."+c.Name]++
			}
		}
	}
	file, _ := syntax.Parse(script)
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.LambdaExpr:
			syntax.Walk(n.X, func(n syntax.Node) bool {
				switch n := n.(type) {
				case *syntax.CallExpr:
					m.functions[n.Name.Name]++
				case *syntax.BinaryExpr:
					m.operators[n.Op.String()]++
				}
				return true
			})
			return false
		}
		return true
	})
}

// TestWholeCatalogIsMade: over 2,500 seeds every script is valid and of at most 12 nodes, and every node, property, handler, operator and
// function of the catalog occurs, but for those that lacking names.
func TestWholeCatalogIsMade(t *testing.T) {
	m := made{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	sizes := map[int]int{}
	for seed := range uint64(2500) {
		p := randscript.Any(seed)
		sizes[p.Nodes()]++
		m.add(t, p.Text(0, "/0.log"))
	}
	var missing []string
	miss := func(what string, n int) {
		if why := lacking[what]; (why != "") == (n > 0) {
			missing = append(missing, fmt.Sprintf("%s: made %d times; a reason not to: %q", what, n, why))
		}
	}
	for _, n := range catalog.Nodes() {
		if n.Kind == "deadman" || n.Hidden && n.Kind != "udf" {
			continue // it expands, or no script can name it
		}
		miss("node "+n.Kind, m.nodes[n.Kind])
		if m.nodes[n.Kind] == 0 {
			continue // said already
		}
		for _, p := range n.Properties {
			if len(p.Params) > 0 && p.Params[0].Type == catalog.Opaque {
				continue // setting it always fails
			}
			if n.InfluxQL && p.Name == "reducer" {
				continue // takes a node, without effect
			}
			miss("property "+n.Kind+"."+p.Name, m.properties[n.Kind+"."+p.Name])
		}
	}
	for _, h := range catalog.Handlers() {
		if h.Kind == "log" || randscript.Unheard[h.Kind] != "" {
			continue
		}
		miss("handler "+h.Kind, m.handlers[h.Kind])
		for _, p := range h.Properties {
			if name := h.Kind + "." + p.Name; randscript.UnheardProperties[name] == "" {
				miss("handler property "+name, m.handlers[name])
			}
		}
	}
	for _, f := range catalog.Functions() {
		if !f.MatchOnly {
			miss("function "+f.Name, m.functions[f.Name])
		}
	}
	for _, o := range catalog.Operators() {
		miss("operator "+o.Op, m.operators[o.Op])
	}
	slices.Sort(missing)
	require.Empty(t, slices.Compact(missing), strings.Join(missing, "\n"))
	t.Logf("nodes in a script: %v", sizes)
	for n := range sizes {
		require.LessOrEqual(t, n, randscript.Most)
	}
}

// TestSameSeedSameScript: a seed stands for one script.
func TestSameSeedSameScript(t *testing.T) {
	for seed := range uint64(300) {
		require.Equal(t, randscript.Any(seed).Text(3, "/x.log"), randscript.Any(seed).Text(3, "/x.log"))
	}
}
