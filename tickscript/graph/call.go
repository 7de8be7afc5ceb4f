package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
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

func (b *builder) miscall(n *Node) {
	if b.miscalled == nil {
		b.miscalled = map[*Node]bool{}
	}
	b.miscalled[n] = true
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

func first[T any](v T, _ bool) T { return v }
