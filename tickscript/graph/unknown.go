package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// noun names what an operand is for messages about its names.
func (o operand) noun() string {
	if o.kind == opHandler {
		return o.handler.Spec.Kind
	}
	if o.node.UDF != "" {
		return "@" + o.node.UDF
	}
	return o.node.Spec.Kind
}

// unknown reports a name that nothing has, and goes on with the one that was
// probably meant.
func (b *builder) unknown(cur operand, call *syntax.CallExpr, args []operand, names []string, op string, recover bool) operand {
	name := call.Name.Name
	what := "property"
	if op == "|" {
		what = "node"
	}
	d := b.errorf(call.Name, CodeUnknownMethod, "there is no %s %s after %s", what, name, cur.noun())
	d.kapacitorAt(call.Name.Pos(), "no method or property %q on %s", name, cur.goType())
	best := suggest(name, names)
	if best == "" {
		// A misspelt name with the operator of the other kind.
		other, otherOp := chainMethods(cur.node), "|"
		if op == "|" {
			other, otherOp = propertyNames(cur), "."
		}
		if s := suggest(name, other); s != "" {
			d.hint("did you mean " + otherOp + s + "(...)?")
		} else {
			d.hint(b.otherHint(cur, name, op))
		}
		if op == "." {
			// The node is known all the same.
			b.miscall(cur.node)
			return cur
		}
		return operand{}
	}
	d.hint("did you mean " + op + best + "?")
	if !recover {
		return operand{}
	}
	c := *call
	id := *call.Name
	id.Name = best
	c.Name = &id
	if op == "|" {
		return b.pipe(cur, &c, args, false)
	}
	return b.dot(cur, &c, args, false)
}

const oldFunctions = "since 0.10 the functions of InfluxQL are nodes: |mean('field')"

// otherHint explains a name that is right in another place.
func (b *builder) otherHint(cur operand, name, op string) string {
	switch {
	case name == "mapReduce":
		return oldFunctions
	case cur.data && handlerMethod(cur.node, name) == nil:
		for _, h := range cur.node.Handlers {
			if handlerProperty(h.Spec, name) != nil {
				return "properties of " + h.Spec.Kind + " have to come before alert properties such as all() and stateChangesOnly()"
			}
		}
	case cur.node.Spec.Sink && isChainMethod(name):
		return cur.node.Spec.Kind + " is the end of a chain; nothing but stats and deadman can follow it"
	case isChainMethod(name) && (cur.node.Spec.Kind == "stream" || cur.node.Spec.Kind == "batch"):
		if cur.node.Spec.Kind == "stream" {
			return "write |from() first"
		}
		return "write |query('SELECT ...') first"
	case isChainMethod(name):
		if m := first(catalog.NodeByMethod(name)); m.Source != "" {
			return "|" + m.Kind + " follows " + m.Source + " only"
		}
	}
	if op == "." {
		return cur.noun() + " has the properties " + joinSome(propertyNames(cur))
	}
	return ""
}

func joinSome(names []string) string {
	out := ""
	for i, n := range names {
		if i == 12 {
			return out + ", ..."
		}
		if i > 0 {
			out += ", "
		}
		out += n
	}
	return out
}
