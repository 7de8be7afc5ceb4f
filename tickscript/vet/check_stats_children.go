package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var statsChildren = Check{
	Code: "stats-children", Severity: diag.Info, Name: "stats of one branch or of points",
	Doc: "The emitted of stats, and so a deadman, counts what the first node behind the observed one has taken, however many branches there are: a branch that is slow or blocked is not seen, or holds the count back for all. On batches it counts points and not batches, so an empty batch is silence.",
	run: func(p *pass) {
		for _, n := range p.of("stats") {
			o := n.Observed
			if o == nil {
				continue
			}
			switch {
			case len(o.Children) > 1:
				p.report(n.Range, "of the "+itoa(len(o.Children))+" branches behind "+o.Name+" only the one of "+o.Children[0].Name+" is counted", "")
			case o.Provides == batch:
				p.report(n.Range, "points are counted here and not batches", "")
			}
		}
	},
}

// ofDeadman reports whether a deadman brought a stats node.
func ofDeadman(n *graph.Node) bool {
	for _, c := range n.Children {
		for _, a := range c.Children {
			if isDeadman(a) {
				return true
			}
		}
	}
	return false
}
