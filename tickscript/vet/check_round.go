package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var truncateRound = Check{
	Code: "truncate-and-round", Severity: diag.Info, Name: "times that are cut and rounded",
	Doc: "from() cuts times down with truncate and then rounds the result with round, half up: with both, times move twice.",
	run: func(p *pass) {
		for _, n := range p.of("from") {
			if n.Dur("truncate", 0) > 0 && n.Dur("round", 0) > 0 {
				p.report(at(n, "round"), "round works on the times that truncate has cut", "use one of them")
			}
		}
	},
}
