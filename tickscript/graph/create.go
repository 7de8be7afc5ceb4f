package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// createChecked makes a node after checking the call.
func (b *builder) createChecked(cur operand, spec *catalog.Node, call *syntax.CallExpr, args []operand) operand {
	if hides(cur.node, spec) {
		b.errorf(call.Name, CodeUnknownMethod, "%s cannot follow %s directly, whose own property %s hides it", spec.Kind, cur.noun(), spec.Kind).
			kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: reflect: reflect.Value.Call using value obtained using unexported field", call.Name.Name, cur.goType()).
			hint("put a node between them, such as |where(lambda: TRUE)")
	}
	values, ok := b.checkArgs(call, cur.goType(), spec.Params, args)
	if cur.node.Provides != spec.Wants && (spec.Kind == "window" || spec.Kind == "trickle") && cur.node.Provides != catalog.NoEdge {
		have := edgeName(cur.node.Provides)
		d := b.errorf(call, CodeEdge, "%s works on a %s, and %s gives a %s", spec.Kind, edgeName(spec.Wants), cur.noun(), have)
		if spec.Kind == "window" {
			d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: cannot Window batch edge", call.Name.Name, cur.goType())
			d.hint("remove the window: what comes here is in batches already; or write |trickle() before it")
		} else {
			d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: cannot Trickle stream edge", call.Name.Name, cur.goType())
			d.hint("remove |trickle(): what comes here is a stream already")
		}
		ok = false
	}
	if !ok {
		values = b.fillIn(spec, values)
	}
	n := b.create(cur.node, spec, values, call.Range)
	n.Unset = b.unset
	if !ok {
		b.miscall(n)
	}
	return operand{kind: opNode, node: n}
}

// fillIn makes the arguments of a wrong call usable, so that the rest of the
// chain can be checked.
func (b *builder) fillIn(spec *catalog.Node, values []Value) []Value {
	out := make([]Value, 0, len(values))
	for i, p := range spec.Params {
		if p.Variadic || p.Optional {
			for _, v := range values[min(i, len(values)):] {
				if v.Type&p.Type != 0 && (p.Type&catalog.NodeRef == 0 || v.Node != nil) {
					out = append(out, v)
				}
			}
			break
		}
		if i < len(values) && values[i].Type&p.Type != 0 {
			out = append(out, values[i])
		} else {
			out = append(out, Value{})
		}
	}
	return out
}
