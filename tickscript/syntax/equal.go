package syntax

// Equal reports whether two trees mean the same. As Kapacitor's Equal does, it
// leaves aside positions, comments, parentheses and line breaks, the base of an
// integer, the spelling of a duration and the kind of quotes of a string.
func Equal(a, b Node) bool {
	for {
		switch x := a.(type) {
		case *BinaryExpr:
			y, ok := b.(*BinaryExpr)
			if !ok || x.Op != y.Op || !Equal(x.Y, y.Y) {
				return false
			}
			a, b = x.X, y.X
		case *ChainExpr:
			y, ok := b.(*ChainExpr)
			if !ok || x.Op != y.Op || !Equal(x.Sel, y.Sel) {
				return false
			}
			a, b = x.X, y.X
		default:
			return equalNode(a, b)
		}
	}
}

func equalNode(a, b Node) bool {
	switch a := a.(type) {
	case *File:
		b, ok := b.(*File)
		return ok && equalAll(withoutComments(a.Stmts), withoutComments(b.Stmts))
	case *VarDecl:
		b, ok := b.(*VarDecl)
		return ok && Equal(a.Name, b.Name) && Equal(a.Value, b.Value)
	case *TypeDecl:
		b, ok := b.(*TypeDecl)
		return ok && Equal(a.Name, b.Name) && Equal(a.Type, b.Type)
	case *DBRPStmt:
		b, ok := b.(*DBRPStmt)
		return ok && Equal(a.DB, b.DB) && Equal(a.RP, b.RP)
	case *ExprStmt:
		b, ok := b.(*ExprStmt)
		return ok && Equal(a.X, b.X)
	case *CommentStmt:
		_, ok := b.(*CommentStmt)
		return ok
	case *BadExpr:
		_, ok := b.(*BadExpr)
		return ok
	case *IntLit:
		b, ok := b.(*IntLit)
		return ok && a.Value == b.Value
	case *FloatLit:
		b, ok := b.(*FloatLit)
		return ok && a.Value == b.Value
	case *DurationLit:
		b, ok := b.(*DurationLit)
		return ok && a.Value == b.Value
	case *BoolLit:
		b, ok := b.(*BoolLit)
		return ok && a.Value == b.Value
	case *StringLit:
		b, ok := b.(*StringLit)
		return ok && a.Value == b.Value
	case *RegexLit:
		b, ok := b.(*RegexLit)
		return ok && unescape(a.Text, '/') == unescape(b.Text, '/')
	case *StarLit:
		_, ok := b.(*StarLit)
		return ok
	case *ListLit:
		b, ok := b.(*ListLit)
		return ok && equalAll(a.Items, b.Items)
	case *Ident:
		b, ok := b.(*Ident)
		return ok && (a == nil) == (b == nil) && (a == nil || a.Name == b.Name)
	case *Reference:
		b, ok := b.(*Reference)
		return ok && (a == nil) == (b == nil) && (a == nil || a.Name == b.Name)
	case *UnaryExpr:
		b, ok := b.(*UnaryExpr)
		return ok && a.Op == b.Op && Equal(a.X, b.X)
	case *CallExpr:
		b, ok := b.(*CallExpr)
		return ok && Equal(a.Name, b.Name) && equalAll(a.Args, b.Args)
	case *LambdaExpr:
		b, ok := b.(*LambdaExpr)
		return ok && Equal(a.X, b.X)
	}
	return a == nil && b == nil
}

// withoutComments drops the statements that are comments only.
func withoutComments(stmts []Stmt) []Stmt {
	var out []Stmt
	for _, s := range stmts {
		if _, ok := s.(*CommentStmt); !ok {
			out = append(out, s)
		}
	}
	return out
}

func equalAll[N Node](a, b []N) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}
