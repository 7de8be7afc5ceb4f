// Package support writes docs/support.md: what tickwright supports of TICKscript, by what each part of it is proven, and
// where it answers otherwise than Kapacitor and why.
package support

import (
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Use names a part of the language: "node window", "property window.period", "handler slack", "option slack.channel",
// "function sigma" or "operator AND".
type Use = string

// Uses returns the parts of the language that a pipeline makes use of.
func Uses(g *graph.Graph) map[Use]bool {
	out := map[Use]bool{}
	note := func(kind, owner string, calls []graph.Call) {
		for _, c := range calls {
			out[kind+" "+owner+"."+c.Name] = true
			values(out, c.Args)
		}
	}
	for _, n := range g.Nodes {
		out["node "+n.Kind()] = true
		values(out, n.Args)
		note("property", n.Kind(), n.Calls)
		for _, h := range n.Handlers {
			out["handler "+h.Spec.Kind] = true
			values(out, h.Args)
			note("option", h.Spec.Kind, h.Calls)
		}
	}
	// A deadman is several nodes, none of its own kind.
	syntax.Walk(g.File, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.CallExpr); ok && c.Name.Name == "deadman" {
			out["node deadman"] = true
		}
		return true
	})
	return out
}

// values notes what the lambdas among values call.
func values(out map[Use]bool, list []graph.Value) {
	for _, v := range list {
		values(out, v.List)
		if v.Lambda == nil {
			continue
		}
		syntax.Walk(v.Lambda, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CallExpr:
				out["function "+n.Name.Name] = true
			case *syntax.BinaryExpr:
				out["operator "+n.Op.String()] = true
			}
			return true
		})
	}
}
