package graph

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// maxSize bounds the parts of one expression and the items of one list, counted
// with those of the variables in them: a variable that uses another one twice
// doubles it, and thirty such lines would be more than any memory holds.
const maxSize = 100_000

// resolver replaces the identifiers of an expression by the values they have
// when the expression is defined. It shares every part of the tree that holds no
// identifier, and leaves the parsed tree as it is.
type resolver struct {
	b    *builder
	size int
	bad  bool
	// unset says that a value stands for one that a template lacks.
	unset bool
}

// resolve returns x with its identifiers replaced, whether one of the values was
// unset, and whether it could replace them all. What it could not is reported.
func (b *builder) resolve(x syntax.Expr) (out syntax.Expr, unset, ok bool) {
	r := resolver{b: b}
	out = r.expr(x)
	if r.size > maxSize && x != nil {
		b.errorf(x, CodeNesting, "expression has more than %d parts with the variables in it", maxSize)
		r.bad = true
	}
	return out, r.unset, !r.bad
}

func (r *resolver) expr(x syntax.Expr) syntax.Expr {
	r.size++
	switch x := x.(type) {
	case *syntax.Ident:
		return r.ident(x)
	case *syntax.UnaryExpr:
		if inner := r.expr(x.X); inner != x.X {
			c := *x
			c.X = inner
			return &c
		}
	case *syntax.BinaryExpr:
		left, right := r.expr(x.X), r.expr(x.Y)
		if left != x.X || right != x.Y {
			c := *x
			c.X, c.Y = left, right
			return &c
		}
	case *syntax.CallExpr:
		var args []syntax.Expr
		for i, a := range x.Args {
			n := r.expr(a)
			if n != a && args == nil {
				args = append(make([]syntax.Expr, 0, len(x.Args)), x.Args[:i]...)
			}
			if args != nil {
				args = append(args, n)
			}
		}
		if args != nil {
			c := *x
			c.Args = args
			return &c
		}
	case *syntax.BadExpr, nil:
		r.bad = true
	}
	return x
}

// exprSize counts the parts of an expression, up to a little more than limit.
func exprSize(x syntax.Expr, limit int) int {
	n := 1
	add := func(xs ...syntax.Expr) {
		for _, x := range xs {
			if n <= limit && x != nil {
				n += exprSize(x, limit-n)
			}
		}
	}
	switch x := x.(type) {
	case *syntax.UnaryExpr:
		add(x.X)
	case *syntax.BinaryExpr:
		add(x.X, x.Y)
	case *syntax.CallExpr:
		add(x.Args...)
	case *syntax.LambdaExpr:
		add(x.X)
	case *syntax.ListLit:
		add(x.Items...)
	}
	return n
}

func listSize(vs []Value, limit int) int {
	n := 0
	for _, v := range vs {
		if n++; n > limit {
			break
		}
		n += listSize(v.List, limit-n)
	}
	return n
}

func (r *resolver) ident(id *syntax.Ident) syntax.Expr {
	o := r.b.lookup(id.Name, id.Range)
	r.unset = r.unset || o.val.Unset
	switch o.kind {
	case opBad:
		r.bad = true
		return id
	case opValue:
		if lit := literal(o.val, id.Range); lit != nil {
			if r.size <= maxSize {
				r.size += exprSize(lit, maxSize)
			}
			return lit
		}
	}
	r.bad = true
	d := r.b.errorf(id, CodeConstant, "%s is %s and cannot stand in an expression", id.Name, o.describe())
	d.kapacitor("unsupported literal type %s", o.goType())
	d.hint(`to read a field or a tag write "` + id.Name + `" in double quotes`)
	return id
}

// literal returns the value as a piece of tree at a place, or nil for values
// that have no literal.
func literal(v Value, r diag.Range) syntax.Expr {
	span := syntax.Span{Range: r}
	switch v.Type {
	case catalog.Float:
		return &syntax.FloatLit{Span: span, Value: v.Float}
	case catalog.Int:
		return &syntax.IntLit{Span: span, Value: v.Int, Base: 10}
	case catalog.String:
		return &syntax.StringLit{Span: span, Value: v.Str}
	case catalog.Bool:
		return &syntax.BoolLit{Span: span, Value: v.Bool}
	case catalog.Duration:
		return &syntax.DurationLit{Span: span, Value: v.Dur}
	case catalog.Regex:
		return &syntax.RegexLit{Span: span, Text: v.RegexText, Regexp: v.Regex}
	case catalog.Star:
		return &syntax.StarLit{Span: span}
	case catalog.Lambda:
		out := &syntax.LambdaExpr{Span: span}
		if v.Lambda != nil {
			out.X = v.Lambda.X
		}
		return out
	case catalog.List:
		items := make([]syntax.Expr, len(v.List))
		for i, item := range v.List {
			if items[i] = literal(item, r); items[i] == nil {
				return nil
			}
		}
		return &syntax.ListLit{Span: span, Items: items}
	}
	return nil
}
