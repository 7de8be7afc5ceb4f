package lambda

import (
	"fmt"
	"strconv"
)

func cannotConvert(name, to string) func([]Kind) string {
	return func(args []Kind) string {
		if len(args) != 1 {
			return name + " expects exactly one argument"
		}
		return fmt.Sprintf("cannot convert %s to %s", goType(args[0]), to)
	}
}

// converted makes the code of a conversion that can fail.
func converted[T, R any](c *call, arg func(*machine) T, f func(T) (R, string)) func(*machine) R {
	return func(m *machine) R {
		v := arg(m)
		if m.err != nil {
			var zero R
			return zero
		}
		r, msg := f(v)
		if msg != "" {
			m.failCall(c.n, msg)
		}
		return r
	}
}

func defineConversions() {
	define(&function{
		name: "bool",
		emit: func(c *call) code {
			a := c.args[0]
			switch a.kind {
			case String:
				return boolCode(converted(c, a.s, boolOfString)).canFail()
			case Int:
				return boolCode(converted(c, a.i, boolOfInt)).canFail()
			case Float:
				return boolCode(converted(c, a.f, boolOfFloat)).canFail()
			}
			return boolCode(a.b)
		},
		misuse: cannotConvert("bool", "boolean"),
	})
	define(&function{
		name: "int",
		emit: func(c *call) code {
			a := c.args[0]
			switch a.kind {
			case String:
				return intCode(Int, converted(c, a.s, intOfString)).canFail()
			case Float:
				return intCode(Int, func(m *machine) int64 { return truncate(a.f(m)) })
			case Bool:
				return intCode(Int, func(m *machine) int64 {
					if a.b(m) {
						return 1
					}
					return 0
				})
			}
			return intCode(Int, a.i)
		},
		misuse: func(args []Kind) string {
			if len(args) == 1 && args[0] == Duration {
				return "" // the implementation takes what the signatures refuse
			}
			return cannotConvert("int", "integer")(args)
		},
	})
	define(&function{
		name: "float",
		emit: func(c *call) code {
			a := c.args[0]
			switch a.kind {
			case String:
				return floatCode(converted(c, a.s, floatOfString)).canFail()
			case Int:
				return floatCode(func(m *machine) float64 { return float64(a.i(m)) })
			case Bool:
				return floatCode(func(m *machine) float64 {
					if a.b(m) {
						return 1
					}
					return 0
				})
			}
			return floatCode(a.f)
		},
		misuse: cannotConvert("float", "float"),
	})
	define(&function{
		name: "string",
		emit: func(c *call) code {
			a := c.args[0]
			switch a.kind {
			case Int:
				return stringCode(func(m *machine) string { return strconv.FormatInt(a.i(m), 10) })
			case Float:
				return stringCode(func(m *machine) string { return strconv.FormatFloat(a.f(m), 'f', -1, 64) })
			case Bool:
				return stringCode(func(m *machine) string { return strconv.FormatBool(a.b(m)) })
			case Duration:
				return stringCode(func(m *machine) string { return formatDuration(a.i(m)) })
			}
			return stringCode(a.s)
		},
		misuse: cannotConvert("string", "string"),
	})
	define(&function{
		name: "duration",
		emit: emitDuration, misuse: durationMisuse,
	})
	define(&function{
		name: "humanBytes",
		emit: func(c *call) code {
			a := c.args[0]
			if a.kind == Int {
				return stringCode(func(m *machine) string { return humanBytes(uint64(a.i(m))) })
			}
			return stringCode(func(m *machine) string { return humanBytes(truncateUnsigned(a.f(m))) })
		},
		misuse: cannotConvert("humanBytes", "humanBytes"),
	})
	define(&function{
		name: "isPresent",
		emit: func(c *call) code {
			present := c.args[0].kind != Missing
			effect := c.args[0].effect()
			return boolCode(func(m *machine) bool { effect(m); return present })
		},
		misuse: func(args []Kind) string {
			if len(args) != 1 {
				return "isMissing expects exactly one argument"
			}
			return ""
		},
	})
	defineIf()
}

func emitDuration(c *call) code {
	a := c.args[0]
	effect := c.effectsFrom(1)
	switch a.kind {
	case Int:
		unit := c.args[1].i
		return intCode(Duration, func(m *machine) int64 { return a.i(m) * unit(m) })
	case Float:
		unit := c.args[1].i
		return intCode(Duration, func(m *machine) int64 { return truncate(a.f(m) * float64(unit(m))) })
	case String:
		// The unit is evaluated and then ignored.
		arg := func(m *machine) string {
			s := a.s(m)
			effect(m)
			return s
		}
		return intCode(Duration, converted(c, arg, parseDuration)).canFail()
	}
	return intCode(Duration, func(m *machine) int64 {
		d := a.i(m)
		effect(m)
		return d
	})
}

func durationMisuse(args []Kind) string {
	if len(args) != 1 && len(args) != 2 {
		return "duration expects one or two arguments duration(value, unit) where unit is optional depending on the type of value."
	}
	switch args[0] {
	case Duration, String:
		return ""
	case Int, Float:
		if len(args) != 2 {
			return "duration expects unit argument for int and float values"
		}
		return "invalid duration unit type: " + goType(args[1])
	default:
		return fmt.Sprintf("cannot convert %s to duration", goType(args[0]))
	}
}

func defineIf() {
	define(&function{
		name: "if",
		emit: func(c *call) code {
			// Both branches are always evaluated.
			cond, x, y := c.args[0].b, c.args[1], c.args[2]
			switch x.kind {
			case Float:
				return floatCode(choose(cond, x.f, y.f))
			case String:
				return stringCode(choose(cond, x.s, y.s))
			case Bool:
				return boolCode(choose(cond, x.b, y.b))
			case Missing:
				effect := c.effectsFrom(0)
				return code{kind: Missing, run: effect}
			}
			return intCode(x.kind, choose(cond, x.i, y.i))
		},
		misuse: func(args []Kind) string {
			switch {
			case len(args) != 3:
				return "if expects exactly three arguments"
			case args[0] != Bool:
				return "first argument to if must be a condition with type of bool - got " + goType(args[0])
			case args[1] != args[2]:
				return fmt.Sprintf("Different return types are not supported - second argument is %s and third argument is %s", goType(args[1]), goType(args[2]))
			}
			return "" // two missing values
		},
	})
}

func choose[T any](cond func(*machine) bool, x, y func(*machine) T) func(*machine) T {
	return func(m *machine) T {
		c, a, b := cond(m), x(m), y(m)
		if c {
			return a
		}
		return b
	}
}
