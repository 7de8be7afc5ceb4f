package vet

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var heldBack = Check{
	Code: "held-back", Severity: diag.Info, Name: "data that waits for a slower input",
	Doc: "A union and a join pass data on in the order of time, so they wait until each input has sent something later: what comes more often is held back until the slowest input's next result. An input that never sends holds back everything.",
	run: func(p *pass) {
		for _, n := range p.of("union", "join") {
			var fast, slow *graph.Node
			var least, most time.Duration
			known := true
			for _, parent := range n.Parents {
				step, ok := stepOf(parent)
				known = known && ok
				if fast == nil || step < least {
					fast, least = parent, step
				}
				if slow == nil || step > most {
					slow, most = parent, step
				}
			}
			if known && least < most {
				p.report(n.Range, "the data of "+fast.Name+" waits for "+slow.Name+", which sends every "+most.String(), "")
			}
		}
	},
}

// stepOf is the time between two results of a node, 0 for each point as it comes;
// ok is false when the script does not tell.
func stepOf(n *graph.Node) (step time.Duration, ok bool) {
	for {
		switch n.Kind() {
		case "window":
			return n.Dur("every", 0), n.Dur("period", 0) > 0 && !unset(n)
		case "query":
			return n.Dur("every", 0), n.Dur("every", 0) > 0 && !unset(n)
		case "from":
			return 0, true
		}
		if len(n.Parents) != 1 || n.UDF != "" || unset(n) {
			return 0, false
		}
		n = n.Parents[0]
	}
}
