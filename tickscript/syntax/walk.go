package syntax

// Walk calls f for n and, as long as f returns true, for the nodes below it, in
// source order. Comments are not visited.
func Walk(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	// The left spine of a long chain or a long OR is walked without recursion.
	var spine []Node
	for {
		left := leftOf(n)
		if left == nil {
			break
		}
		spine = append(spine, n)
		n = left
		if !f(n) {
			n = nil
			break
		}
	}
	if n != nil {
		walkChildren(n, f)
	}
	for i := len(spine) - 1; i >= 0; i-- {
		switch n := spine[i].(type) {
		case *BinaryExpr:
			walkExpr(n.Y, f)
		case *ChainExpr:
			walkExpr(n.Sel, f)
		}
	}
}

// leftOf returns the left part of a binary or chain expression, nil for other
// nodes.
func leftOf(n Node) Node {
	switch n := n.(type) {
	case *BinaryExpr:
		if n.X != nil {
			return n.X
		}
	case *ChainExpr:
		if n.X != nil {
			return n.X
		}
	}
	return nil
}

func walkExpr(x Expr, f func(Node) bool) {
	if x != nil {
		Walk(x, f)
	}
}

func walkIdent(x *Ident, f func(Node) bool) {
	if x != nil {
		Walk(x, f)
	}
}

func walkRef(x *Reference, f func(Node) bool) {
	if x != nil {
		Walk(x, f)
	}
}

func walkChildren(n Node, f func(Node) bool) {
	switch n := n.(type) {
	case *File:
		for _, s := range n.Stmts {
			Walk(s, f)
		}
	case *VarDecl:
		walkIdent(n.Name, f)
		walkExpr(n.Value, f)
	case *TypeDecl:
		walkIdent(n.Name, f)
		walkIdent(n.Type, f)
	case *DBRPStmt:
		walkRef(n.DB, f)
		walkRef(n.RP, f)
	case *ExprStmt:
		walkExpr(n.X, f)
	case *ListLit:
		for _, x := range n.Items {
			Walk(x, f)
		}
	case *UnaryExpr:
		walkExpr(n.X, f)
	case *BinaryExpr:
		walkExpr(n.Y, f)
	case *CallExpr:
		walkIdent(n.Name, f)
		for _, x := range n.Args {
			Walk(x, f)
		}
	case *ChainExpr:
		walkExpr(n.Sel, f)
	case *LambdaExpr:
		walkExpr(n.X, f)
	}
}
