package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// chain evaluates a chain from its start. Chains are long, so they are walked
// and not recursed into.
func (b *builder) chain(c *syntax.ChainExpr) operand {
	links := make([]*syntax.ChainExpr, 0, 16)
	var start syntax.Expr
	for {
		links = append(links, c)
		inner, ok := c.X.(*syntax.ChainExpr)
		if !ok {
			start = c.X
			break
		}
		c = inner
	}
	cur := b.value(b.eval(start))
	for i := len(links) - 1; i >= 0; i-- {
		cur = b.step(cur, links[i])
	}
	return cur
}

// step applies one link of a chain to what stands left of it.
func (b *builder) step(cur operand, c *syntax.ChainExpr) operand {
	switch sel := c.Sel.(type) {
	case *syntax.CallExpr:
		args := b.evalArgs(sel.Args)
		b.unset = false
		for _, a := range args {
			b.unset = b.unset || a.val.Unset
		}
		args = spread(args)
		r := sel.Range
		var out operand
		switch {
		case cur.kind == opBad:
		case !cur.isNode():
			out = b.notANode(cur, sel.Name, sel.Name.Pos())
		case c.Op == syntax.ChainPipe:
			out = b.pipe(cur, sel, args, true)
		case c.Op == syntax.ChainDot:
			out = b.dot(cur, sel, args, true)
		default:
			out = b.at(cur, sel, args)
		}
		return out.at(r)
	case *syntax.Ident:
		if cur.kind == opBad {
			return cur
		}
		return b.read(cur, c, sel).at(sel.Range)
	}
	return operand{}
}

// pipe calls a chain method. With recover it goes on after a mistake with what
// was probably meant.
func (b *builder) pipe(cur operand, call *syntax.CallExpr, args []operand, recover bool) operand {
	name := call.Name.Name
	if spec := chainMethod(cur.node, name); spec != nil {
		return b.createChecked(cur, spec, call, args)
	}
	if out, ok := b.goMethod(cur, call, args); ok {
		return out
	}
	at := call.Name.Pos()
	switch {
	case b.hasProperty(cur, name):
		b.errorf(call.Name, CodeWrongOperator, "%s is a property of %s and not a node", name, cur.noun()).
			kapacitorAt(at, "no chaining method %q on %s, but property does exist. Use '.' operator instead: 'node.%s(..)'.", name, cur.goType(), name).
			hint("write ." + name + "(...)")
		return b.dot(cur, call, args, false)
	case b.hasUDF(name):
		b.errorf(call.Name, CodeWrongOperator, "%s is a user defined function", name).
			kapacitorAt(at, "no chaining method %q on %s, but dynamic method does exist. Use '@' operator instead: 'node@%s(..)'.", name, cur.goType(), name).
			hint("write @" + name + "()")
		return b.at(cur, call, args)
	}
	return b.unknown(cur, call, args, chainMethods(cur.node), "|", recover)
}

// dot calls a property or an alert handler.
func (b *builder) dot(cur operand, call *syntax.CallExpr, args []operand, recover bool) operand {
	name := call.Name.Name
	if cur.kind == opHandler {
		if p := handlerProperty(cur.handler.Spec, name); p != nil {
			if c, ok := b.propertyCall(cur, p, call, args); ok {
				cur.handler.Calls = append(cur.handler.Calls, c)
			}
			return cur
		}
	}
	if h := handlerMethod(cur.node, name); h != nil {
		return b.newHandler(cur, h, call, args)
	}
	if p := property(cur.node, name); p != nil {
		return b.setProperty(cur, p, call, args)
	}
	at := call.Name.Pos()
	switch {
	case chainMethod(cur.node, name) != nil:
		b.errorf(call.Name, CodeWrongOperator, "%s is a node and not a property of %s", name, cur.noun()).
			kapacitorAt(at, "no property method %q on %s, but chaining method does exist. Use '|' operator instead: 'node|%s(..)'.", name, cur.goType(), name).
			hint("write |" + name + "(...)")
		return b.pipe(cur, call, args, false)
	case b.hasUDF(name):
		b.errorf(call.Name, CodeWrongOperator, "%s is a user defined function", name).
			kapacitorAt(at, "no property method %q on %s, but dynamic method does exist. Use '@' operator instead: 'node@%s(..)'.", name, cur.goType(), name).
			hint("write @" + name + "()")
		return b.at(cur, call, args)
	}
	if catalog.IsGoMethod(name) {
		b.errorf(call.Name, CodeUnknownMethod, "there is no property %s after %s", name, cur.noun()).
			kapacitorAt(at, "no property method %q on %s, but chaining method does exist. Use '|' operator instead: 'node|%s(..)'.", name, cur.goType(), name).
			hint("the method that the server means is one of its own and of no use")
		b.miscall(cur.node)
		return cur
	}
	return b.unknown(cur, call, args, propertyNames(cur), ".", recover)
}

// at calls a user defined function.
func (b *builder) at(cur operand, call *syntax.CallExpr, args []operand) operand {
	name := call.Name.Name
	if f, ok := b.opts.UDFs[name]; ok {
		if len(args) > 0 {
			b.warnAt(call.Range, CodeArgumentCount, "@%s takes no arguments; they are ignored", name).
				hint("set the function's options with its properties")
		}
		return operand{kind: opNode, node: b.newUDF(cur.node, name, f, call.Range)}
	}
	at := call.Name.Pos()
	switch {
	case b.hasProperty(cur, name):
		b.errorf(call.Name, CodeWrongOperator, "%s is a property and not a user defined function", name).
			kapacitorAt(at, "no dynamic method %q on %s, but property does exist. Use '.' operator instead: 'node.%s(..)'.", name, cur.goType(), name).
			hint("write ." + name + "(...)")
		return b.dot(cur, call, args, false)
	case chainMethod(cur.node, name) != nil:
		b.errorf(call.Name, CodeWrongOperator, "%s is a node and not a user defined function", name).
			kapacitorAt(at, "no dynamic method %q on %s, but chaining method does exist. Use '|' operator instead: 'node|%s(..)'.", name, cur.goType(), name).
			hint("write |" + name + "(...)")
		return b.pipe(cur, call, args, false)
	}
	d := b.errorf(call.Name, CodeUnknownMethod, "there is no user defined function %s", name).
		kapacitorAt(at, "no method or property %q on %s", name, cur.goType())
	names := make([]string, 0, len(b.opts.UDFs))
	for n := range b.opts.UDFs {
		names = append(names, n)
	}
	if s := suggest(name, names); s != "" {
		d.hint("did you mean @" + s + "?")
	} else {
		d.hint("functions have to be configured on the server; tell their names and options to the checker")
	}
	return operand{}
}

func (b *builder) hasProperty(o operand, name string) bool {
	if o.kind == opHandler && handlerProperty(o.handler.Spec, name) != nil {
		return true
	}
	return property(o.node, name) != nil || handlerMethod(o.node, name) != nil
}

func (b *builder) hasUDF(name string) bool {
	_, ok := b.opts.UDFs[name]
	return ok
}

func first[T any](v T, _ bool) T { return v }
