package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var sharedState = Check{
	Code: "shared-state", Severity: diag.Warning, Name: "state that is shared",
	Doc: "count, sigma and spread keep state. Several calls of one of them in an expression share it. In the conditions of from() and in the levels of an alert all groups share it, and the condition of the current level may be evaluated twice for a point. eval has state for each group: compute the value there and compare it in the alert.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			seen := map[string]*syntax.CallExpr{}
			for _, c := range calls(u.expr) {
				switch c.Name.Name {
				case "count", "sigma", "spread":
				default:
					continue
				}
				if seen[c.Name.Name] != nil {
					p.report(rangeOf(c), "this "+c.Name.Name+"() shares its state with the one before it", "give each a lambda of its own in eval")
				} else if (u.node.Kind() == "alert" || u.node.Kind() == "from") && u.facts.grouped() {
					p.report(rangeOf(c), "all groups share the state of this "+c.Name.Name+"()", "compute it with |eval before the "+u.node.Kind()+" and compare the result")
				} else if slices.Contains(levels, u.what) {
					p.reportAs(diag.Info, rangeOf(c), "this "+c.Name.Name+"() may count a point twice: the condition of the current level is evaluated again", "compute it with |eval before the alert and compare the result")
				}
				seen[c.Name.Name] = c
			}
		}
	},
}
