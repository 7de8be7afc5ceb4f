package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// read evaluates a property without parentheses. Kapacitor reads the Go field
// behind it: a property that is a plain field yields its value and sets nothing;
// one that is set by a method makes the request panic, and the client gets no
// answer.
func (b *builder) read(cur operand, c *syntax.ChainExpr, id *syntax.Ident) operand {
	if !cur.isNode() {
		return b.notANode(cur, id, c.OpPos)
	}
	name := id.Name
	if c.Op == syntax.ChainAt && b.hasUDF(name) {
		b.errorf(id, CodeNoParentheses, "@%s is not called", name).
			kapacitorAt(c.OpPos, "object %s has no property %s", cur.goType(), name).
			hint("write @" + name + "()")
		return operand{}
	}
	p := b.readable(cur, name)
	switch {
	case p == nil && handlerMethod(cur.node, name) != nil:
		h := handlerMethod(cur.node, name)
		b.errorf(id, CodeNoParentheses, "handler %s without parentheses; the server drops the connection without an answer", name).
			hint("write ." + name + "(...)")
		b.miscall(cur.node)
		handler := &Handler{Spec: h, Range: id.Range}
		cur.node.Handlers = append(cur.node.Handlers, handler)
		return operand{kind: opHandler, node: cur.node, handler: handler}
	case p == nil:
		d := b.errorf(id, CodeUnknownMethod, "there is no property %s after %s", name, cur.noun()).
			kapacitorAt(c.OpPos, "object %s has no property %s", cur.goType(), name)
		switch {
		case chainMethod(cur.node, name) != nil:
			d.hint("write |" + name + "(...)")
		default:
			if s := suggest(name, propertyNames(cur)); s != "" {
				d.hint("did you mean ." + s + "(...)?")
			} else {
				d.hint(b.otherHint(cur, name, "."))
			}
		}
		return operand{}
	case !p.Field:
		b.errorf(id, CodeNoParentheses, "property %s without parentheses; the server drops the connection without an answer", p.Name).
			hint("write ." + p.Name + "(" + sample(p.Params) + ")")
		b.miscall(cur.node)
		// Go on as if it had been called.
		return cur
	}
	b.warnAt(id.Range, CodePropertyRead, "property %s without parentheses sets nothing", p.Name).
		hint("write ." + p.Name + "(" + sample(p.Params) + ")")
	return b.fieldValue(cur, p, id.Range)
}

func (b *builder) readable(cur operand, name string) *catalog.Property {
	if cur.kind == opHandler {
		if p := handlerProperty(cur.handler.Spec, name); p != nil {
			return p
		}
	}
	return property(cur.node, name)
}

// fieldValue is the value that a field property has at this point.
func (b *builder) fieldValue(cur operand, p *catalog.Property, r diag.Range) operand {
	c, ok := cur.node.Call(p.Name)
	if cur.kind == opHandler && handlerProperty(cur.handler.Spec, p.Name) != nil {
		c, ok = cur.handler.Call(p.Name)
	}
	if ok && len(c.Args) > 0 {
		return valueOperand(c.Args[0]).at(r)
	}
	switch t := p.Params[0].Type; t {
	case catalog.Float, catalog.Int, catalog.Bool, catalog.Duration, catalog.Lambda:
		return valueOperand(Value{Type: t, Range: r})
	case catalog.String:
		return valueOperand(Value{Type: t, Str: unquote(p.Default), Range: r})
	}
	return operand{kind: opNil, rng: r}
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '\'' {
		return s[1 : len(s)-1]
	}
	return ""
}

// sample shows what goes into the parentheses of a property.
func sample(params []catalog.Param) string {
	if len(params) == 0 {
		return ""
	}
	switch t := params[0].Type; {
	case t&catalog.String != 0:
		return "'...'"
	case t&catalog.Lambda != 0:
		return "lambda: ..."
	case t&catalog.Duration != 0:
		return "10s"
	case t&catalog.Bool != 0:
		return "TRUE"
	}
	return "..."
}

// notANode reports a name after something that has none; at is the place that
// Kapacitor names.
func (b *builder) notANode(cur operand, id *syntax.Ident, at diag.Pos) operand {
	d := b.errorf(id, CodeNotANode, "%s follows %s, which has no methods", id.Name, cur.describe())
	switch cur.kind {
	case opNil:
		d.kapacitorAt(at, "object is invalid <nil> of type <nil>")
	case opRef:
		d.kapacitorAt(at, "no method or property %q on %s", id.Name, cur.goType())
	case opValue:
		switch cur.val.Type {
		case catalog.Lambda:
			if cur.val.Lambda == nil {
				d.kapacitorAt(at, "cannot get properties of nil pointer")
			} else {
				d.kapacitorAt(at, "no method or property %q on %s", id.Name, cur.goType())
			}
		case catalog.Regex, catalog.Star:
			d.kapacitorAt(at, "no method or property %q on %s", id.Name, cur.goType())
		default:
			d.kapacitorAt(at, "cannot get properties of non pointer value")
		}
	default:
		d.kapacitorAt(at, "cannot get properties of non pointer value")
	}
	return operand{}
}

// goMethod calls a method that is reachable by accident. The only one with an
// effect is setName.
func (b *builder) goMethod(cur operand, call *syntax.CallExpr, args []operand) (operand, bool) {
	if !catalog.IsGoMethod(call.Name.Name) {
		return operand{}, false
	}
	key := catalog.GoName(call.Name.Name)
	if key == "SetName" {
		values, ok := b.checkArgs(call, cur.goType(), []catalog.Param{{Name: "name", Type: catalog.String}}, args)
		if !ok {
			return operand{}, true
		}
		cur.node.Name = values[0].Str
		b.add(call.Range, diag.Info, CodeUndocumented, "%s is not documented and works only by accident", call.Name.Name)
		return operand{kind: opNil}, true
	}
	if _, ok := b.checkArgs(call, cur.goType(), nil, args); !ok {
		return operand{}, true
	}
	b.warnAt(call.Range, CodeUndocumented, "%s is a method inside the server and has no effect", call.Name.Name).
		hint("remove it")
	if key == "Name" || key == "Desc" {
		return valueOperand(Value{Type: catalog.String, Str: cur.node.Name}), true
	}
	return operand{kind: opNil}, true
}
