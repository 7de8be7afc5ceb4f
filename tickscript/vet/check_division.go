package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var division = Check{
	Code: "division-by-zero", Severity: diag.Error, Name: "int divided by zero",
	Doc: "Dividing an int by zero inside a condition (where, an alert's level, combine, stateDuration, stateCount) panics, and the whole daemon dies with it. In eval the point is dropped. A float divided by zero is infinite, which no JSON output can carry.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			t := typing{facts: u.facts, wrong: func(syntax.Node, string, string) {}}
			syntax.Walk(u.expr, func(n syntax.Node) bool {
				x, ok := n.(*syntax.BinaryExpr)
				if !ok || x.Op != syntax.OpDiv && x.Op != syntax.OpMod {
					return true
				}
				by, ok := unwrap(x.Y).(*syntax.IntLit)
				left := t.of(x.X)
				if !ok || by.Value != 0 || left != 0 && left&(catalog.Int|catalog.Duration) == 0 {
					return true
				}
				if u.predicate {
					p.report(rangeOf(x), "division by zero: the daemon dies of the first int that comes here", "")
				} else {
					p.reportAs(diag.Warning, rangeOf(x), "division by zero: every point is dropped", "")
				}
				return true
			})
		}
	},
}
