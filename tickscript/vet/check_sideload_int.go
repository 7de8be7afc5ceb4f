package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var sideloadInt = Check{
	Code: "sideload-int", Severity: diag.Info, Name: "int of a sideload that may not be one",
	Doc: "sideload gives a value the type of its default. With an int as the default, a number that the source holds as text becomes an int of a kind which expressions and functions do not know, and whatever reads it fails. With a float as the default text is read rightly.",
	run: func(p *pass) {
		uses := p.lambdas()
		for _, n := range p.of("sideload") {
			behind := nodesBehind(n)
			for _, c := range n.CallsOf("field") {
				if name := c.Args[0].Str; c.Args[1].Type == catalog.Int && readBy(uses, behind, name) {
					p.report(c.Range, "an expression cannot read "+name+" where the source holds the number as text", "write a float as the default, or numbers without quotes in the source")
				}
			}
		}
	},
}

// readBy reports whether an expression or a function of some nodes reads a name.
func readBy(uses []use, behind map[*graph.Node]bool, name string) bool {
	for _, u := range uses {
		if behind[u.node] && reads(u.expr, name) {
			return true
		}
	}
	for m := range behind {
		if m.Spec.InfluxQL && fieldArg(m) == name {
			return true
		}
	}
	return false
}
