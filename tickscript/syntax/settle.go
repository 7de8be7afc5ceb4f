package syntax

import "strings"

// Print formats a script. The text is what kapacitord formats the script to,
// byte for byte, whenever kapacitord would leave that text as it is and read the
// same script from it. Otherwise it is the nearest text with these properties:
// where Kapacitor's formatter breaks one line more each time it runs, they are
// all broken at once; parentheses are added where tokens would run together; and
// a comment that would turn into a regex, or be lost, is moved.
//
// So Print is idempotent, and reading its text gives a tree equal to f.
func Print(f *File) string {
	if text, ok := printStable(f); ok {
		return text
	}
	careful := printCareful(f)
	// A text that was changed may be one that Kapacitor leaves alone after all.
	// Two rounds settle every script known; the bound is for those unknown.
	for range 8 {
		next, errs := Parse(careful)
		if errs.HasErrors() {
			return careful
		}
		if text, ok := printStable(next); ok {
			return text
		}
		again := printCareful(next)
		if again == careful {
			break
		}
		careful = again
	}
	return careful
}

// printStable formats f as Kapacitor does and reports whether the text reads
// back as f and formats to itself.
func printStable(f *File) (string, bool) {
	text := PrintKapacitor(f)
	again, errs := Parse(text)
	return text, !errs.HasErrors() && Equal(f, again) && PrintKapacitor(again) == text
}

// printCareful formats a copy of f that is changed to survive reading.
func printCareful(f *File) string {
	f = Clone(f)
	s := settler{wrap: map[Expr]bool{}}
	for _, stmt := range f.Stmts {
		s.stmt(stmt)
	}
	f.Stmts = mergeComments(f.Stmts)
	for i := 1; i < len(f.Stmts); i++ {
		s.separate(f.Stmts[i-1], f.Stmts[i])
	}
	for i := len(f.Stmts) - 1; i > 0; i-- {
		s.keepName(f.Stmts[i-1], f.Stmts[i])
	}
	for _, stmt := range f.Stmts {
		breakLines(stmtValue(stmt))
	}
	p := printer{wrap: s.wrap, careful: true}
	p.file(f)
	return p.buf.String()
}

// stmtValue returns the expression of a statement, nil for those without one.
func stmtValue(s Stmt) Expr {
	switch s := s.(type) {
	case *VarDecl:
		return s.Value
	case *ExprStmt:
		return s.X
	}
	return nil
}

// settler changes a tree in place such that its printed text reads as that tree.
type settler struct{ wrap map[Expr]bool }

func (s *settler) stmt(stmt Stmt) {
	x := stmtValue(stmt)
	if x == nil {
		return
	}
	s.move(x)
	if v, ok := stmt.(*VarDecl); ok {
		// Behind = even // is a regex.
		v.Doc = joinComments(v.Doc, takeLeading(x))
	}
	s.guard(x, true)
}

// move sets the parentheses that precedence asks for and moves comments from
// where they would not be read as comments of the same node.
func (s *settler) move(x Expr) {
	for _, part := range parts(x) {
		s.move(part)
	}
	switch x := x.(type) {
	case *UnaryExpr:
		if b, ok := x.X.(*BinaryExpr); ok {
			b.Parens = true
		}
	case *BinaryExpr:
		if left, ok := x.X.(*BinaryExpr); ok && left.Op.Prec() < x.Op.Prec() {
			left.Parens = true
		}
		if right, ok := x.Y.(*BinaryExpr); ok && right.Op.Prec() <= x.Op.Prec() {
			right.Parens = true
		}
		// The comment of an operator is printed before the left operand, where
		// it belongs to the operand when it is read again.
		if c := x.Doc; c != nil && !x.Parens {
			x.Doc = nil
			addLeading(x, c)
		}
		if x.Op == OpMatch || x.Op == OpNotMatch {
			// As behind =, there is no comment behind =~.
			addLeading(x, takeLeading(x.Y))
		}
	}
}

// parts returns the expressions directly within x.
func parts(x Expr) []Expr {
	switch x := x.(type) {
	case *ListLit:
		return x.Items
	case *UnaryExpr:
		return []Expr{x.X}
	case *CallExpr:
		return x.Args
	case *ChainExpr:
		return []Expr{x.X, x.Sel}
	case *LambdaExpr:
		return []Expr{x.X}
	case *BinaryExpr:
		return []Expr{x.X, x.Y}
	}
	return nil
}

// guard wraps what would be read differently where it stands. leads says that x
// is where a rule for expressions begins, not an operand: only there Kapacitor
// takes the comment before a call.
func (s *settler) guard(x Expr, leads bool) {
	switch x := x.(type) {
	case *ListLit:
		for _, item := range x.Items {
			s.guard(item, false)
		}
	case *UnaryExpr:
		s.guard(x.X, false)
		// The comment before a sign is lost, the one before a parenthesis is not.
		s.wrapIf(x, x.Doc != nil)
	case *CallExpr:
		for _, arg := range x.Args {
			s.guard(arg, leads)
		}
		s.wrapIf(x, x.Doc != nil && !leads)
	case *ChainExpr:
		s.guard(x.X, true)
		s.guard(x.Sel, true)
	case *LambdaExpr:
		s.guard(x.X, false)
		s.behindWord(x.X)
	case *BinaryExpr:
		s.guard(x.X, leads && !x.Parens)
		s.guard(x.Y, false)
		if x.Op == OpAnd || x.Op == OpOr {
			s.behindWord(x.Y)
		}
		// Behind a regex or a star only these operators are read as such.
		if x.Op != OpSub && x.Op != OpAnd && x.Op != OpOr {
			last := s.rightmost(x.X)
			s.wrapIf(last, isOneOf[*RegexLit](last) || isOneOf[*StarLit](last))
		}
	}
}

// wrapIf puts x in parentheses.
func (s *settler) wrapIf(x Expr, when bool) {
	if !when {
		return
	}
	if b, ok := x.(*BinaryExpr); ok {
		b.Parens = true
		return
	}
	s.wrap[x] = true
}

// behindWord keeps a regex or a star at the start of x from being read as the
// operators / and *, as they are directly behind a word.
func (s *settler) behindWord(x Expr) {
	leaf := leftmost(x)
	s.wrapIf(leaf, Doc(leaf) == nil && (isOneOf[*RegexLit](leaf) || isOneOf[*StarLit](leaf)))
}

// separate keeps the first token of next from being read as an operator behind
// prev. Whether it would be depends on the parentheses around the end of prev, so
// that statements are separated from the first to the last.
func (s *settler) separate(prev, next Stmt) {
	first := s.first(next)
	if first == nil {
		return
	}
	value := stmtValue(prev)
	chain, isChain := value.(*ChainExpr)
	last := s.rightmost(value)
	switch {
	case isOneOf[*RegexLit](first), isOneOf[*StarLit](first):
		atValue := isOneOf[*RegexLit](last) || isOneOf[*StarLit](last) || isOneOf[*ListLit](last)
		s.wrapIf(first, Doc(first) == nil && !atValue)
	case isOneOf[*UnaryExpr](first) && first.(*UnaryExpr).Op == OpSub:
		s.wrapIf(first, value != nil && !isChain && !isOneOf[*ListLit](value))
	}
	// Behind the name at the end of a chain, parentheses would be its arguments.
	if isChain && isOneOf[*Ident](chain.Sel) {
		delete(s.wrap, first)
	}
}

// keepName keeps a name at the end of prev from being read as a call with the
// parentheses that next begins with. The parentheses put around it can do the
// same to the statement before, so that it is done from the last to the first.
func (s *settler) keepName(prev, next Stmt) {
	first := s.first(next)
	if first == nil {
		return
	}
	last := s.rightmost(stmtValue(prev))
	b, ok := first.(*BinaryExpr)
	s.wrapIf(last, (s.wrap[first] || ok && b.Parens) && isOneOf[*Ident](last))
}

// first returns the node that next's first token belongs to, nil when it is a
// keyword.
func (s *settler) first(next Stmt) Expr {
	if e, ok := next.(*ExprStmt); ok {
		return leftmost(e.X)
	}
	return nil
}

// leftmost returns the leaf, or the expression in parentheses, that x begins
// with.
func leftmost(x Expr) Expr {
	for {
		switch n := x.(type) {
		case *ChainExpr:
			x = n.X
			continue
		case *BinaryExpr:
			if !n.Parens {
				x = n.X
				continue
			}
		}
		return x
	}
}

// rightmost returns the leaf that x ends with, nil when it ends in a bracket
// that is no list's.
func (s *settler) rightmost(x Expr) Expr {
	for x != nil && !s.wrap[x] {
		switch n := x.(type) {
		case *BinaryExpr:
			if n.Parens {
				return nil
			}
			x = n.Y
		case *UnaryExpr:
			x = n.X
		case *LambdaExpr:
			x = n.X
		case *CallExpr, *ChainExpr:
			return nil
		default:
			return x
		}
	}
	return nil
}

func isOneOf[T Expr](x Expr) bool {
	_, ok := x.(T)
	return ok
}

// takeLeading removes and returns the comment that is printed first of x.
func takeLeading(x Expr) *Comment {
	leaf := leftmost(x)
	c := Doc(leaf)
	setDoc(leaf, nil)
	return c
}

// addLeading puts a comment where it is printed first of x.
func addLeading(x Expr, c *Comment) {
	leaf := leftmost(x)
	setDoc(leaf, joinComments(c, Doc(leaf)))
}

func joinComments(a, b *Comment) *Comment {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	return &Comment{Span: a.Span, OwnLine: a.OwnLine, Lines: append(a.Lines[:len(a.Lines):len(a.Lines)], b.Lines...)}
}

// mergeComments joins comments that follow each other as statements.
func mergeComments(stmts []Stmt) []Stmt {
	var out []Stmt
	for _, s := range stmts {
		c, ok := s.(*CommentStmt)
		if n := len(out); ok && n > 0 {
			if prev, ok := out[n-1].(*CommentStmt); ok {
				prev.Doc.Lines = append(append(prev.Doc.Lines, CommentLine{Blank: true}), c.Doc.Lines...)
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// breakLines sets MultiLine on each expression that will be found on several
// lines once it is printed. It reports whether a newline is printed before the
// place that RefPos names, and whether one is printed behind it.
func breakLines(x Expr) (before, behind bool) {
	if x == nil {
		return false, false
	}
	before = Doc(x) != nil
	switch x := x.(type) {
	case *StringLit:
		return before, hasNewline(x.Value)
	case *Reference:
		return before, hasNewline(x.Name)
	case *RegexLit:
		return before, hasNewline(x.Text)
	case *ListLit:
		for _, item := range x.Items {
			b, e := breakLines(item)
			behind = behind || b || e
		}
	case *UnaryExpr:
		b, e := breakLines(x.X)
		behind = b || e
	case *LambdaExpr:
		b, e := breakLines(x.X)
		behind = b || e
	case *BinaryExpr:
		lb, le := breakLines(x.X)
		rb, re := breakLines(x.Y)
		x.MultiLine = x.MultiLine || le || rb
		return before || lb || le, x.MultiLine || rb || re
	case *ChainExpr:
		breakLines(x.X)
		b, e := breakLines(x.Sel)
		return true, b || e
	case *CallExpr:
		for i, arg := range x.Args {
			b, e := breakLines(arg)
			if b || e && i < len(x.Args)-1 {
				x.MultiLine = true
			}
			behind = behind || e
		}
		behind = behind || x.MultiLine && len(x.Args) > 0
	}
	return before, behind
}

func hasNewline(s string) bool { return strings.Contains(s, "\n") }
