package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var fillPeriod = Check{
	Code: "fill-period-align", Severity: diag.Info, Name: "first window that waits longer",
	Doc: "A window with fillPeriod() and align() is first given out at the first multiple of every that is later than its first point's time and a whole period: even when that sum is a multiple itself, one more every goes by.",
	run: func(p *pass) {
		for _, n := range p.of("window") {
			if n.Flag("fillPeriod") && n.Flag("align") && n.Dur("every", 0) > 0 {
				p.report(at(n, "fillPeriod"), "the first window comes up to "+(n.Dur("period", 0)+n.Dur("every", 0)).String()+" after the first point", "")
			}
		}
	},
}
