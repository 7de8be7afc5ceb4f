package vet

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var align = Check{
	Code: "join-align", Severity: diag.Warning, Name: "join of windows that drift",
	Doc: "A window without align() starts with the first point of its group, and its next end depends on the point that triggered it. Two such windows end at different times, and a join matches times: without a tolerance they hardly ever meet. A tolerance longer than the windows' step joins a result with its neighbour.",
	run: func(p *pass) {
		for _, n := range p.of("join") {
			tolerance := n.Dur("tolerance", 0)
			var drifting *graph.Node
			step := time.Duration(0)
			for _, parent := range n.Parents {
				w := windowBefore(parent)
				if w == nil {
					continue
				}
				if every := w.Dur("every", 0); every > 0 && (step == 0 || every < step) {
					step = every
				}
				if !w.Flag("align") && w.Dur("every", 0) > 0 {
					drifting = w
				}
			}
			if drifting != nil && tolerance == 0 && len(distinctWindows(n)) > 1 {
				p.report(n.Range, "the joined windows are not aligned and end at different times", "write .align() in every window, or .tolerance() in the join")
			}
			if step > 0 && tolerance > step {
				p.report(at(n, "tolerance"), "the tolerance of "+tolerance.String()+" is longer than the step of "+step.String()+" between two results", "")
			}
		}
	},
}

// windowBefore is the window whose end gives the data of a node its time.
func windowBefore(n *graph.Node) *graph.Node {
	for n != nil && n.Kind() != "window" {
		if len(n.Parents) != 1 {
			return nil
		}
		n = n.Parents[0]
	}
	return n
}

func distinctWindows(n *graph.Node) map[*graph.Node]bool {
	out := map[*graph.Node]bool{}
	for _, p := range n.Parents {
		if w := windowBefore(p); w != nil {
			out[w] = true
		}
	}
	return out
}
