package lambda

import (
	"fmt"
	"math"
	"strings"
	"time"
)

func init() {
	defineMath()
	defineStrings()
	defineConversions()
	defineTimes()
	defineStateful()
	defineMatch()
}

func defineMath() {
	for name, f := range map[string]func(float64) float64{
		"abs": math.Abs, "acos": math.Acos, "acosh": math.Acosh, "asin": math.Asin, "asinh": math.Asinh,
		"atan": math.Atan, "atanh": math.Atanh, "cbrt": math.Cbrt, "ceil": math.Ceil, "cos": math.Cos,
		"cosh": math.Cosh, "erf": math.Erf, "erfc": math.Erfc, "exp": math.Exp, "exp2": math.Exp2,
		"expm1": math.Expm1, "floor": math.Floor, "gamma": math.Gamma, "j0": math.J0, "j1": math.J1,
		"log": math.Log, "log10": math.Log10, "log1p": math.Log1p, "log2": math.Log2, "logb": math.Logb,
		"sin": math.Sin, "sinh": math.Sinh, "sqrt": math.Sqrt, "tan": math.Tan, "tanh": math.Tanh,
		"trunc": math.Trunc, "y0": math.Y0, "y1": math.Y1,
	} {
		define(&function{
			name: name,
			emit: func(c *call) code {
				x := c.args[0].f
				return floatCode(func(m *machine) float64 { return f(x(m)) })
			},
			misuse: func(args []Kind) string {
				if len(args) != 1 {
					return name + " expects exactly one argument"
				}
				return fmt.Sprintf("cannot pass %s to %s, must be float64", goType(args[0]), name)
			},
		})
	}
	for name, f := range map[string]func(x, y float64) float64{
		"atan2": math.Atan2, "hypot": math.Hypot, "max": math.Max, "min": math.Min, "mod": math.Mod, "pow": math.Pow,
	} {
		define(&function{
			name: name,
			emit: func(c *call) code {
				x, y := c.args[0].f, c.args[1].f
				return floatCode(func(m *machine) float64 { return f(x(m), y(m)) })
			},
			misuse: func(args []Kind) string {
				if len(args) != 2 {
					return name + " expects exactly two arguments"
				}
				bad := args[0]
				if bad == Float {
					bad = args[1]
				}
				return fmt.Sprintf("cannot pass %s to %s, must be float64", goType(bad), name)
			},
		})
	}
	define(&function{
		name: "pow10",
		emit: func(c *call) code {
			x := c.args[0].i
			return floatCode(func(m *machine) float64 { return math.Pow10(int(x(m))) })
		},
		misuse: func(args []Kind) string {
			if len(args) != 1 {
				return "pow10 expects exactly two arguments"
			}
			return fmt.Sprintf("cannot pass %s to pow10, must be int64", goType(args[0]))
		},
	})
	defineBessel("jn", math.Jn)
	defineBessel("yn", math.Yn)
}

// maxBesselOrder bounds the work of jn and yn, which loop as often as their
// order says.
const maxBesselOrder = 1 << 24

func defineBessel(name string, f func(int, float64) float64) {
	define(&function{
		name: name,
		emit: func(c *call) code {
			n, x := c.args[0].i, c.args[1].f
			tooLarge := c.crash("order of " + name + " is too large: the evaluation would not end")
			return floatCode(func(m *machine) float64 {
				order, v := n(m), x(m)
				if order > maxBesselOrder || order < -maxBesselOrder {
					m.fail(tooLarge)
					return 0
				}
				return f(int(order), v)
			}).canFail()
		},
		misuse: func(args []Kind) string {
			switch {
			case len(args) != 2:
				return name + " expects exactly two arguments"
			case args[0] != Int:
				return fmt.Sprintf("cannot pass %s to %s as first arg, must be int64", goType(args[0]), name)
			default:
				return fmt.Sprintf("cannot pass %s to %s as second arg, must be float64", goType(args[1]), name)
			}
		},
	})
}

func defineTimes() {
	define(&function{
		name:   "unixNano",
		emit:   func(c *call) code { return intCode(Int, c.args[0].i) },
		misuse: timeMisuse("unixNano"),
	})
	for name, part := range map[string]func(time.Time) int64{
		"minute":  func(t time.Time) int64 { return int64(t.Minute()) },
		"hour":    func(t time.Time) int64 { return int64(t.Hour()) },
		"weekday": func(t time.Time) int64 { return int64(t.Weekday()) },
		"day":     func(t time.Time) int64 { return int64(t.Day()) },
		"month":   func(t time.Time) int64 { return int64(t.Month()) },
		"year":    func(t time.Time) int64 { return int64(t.Year()) },
	} {
		define(&function{
			name: name,
			emit: func(c *call) code {
				x, zone := c.args[0].i, c.g.e.zone
				return intCode(Int, func(m *machine) int64 { return part(time.Unix(0, x(m)).In(zone)) })
			},
			misuse: timeMisuse(name),
		})
	}
	define(&function{
		name: "now",
		emit: func(c *call) code {
			noClock := errorAt(c.n, "now() has no clock: set Env.Now")
			return intCode(Time, func(m *machine) int64 {
				switch {
				case m.err != nil:
					return 0
				case m.env == nil || m.env.Now == nil:
					m.fail(noClock)
					return 0
				}
				return m.env.Now()
			}).canFail()
		},
		misuse: func([]Kind) string { return "now expects exactly zero argument" },
	})
}

func timeMisuse(name string) func([]Kind) string {
	return func(args []Kind) string {
		if len(args) != 1 {
			return name + " expects exactly one argument"
		}
		return fmt.Sprintf("cannot convert %s to time.Time", goType(args[0]))
	}
}

func defineMatch() {
	noArgs := func(name string) func([]Kind) string {
		return func([]Kind) string { return name + " takes no arguments" }
	}
	value := func(name string, kind Kind, get func(*Env) Value) {
		define(&function{
			name: name, misuse: noArgs(name),
			emit: func(c *call) code {
				noEvent := errorAt(c.n, "%s() has no event: set the match values of Env", name)
				load := func(m *machine) Value {
					if m.env == nil {
						m.fail(noEvent)
						return Value{}
					}
					return get(m.env)
				}
				return valueCode(kind, load).canFail()
			},
		})
	}
	value("changed", Bool, func(e *Env) Value { return BoolValue(e.Changed) })
	value("level", Int, func(e *Env) Value { return IntValue(e.Level) })
	value("name", String, func(e *Env) Value { return StringValue(e.Name) })
	value("taskName", String, func(e *Env) Value { return StringValue(e.TaskName) })
	value("alertDuration", Duration, func(e *Env) Value { return DurationValue(e.AlertDuration) })
}

func defineStrings() {
	two := []Kind{String, String}
	for name, f := range map[string]func(s, t string) bool{
		"strContains": strings.Contains, "strContainsAny": strings.ContainsAny,
		"strHasPrefix": strings.HasPrefix, "strHasSuffix": strings.HasSuffix,
	} {
		define(&function{
			name: name, misuse: positional(name, "two arguments", two...),
			emit: func(c *call) code {
				s, t := c.args[0].s, c.args[1].s
				return boolCode(func(m *machine) bool { return f(s(m), t(m)) })
			},
		})
	}
	for name, f := range map[string]func(s, t string) int{
		"strCount": strings.Count, "strIndex": strings.Index, "strIndexAny": strings.IndexAny,
		"strLastIndex": strings.LastIndex, "strLastIndexAny": strings.LastIndexAny,
	} {
		define(&function{
			name: name, misuse: positional(name, "two arguments", two...),
			emit: func(c *call) code {
				s, t := c.args[0].s, c.args[1].s
				return intCode(Int, func(m *machine) int64 { return int64(f(s(m), t(m))) })
			},
		})
	}
	for name, f := range map[string]func(s, t string) string{
		"strTrim": strings.Trim, "strTrimLeft": strings.TrimLeft, "strTrimRight": strings.TrimRight,
		"strTrimPrefix": strings.TrimPrefix, "strTrimSuffix": strings.TrimSuffix,
	} {
		define(&function{
			name: name, misuse: positional(name, "two arguments", two...),
			emit: func(c *call) code {
				s, t := c.args[0].s, c.args[1].s
				return stringCode(func(m *machine) string { return f(s(m), t(m)) })
			},
		})
	}
	for name, f := range map[string]func(string) string{
		"strToLower": strings.ToLower, "strToUpper": strings.ToUpper, "strTrimSpace": strings.TrimSpace,
	} {
		define(&function{
			name: name, misuse: positional(name, "one argument", String),
			emit: func(c *call) code {
				s := c.args[0].s
				return stringCode(func(m *machine) string { return f(s(m)) })
			},
		})
	}
	define(&function{
		name: "strLength", misuse: positional("strLength", "one argument", String),
		emit: func(c *call) code {
			s := c.args[0].s
			return intCode(Int, func(m *machine) int64 { return int64(len(s(m))) })
		},
	})
	define(&function{
		name:   "strReplace",
		misuse: positional("strReplace", "four arguments", String, String, String, Int),
		emit: func(c *call) code {
			s, old, with, n := c.args[0].s, c.args[1].s, c.args[2].s, c.args[3].i
			return stringCode(func(m *machine) string { return strings.Replace(s(m), old(m), with(m), int(n(m))) })
		},
	})
	define(&function{
		name:   "strSubstring",
		misuse: positional("strSubstring", "three arguments", String, Int, Int),
		emit:   emitSubstring,
	})
	define(&function{
		name:   "regexReplace",
		misuse: positional("regexReplace", "three arguments", Regex, String, String),
		emit: func(c *call) code {
			re, s, with := c.regex(0), c.args[1].s, c.args[2].s
			return stringCode(func(m *machine) string { return re(m).ReplaceAllString(s(m), with(m)) })
		},
	})
}

// emitSubstring keeps two surprises of Kapacitor's function: the last byte can
// never be part of the result, and a start after the stop is a slice panic.
func emitSubstring(c *call) code {
	s, from, to := c.args[0].s, c.args[1].i, c.args[2].i
	return stringCode(func(m *machine) string {
		str, start, stop := s(m), from(m), to(m)
		switch {
		case m.err != nil:
			return ""
		case start < 0:
			m.failCall(c.n, fmt.Sprintf("found negative index for strSubstring: %d", start))
		case stop < 0:
			m.failCall(c.n, fmt.Sprintf("found negative index for strSubstring: %d", stop))
		case stop >= int64(len(str)):
			m.failCall(c.n, fmt.Sprintf("stop index too large for string in strSubstring: %d", stop))
		case start > stop:
			m.fail(c.crash(fmt.Sprintf("runtime error: slice bounds out of range [%d:%d]", start, stop)))
		default:
			return str[start:stop]
		}
		return ""
	}).canFail()
}
