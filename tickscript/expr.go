package tickscript

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Term is what expressions and variables have in common: it can be computed
// with. Operands are other terms or Go values: string, bool, the integer and
// float types, time.Duration and *regexp.Regexp. An operand that TICKscript
// cannot write is reported when the script is made, with the place of the call
// that used it.
type Term struct {
	x    syntax.Expr
	vars []*variable
	errs []string
}

// Value is a term: an expression or a variable.
type Value interface{ term() Term }

// The values that a parameter of one type accepts. A variable is accepted where
// its type fits; an expression is accepted everywhere, and checked when the
// script is made.
type (
	// StringValue is accepted where a script wants a string.
	StringValue interface {
		Value
		isString()
	}
	// IntValue is accepted where a script wants an int.
	IntValue interface {
		Value
		isInt()
	}
	// FloatValue is accepted where a script wants a float.
	FloatValue interface {
		Value
		isFloat()
	}
	// BoolValue is accepted where a script wants a bool.
	BoolValue interface {
		Value
		isBool()
	}
	// DurationValue is accepted where a script wants a duration.
	DurationValue interface {
		Value
		isDuration()
	}
	// LambdaValue is accepted where a script wants a lambda expression.
	LambdaValue interface {
		Value
		isLambda()
	}
)

// Expr is an expression. The zero Expr is none, and an error where one is
// wanted.
type Expr struct{ Term }

func (t Term) term() Term { return t }

// Expr is the term as an expression, for use where a variable itself would be
// taken as the whole lambda.
func (t Term) Expr() Expr { return Expr{t} }

func (Expr) isString()   {}
func (Expr) isInt()      {}
func (Expr) isFloat()    {}
func (Expr) isBool()     {}
func (Expr) isDuration() {}
func (Expr) isLambda()   {}

// Field is the value of a field of the point.
func Field(name string) Expr { return reference(name) }

// Tag is the value of a tag of the point. A script writes fields and tags alike;
// the two functions tell a reader which is meant.
func Tag(name string) Expr { return reference(name) }

// PointTime is the time of the point: the reference "time".
func PointTime() Expr { return reference("time") }

func reference(name string) Expr {
	t := Term{x: &syntax.Reference{Name: name}}
	if name == "" || name[len(name)-1] == '\\' {
		t.errs = []string{fmt.Sprintf("the name %q cannot be written in a script", name)}
	}
	return Expr{t}
}

// Lit is a Go value as an expression: string, bool, an integer or float type,
// time.Duration or *regexp.Regexp.
func Lit(v any) Expr { return Expr{termOf(v)} }

// Raw is an expression in TICKscript's own notation, without the leading
// "lambda:". Variables of the script are written by their names; they have to be
// declared with Declare. Text that cannot be read is reported when the script is
// made.
func Raw(text string) Expr {
	x, errs := syntax.ParseLambda(text)
	if err := errs.Err(); err != nil {
		return Expr{Term{errs: []string{fmt.Sprintf("expression %q: %v", text, err)}}}
	}
	return Expr{Term{x: x}}
}

// Star is *, which stands for all tags in a list of dimensions.
func Star() Expr { return Expr{Term{x: &syntax.StarLit{}}} }

// List is a list, whose items are strings, variables and Star. As the only
// argument of a call it stands for its items.
func List(items ...any) Expr {
	var t Term
	l := &syntax.ListLit{}
	for _, i := range items {
		l.Items = append(l.Items, t.take(termOf(i)))
	}
	t.x = l
	return Expr{t}
}

// TimeDim is the time dimension time(length) or time(length, offset) of a
// query's groupBy. Both are durations: Go values, variables or expressions.
func TimeDim(length any, offset ...any) Expr {
	return call("time", append([]any{length}, offset...)...)
}

// call is the call of a function.
func call(name string, args ...any) Expr {
	var t Term
	c := &syntax.CallExpr{Name: &syntax.Ident{Name: name}}
	for _, a := range args {
		c.Args = append(c.Args, t.take(termOf(a)))
	}
	t.x = c
	return Expr{t}
}

// take adds another term's variables and errors, and returns its expression.
func (t *Term) take(o Term) syntax.Expr {
	t.vars = append(t.vars, o.vars...)
	t.errs = append(t.errs, o.errs...)
	if o.x == nil && len(o.errs) == 0 {
		t.errs = append(t.errs, "an operand is missing: the zero Expr or nil")
	}
	return o.x
}

// precedence orders the binary operators from loose to tight, as Kapacitor's
// parser binds them (row L037).
func precedence(op syntax.Op) int {
	switch op {
	case syntax.OpOr:
		return 0
	case syntax.OpAnd:
		return 1
	case syntax.OpEq, syntax.OpNe, syntax.OpMatch, syntax.OpNotMatch:
		return 2
	case syntax.OpLt, syntax.OpLe, syntax.OpGt, syntax.OpGe:
		return 3
	case syntax.OpAdd, syntax.OpSub:
		return 4
	}
	return 5
}

// parens puts a binary operand in parentheses where it would be read as
// something else without.
func parens(x syntax.Expr, outer syntax.Op, right bool) syntax.Expr {
	b, ok := x.(*syntax.BinaryExpr)
	if !ok {
		return x
	}
	in, out := precedence(b.Op), precedence(outer)
	if in > out || in == out && !right {
		return x
	}
	c := *b
	c.Parens = true
	return &c
}

func (t Term) binary(op syntax.Op, operand any) Expr {
	var r Term
	x, y := r.take(t), r.take(termOf(operand))
	r.x = &syntax.BinaryExpr{Op: op, X: parens(x, op, false), Y: parens(y, op, true)}
	return Expr{r}
}

// Add is t + operand, for numbers, durations and strings.
func (t Term) Add(operand any) Expr { return t.binary(syntax.OpAdd, operand) }

// Sub is t - operand.
func (t Term) Sub(operand any) Expr { return t.binary(syntax.OpSub, operand) }

// Mul is t * operand.
func (t Term) Mul(operand any) Expr { return t.binary(syntax.OpMul, operand) }

// Div is t / operand. Ints are divided without a fraction; in a condition an int
// divided by 0 ends the whole server.
func (t Term) Div(operand any) Expr { return t.binary(syntax.OpDiv, operand) }

// Rem is t % operand, the remainder of ints.
func (t Term) Rem(operand any) Expr { return t.binary(syntax.OpMod, operand) }

// Eq is t == operand.
func (t Term) Eq(operand any) Expr { return t.binary(syntax.OpEq, operand) }

// Ne is t != operand.
func (t Term) Ne(operand any) Expr { return t.binary(syntax.OpNe, operand) }

// Lt is t < operand.
func (t Term) Lt(operand any) Expr { return t.binary(syntax.OpLt, operand) }

// Le is t <= operand.
func (t Term) Le(operand any) Expr { return t.binary(syntax.OpLe, operand) }

// Gt is t > operand.
func (t Term) Gt(operand any) Expr { return t.binary(syntax.OpGt, operand) }

// Ge is t >= operand.
func (t Term) Ge(operand any) Expr { return t.binary(syntax.OpGe, operand) }

// Match is t =~ pattern. The pattern is a *regexp.Regexp, a RegexVar, or a
// string, which is taken as a regular expression here.
func (t Term) Match(pattern any) Expr { return t.binary(syntax.OpMatch, regexOperand(pattern)) }

// NotMatch is t !~ pattern; see Match.
func (t Term) NotMatch(pattern any) Expr { return t.binary(syntax.OpNotMatch, regexOperand(pattern)) }

// And is t AND operand.
func (t Term) And(operand any) Expr { return t.binary(syntax.OpAnd, operand) }

// Or is t OR operand.
func (t Term) Or(operand any) Expr { return t.binary(syntax.OpOr, operand) }

// Not is !t.
func (t Term) Not() Expr { return t.unary(syntax.OpNot) }

// Neg is -t.
func (t Term) Neg() Expr { return t.unary(syntax.OpSub) }

func (t Term) unary(op syntax.Op) Expr {
	var r Term
	x := r.take(t)
	if b, ok := x.(*syntax.BinaryExpr); ok {
		c := *b
		c.Parens = true
		x = &c
	}
	r.x = &syntax.UnaryExpr{Op: op, X: x}
	return Expr{r}
}

// String prints the expression in TICKscript's notation, without "lambda:". It
// is what the match of a topic handler takes.
func (t Term) String() string {
	if t.x == nil || len(t.errs) > 0 {
		return ""
	}
	return syntax.PrintNode(t.x)
}

// All joins conditions with AND. Without any it is TRUE.
func All(conditions ...Expr) Expr { return joined(syntax.OpAnd, true, conditions) }

// Any joins conditions with OR. Without any it is FALSE.
func Any(conditions ...Expr) Expr { return joined(syntax.OpOr, false, conditions) }

func joined(op syntax.Op, none bool, conditions []Expr) Expr {
	if len(conditions) == 0 {
		return Lit(none)
	}
	x := conditions[0]
	for _, c := range conditions[1:] {
		x = x.binary(op, c)
	}
	return x
}
