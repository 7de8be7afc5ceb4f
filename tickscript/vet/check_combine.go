package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var combineCrash = Check{
	Code: "combine-crash", Severity: diag.Error, Name: "combine of batches without a known size",
	Doc: "combine reserves room for as many points as the batch says it has. Behind where, eval, changeDetect, flatten or groupBy a batch says none, and the first point makes the daemon panic and die. On a stream the same happens when the first point's time is not a multiple of the tolerance.",
	run: func(p *pass) {
		for _, n := range p.of("combine") {
			if edgeIn(n) == batch {
				switch k := n.Parents[0].Kind(); k {
				case "where", "eval", "changeDetect", "flatten":
					p.report(n.Range, "combine behind "+k+" on batches: the daemon dies of the first point", "put |window or a query straight before combine")
				}
				continue
			}
			if d := n.Dur("tolerance", 0); d > 0 {
				p.reportAs(diag.Warning, at(n, "tolerance"), "the daemon dies of a group whose first time is not a multiple of "+d.String(), "cut the times with .truncate("+d.String()+") in from()")
			}
		}
	},
}
