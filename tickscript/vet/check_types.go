package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var types = Check{
	Code: "types", Severity: diag.Warning, Name: "expression that fails for every point",
	Doc: "Kapacitor looks at the types of an expression only when a point comes. Ints and floats are compared with each other but not added or divided; functions take exactly the types of their signatures; a condition has to be a boolean. What fails for every point drops it, or leaves the level unmatched, and only the log says so.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			failed := false
			t := typing{facts: u.facts, wrong: func(at syntax.Node, message, hint string) {
				failed = true
				p.report(rangeOf(at), message, hint)
			}}
			result := t.of(u.expr)
			switch {
			case failed || result == 0:
			case u.predicate && result != catalog.Bool:
				p.report(u.rng, u.what+" is "+article(result)+" and not a condition", "compare it with something")
			case !u.predicate && result&(catalog.Time|catalog.Regex) != 0:
				p.report(u.rng, "a result cannot be "+article(result), "unixNano() makes an int of a time")
			}
		}
	},
}
