package lambdadiff

import (
	"math/rand/v2"
	"slices"

	"github.com/influxdata/kapacitor/tick/ast"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// typed makes expressions that are well typed for references of known types, so
// that evaluation gets to their bottom.
type typed struct {
	g    generator
	refs map[string]catalog.Type
}

var fieldTypes = []catalog.Type{catalog.Float, catalog.Int, catalog.String, catalog.Bool, catalog.Duration}

func newTyped(r *rand.Rand) *typed {
	t := &typed{g: generator{r}, refs: map[string]catalog.Type{"time": catalog.Time}}
	for _, name := range refNames[:3] {
		t.refs[name] = pick(r, fieldTypes)
	}
	return t
}

func (t *typed) expr(want catalog.Type, depth int) expr {
	if depth > 0 {
		for range 4 {
			var x expr
			var ok bool
			switch t.g.r.IntN(6) {
			case 0, 1:
				x, ok = t.call(want, depth)
			case 2:
				x, ok = t.unary(want, depth)
			case 3:
				if t.g.r.IntN(3) == 0 && want != catalog.Time {
					x, ok = t.expr(want, depth-1), true
					x = expr{&syntax.LambdaExpr{X: x.ours}, &ast.LambdaNode{Expression: x.theirs}}
				}
			default:
				x, ok = t.binary(want, depth)
			}
			if ok {
				return x
			}
		}
	}
	return t.leaf(want)
}

func (t *typed) call(want catalog.Type, depth int) (expr, bool) {
	type choice struct {
		name string
		args []catalog.Type
	}
	var choices []choice
	for _, f := range catalog.Functions() {
		if _, known := functionArity[f.Name]; !known {
			continue
		}
		for _, s := range f.Signatures {
			if s.Result == want && !slices.Contains(s.Args, catalog.Missing) {
				choices = append(choices, choice{f.Name, s.Args})
			}
		}
	}
	if len(choices) == 0 {
		return expr{}, false
	}
	c := pick(t.g.r, choices)
	ours := &syntax.CallExpr{Name: &syntax.Ident{Name: c.name}}
	theirs := &ast.FunctionNode{Type: ast.GlobalFunc, Func: c.name}
	for _, a := range c.args {
		x := t.expr(a, depth-1)
		ours.Args = append(ours.Args, x.ours)
		theirs.Args = append(theirs.Args, x.theirs)
	}
	return expr{ours, theirs}, true
}

func (t *typed) unary(want catalog.Type, depth int) (expr, bool) {
	switch want {
	case catalog.Bool:
		x := t.expr(want, depth-1)
		return expr{&syntax.UnaryExpr{Op: syntax.OpNot, X: x.ours}, &ast.UnaryNode{Operator: ast.TokenNot, Node: x.theirs}}, true
	case catalog.Float, catalog.Int, catalog.Duration:
		x := t.expr(want, depth-1)
		return expr{&syntax.UnaryExpr{Op: syntax.OpSub, X: x.ours}, &ast.UnaryNode{Operator: ast.TokenMinus, Node: x.theirs}}, true
	}
	return expr{}, false
}

func (t *typed) binary(want catalog.Type, depth int) (expr, bool) {
	var choices []catalog.OperatorPair
	for _, p := range catalog.Operators() {
		if p.Result == want {
			choices = append(choices, p)
		}
	}
	if len(choices) == 0 {
		return expr{}, false
	}
	p := pick(t.g.r, choices)
	i := slices.IndexFunc(binaryOps, func(o binaryOp) bool { return o.ours.String() == p.Op })
	x, y := t.expr(p.Left, depth-1), t.expr(p.Right, depth-1)
	return expr{
		&syntax.BinaryExpr{Op: binaryOps[i].ours, X: x.ours, Y: y.ours},
		&ast.BinaryNode{Operator: binaryOps[i].theirs, Left: x.theirs, Right: y.theirs},
	}, true
}

func (t *typed) leaf(want catalog.Type) expr {
	if t.g.r.IntN(2) == 0 {
		names := slices.DeleteFunc(slices.Clone(refNames), func(n string) bool { return t.refs[n] != want })
		if len(names) > 0 {
			n := pick(t.g.r, names)
			return expr{&syntax.Reference{Name: n}, &ast.ReferenceNode{Reference: n}}
		}
	}
	if want == catalog.Time {
		return expr{&syntax.Reference{Name: "time"}, &ast.ReferenceNode{Reference: "time"}}
	}
	return t.g.literal(want)
}
