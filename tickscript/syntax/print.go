package syntax

import (
	"strconv"
	"strings"
)

// indentStep is the blank before each deeper level.
const indentStep = "    "

// PrintKapacitor formats a script byte for byte as kapacitord does when a client
// reads a task from it. That text is not always one that kapacitord would format
// to itself again, and in rare cases not one it could read (a comment moved
// directly behind an equals sign becomes a regex); Print has neither fault.
func PrintKapacitor(f *File) string {
	var p printer
	p.file(f)
	return p.buf.String()
}

// PrintNode formats a part of a script on its own, without a newline at its end.
// A File is formatted as by Print.
func PrintNode(n Node) string {
	if f, ok := n.(*File); ok {
		return Print(f)
	}
	var p printer
	p.node(n, "", true)
	return p.buf.String()
}

// printer writes nodes by Kapacitor's rules. Each rule gets the indent of the
// line it is on, and whether it is to write that indent because it stands first
// on the line.
type printer struct {
	buf strings.Builder
	// wrap has the expressions to put in parentheses that the tree does not ask
	// for; careful keeps literals readable where Kapacitor breaks them. See Print.
	wrap    map[Expr]bool
	careful bool
}

func (p *printer) file(f *File) {
	for i, s := range f.Stmts {
		if i > 0 {
			p.buf.WriteByte('\n')
		}
		p.node(s, "", true)
		p.buf.WriteByte('\n')
	}
}

// open writes a node's comment and, at the start of a line, the indent.
func (p *printer) open(doc *Comment, indent string, lineStart bool) {
	if doc != nil {
		p.comment(doc, indent, lineStart)
		lineStart = true
	}
	if lineStart {
		p.buf.WriteString(indent)
	}
}

func (p *printer) comment(c *Comment, indent string, lineStart bool) {
	if !lineStart {
		p.buf.WriteByte('\n')
	}
	for _, l := range c.Lines {
		if !l.Blank {
			p.buf.WriteString(indent)
			p.buf.WriteString("//")
			if l.Text != "" {
				p.buf.WriteByte(' ')
				p.buf.WriteString(l.Text)
			}
		}
		p.buf.WriteByte('\n')
	}
}

func (p *printer) node(n Node, indent string, lineStart bool) {
	switch n := n.(type) {
	case *VarDecl:
		p.stmtComment(n.Doc, indent, lineStart)
		p.buf.WriteString("var ")
		p.node(n.Name, indent, false)
		p.buf.WriteString(" = ")
		p.node(n.Value, indent, false)
	case *TypeDecl:
		p.stmtComment(n.Doc, indent, lineStart)
		p.buf.WriteString("var ")
		p.node(n.Name, indent, false)
		p.buf.WriteByte(' ')
		p.node(n.Type, indent, false)
	case *DBRPStmt:
		p.stmtComment(n.Doc, indent, lineStart)
		p.buf.WriteString(indent)
		p.buf.WriteString("dbrp ")
		p.dbrpName(n.DB.Name)
		p.buf.WriteByte('.')
		p.dbrpName(n.RP.Name)
	case *ExprStmt:
		p.node(n.X, indent, lineStart)
	case *CommentStmt:
		p.comment(n.Doc, indent, lineStart)
	case *ChainExpr:
		p.chain(n, indent, lineStart)
	case *BadExpr:
	case Expr:
		doc := Doc(n)
		if _, ok := n.(*RegexLit); ok && p.careful && doc != nil && !p.wrap[n] {
			// A line that begins with a slash is read as part of the comment
			// right above it.
			p.comment(doc, indent, lineStart)
			p.buf.WriteByte('\n')
			doc, lineStart = nil, true
		}
		p.open(doc, indent, lineStart)
		if p.wrap[n] {
			p.buf.WriteByte('(')
			p.expr(n, indent, lineStart)
			p.buf.WriteByte(')')
			return
		}
		p.expr(n, indent, lineStart)
	}
}

func (p *printer) stmtComment(c *Comment, indent string, lineStart bool) {
	if c != nil {
		p.comment(c, indent, lineStart)
	}
}

// expr writes an expression without its comment and indent.
func (p *printer) expr(x Expr, indent string, lineStart bool) {
	switch x := x.(type) {
	case *IntLit:
		if x.Base == 8 {
			p.buf.WriteByte('0')
			p.buf.WriteString(strconv.FormatInt(x.Value, 8))
			return
		}
		p.buf.WriteString(strconv.FormatInt(x.Value, 10))
	case *FloatLit:
		s := strconv.FormatFloat(x.Value, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		p.buf.WriteString(s)
	case *DurationLit:
		if x.Text != "" {
			p.buf.WriteString(x.Text)
			return
		}
		p.buf.WriteString(FormatDuration(x.Value))
	case *BoolLit:
		if x.Value {
			p.buf.WriteString("TRUE")
			return
		}
		p.buf.WriteString("FALSE")
	case *StringLit:
		p.str(x)
	case *RegexLit:
		p.buf.WriteByte('/')
		p.buf.WriteString(x.Text)
		p.buf.WriteByte('/')
	case *StarLit:
		p.buf.WriteByte('*')
	case *Ident:
		p.buf.WriteString(x.Name)
	case *Reference:
		p.quoted(x.Name, '"')
	case *ListLit:
		p.buf.WriteByte('[')
		for i, item := range x.Items {
			if i > 0 {
				p.buf.WriteString(", ")
			}
			// At the start of a line each item is indented like the list itself.
			p.node(item, indent, lineStart || x.Doc != nil)
		}
		p.buf.WriteByte(']')
	case *UnaryExpr:
		p.buf.WriteString(x.Op.String())
		p.node(x.X, indent, false)
	case *BinaryExpr:
		p.binary(x, indent)
	case *CallExpr:
		p.call(x, indent)
	case *LambdaExpr:
		p.buf.WriteString("lambda: ")
		p.node(x.X, indent, false)
	}
}

func (p *printer) binary(x *BinaryExpr, indent string) {
	if x.Parens {
		p.buf.WriteByte('(')
		indent += indentStep
	}
	p.node(x.X, indent, false)
	p.buf.WriteByte(' ')
	p.buf.WriteString(x.Op.String())
	if x.MultiLine {
		p.buf.WriteByte('\n')
	} else {
		p.buf.WriteByte(' ')
	}
	p.node(x.Y, indent, x.MultiLine)
	if x.Parens {
		p.buf.WriteByte(')')
	}
}

func (p *printer) call(x *CallExpr, indent string) {
	p.buf.WriteString(x.Name.Name)
	p.buf.WriteByte('(')
	for i, arg := range x.Args {
		switch {
		case x.MultiLine && i > 0:
			p.buf.WriteString(",\n")
		case x.MultiLine:
			p.buf.WriteByte('\n')
		case i > 0:
			p.buf.WriteString(", ")
		}
		p.node(arg, indent+indentStep, x.MultiLine)
	}
	if x.MultiLine && len(x.Args) > 0 {
		p.buf.WriteByte('\n')
		p.buf.WriteString(indent)
	}
	p.buf.WriteByte(')')
}

func (p *printer) chain(x *ChainExpr, indent string, lineStart bool) {
	p.node(x.X, indent, lineStart)
	p.buf.WriteByte('\n')
	indent += indentStep
	if x.Op == ChainDot {
		indent += indentStep
	}
	p.stmtComment(x.Doc, indent, true)
	p.buf.WriteString(indent)
	p.buf.WriteString(x.Op.String())
	p.node(x.Sel, indent, false)
}

func (p *printer) str(x *StringLit) {
	triple := x.Triple
	if p.careful && !quotable(x.Value, triple) && quotable(x.Value, !triple) {
		triple = !triple
	}
	if triple {
		p.buf.WriteString("'''")
		p.buf.WriteString(x.Value)
		p.buf.WriteString("'''")
		return
	}
	p.quoted(x.Value, '\'')
}

// quotable reports whether a string in the given quotes reads as itself.
func quotable(value string, triple bool) bool {
	var p printer
	p.careful = true
	if triple {
		p.buf.WriteString("'''" + value + "'''")
	} else {
		p.quoted(value, '\'')
	}
	s := p.buf.String()
	t := newLexer(s).next()
	if t.kind != tokString || t.text != s {
		return false
	}
	got, isTriple := unquoteString(s)
	return got == value && isTriple == triple
}

// quoted writes a text in quotes, a quote within it behind a backslash. Kapacitor
// replaces bytes that are not UTF-8 on the way.
func (p *printer) quoted(s string, quote byte) {
	if !p.careful {
		s = string([]rune(s))
	}
	p.buf.WriteByte(quote)
	p.buf.WriteString(strings.ReplaceAll(s, string(quote), `\`+string(quote)))
	p.buf.WriteByte(quote)
}

// dbrpName writes a part of a dbrp statement, in which Kapacitor escapes nothing.
func (p *printer) dbrpName(s string) {
	if p.careful {
		p.quoted(s, '"')
		return
	}
	p.buf.WriteByte('"')
	p.buf.WriteString(s)
	p.buf.WriteByte('"')
}
