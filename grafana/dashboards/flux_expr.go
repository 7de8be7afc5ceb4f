package dashboards

import (
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// fluxWriter writes expressions over a row r. Flux compares numbers of one type
// only, so that everything that is used as a number is made a float.
type fluxWriter struct {
	missing map[string]string
	imports map[string]bool
}

// fluxRef reads a column. The index form is used throughout: Grafana takes
// r.bucket, r.organization and a few more for macros of its own.
func fluxRef(name string) string { return "r[" + fluxStr(name) + "]" }

func (w *fluxWriter) ref(name string) (string, error) {
	if why, ok := w.missing[name]; ok {
		return "", because("%s", why)
	}
	if name == "time" {
		return "", because("`\"time\"` asks for the point's time")
	}
	return fluxRef(name), literal(name)
}

func (w *fluxWriter) number(x syntax.Expr) (string, error) {
	switch x := x.(type) {
	case *syntax.Reference:
		c, err := w.ref(x.Name)
		return "float(v: " + c + ")", err
	case *syntax.IntLit:
		return strconv.FormatInt(x.Value, 10) + ".0", nil
	case *syntax.FloatLit:
		return number(x.Value), nil
	case *syntax.UnaryExpr:
		if x.Op == syntax.OpSub {
			inner, err := w.number(x.X)
			return "(-1.0 * " + inner + ")", err
		}
	case *syntax.BinaryExpr:
		switch x.Op {
		case syntax.OpAdd, syntax.OpSub, syntax.OpMul, syntax.OpDiv, syntax.OpMod:
			l, err := w.number(x.X)
			if err != nil {
				return "", err
			}
			r, err := w.number(x.Y)
			return "(" + l + " " + x.Op.String() + " " + r + ")", err
		}
	case *syntax.CallExpr:
		return w.call(x)
	}
	return "", because("`%s` has no counterpart in Flux", text(x))
}

// fluxMath are functions of Flux's package math, with the names of their
// parameters.
var fluxMath = map[string][]string{
	"abs": {"x"}, "acos": {"x"}, "asin": {"x"}, "atan": {"x"}, "ceil": {"x"}, "cos": {"x"}, "exp": {"x"}, "floor": {"x"}, "log": {"x"},
	"log10": {"x"}, "log2": {"x"}, "max": {"x", "y"}, "min": {"x", "y"}, "pow": {"x", "y"}, "round": {"x"}, "sin": {"x"}, "sqrt": {"x"}, "tan": {"x"},
}

func (w *fluxWriter) call(x *syntax.CallExpr) (string, error) {
	name := ""
	if x.Name != nil {
		name = x.Name.Name
	}
	if params, ok := fluxMath[name]; ok && len(params) == len(x.Args) {
		w.imports["math"] = true
		args := make([]string, len(x.Args))
		for i, a := range x.Args {
			c, err := w.number(a)
			if err != nil {
				return "", err
			}
			args[i] = params[i] + ": " + c
		}
		return "math." + name + "(" + strings.Join(args, ", ") + ")", nil
	}
	switch {
	case name == "float" && len(x.Args) == 1:
		return w.number(x.Args[0])
	case name == "if" && len(x.Args) == 3:
		cond, err := w.condition(x.Args[0])
		if err != nil {
			return "", err
		}
		then, err := w.number(x.Args[1])
		if err != nil {
			return "", err
		}
		other, err := w.number(x.Args[2])
		return "(if " + cond + " then " + then + " else " + other + ")", err
	}
	return "", because("`%s` has no counterpart in Flux", text(x))
}

func (w *fluxWriter) condition(x syntax.Expr) (string, error) {
	switch x := x.(type) {
	case *syntax.BoolLit:
		return strconv.FormatBool(x.Value), nil
	case *syntax.Reference:
		c, err := w.ref(x.Name)
		return c + " == true", err
	case *syntax.UnaryExpr:
		if x.Op == syntax.OpNot {
			inner, err := w.condition(x.X)
			return "(not " + inner + ")", err
		}
	case *syntax.CallExpr:
		if x.Name != nil && x.Name.Name == "isPresent" && len(x.Args) == 1 {
			if ref, ok := x.Args[0].(*syntax.Reference); ok {
				c, err := w.ref(ref.Name)
				return "exists " + c, err
			}
		}
	case *syntax.BinaryExpr:
		return w.binary(x)
	}
	return "", because("`%s` has no counterpart in Flux", text(x))
}

func (w *fluxWriter) binary(x *syntax.BinaryExpr) (string, error) {
	join := func(side func(syntax.Expr) (string, error), op string) (string, error) {
		l, err := side(x.X)
		if err != nil {
			return "", err
		}
		r, err := side(x.Y)
		return "(" + l + " " + op + " " + r + ")", err
	}
	switch x.Op {
	case syntax.OpAnd:
		return join(w.condition, "and")
	case syntax.OpOr:
		return join(w.condition, "or")
	case syntax.OpMatch, syntax.OpNotMatch:
		re, ok := x.Y.(*syntax.RegexLit)
		ref, isRef := x.X.(*syntax.Reference)
		if !ok || !isRef || re.Regexp == nil {
			break
		}
		c, err := w.ref(ref.Name)
		if err != nil {
			return "", err
		}
		pattern := re.Regexp.String()
		return "(" + c + " " + x.Op.String() + " /" + strings.ReplaceAll(pattern, "/", `\/`) + "/)", literal(pattern)
	case syntax.OpEq, syntax.OpNe:
		switch max(valueUse(x.X), valueUse(x.Y)) {
		case asText:
			return join(w.plain, x.Op.String())
		case asBool:
			return join(w.plain, x.Op.String())
		}
		return join(w.number, x.Op.String())
	case syntax.OpLt, syntax.OpLe, syntax.OpGt, syntax.OpGe:
		return join(w.number, x.Op.String())
	}
	return "", because("`%s` has no counterpart in Flux", text(x))
}

// plain writes an operand as it is: a column, a text or a boolean.
func (w *fluxWriter) plain(x syntax.Expr) (string, error) {
	switch x := x.(type) {
	case *syntax.Reference:
		return w.ref(x.Name)
	case *syntax.StringLit:
		return fluxStr(x.Value), literal(x.Value)
	}
	return w.condition(x)
}
