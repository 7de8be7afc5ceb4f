package lambda

import (
	"cmp"
	"math"
	"regexp"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// operate makes the code of a valid operation.
func (g *generator) operate(n *node, x, y code) code {
	switch {
	case isLogical(n.op):
		return logical(n.op, x.b, y.b)
	case n.op == syntax.OpMatch || n.op == syntax.OpNotMatch:
		return g.match(n.op, x, y)
	case isComparison(n.op):
		return compare(n.op, x, y)
	case x.kind == String:
		l, r := x.s, y.s
		return stringCode(func(m *machine) string { return l(m) + r(m) })
	case x.kind == Float && y.kind == Float:
		return floatMath(n.op, x.f, y.f)
	case x.kind == Float || y.kind == Float:
		return scale(n.op, x, y)
	default:
		return g.intMath(n, x, y)
	}
}

func logical(op syntax.Op, l, r func(*machine) bool) code {
	if op == syntax.OpAnd {
		return boolCode(func(m *machine) bool { return l(m) && r(m) })
	}
	return boolCode(func(m *machine) bool { return l(m) || r(m) })
}

func (g *generator) match(op syntax.Op, x, y code) code {
	s, want := x.s, op == syntax.OpMatch
	if y.constant {
		re := g.e.regexes[y.val.Int()]
		return boolCode(func(m *machine) bool { return re.MatchString(s(m)) == want })
	}
	return boolCode(func(m *machine) bool {
		str, i := s(m), y.i(m)
		var re *regexp.Regexp
		if m.err == nil {
			re = m.regexes[i]
		}
		return re != nil && re.MatchString(str) == want
	})
}

// asFloat converts a numeric operand of a mixed comparison.
func asFloat(c code) code {
	if c.kind == Float {
		return c
	}
	if c.constant {
		return constantCode(FloatValue(float64(c.val.Int())))
	}
	i := c.i
	return floatCode(func(m *machine) float64 { return float64(i(m)) })
}

func compare(op syntax.Op, x, y code) code {
	switch x.kind {
	case Bool:
		l, r, want := x.b, y.b, op == syntax.OpEq
		return boolCode(func(m *machine) bool {
			a, b := l(m), r(m)
			return (a == b) == want
		})
	case String:
		if x.slot > 0 && y.constant && (op == syntax.OpEq || op == syntax.OpNe) {
			slot, c, want := x.slot-1, y.val.str, op == syntax.OpEq
			return boolCode(func(m *machine) bool { return (m.args[slot].str == c) == want })
		}
		return boolCode(compareAny(op, x.s, y.s))
	}
	if x.kind != Float && y.kind != Float {
		if x.slot > 0 && y.constant {
			c := boolCode(compareIntSlot(op, x.slot-1, y.val.Int()))
			c.shape = slotCompare{truth: truths[op], kind: x.kind, i: y.val.Int()}
			return c
		}
		return boolCode(compareAny(op, x.i, y.i))
	}
	if x.kind == Float && x.slot > 0 && y.constant {
		limit := asFloat(y).val.Float()
		c := boolCode(compareFloatSlot(op, x.slot-1, limit))
		c.shape = slotCompare{truth: truths[op], kind: Float, f: limit}
		return c
	}
	return boolCode(compareAny(op, asFloat(x).f, asFloat(y).f))
}

func compareAny[T cmp.Ordered](op syntax.Op, l, r func(*machine) T) func(*machine) bool {
	switch op {
	case syntax.OpEq:
		return func(m *machine) bool { a, b := l(m), r(m); return a == b }
	case syntax.OpNe:
		return func(m *machine) bool { a, b := l(m), r(m); return a != b }
	case syntax.OpLt:
		return func(m *machine) bool { a, b := l(m), r(m); return a < b }
	case syntax.OpLe:
		return func(m *machine) bool { a, b := l(m), r(m); return a <= b }
	case syntax.OpGt:
		return func(m *machine) bool { a, b := l(m), r(m); return a > b }
	default:
		return func(m *machine) bool { a, b := l(m), r(m); return a >= b }
	}
}

// compareFloatSlot is "field" op constant, the bulk of all alert conditions.
func compareFloatSlot(op syntax.Op, slot int, c float64) func(*machine) bool {
	switch op {
	case syntax.OpEq:
		return func(m *machine) bool { return math.Float64frombits(m.args[slot].num) == c }
	case syntax.OpNe:
		return func(m *machine) bool { return math.Float64frombits(m.args[slot].num) != c }
	case syntax.OpLt:
		return func(m *machine) bool { return math.Float64frombits(m.args[slot].num) < c }
	case syntax.OpLe:
		return func(m *machine) bool { return math.Float64frombits(m.args[slot].num) <= c }
	case syntax.OpGt:
		return func(m *machine) bool { return math.Float64frombits(m.args[slot].num) > c }
	default:
		return func(m *machine) bool { return math.Float64frombits(m.args[slot].num) >= c }
	}
}

func compareIntSlot(op syntax.Op, slot int, c int64) func(*machine) bool {
	switch op {
	case syntax.OpEq:
		return func(m *machine) bool { return int64(m.args[slot].num) == c }
	case syntax.OpNe:
		return func(m *machine) bool { return int64(m.args[slot].num) != c }
	case syntax.OpLt:
		return func(m *machine) bool { return int64(m.args[slot].num) < c }
	case syntax.OpLe:
		return func(m *machine) bool { return int64(m.args[slot].num) <= c }
	case syntax.OpGt:
		return func(m *machine) bool { return int64(m.args[slot].num) > c }
	default:
		return func(m *machine) bool { return int64(m.args[slot].num) >= c }
	}
}

// floatMath returns each result through a conversion, so that no fused
// operation rounds it otherwise than Kapacitor does.
func floatMath(op syntax.Op, l, r func(*machine) float64) code {
	switch op {
	case syntax.OpAdd:
		return floatCode(func(m *machine) float64 { a, b := l(m), r(m); return a + b })
	case syntax.OpSub:
		return floatCode(func(m *machine) float64 { a, b := l(m), r(m); return a - b })
	case syntax.OpMul:
		return floatCode(func(m *machine) float64 { a, b := l(m), r(m); return float64(a * b) })
	default:
		return floatCode(func(m *machine) float64 { a, b := l(m), r(m); return a / b })
	}
}

// scale multiplies or divides a duration by a float.
func scale(op syntax.Op, x, y code) code {
	switch {
	case x.kind == Float:
		l, r := x.f, y.i
		return intCode(Duration, func(m *machine) int64 { a, b := l(m), r(m); return truncate(a * float64(b)) })
	case op == syntax.OpMul:
		l, r := x.i, y.f
		return intCode(Duration, func(m *machine) int64 { a, b := l(m), r(m); return truncate(float64(a) * b) })
	default:
		l, r := x.i, y.f
		return intCode(Duration, func(m *machine) int64 { a, b := l(m), r(m); return truncate(float64(a) / b) })
	}
}

// intMath is the arithmetic of integers and durations.
func (g *generator) intMath(n *node, x, y code) code {
	l, r, kind := x.i, y.i, resultOf(n.op, x.kind, y.kind)
	switch n.op {
	case syntax.OpAdd:
		return intCode(kind, func(m *machine) int64 { a, b := l(m), r(m); return a + b })
	case syntax.OpSub:
		return intCode(kind, func(m *machine) int64 { a, b := l(m), r(m); return a - b })
	case syntax.OpMul:
		return intCode(kind, func(m *machine) int64 { a, b := l(m), r(m); return a * b })
	}
	byZero := g.crash(n, "runtime error: integer divide by zero")
	mod := n.op == syntax.OpMod
	return intCode(kind, func(m *machine) int64 {
		a, b := l(m), r(m)
		if b == 0 {
			m.fail(byZero)
			return 0
		}
		if mod {
			return a % b
		}
		return a / b
	}).canFail()
}

// slotCompare is the comparison of a number with a constant as data. Where it is
// the whole predicate, it runs without a machine.
type slotCompare struct {
	// truth has bit 0 set when less is true, bit 1 equal, bit 2 greater and bit 3
	// unordered.
	truth uint8
	kind  Kind // Missing for other code
	f     float64
	i     int64
}

var truths = map[syntax.Op]uint8{
	syntax.OpLt: 1, syntax.OpEq: 2, syntax.OpLe: 3, syntax.OpGt: 4, syntax.OpGe: 6, syntax.OpNe: 13,
}

func (c *slotCompare) run(bits uint64) bool {
	if c.kind != Float {
		a, b := int64(bits), c.i
		switch {
		case a < b:
			return c.truth&1 != 0
		case a > b:
			return c.truth&4 != 0
		}
		return c.truth&2 != 0
	}
	a, b := math.Float64frombits(bits), c.f
	switch {
	case a < b:
		return c.truth&1 != 0
	case a > b:
		return c.truth&4 != 0
	case a == b:
		return c.truth&2 != 0
	}
	return c.truth&8 != 0
}
