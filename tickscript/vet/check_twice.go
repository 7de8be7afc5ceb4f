package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var twice = Check{
	Code: "points-twice", Severity: diag.Warning, Name: "points that come twice",
	Doc: "A task with one from() that names a measurement and another that names none is subscribed to both, and a point of that measurement comes to the task twice, through every from().",
	run: func(p *pass) {
		named, open := false, false
		for _, n := range p.of("from") {
			if n.Str("measurement", "") == "" {
				open = true
			} else {
				named = true
			}
		}
		if !named || !open {
			return
		}
		for _, n := range p.of("from") {
			if n.Str("measurement", "") == "" && n.Parents[0].Kind() == "stream" && !onlyFroms(n) {
				p.report(n.Range, "this from() without a measurement makes points of the others come twice", "name a measurement in every from()")
			}
		}
	},
}
