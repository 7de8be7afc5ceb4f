package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var outerJoin = Check{
	Code: "outer-join-null", Severity: diag.Warning, Name: "empty fields of an outer join",
	Doc: "An outer join with fill('null') gives fields that exist without a value. An expression that reads one fails, isPresent included, and an InfluxQL function makes the daemon panic and die. A default node gives them a value; fill(0.0) never leaves them empty.",
	run: func(p *pass) {
		for _, n := range p.of("join") {
			if n.Str("fill", "") != "null" {
				continue
			}
			for _, c := range n.Children {
				next := pastNeutral(c)
				switch {
				case next == nil:
				case next.Spec.InfluxQL:
					p.reportAs(diag.Error, next.Range, next.Kind()+" meets empty fields of the join: the daemon dies of them", "write .fill(0.0) in the join, or |default().field('...', 0.0) before "+next.Kind())
				case next.Kind() == "eval" || next.Kind() == "where" || next.Kind() == "alert":
					p.report(next.Range, "an expression that reads an empty field of the join fails", "write |default().field('...', 0.0) before "+next.Kind())
				}
			}
		}
	},
}

// pastNeutral skips nodes that do not look at fields.
func pastNeutral(n *graph.Node) *graph.Node {
	for n != nil {
		switch n.Kind() {
		case "window", "log", "httpOut", "groupBy", "sample", "shift":
			if len(n.Children) != 1 {
				return nil
			}
			n = n.Children[0]
		default:
			return n
		}
	}
	return nil
}
