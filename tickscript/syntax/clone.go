package syntax

import "slices"

// Clone copies a tree; the copy shares no node, comment or slice with the
// original. A compiled regex is shared, it is immutable.
func Clone[N Node](n N) N {
	c, _ := clone(n).(N)
	return c
}

func clone(n Node) Node {
	switch n := n.(type) {
	case *File:
		c := *n
		c.Stmts = cloneAll(n.Stmts)
		c.Comments = slices.Clone(n.Comments)
		for i := range c.Comments {
			c.Comments[i] = c.Comments[i].clone()
		}
		return &c
	case *VarDecl:
		return &VarDecl{Span: n.Span, Doc: n.Doc.clone(), Name: n.Name.clone(), Value: cloneExpr(n.Value)}
	case *TypeDecl:
		return &TypeDecl{Span: n.Span, Doc: n.Doc.clone(), Name: n.Name.clone(), Type: n.Type.clone()}
	case *DBRPStmt:
		return &DBRPStmt{Span: n.Span, Doc: n.Doc.clone(), DB: n.DB.clone(), RP: n.RP.clone()}
	case *ExprStmt:
		return &ExprStmt{Span: n.Span, X: cloneExpr(n.X)}
	case *CommentStmt:
		return &CommentStmt{Span: n.Span, Doc: n.Doc.clone()}
	case Expr:
		return cloneExpr(n)
	case *Comment:
		return n.clone()
	}
	return nil
}

func cloneExpr(x Expr) Expr {
	// A long left spine is copied without recursion: root is where the next
	// copy goes.
	var root Expr
	at := &root
	for {
		switch n := x.(type) {
		case *BinaryExpr:
			c := *n
			c.Doc, c.Y = n.Doc.clone(), cloneExpr(n.Y)
			*at, at, x = &c, &c.X, n.X
		case *ChainExpr:
			c := *n
			c.Doc, c.Sel = n.Doc.clone(), cloneExpr(n.Sel)
			*at, at, x = &c, &c.X, n.X
		default:
			*at = cloneLeaf(x)
			return root
		}
	}
}

func cloneLeaf(x Expr) Expr {
	switch n := x.(type) {
	case *BadExpr:
		c := *n
		return &c
	case *IntLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *FloatLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *DurationLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *BoolLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *StringLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *RegexLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *StarLit:
		c := *n
		c.Doc = n.Doc.clone()
		return &c
	case *ListLit:
		return &ListLit{Span: n.Span, Doc: n.Doc.clone(), Items: cloneAll(n.Items)}
	case *Ident:
		return n.clone()
	case *Reference:
		return n.clone()
	case *UnaryExpr:
		return &UnaryExpr{Span: n.Span, Doc: n.Doc.clone(), Op: n.Op, X: cloneExpr(n.X)}
	case *CallExpr:
		c := *n
		c.Doc, c.Name, c.Args = n.Doc.clone(), n.Name.clone(), cloneAll(n.Args)
		return &c
	case *LambdaExpr:
		return &LambdaExpr{Span: n.Span, Doc: n.Doc.clone(), X: cloneExpr(n.X)}
	}
	return nil
}

func cloneAll[N Node](list []N) []N {
	if list == nil {
		return nil
	}
	c := make([]N, len(list))
	for i := range list {
		c[i] = Clone(list[i])
	}
	return c
}

func (n *Ident) clone() *Ident {
	if n == nil {
		return nil
	}
	c := *n
	c.Doc = n.Doc.clone()
	return &c
}

func (n *Reference) clone() *Reference {
	if n == nil {
		return nil
	}
	c := *n
	c.Doc = n.Doc.clone()
	return &c
}

func (c *Comment) clone() *Comment {
	if c == nil {
		return nil
	}
	d := *c
	d.Lines = slices.Clone(c.Lines)
	return &d
}
