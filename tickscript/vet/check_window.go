package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var windowGap = Check{
	Code: "window-gap", Severity: diag.Warning, Name: "window that leaves data out",
	Doc: "When every is longer than period, or everyCount larger than periodCount, what comes between two windows is never looked at.",
	run: func(p *pass) {
		for _, n := range p.of("window") {
			period, every := n.Dur("period", 0), n.Dur("every", 0)
			if period > 0 && every > period {
				p.report(at(n, "every"), "the window looks at "+period.String()+" of every "+every.String(), "make period as long as every")
			}
			if pc, ec := n.Int("periodCount", 0), n.Int("everyCount", 0); pc > 0 && ec > pc {
				p.report(at(n, "everyCount"), "the window leaves points out: everyCount is larger than periodCount", "")
			}
		}
		for _, n := range p.of("query") {
			period, every := n.Dur("period", 0), n.Dur("every", 0)
			switch {
			case period == 0:
				p.report(n.Range, "the query has no period and asks for an empty range of time", "write .period(10m)")
			case every > period:
				p.report(at(n, "every"), "the query looks at "+period.String()+" of every "+every.String(), "make period as long as every")
			}
		}
	},
}
