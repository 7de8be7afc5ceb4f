package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var stateResets = Check{
	Code: "state-resets", Severity: diag.Warning, Name: "state that starts again with each batch",
	Doc: "stateDuration, stateCount and changeDetect forget what they know at the start of every batch, so behind a window or a query they see no further back than one batch.",
	run: func(p *pass) {
		for _, n := range p.of("stateDuration", "stateCount", "changeDetect") {
			if edgeIn(n) == batch {
				p.report(n.Range, n.Kind()+" starts again with each batch", "aggregate first, or put it before the window")
			}
		}
	},
}
