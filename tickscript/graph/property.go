package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

func (b *builder) miscall(n *Node) {
	if b.miscalled == nil {
		b.miscalled = map[*Node]bool{}
	}
	b.miscalled[n] = true
}

func (b *builder) newHandler(cur operand, spec *catalog.Handler, call *syntax.CallExpr, args []operand) operand {
	values, ok := b.checkArgs(call, cur.goType(), spec.Params, args)
	if !ok {
		b.miscall(cur.node)
		values = nil
	}
	h := &Handler{Spec: spec, Args: values, Range: call.Range, Unset: b.unset}
	cur.node.Handlers = append(cur.node.Handlers, h)
	return operand{kind: opHandler, node: cur.node, handler: h}
}

// propertyCall checks a property call and returns it.
func (b *builder) propertyCall(cur operand, p *catalog.Property, call *syntax.CallExpr, args []operand) (Call, bool) {
	c := Call{Name: p.Name, Range: call.Range, Unset: b.unset}
	var ok bool
	switch {
	case cur.kind == opNode && isOption(cur.node, p):
		c.Args, ok = b.checkOption(call, p, args)
	case p.Field:
		c.Args, ok = b.checkField(call, cur.goType(), p.Params[0], args)
	default:
		c.Args, ok = b.checkArgs(call, cur.goType(), p.Params, args)
	}
	if !ok {
		b.miscall(cur.node)
	}
	if ok && p.Undocumented {
		b.add(call.Range, diag.Info, CodeUndocumented, "%s of %s is not documented and works only by accident", p.Name, cur.noun())
	}
	return c, ok
}

// setProperty sets a property of the node itself.
func (b *builder) setProperty(cur operand, p *catalog.Property, call *syntax.CallExpr, args []operand) operand {
	c, ok := b.propertyCall(cur, p, call, args)
	n := cur.node
	if ok && !b.joinWhere(n, c) {
		n.Calls = append(n.Calls, c)
	}
	if ok && n.Spec.Kind == "stats" && p.Name == "sourceNode" {
		n.Observed = c.Args[0].Node
	}
	if n.Spec.Kind == "alert" && !p.Field && p.Name != "quiet" {
		// Such a method returns the alert inside the handler: the handler's own
		// properties cannot follow it.
		return operand{kind: opNode, node: n, data: true}
	}
	return cur
}

// joinWhere joins the condition of a further where of a from node to the first
// one's. Kapacitor changes the first lambda in place, so that everything else
// which uses the same variable changes with it.
func (b *builder) joinWhere(n *Node, c Call) bool {
	if n.Spec.Kind != "from" || c.Name != "where" {
		return false
	}
	first, ok := n.Call("where")
	if !ok || first.Args[0].Lambda == nil {
		return false
	}
	l, more := first.Args[0].Lambda, c.Args[0].Lambda
	if more == nil {
		return true
	}
	if b.broken[more] {
		b.markBroken(l)
	}
	size := b.sizeOf(l) + b.sizeOf(more)
	if size > maxSize {
		b.errorAt(c.Range, CodeNesting, "expression has more than %d parts with the variables in it", maxSize)
		return true
	}
	if b.sizes == nil {
		b.sizes = map[*syntax.LambdaExpr]int{}
	}
	b.sizes[l] = size
	span := syntax.Span{Range: diag.Range{Start: l.Pos(), End: more.End()}}
	l.X = &syntax.BinaryExpr{Span: span, Op: syntax.OpAnd, OpPos: more.Pos(), X: l.X, Y: more.X}
	return true
}

// sizeOf counts the parts of a lambda's expression.
func (b *builder) sizeOf(l *syntax.LambdaExpr) int {
	if n, ok := b.sizes[l]; ok {
		return n
	}
	return exprSize(l.X, maxSize)
}

// optionType names the types of a function's options as Kapacitor does.
func optionType(t catalog.Type) string {
	switch t {
	case catalog.Int:
		return "INT"
	case catalog.Float:
		return "DOUBLE"
	case catalog.String:
		return "STRING"
	case catalog.Duration:
		return "DURATION"
	}
	return "BOOL"
}

// checkOption checks an option of a user defined function.
func (b *builder) checkOption(call *syntax.CallExpr, p *catalog.Property, args []operand) ([]Value, bool) {
	if len(args) != len(p.Params) {
		b.errorf(call, CodeArgumentCount, "%s takes %s, not %d", p.Name, countText(len(p.Params), len(p.Params)), len(args)).
			kapacitorAt(call.Name.Pos(), "unexpected number of args to %s, got %d expected %d", p.Name, len(args), len(p.Params)).
			hint(usage(p.Name, p.Params))
		return nil, false
	}
	values, ok := make([]Value, len(args)), true
	for i, a := range args {
		if a.kind == opBad {
			ok = false
			continue
		}
		values[i] = a.asValue()
		if !accepts(p.Params[i].Type, a) {
			got := catalog.Bool
			if a.kind == opValue {
				got = a.val.Type
			}
			b.badArg(call, p.Params[i], a).
				kapacitorAt(call.Name.Pos(), "unexpected arg to %s, got %s expected %s", p.Name, optionType(got), optionType(p.Params[i].Type))
			ok = false
		}
	}
	return values, ok
}
