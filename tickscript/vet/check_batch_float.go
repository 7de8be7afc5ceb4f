package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var batchFloat = Check{
	Code: "batch-float", Severity: diag.Warning, Name: "int where a query gives floats",
	Doc: "The numbers that a query gives are floats, those of int fields too. Arithmetic with an int fails for every point: write 2.0 and not 2, or int(\"x\"). Comparisons work with both.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			if !straightQuery(u.node) {
				continue
			}
			syntax.Walk(u.expr, func(n syntax.Node) bool {
				b, ok := n.(*syntax.BinaryExpr)
				if !ok {
					return true
				}
				switch b.Op {
				case syntax.OpAdd, syntax.OpSub, syntax.OpMul, syntax.OpDiv, syntax.OpMod:
				default:
					return true
				}
				for _, pair := range [][2]syntax.Expr{{b.X, b.Y}, {b.Y, b.X}} {
					name, isField := fieldOf(pair[0])
					_, isInt := unwrap(pair[1]).(*syntax.IntLit)
					_, known := u.facts.Fields.Known[name]
					_, tag := u.facts.Tags.Known[name]
					if isField && isInt && !known && !tag && name != "time" {
						p.report(rangeOf(b), name+" is a float here, and a float "+b.Op.String()+" int cannot be evaluated", "write a decimal point")
					}
				}
				return true
			})
		}
	},
}

// straightQuery reports whether a node works on the points of a query as they
// come.
func straightQuery(n *graph.Node) bool {
	for len(n.Parents) == 1 {
		n = n.Parents[0]
		switch n.Kind() {
		case "query":
			return true
		case "where", "log", "httpOut", "groupBy", "sample", "shift":
		default:
			return false
		}
	}
	return false
}
