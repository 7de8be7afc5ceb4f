package lambda

import (
	"fmt"
	"math"
)

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
