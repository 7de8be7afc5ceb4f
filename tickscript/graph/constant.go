package graph

import (
	"errors"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// binary evaluates an expression with an operator outside a lambda, with the
// engine that evaluates lambdas and nothing in scope.
func (b *builder) binary(x *syntax.BinaryExpr) operand {
	resolved, unset, ok := b.resolve(x)
	if !ok {
		return operand{}
	}
	if hollowRegex(resolved) {
		b.errorf(x, CodeConstant, "cannot evaluate the expression: its regex has no value in a template").
			kapacitor("runtime error: invalid memory address or nil pointer dereference").
			hint("give the variable a default, or match inside a lambda")
		return operand{}
	}
	e, err := lambda.Compile(resolved, lambda.Options{})
	if err != nil {
		return b.notConstant(x, err)
	}
	if refs := e.Refs(); len(refs) > 0 {
		b.errorf(x, CodeConstant, "%q names a field or a tag, which only a lambda can read", refs[0]).
			kapacitor("name %q is undefined. Names in scope: ", refs[0]).
			hint("write lambda: before the expression, or '" + refs[0] + "' in single quotes for text")
		return operand{}
	}
	v, err := e.NewState().Value(nil, nil)
	if err != nil {
		return b.notConstant(x, err)
	}
	out := Value{Range: x.Range, Unset: unset}
	switch v.Kind() {
	case lambda.Float:
		out.Type, out.Float = catalog.Float, v.Float()
	case lambda.Int:
		out.Type, out.Int = catalog.Int, v.Int()
	case lambda.String:
		if len(v.Str()) > syntax.MaxSize {
			b.errorf(x, CodeNesting, "text is longer than %d bytes", syntax.MaxSize)
			return operand{}
		}
		out.Type, out.Str = catalog.String, v.Str()
	case lambda.Bool:
		out.Type, out.Bool = catalog.Bool, v.Bool()
	case lambda.Duration:
		out.Type, out.Dur = catalog.Duration, time.Duration(v.Int())
	default:
		return b.notConstant(x, errors.New("expression returned unexpected type "+v.Kind().String()))
	}
	return valueOperand(out)
}

func (b *builder) notConstant(x syntax.Expr, err error) operand {
	r := diag.Range{Start: x.Pos(), End: x.End()}
	var le *lambda.Error
	if errors.As(err, &le) && le.Pos.IsValid() {
		r = diag.Range{Start: le.Pos, End: le.End}
	}
	d := b.errorAt(r, CodeConstant, "cannot evaluate the expression: %s", err)
	d.kapacitor("%s", err)
	return operand{}
}

// hollowRegex reports whether an expression has a regex of a template's variable
// that has no value.
func hollowRegex(x syntax.Expr) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		re, ok := n.(*syntax.RegexLit)
		found = found || ok && re.Regexp == nil && re.Text == ""
		return !found
	})
	return found
}

// hollowLambda reports the same of a lambda.
func hollowLambda(x syntax.Expr) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		l, ok := n.(*syntax.LambdaExpr)
		found = found || ok && l.X == nil
		return !found
	})
	return found
}

// goPrint prints a value the way Kapacitor's messages do.
func goPrint(v Value) string {
	switch v.Type {
	case catalog.Float:
		return strconv.FormatFloat(v.Float, 'g', -1, 64)
	case catalog.Int:
		return strconv.FormatInt(v.Int, 10)
	case catalog.Bool:
		return strconv.FormatBool(v.Bool)
	case catalog.Duration:
		return v.Dur.String()
	case catalog.Regex:
		return regexText(v)
	case catalog.Lambda:
		if v.Lambda == nil {
			return "<nil>"
		}
	}
	return v.Str
}

// regexText is the source of a regular expression, unescaped.
func regexText(v Value) string {
	if v.Regex != nil {
		return v.Regex.String()
	}
	return v.RegexText
}
