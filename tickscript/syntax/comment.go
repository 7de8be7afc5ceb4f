package syntax

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// newComment makes a group of comment tokens; between two tokens stands a blank
// line.
func newComment(src string, toks []token) *Comment {
	first, last := toks[0], toks[len(toks)-1]
	c := &Comment{Span: Span{diag.Range{Start: first.Start, End: last.Range.End}}}
	lineStart := strings.LastIndexByte(src[:first.Start.Offset], '\n') + 1
	c.OwnLine = strings.TrimSpace(src[lineStart:first.Start.Offset]) == ""
	for i, t := range toks {
		if i > 0 {
			c.Lines = append(c.Lines, CommentLine{Blank: true})
		}
		for line := range strings.SplitSeq(t.text, "\n") {
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			line = strings.TrimPrefix(strings.TrimPrefix(line, "//"), " ")
			c.Lines = append(c.Lines, CommentLine{Text: line})
		}
	}
	// A token reaches to the start of the next line; the group ends with its text.
	text := src[c.Start.Offset:c.Range.End.Offset]
	c.Range.End = advance(c.Start, strings.TrimRightFunc(text, isBlank))
	return c
}

func isBlank(r rune) bool { return strings.TrimSpace(string(r)) == "" }

// advance returns the place behind text that begins at p.
func advance(p diag.Pos, text string) diag.Pos {
	p.Offset += len(text)
	if n := strings.Count(text, "\n"); n > 0 {
		p.Line += n
		p.Col = len(text) - strings.LastIndexByte(text, '\n')
		return p
	}
	p.Col += len(text)
	return p
}

// Text returns the comment as Kapacitor gives it out, for instance as the
// description of a var: its lines joined by newlines, a blank line as one
// newline of its own.
func (c *Comment) Text() string {
	if c == nil {
		return ""
	}
	lines := make([]string, len(c.Lines))
	for i, l := range c.Lines {
		lines[i] = l.Text
		if l.Blank {
			lines[i] = "\n"
		}
	}
	return strings.Join(lines, "\n")
}

// Doc returns the comment that belongs to a node, nil when it has none.
func Doc(n Node) *Comment {
	if d := docOf(n); d != nil {
		return *d
	}
	return nil
}

// setDoc replaces the comment of a node that can have one.
func setDoc(n Node, c *Comment) {
	if d := docOf(n); d != nil {
		*d = c
	}
}

// docOf returns where a node keeps its comment, nil for nodes without one.
func docOf(n Node) **Comment {
	switch n := n.(type) {
	case *VarDecl:
		return &n.Doc
	case *TypeDecl:
		return &n.Doc
	case *DBRPStmt:
		return &n.Doc
	case *CommentStmt:
		return &n.Doc
	case *IntLit:
		return &n.Doc
	case *FloatLit:
		return &n.Doc
	case *DurationLit:
		return &n.Doc
	case *BoolLit:
		return &n.Doc
	case *StringLit:
		return &n.Doc
	case *RegexLit:
		return &n.Doc
	case *StarLit:
		return &n.Doc
	case *ListLit:
		return &n.Doc
	case *Ident:
		return &n.Doc
	case *Reference:
		return &n.Doc
	case *UnaryExpr:
		return &n.Doc
	case *BinaryExpr:
		return &n.Doc
	case *CallExpr:
		return &n.Doc
	case *ChainExpr:
		return &n.Doc
	case *LambdaExpr:
		return &n.Doc
	}
	return nil
}

// Dropped returns the comments that no node has taken and that Print therefore
// leaves out, as Kapacitor does.
func (f *File) Dropped() []*Comment {
	kept := map[*Comment]bool{}
	Walk(f, func(n Node) bool {
		kept[Doc(n)] = true
		return true
	})
	var out []*Comment
	for _, c := range f.Comments {
		if !kept[c] {
			out = append(out, c)
		}
	}
	return out
}
