package lambda

import (
	"math"
	"regexp"
)

// machine is what code runs on: the values of one point, the counters and the
// first error.
//
// Code does not stop at an error: it goes on with zero values, and only what
// has an effect beyond its result looks at err first. So no operator pays for a
// check, and the first error, in Kapacitor's order of evaluation, wins.
type machine struct {
	args    []Value
	env     *Env
	err     *Error
	own     *counters
	nested  []*counters
	regexes []*regexp.Regexp
	trace   *[]SubValue
	// random is the state's own source of random numbers.
	random func() uint64
}

func (m *machine) fail(e *Error) {
	if m.err == nil {
		m.err = e
	}
}

// failCall reports what a function's implementation answers.
func (m *machine) failCall(n *node, msg string) {
	if m.err == nil {
		m.err = callError(n, msg)
	}
}

func callError(n *node, msg string) *Error {
	return errorAt(n, "error calling %q: %s", n.name, msg)
}

// code is an expression specialised for the types of its references. The
// function for its kind is set: b for Bool, f for Float, s for String and i for
// Int, Duration, Time (nanoseconds) and Regex (an index). A Missing value has
// only run, and that only when computing it has an effect.
type code struct {
	kind Kind
	b    func(*machine) bool
	i    func(*machine) int64
	f    func(*machine) float64
	s    func(*machine) string
	run  func(*machine)

	// A constant's value, or the slot of a plain reference plus one: shapes for
	// which operators have shorter code.
	constant bool
	val      Value
	slot     int
	shape    slotCompare

	// fallible code may set the machine's error.
	fallible bool
	// fail is set for code that does nothing but fail.
	fail *failure
}

// failure is an error that is known when code is made. A guard is Kapacitor's
// "TypeGuard" error, on which an operator looks for another operation.
type failure struct {
	err    *Error
	guard  bool
	actual Kind
}

func boolCode(f func(*machine) bool) code         { return code{kind: Bool, b: f} }
func floatCode(f func(*machine) float64) code     { return code{kind: Float, f: f} }
func stringCode(f func(*machine) string) code     { return code{kind: String, s: f} }
func intCode(k Kind, f func(*machine) int64) code { return code{kind: k, i: f} }

func (c code) canFail() code {
	c.fallible = true
	return c
}

// valueCode makes code of any kind from a function that yields a Value.
func valueCode(kind Kind, load func(*machine) Value) code {
	switch kind {
	case Bool:
		return boolCode(func(m *machine) bool { return load(m).Bool() })
	case Float:
		return floatCode(func(m *machine) float64 { return load(m).Float() })
	case String:
		return stringCode(func(m *machine) string { return load(m).str })
	default:
		return intCode(kind, func(m *machine) int64 { return load(m).Int() })
	}
}

// constantCode yields a constant.
func constantCode(v Value) code {
	c := valueCode(v.kind, func(*machine) Value { return v })
	c.constant, c.val = true, v
	return c
}

// slotCode yields a reference's value.
func slotCode(kind Kind, slot int) code {
	var c code
	switch kind {
	case Bool:
		c = boolCode(func(m *machine) bool { return m.args[slot].num != 0 })
	case Float:
		c = floatCode(func(m *machine) float64 { return math.Float64frombits(m.args[slot].num) })
	case String:
		c = stringCode(func(m *machine) string { return m.args[slot].str })
	default:
		c = intCode(kind, func(m *machine) int64 { return int64(m.args[slot].num) })
	}
	c.slot = slot + 1
	return c
}

// failing is code of a kind that only fails.
func failing(kind Kind, f *failure) code {
	err := f.err
	c := code{kind: kind, fail: f, fallible: true}
	switch kind {
	case Bool:
		c.b = func(m *machine) bool { m.fail(err); return false }
	case Float:
		c.f = func(m *machine) float64 { m.fail(err); return 0 }
	case String:
		c.s = func(m *machine) string { m.fail(err); return "" }
	case Missing:
		c.run = func(m *machine) { m.fail(err) }
	default:
		c.i = func(m *machine) int64 { m.fail(err); return 0 }
	}
	return c
}

// effect runs code for what it does beside its result.
func (c code) effect() func(*machine) {
	switch {
	case c.b != nil:
		return func(m *machine) { c.b(m) }
	case c.f != nil:
		return func(m *machine) { c.f(m) }
	case c.s != nil:
		return func(m *machine) { c.s(m) }
	case c.i != nil:
		return func(m *machine) { c.i(m) }
	case c.run != nil:
		return c.run
	}
	return func(*machine) {}
}

// after runs an effect first.
func (c code) after(effect func(*machine)) code {
	d := code{kind: c.kind, fail: c.fail, fallible: true}
	switch {
	case c.b != nil:
		d.b = func(m *machine) bool { effect(m); return c.b(m) }
	case c.f != nil:
		d.f = func(m *machine) float64 { effect(m); return c.f(m) }
	case c.s != nil:
		d.s = func(m *machine) string { effect(m); return c.s(m) }
	case c.i != nil:
		d.i = func(m *machine) int64 { effect(m); return c.i(m) }
	default:
		run := c.effect()
		d.run = func(m *machine) { effect(m); run(m) }
	}
	return d
}

// value runs code and returns its result as a Value.
func (c code) value() func(*machine) Value {
	kind := c.kind
	switch {
	case c.constant:
		v := c.val
		return func(*machine) Value { return v }
	case c.b != nil:
		return func(m *machine) Value { return BoolValue(c.b(m)) }
	case c.f != nil:
		return func(m *machine) Value { return FloatValue(c.f(m)) }
	case c.s != nil:
		return func(m *machine) Value { return StringValue(c.s(m)) }
	case c.i != nil:
		return func(m *machine) Value { return Value{kind: kind, num: uint64(c.i(m))} }
	}
	run := c.effect()
	return func(m *machine) Value { run(m); return Value{} }
}

// wrap puts something around code: in runs before it and may stop it, out runs
// after it with its result.
func (c code) wrap(in func(*machine) bool, out func(*machine, Value)) code {
	d := code{kind: c.kind, fail: c.fail, fallible: c.fallible}
	load := c.value()
	wrapped := func(m *machine) Value {
		if !in(m) {
			return Value{}
		}
		v := load(m)
		out(m, v)
		return v
	}
	if c.kind == Missing {
		d.run = func(m *machine) { wrapped(m) }
		return d
	}
	v := valueCode(c.kind, wrapped)
	d.b, d.i, d.f, d.s = v.b, v.i, v.f, v.s
	return d
}
