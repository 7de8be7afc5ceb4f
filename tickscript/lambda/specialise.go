package lambda

import "strings"

// generator makes code for one combination of reference types. It follows
// Kapacitor's evaluators step by step, so that errors arise where and when they
// do there: typeOf is their Type, eval is their EvalFloat, EvalBool and so on.
type generator struct {
	e     *Expr
	kinds []Kind
	// recovers says that the evaluation path recovers from panics.
	recovers bool
	// trace makes code report the value of each sub-expression.
	trace bool
	// types are those found so far: each operator asks for the types of all that is
	// below it.
	types map[*node]typed
}

// typed is the type of an expression, or why it has none.
type typed struct {
	kind Kind
	err  *Error
}

// crash is the error in whose place Kapacitor panics.
func (g *generator) crash(n *node, msg string) *Error {
	e := errorAt(n, "%s", msg)
	e.panics, e.crash = true, !g.recovers
	return e
}

// endlessRecursion is the error of an operator that retries itself until the
// stack overflows, from which no path recovers.
func endlessRecursion(n *node) *failure {
	e := errorAt(n, "runtime error: stack overflow: operator %v retries a type mismatch without end", n.op)
	e.panics, e.crash = true, true
	return &failure{err: e}
}

func guard(n *node, want, actual Kind) *failure {
	return &failure{
		err:    errorAt(n, "TypeGuard: expression returned unexpected type %s, expected %s", actual, want),
		guard:  true,
		actual: actual,
	}
}

// typeOf determines the type of an expression, which does not evaluate
// anything.
func (g *generator) typeOf(n *node) (Kind, *Error) {
	if n.constType != noType {
		return n.constType, nil
	}
	switch n.kind {
	case refNode:
		k := g.kinds[n.slot]
		if k == Nil {
			return noType, errorAt(n, "referenced value %q is nil.", n.name)
		}
		return k, nil
	}
	if t, ok := g.types[n]; ok {
		return t.kind, t.err
	}
	k, err := g.findType(n)
	if g.types == nil {
		g.types = map[*node]typed{}
	}
	g.types[n] = typed{k, err}
	return k, err
}

// findType is typeOf for an expression that has parts.
func (g *generator) findType(n *node) (Kind, *Error) {
	switch n.kind {
	case binaryNode:
		l, err := g.typeOf(n.x)
		if err != nil {
			return noType, err
		}
		r, err := g.typeOf(n.y)
		if err != nil {
			return noType, err
		}
		k := resultOf(n.op, l, r)
		if k == noType {
			return noType, mismatch(n, l, r)
		}
		return k, nil
	case callNode:
		return g.typeOfCall(n)
	default:
		return g.typeOf(n.x)
	}
}

func (g *generator) typeOfCall(n *node) (Kind, *Error) {
	if n.fn == nil {
		return noType, errorAt(n, "undefined function: %q", n.name)
	}
	kinds := make([]Kind, 0, maxArgs)
	for i, a := range n.args {
		k, err := g.typeOf(a)
		if err != nil {
			return noType, wrapArgument(i, err)
		}
		if i >= maxArgs {
			return noType, g.crash(n, "runtime error: index out of range [4] with length 4")
		}
		kinds = append(kinds, k)
	}
	if k, ok := n.fn.lookup(kinds); ok {
		return k, nil
	}
	var missing, args []string
	for i, a := range n.args {
		t := a.text(g.e)
		if kinds[i] == Missing {
			missing = append(missing, t)
		}
		args = append(args, t+": "+kinds[i].String())
	}
	if len(missing) > 0 {
		return noType, errorAt(n, "%s", missingArgumentText(n.name, missing, g.e.refs))
	}
	return noType, errorAt(n, `Cannot call function "%s" with args (%s), available signatures are %s.`,
		n.name, strings.Join(args, ","), n.fn.signatureText())
}

// eval makes the code that asks an expression for a value of a type.
func (g *generator) eval(n *node, want Kind) code {
	c := g.evalNode(n, want)
	if g.trace && n.kind != constNode {
		return traced(n, c)
	}
	return c
}

func (g *generator) evalNode(n *node, want Kind) code {
	switch n.kind {
	case constNode:
		if n.val.kind != want {
			return failing(want, guard(n, want, n.val.kind))
		}
		return constantCode(n.val)
	case refNode:
		return g.evalRef(n, want)
	case unaryNode:
		return g.evalUnary(n, want)
	case binaryNode:
		return g.evalBinary(n, want)
	case lambdaNode:
		return g.evalLambda(n, want)
	default:
		return g.evalCall(n, want)
	}
}

func (g *generator) evalRef(n *node, want Kind) code {
	k := g.kinds[n.slot]
	switch {
	case k == Nil:
		return failing(want, &failure{err: errorAt(n, "referenced value %q is nil.", n.name)})
	case k == Missing && want == Missing:
		return failing(want, &failure{err: errorAt(n, `missing value: "%s"`, n.name)})
	case k == Missing:
		return failing(want, &failure{err: errorAt(n, `reference "%s" is missing value`, n.name)})
	case k != want:
		return failing(want, guard(n, want, k))
	}
	return slotCode(k, n.slot)
}

// evalUnary does not look at the operator: Kapacitor negates what it can
// negate, so -TRUE is FALSE.
func (g *generator) evalUnary(n *node, want Kind) code {
	switch want {
	case Bool, Float, Int, Duration:
		k, err := g.typeOf(n)
		if err != nil {
			return failing(want, &failure{err: err})
		}
		if k != want {
			return failing(want, guard(n, want, k))
		}
		x := g.eval(n.x, want)
		if x.fail != nil {
			return x
		}
		return negate(x)
	case Missing:
		msg := "expected nodeEvaluator to be *EvalReferenceNode got " + n.x.evaluatorName()
		if n.x.kind == refNode {
			msg = `reference "` + n.x.name + `" is missing value`
		}
		return failing(want, &failure{err: errorAt(n, "%s", msg)})
	default:
		return failing(want, guard(n, want, n.constType))
	}
}

func negate(x code) code {
	c := code{kind: x.kind, fallible: x.fallible}
	switch x.kind {
	case Bool:
		c.b = func(m *machine) bool { return !x.b(m) }
	case Float:
		if x.constant {
			return constantCode(FloatValue(-1 * x.val.Float()))
		}
		c.f = func(m *machine) float64 { return -1 * x.f(m) }
	default:
		if x.constant {
			return constantCode(Value{kind: x.kind, num: -x.val.num})
		}
		c.i = func(m *machine) int64 { return -x.i(m) }
	}
	return c
}

func (g *generator) evalLambda(n *node, want Kind) code {
	k, err := g.typeOf(n)
	if err != nil {
		return failing(want, &failure{err: err})
	}
	switch {
	case want == Missing && k != Missing:
		return failing(want, guard(n, Bool, k))
	case want == Time || k != want:
		return failing(want, guard(n, want, k))
	}
	return g.eval(n.x, want)
}

func (g *generator) evalBinary(n *node, want Kind) code {
	if want == Regex || want == Time || want == Missing {
		return failing(want, guard(n, want, n.constType))
	}
	l, r := n.x.constType, n.y.constType
	if n.x.dynamic || n.y.dynamic {
		var err *Error
		if l, err = g.typeOf(n.x); err == nil {
			r, err = g.typeOf(n.y)
		}
		if err != nil {
			return failing(want, &failure{err: err})
		}
		if resultOf(n.op, l, r) == noType {
			return failing(want, &failure{err: g.explain(n, l, r)})
		}
	}
	result := resultOf(n.op, l, r)
	x, y := g.eval(n.x, l), g.eval(n.y, r)
	// On a type guard Kapacitor takes the actual type and tries again, for ever
	// when that type is the one it had.
	if x.fail != nil {
		if x.fail.guard && resultOf(n.op, x.fail.actual, r) != noType {
			return failing(want, endlessRecursion(n))
		}
		return failing(want, x.fail).after(x.effect())
	}
	if y.fail != nil && y.fail.guard && resultOf(n.op, l, y.fail.actual) != noType {
		y = failing(r, endlessRecursion(n))
	}
	c := g.operate(n, x, y)
	c.fallible = c.fallible || x.fallible || y.fallible
	if result == want {
		return c
	}
	return failing(want, unexpected(n, want, result)).after(c.effect())
}

// unexpected is the error of an operator whose result has another type than
// the one asked for.
func unexpected(n *node, want, result Kind) *failure {
	switch want {
	case Float, Int:
		if result != Float && result != Int {
			result = n.constType
		}
		return guard(n, want, result)
	}
	name := "<nil>"
	if result == Float || result == Int || result == Bool {
		name = goType(result)
	}
	return &failure{err: errorAt(n, "expression returned unexpected type %s", name)}
}

// explain says why an operator has no operation for the types of a point.
func (g *generator) explain(n *node, l, r Kind) *Error {
	for _, side := range []struct {
		name string
		n    *node
		kind Kind
	}{{"left", n.x, l}, {"right", n.y, r}} {
		if side.kind != Missing {
			continue
		}
		if side.n.kind != refNode {
			return errorAt(n, "expected %sEvaluator to be *EvalReferenceNode got %s", side.name, side.n.evaluatorName())
		}
		return errorAt(n, `%s reference value "%s" is missing value`, side.name, side.n.name)
	}
	return mismatch(n, l, r)
}
