package gengo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/internal/gonames"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// native writes a literal as a Go value and names its type.
func (w *writer) native(x syntax.Expr) (kind, text string, ok bool) {
	sign := ""
	if u, unary := x.(*syntax.UnaryExpr); unary && u.Op == syntax.OpSub {
		switch u.X.(type) {
		case *syntax.IntLit, *syntax.FloatLit, *syntax.DurationLit:
			x, sign = u.X, "-"
		}
	}
	switch x := x.(type) {
	case *syntax.StringLit:
		return "string", quote(x.Value), true
	case *syntax.IntLit:
		if x.Base == 8 && x.Value != 0 {
			return "int", sign + "0o" + strconv.FormatInt(x.Value, 8), true
		}
		return "int", sign + strconv.FormatInt(x.Value, 10), true
	case *syntax.FloatLit:
		s := strconv.FormatFloat(x.Value, 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		return "float", sign + s, true
	case *syntax.BoolLit:
		return "bool", strconv.FormatBool(x.Value), true
	case *syntax.DurationLit:
		return "duration", sign + w.duration(x.Value), true
	}
	return "", "", false
}

var units = []struct {
	size time.Duration
	name string
}{
	{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"},
	{time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"},
}

func (w *writer) duration(d time.Duration) string {
	w.use(pkgTime)
	if d == 0 {
		return "0 * time.Second"
	}
	for _, u := range units {
		if d%u.size == 0 {
			if d == u.size {
				return "time." + u.name
			}
			return fmt.Sprintf("%d * time.%s", d/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d * time.Nanosecond", d)
}

// operand writes an expression where any Go value is accepted.
func (w *writer) operand(x syntax.Expr) string {
	if kind, text, ok := w.native(x); ok {
		if kind == "float" && !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		return text
	}
	return w.term(x)
}

var binary = map[syntax.Op]string{
	syntax.OpAdd: "Add", syntax.OpSub: "Sub", syntax.OpMul: "Mul", syntax.OpDiv: "Div", syntax.OpMod: "Rem",
	syntax.OpEq: "Eq", syntax.OpNe: "Ne", syntax.OpLt: "Lt", syntax.OpLe: "Le", syntax.OpGt: "Gt", syntax.OpGe: "Ge",
	syntax.OpMatch: "Match", syntax.OpNotMatch: "NotMatch", syntax.OpAnd: "And", syntax.OpOr: "Or",
}

// term writes an expression as a value of the builder.
func (w *writer) term(x syntax.Expr) string {
	if _, text, ok := w.native(x); ok {
		return "tickscript.Lit(" + text + ")"
	}
	switch x := x.(type) {
	case *syntax.Reference:
		if x.Name == "time" {
			return "tickscript.PointTime()"
		}
		return "tickscript.Field(" + quote(x.Name) + ")"
	case *syntax.Ident:
		return w.name(x.Name).goName
	case *syntax.RegexLit:
		return "tickscript.Regex(" + quote(pattern(x)) + ")"
	case *syntax.StarLit:
		return "tickscript.Star()"
	case *syntax.UnaryExpr:
		method := map[syntax.Op]string{syntax.OpSub: "Neg", syntax.OpNot: "Not"}[x.Op]
		return w.term(x.X) + "." + method + "()"
	case *syntax.BinaryExpr:
		y := w.operand(x.Y)
		if r, ok := x.Y.(*syntax.RegexLit); ok {
			y = quote(pattern(r))
		}
		return w.term(x.X) + "." + binary[x.Op] + "(" + y + ")"
	case *syntax.CallExpr:
		return w.function(x)
	case *syntax.LambdaExpr:
		return w.term(x.X)
	}
	w.errorf(x, "the expression has no counterpart in the builder")
	return "tickscript.Expr{}"
}

// lambda writes the expression of a lambda. A variable alone needs to be made an
// expression, since a variable itself is the whole argument.
func (w *writer) lambda(l *syntax.LambdaExpr) string {
	if _, ok := l.X.(*syntax.Ident); ok {
		return w.term(l.X) + ".Expr()"
	}
	return w.term(l.X)
}

func (w *writer) function(x *syntax.CallExpr) string {
	var args []string
	for _, a := range x.Args {
		args = append(args, w.operand(a))
	}
	list := "(" + strings.Join(args, ", ") + ")"
	if x.Name.Name == "time" {
		return "tickscript.TimeDim" + list
	}
	if _, ok := catalog.FunctionByName(x.Name.Name); !ok {
		// A server finds out with the first point.
		return "tickscript.Raw(" + quote(syntax.PrintNode(x)) + ")"
	}
	return "tickscript.Fn." + gonames.Name(x.Name.Name) + list
}

// pattern is the regular expression as Go writes it.
func pattern(x *syntax.RegexLit) string {
	if x.Regexp != nil {
		return x.Regexp.String()
	}
	return strings.ReplaceAll(x.Text, `\/`, "/")
}
