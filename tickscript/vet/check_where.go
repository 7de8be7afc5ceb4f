package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var whereVar = Check{
	Code: "where-changes-var", Severity: diag.Warning, Name: "variable that a second where changes",
	Doc: "A further where of a from() is joined with AND to the first one's lambda, and Kapacitor changes that lambda in place. When the first is a variable, every other node that uses the variable gets the longer condition too, those before it in the script included.",
	run: func(p *pass) {
		users := map[*syntax.LambdaExpr][]*graph.Node{}
		for _, n := range p.g.Nodes {
			for _, a := range n.Args {
				if a.Lambda != nil {
					users[a.Lambda] = append(users[a.Lambda], n)
				}
			}
			for _, c := range n.Calls {
				for _, a := range c.Args {
					if a.Lambda != nil {
						users[a.Lambda] = append(users[a.Lambda], n)
					}
				}
			}
		}
		for _, n := range p.of("from") {
			l := n.Lambda("where")
			if l == nil || len(users[l]) < 2 {
				continue
			}
			// The graph gives the joined condition the place of the whole lambda; one
			// that was written with AND starts behind the keyword.
			if x, ok := l.X.(*syntax.BinaryExpr); ok && x.Pos() == l.Pos() {
				p.report(at(n, "where"), "the second where of this from() changes the variable of the first, which "+itoa(len(users[l])-1)+" more use", "join the conditions in one where")
				break
			}
		}
	},
}
