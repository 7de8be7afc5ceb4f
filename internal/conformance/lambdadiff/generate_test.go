package lambdadiff

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"time"

	"github.com/influxdata/kapacitor/tick/ast"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// expr is one expression in both representations.
type expr struct {
	ours   syntax.Expr
	theirs ast.Node
}

// generator makes random expressions. They lean towards what is well typed,
// because a random tree seldom is.
type generator struct{ r *rand.Rand }

type binaryOp struct {
	ours   syntax.Op
	theirs ast.TokenType
}

var binaryOps = []binaryOp{
	{syntax.OpAdd, ast.TokenPlus}, {syntax.OpSub, ast.TokenMinus}, {syntax.OpMul, ast.TokenMult},
	{syntax.OpDiv, ast.TokenDiv}, {syntax.OpMod, ast.TokenMod},
	{syntax.OpEq, ast.TokenEqual}, {syntax.OpNe, ast.TokenNotEqual}, {syntax.OpLt, ast.TokenLess},
	{syntax.OpLe, ast.TokenLessEqual}, {syntax.OpGt, ast.TokenGreater}, {syntax.OpGe, ast.TokenGreaterEqual},
	{syntax.OpMatch, ast.TokenRegexEqual}, {syntax.OpNotMatch, ast.TokenRegexNotEqual},
	{syntax.OpAnd, ast.TokenAnd}, {syntax.OpOr, ast.TokenOr},
}

// refNames are the references that expressions use; "time" is the point's time.
var refNames = []string{"a", "b", "c", "time"}

// functionArity names every function whose result does not depend on chance or
// the clock, with its usual number of arguments.
var functionArity = map[string]int{
	"abs": 1, "acos": 1, "acosh": 1, "asin": 1, "asinh": 1, "atan": 1, "atanh": 1, "cbrt": 1, "ceil": 1,
	"cos": 1, "cosh": 1, "erf": 1, "erfc": 1, "exp": 1, "exp2": 1, "expm1": 1, "floor": 1, "gamma": 1,
	"j0": 1, "j1": 1, "log": 1, "log10": 1, "log1p": 1, "log2": 1, "logb": 1, "sin": 1, "sinh": 1,
	"sqrt": 1, "tan": 1, "tanh": 1, "trunc": 1, "y0": 1, "y1": 1, "atan2": 2, "hypot": 2, "max": 2,
	"min": 2, "mod": 2, "pow": 2, "pow10": 1, "jn": 2, "yn": 2, "strContains": 2, "strContainsAny": 2,
	"strHasPrefix": 2, "strHasSuffix": 2, "strCount": 2, "strIndex": 2, "strIndexAny": 2,
	"strLastIndex": 2, "strLastIndexAny": 2, "strLength": 1, "strReplace": 4, "strSubstring": 3,
	"strToLower": 1, "strToUpper": 1, "strTrimSpace": 1, "strTrim": 2, "strTrimLeft": 2,
	"strTrimRight": 2, "strTrimPrefix": 2, "strTrimSuffix": 2, "regexReplace": 3, "bool": 1, "int": 1,
	"float": 1, "string": 1, "duration": 2, "humanBytes": 1, "isPresent": 1, "if": 3, "unixNano": 1,
	"minute": 1, "hour": 1, "weekday": 1, "day": 1, "month": 1, "year": 1, "count": 0, "sigma": 1,
	"spread": 1, "nosuch": 1,
}

// functionNames are their names, in an order that a seed can reproduce.
var functionNames = slices.Sorted(maps.Keys(functionArity))

// favourites are drawn more often than the long list of numeric functions.
var favourites = []string{"isPresent", "if", "count", "sigma", "spread", "bool", "int", "float", "string", "duration", "strSubstring", "strLength", "hour", "humanBytes", "nosuch", "regexReplace"}

func (g *generator) expr(depth int) expr {
	if depth <= 0 {
		return g.leaf()
	}
	switch g.r.IntN(12) {
	case 0:
		return g.leaf()
	case 1, 2:
		return g.unary(depth)
	case 3:
		x := g.expr(depth - 1)
		return expr{&syntax.LambdaExpr{X: x.ours}, &ast.LambdaNode{Expression: x.theirs}}
	case 4, 5, 6:
		return g.call(depth)
	default:
		op := binaryOps[g.r.IntN(len(binaryOps))]
		x, y := g.expr(depth-1), g.expr(depth-1)
		return expr{
			&syntax.BinaryExpr{Op: op.ours, X: x.ours, Y: y.ours},
			&ast.BinaryNode{Operator: op.theirs, Left: x.theirs, Right: y.theirs},
		}
	}
}

func (g *generator) unary(depth int) expr {
	x := g.expr(depth - 1)
	if g.r.IntN(2) == 0 {
		return expr{&syntax.UnaryExpr{Op: syntax.OpNot, X: x.ours}, &ast.UnaryNode{Operator: ast.TokenNot, Node: x.theirs}}
	}
	return expr{&syntax.UnaryExpr{Op: syntax.OpSub, X: x.ours}, &ast.UnaryNode{Operator: ast.TokenMinus, Node: x.theirs}}
}

func (g *generator) call(depth int) expr {
	names := functionNames
	if g.r.IntN(2) == 0 {
		names = favourites
	}
	name := names[g.r.IntN(len(names))]
	arity := functionArity[name]
	switch g.r.IntN(30) {
	case 0:
		arity = g.r.IntN(6)
	case 1:
		arity++
	}
	ours := &syntax.CallExpr{Name: &syntax.Ident{Name: name}}
	theirs := &ast.FunctionNode{Type: ast.GlobalFunc, Func: name}
	for range arity {
		a := g.expr(depth - 1 - g.r.IntN(2))
		ours.Args = append(ours.Args, a.ours)
		theirs.Args = append(theirs.Args, a.theirs)
	}
	return expr{ours, theirs}
}

var (
	floats    = []float64{0, 1, -1, 2.5, -0.5, 80, 1e21, 1e300, 0.1, 82854982, -3}
	ints      = []int64{0, 1, -1, 2, 3, 7, 80, 999, -5, math.MaxInt64, math.MinInt64}
	strs      = []string{"", "a", "abc", "server01", "1", "true", "0x", "-7", "2.5", "5m", "1h30m", "-10s", "µs", "é", " x ", "9223372036854775808", "missing value"}
	durations = []time.Duration{0, 1, time.Minute, 90 * time.Minute, 7 * 24 * time.Hour, -time.Hour, 1500 * time.Microsecond}
	regexes   = []string{"a", "^server", `(\w)(\d)`, "a/b", "x*"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// literalTypes are the types of literals, the frequent ones repeated.
var literalTypes = []catalog.Type{
	catalog.Int, catalog.Int, catalog.Float, catalog.Float,
	catalog.String, catalog.Bool, catalog.Duration, catalog.Regex,
}

func (g *generator) leaf() expr {
	switch n := g.r.IntN(14); {
	case n < len(literalTypes):
		return g.literal(literalTypes[n])
	case g.r.IntN(100) == 0:
		return expr{&syntax.StarLit{}, &ast.StarNode{}}
	}
	n := pick(g.r, refNames)
	return expr{&syntax.Reference{Name: n}, &ast.ReferenceNode{Reference: n}}
}

func (g *generator) literal(t catalog.Type) expr {
	switch t {
	case catalog.Int:
		v := pick(g.r, ints)
		return expr{&syntax.IntLit{Value: v, Base: 10}, &ast.NumberNode{IsInt: true, Int64: v, Base: 10}}
	case catalog.Float:
		v := pick(g.r, floats)
		return expr{&syntax.FloatLit{Value: v}, &ast.NumberNode{IsFloat: true, Float64: v}}
	case catalog.String:
		v := pick(g.r, strs)
		return expr{&syntax.StringLit{Value: v}, &ast.StringNode{Literal: v}}
	case catalog.Bool:
		v := g.r.IntN(2) == 0
		return expr{&syntax.BoolLit{Value: v}, &ast.BoolNode{Bool: v}}
	case catalog.Duration:
		v := pick(g.r, durations)
		return expr{&syntax.DurationLit{Value: v}, &ast.DurationNode{Dur: v}}
	default:
		v := pick(g.r, regexes)
		re := regexp.MustCompile(v)
		return expr{&syntax.RegexLit{Text: v, Regexp: re}, &ast.RegexNode{Literal: v, Regex: re}}
	}
}

// print writes an expression for messages of the test.
func print(x syntax.Expr) string {
	switch x := x.(type) {
	case *syntax.IntLit:
		return fmt.Sprint(x.Value)
	case *syntax.FloatLit:
		return fmt.Sprintf("%v(f)", x.Value)
	case *syntax.StringLit:
		return fmt.Sprintf("'%s'", x.Value)
	case *syntax.BoolLit:
		return fmt.Sprint(x.Value)
	case *syntax.DurationLit:
		return fmt.Sprintf("<%s>", x.Value)
	case *syntax.RegexLit:
		return "/" + x.Text + "/"
	case *syntax.Reference:
		return `"` + x.Name + `"`
	case *syntax.UnaryExpr:
		return x.Op.String() + "(" + print(x.X) + ")"
	case *syntax.BinaryExpr:
		return "(" + print(x.X) + " " + x.Op.String() + " " + print(x.Y) + ")"
	case *syntax.LambdaExpr:
		return "lambda:{" + print(x.X) + "}"
	case *syntax.CallExpr:
		s := x.Name.Name + "("
		for i, a := range x.Args {
			if i > 0 {
				s += ", "
			}
			s += print(a)
		}
		return s + ")"
	default:
		return fmt.Sprintf("%T", x)
	}
}
