package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var ifGuard = Check{
	Code: "if-guard", Severity: diag.Warning, Name: "if() as a guard for a missing field",
	Doc: "if() evaluates and types all of its arguments before it chooses one, so if(isPresent(\"x\"), \"x\", 0.0) fails exactly when x is missing. The operators AND and OR do guard a comparison: isPresent(\"x\") AND \"x\" > 5. A default node fills a missing field before the expression sees it.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			for _, c := range calls(u.expr) {
				if c.Name.Name != "if" || len(c.Args) != 3 {
					continue
				}
				name := presentName(c.Args[0])
				if name == "" {
					continue
				}
				for _, a := range c.Args[1:] {
					if reads(a, name) {
						p.report(rangeOf(c), "if() evaluates \""+name+"\" even when it is missing", "put |default().field('"+name+"', 0.0) before the node")
						break
					}
				}
			}
		}
	},
}

// presentName is the name of an isPresent("name"), also under a !.
func presentName(x syntax.Expr) string {
	x = unwrap(x)
	if u, ok := x.(*syntax.UnaryExpr); ok {
		x = unwrap(u.X)
	}
	c, ok := x.(*syntax.CallExpr)
	if !ok || c.Name.Name != "isPresent" || len(c.Args) != 1 {
		return ""
	}
	name, _ := fieldOf(c.Args[0])
	return name
}

func reads(x syntax.Expr, name string) bool {
	for _, r := range refs(x) {
		if r.Name == name {
			return true
		}
	}
	return false
}

// guarded reports whether an expression asks for the presence of a name.
func guarded(x syntax.Expr, name string) bool {
	for _, c := range calls(x) {
		if presentName(c) == name {
			return true
		}
	}
	return false
}

func isDeadmanDerivative(n *graph.Node) bool {
	return len(n.Children) > 0 && isDeadman(n.Children[0])
}
