package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var trickle = Check{
	Code: "trickle", Severity: diag.Error, Name: "trickle without exactly one node behind it",
	Doc: "trickle sends to the first node behind it only. Without one the daemon panics and dies; a second one gets nothing.",
	run: func(p *pass) {
		for _, n := range p.of("trickle") {
			switch {
			case len(n.Children) == 0:
				p.report(n.Range, "nothing follows trickle: the daemon dies of the first batch", "put a node behind it or remove it")
			case len(n.Children) > 1:
				p.reportAs(diag.Warning, n.Children[1].Range, "the second node behind trickle gets no data", "put one node between them, such as |where(lambda: TRUE)")
			}
		}
	},
}
