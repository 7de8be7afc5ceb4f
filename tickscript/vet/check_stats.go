package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var statsAlign = Check{
	Code: "stats-align", Severity: diag.Info, Name: "first time of aligned stats",
	Doc: "stats with align() waits for the next multiple of its interval, but stamps its first points with the time before the wait, rounded: the first two may have the same time.",
	run: func(p *pass) {
		for _, n := range p.of("stats") {
			if c, ok := n.Call("align"); ok && !ofDeadman(n) {
				p.report(c.Range, "the first points are stamped with a time before the wait for the interval", "")
			}
		}
	},
}
