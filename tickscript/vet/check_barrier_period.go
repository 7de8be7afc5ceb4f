package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var barrierPeriod = Check{
	Code: "barrier-period", Severity: diag.Info, Name: "barrier by the wall clock",
	Doc: "A barrier with a period carries the time of the wall clock and drops every older point that comes after it: late data, and all of a replay or of recorded history. One with idle goes by the time of the data.",
	run: func(p *pass) {
		for _, n := range p.of("barrier") {
			if n.Dur("period", 0) > 0 {
				p.report(at(n, "period"), "the barrier drops points that are older than the wall clock's last "+n.Dur("period", 0).String(), "write .idle() to go by the time of the data")
			}
		}
	},
}
