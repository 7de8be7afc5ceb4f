package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var barrierJoin = Check{
	Code: "barrier-join", Severity: diag.Error, Name: "barrier before a join",
	Doc: "A barrier that reaches a join sets the time of a group which holds nothing; the next point that comes makes the daemon panic and die. Windows by time swallow barriers, so a barrier before a window is safe; so is one with delete(TRUE), which clears the join as well.",
	run: func(p *pass) {
		for _, n := range p.of("join") {
			for _, parent := range n.Parents {
				if b := barrierBefore(parent, map[*graph.Node]bool{}); b != nil {
					p.report(n.Range, "the barrier in line "+itoa(b.Range.Start.Line)+" reaches this join: the daemon dies of it", "put a window between them, or write .delete(TRUE) in the barrier")
					break
				}
			}
		}
	},
}

// barrierBefore is a barrier whose messages come through to a node.
func barrierBefore(n *graph.Node, seen map[*graph.Node]bool) *graph.Node {
	if seen[n] {
		return nil
	}
	seen[n] = true
	switch n.Kind() {
	case "barrier":
		if n.Flag("delete") {
			return nil
		}
		return n
	case "window":
		if n.Int("periodCount", 0) == 0 {
			return nil
		}
	}
	for _, p := range n.Parents {
		if b := barrierBefore(p, seen); b != nil {
			return b
		}
	}
	return nil
}
