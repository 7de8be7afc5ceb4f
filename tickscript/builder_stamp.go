package tickscript

import "github.com/tickwright/tickwright/tickscript/syntax"

// stamp copies an expression and gives every part of it the place sp.
// Expressions are shared between calls, so they are never changed themselves.
func stamp(x syntax.Expr, sp syntax.Span) syntax.Expr {
	switch x := x.(type) {
	case *syntax.IntLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.FloatLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.DurationLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.BoolLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.StringLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.RegexLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.StarLit:
		c := *x
		c.Span = sp
		return &c
	case *syntax.Ident:
		c := *x
		c.Span = sp
		return &c
	case *syntax.Reference:
		c := *x
		c.Span = sp
		return &c
	case *syntax.ListLit:
		c := *x
		c.Span = sp
		c.Items = stampAll(x.Items, sp)
		return &c
	case *syntax.UnaryExpr:
		c := *x
		c.Span = sp
		c.X = stamp(x.X, sp)
		return &c
	case *syntax.BinaryExpr:
		c := *x
		c.Span, c.OpPos = sp, sp.Start
		c.X, c.Y = stamp(x.X, sp), stamp(x.Y, sp)
		return &c
	case *syntax.CallExpr:
		c := *x
		c.Span = sp
		c.Name = &syntax.Ident{Span: sp, Name: x.Name.Name}
		c.Args = stampAll(x.Args, sp)
		return &c
	case *syntax.LambdaExpr:
		c := *x
		c.Span = sp
		c.X = stamp(x.X, sp)
		return &c
	}
	return x
}

func stampAll(xs []syntax.Expr, sp syntax.Span) []syntax.Expr {
	out := make([]syntax.Expr, len(xs))
	for i, x := range xs {
		out[i] = stamp(x, sp)
	}
	return out
}
