package vet

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var undefinedFunction = Check{
	Code: "undefined-lambda-function", Severity: diag.Warning, Name: "function that does not exist",
	Doc: "Kapacitor does not look the functions of a lambda up when it defines or starts a task. A misspelt one fails for every point, and only the log says so. Names are case sensitive.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			t := typing{facts: u.facts, wrong: func(syntax.Node, string, string) {}, unknown: func(c *syntax.CallExpr) {
				hint := ""
				if f, ok := catalog.FunctionByName(c.Name.Name); ok && f.MatchOnly {
					hint = "it exists in the match expression of a topic handler only"
				}
				for _, f := range catalog.Functions() {
					if strings.EqualFold(f.Name, c.Name.Name) && f.Name != c.Name.Name {
						hint = "write " + f.Name
					}
				}
				p.report(rangeOf(c.Name), "there is no function "+c.Name.Name, hint)
			}}
			t.of(u.expr)
		}
	},
}
