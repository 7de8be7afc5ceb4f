package dashboards

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// resolve turns the name of a field or tag into what stands for it.
type resolve func(name string) (string, error)

// influxQLValue writes an expression for SELECT, or the operand of a comparison.
func influxQLValue(x syntax.Expr, of resolve) (string, error) {
	switch x := x.(type) {
	case *syntax.Reference:
		if x.Name == "time" {
			return "", because("`%s` asks for the point's time", text(x))
		}
		return of(x.Name)
	case *syntax.IntLit:
		return strconv.FormatInt(x.Value, 10), nil
	case *syntax.FloatLit:
		return number(x.Value), nil
	case *syntax.StringLit:
		return str(x.Value), literal(x.Value)
	case *syntax.BoolLit:
		return strconv.FormatBool(x.Value), nil
	case *syntax.UnaryExpr:
		if x.Op == syntax.OpSub {
			inner, err := influxQLValue(x.X, of)
			return "(-1 * " + inner + ")", err
		}
	case *syntax.CallExpr:
		return influxQLCall(x, of)
	case *syntax.BinaryExpr:
		switch x.Op {
		case syntax.OpAdd, syntax.OpSub, syntax.OpMul, syntax.OpDiv, syntax.OpMod:
			l, err := influxQLValue(x.X, of)
			if err != nil {
				return "", err
			}
			r, err := influxQLValue(x.Y, of)
			return "(" + l + " " + x.Op.String() + " " + r + ")", err
		}
	}
	return "", because("InfluxQL has no `%s`", text(x))
}

// influxQLMath are the functions that InfluxQL 1.8 computes by the same name.
var influxQLMath = map[string]int{
	"abs": 1, "acos": 1, "asin": 1, "atan": 1, "atan2": 2, "ceil": 1, "cos": 1, "exp": 1, "floor": 1,
	"log2": 1, "log10": 1, "pow": 2, "round": 1, "sin": 1, "sqrt": 1, "tan": 1,
}

func influxQLCall(x *syntax.CallExpr, of resolve) (string, error) {
	name := ""
	if x.Name != nil {
		name = x.Name.Name
	}
	if name == "float" && len(x.Args) == 1 {
		// InfluxQL computes with floats.
		return influxQLValue(x.Args[0], of)
	}
	as := name
	if name == "log" {
		as = "ln"
	}
	if n, ok := influxQLMath[name]; (ok || name == "log") && len(x.Args) == max(n, 1) {
		args := make([]string, len(x.Args))
		for i, a := range x.Args {
			var err error
			if args[i], err = influxQLValue(a, of); err != nil {
				return "", err
			}
		}
		return as + "(" + strings.Join(args, ", ") + ")", nil
	}
	return "", because("InfluxQL has no `%s`", text(x))
}

// negated is the operator that holds when another does not.
var negated = map[syntax.Op]syntax.Op{
	syntax.OpEq: syntax.OpNe, syntax.OpNe: syntax.OpEq, syntax.OpLt: syntax.OpGe, syntax.OpGe: syntax.OpLt,
	syntax.OpGt: syntax.OpLe, syntax.OpLe: syntax.OpGt, syntax.OpMatch: syntax.OpNotMatch, syntax.OpNotMatch: syntax.OpMatch,
}

// influxQLCondition writes a condition for WHERE; not negates it, as InfluxQL
// has no operator for that.
func influxQLCondition(x syntax.Expr, of resolve, not bool) (string, error) {
	switch x := x.(type) {
	case *syntax.Reference:
		name, err := of(x.Name)
		return name + " = " + strconv.FormatBool(!not), err
	case *syntax.UnaryExpr:
		if x.Op == syntax.OpNot {
			return influxQLCondition(x.X, of, !not)
		}
	case *syntax.BinaryExpr:
		op := x.Op
		switch op {
		case syntax.OpAnd, syntax.OpOr:
			word := "AND"
			if (op == syntax.OpOr) != not {
				word = "OR"
			}
			l, err := influxQLCondition(x.X, of, not)
			if err != nil {
				return "", err
			}
			r, err := influxQLCondition(x.Y, of, not)
			return "(" + l + " " + word + " " + r + ")", err
		}
		if not {
			op = negated[op]
		}
		switch op {
		case syntax.OpMatch, syntax.OpNotMatch:
			return influxQLMatch(x, op, of)
		case syntax.OpEq, syntax.OpNe, syntax.OpLt, syntax.OpLe, syntax.OpGt, syntax.OpGe:
			return influxQLComparison(x, op, of)
		}
	}
	return "", because("InfluxQL cannot ask for `%s`", text(x))
}

func influxQLMatch(x *syntax.BinaryExpr, op syntax.Op, of resolve) (string, error) {
	re, ok := x.Y.(*syntax.RegexLit)
	ref, isRef := x.X.(*syntax.Reference)
	if !ok || !isRef || re.Regexp == nil {
		return "", because("InfluxQL cannot ask for `%s`", text(x))
	}
	name, err := of(ref.Name)
	if err != nil {
		return "", err
	}
	pattern := re.Regexp.String()
	return name + " " + op.String() + " /" + strings.ReplaceAll(pattern, "/", `\/`) + "/", literal(pattern)
}

// plain is a column of its own: a quoted name.
var plain = regexp.MustCompile(`^"(?:[^"\\]|\\.)*"$`)

func influxQLComparison(x *syntax.BinaryExpr, op syntax.Op, of resolve) (string, error) {
	left, right := x.X, x.Y
	// A comparison with FALSE or TRUE of something that is a condition itself.
	if b, ok := right.(*syntax.BoolLit); ok {
		if _, isRef := left.(*syntax.Reference); !isRef && (op == syntax.OpEq || op == syntax.OpNe) {
			return influxQLCondition(left, of, b.Value != (op == syntax.OpEq))
		}
	}
	l, err := influxQLValue(left, of)
	if err != nil {
		return "", err
	}
	r, err := influxQLValue(right, of)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(l+r, "(") && callIn(left, right) {
		return "", because("InfluxQL cannot ask for `%s`", text(x))
	}
	if isLiteral(left) && !isLiteral(right) {
		l, r = r, l
		op = swapped(op)
	}
	sign := op.String()
	switch op {
	case syntax.OpEq:
		sign = "="
	case syntax.OpNe:
		sign = "!="
	}
	return l + " " + sign + " " + r, nil
}

func swapped(op syntax.Op) syntax.Op {
	switch op {
	case syntax.OpLt:
		return syntax.OpGt
	case syntax.OpLe:
		return syntax.OpGe
	case syntax.OpGt:
		return syntax.OpLt
	case syntax.OpGe:
		return syntax.OpLe
	}
	return op
}

func isLiteral(x syntax.Expr) bool {
	switch x.(type) {
	case *syntax.IntLit, *syntax.FloatLit, *syntax.StringLit, *syntax.BoolLit:
		return true
	}
	return false
}

// callIn reports whether an expression calls a function that is more than a
// conversion: InfluxQL computes functions in SELECT only.
func callIn(xs ...syntax.Expr) bool {
	found := false
	for _, x := range xs {
		syntax.Walk(x, func(n syntax.Node) bool {
			c, ok := n.(*syntax.CallExpr)
			found = found || ok && c.Name != nil && c.Name.Name != "float"
			return !found
		})
	}
	return found
}
