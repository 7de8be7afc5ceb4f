package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var precedence = Check{
	Code: "precedence", Severity: diag.Info, Name: "comparison of a comparison",
	Doc: "== and != bind looser than <, <=, > and >=, so \"a\" == \"b\" > 5 compares \"a\" with the outcome of \"b\" > 5. Parentheses say what is meant.",
	run: func(p *pass) {
		syntax.Walk(p.g.File, func(n syntax.Node) bool {
			x, ok := n.(*syntax.BinaryExpr)
			if !ok || x.Op != syntax.OpEq && x.Op != syntax.OpNe {
				return true
			}
			for _, side := range []syntax.Expr{x.X, x.Y} {
				if b, ok := side.(*syntax.BinaryExpr); ok && isOrder(b.Op) && !b.Parens {
					p.report(rangeOf(x), x.Op.String()+" compares with the outcome of "+b.Op.String(), "write parentheses")
				}
			}
			return true
		})
	},
}
