package syntax

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// Limits of a source. They keep hostile input from exhausting stack, memory or
// time; no script that a person or a generator writes comes near them.
const (
	// MaxSize is the longest source in bytes.
	MaxSize = 1 << 20
	// MaxDepth is how deep parentheses, calls, unary operators and the like may
	// nest.
	MaxDepth = 1000
	// MaxLinks is how many operators one expression may join on one level: the
	// steps of a chain or the operands of an OR.
	MaxLinks = 50_000
	// maxErrors ends the hunt for more errors.
	maxErrors = 1000
)

// Codes of the diagnostics of this package.
const (
	// CodeLex is an error in a single token.
	CodeLex = "lex"
	// CodeParse is a token in the wrong place.
	CodeParse = "parse"
	// CodeLiteral is a number, duration or regex that has no value.
	CodeLiteral = "literal"
	// CodeLimit is a source beyond one of the limits.
	CodeLimit = "limit"
)

// Parse reads a script. It always returns a tree, with BadExpr where something
// could not be read, and every error there is; the first one carries the message
// that Kapacitor gives, which reports no second. Comments are attached to nodes
// exactly where Kapacitor's parser attaches them, because its formatter prints
// them there; File.Comments has all of them.
func Parse(src string) (*File, diag.List) {
	p := newParser(src)
	f := &File{}
	f.Start = diag.Pos{Line: 1, Col: 1}
	if !p.tooLarge() {
		p.top(func() { p.file(f) })
		f.Range.End = p.lex.place(len(src))
	}
	f.Comments = p.all
	return f, p.errs
}

// ParseLambda reads an expression as it stands behind `lambda:`. It is what the
// match expression of a handler and a lambda-valued var hold.
func ParseLambda(text string) (Expr, diag.List) {
	p := newParser(text)
	if p.tooLarge() {
		return &BadExpr{}, p.errs
	}
	var x Expr = &BadExpr{Span: Span{diag.Range{Start: p.lex.mark, End: p.lex.mark}}}
	p.top(func() {
		x = p.arg(p.primaryExpr, tokEOF)
		if t := p.peek(); t.kind != tokEOF {
			p.report(t, tokEOF)
		}
	})
	return x, p.errs
}

// parser reads tokens with the two slots of lookahead that Kapacitor's parser
// has. The slots matter beyond lookahead: a comment waits in the slot of the
// token behind it until a rule takes it, and is overwritten when none does.
type parser struct {
	src      string
	lex      *lexer
	slots    [2]token
	comments [2]*Comment
	ahead    int

	all     []*Comment
	errs    diag.List
	lastErr int
	depth   int
	// used counts the tokens read from the lexer, to see progress.
	used int
}

// bailout unwinds the rules up to the next place that can go on.
type bailout struct{ fatal bool }

func newParser(src string) *parser {
	return &parser{src: src, lex: newLexer(src), lastErr: -1}
}

func (p *parser) tooLarge() bool {
	if len(p.src) <= MaxSize {
		return false
	}
	p.errs.Add(diag.Diagnostic{
		Range: diag.Range{Start: diag.Pos{Line: 1, Col: 1}, End: diag.Pos{Line: 1, Col: 1}},
		Code:  CodeLimit, Message: fmt.Sprintf("the source has %d bytes, the limit is %d", len(p.src), MaxSize),
		Hint: "split the script into several tasks",
	})
	return true
}

// top runs f to its end or to a fatal bailout.
func (p *parser) top(f func()) {
	defer func() {
		if r := recover(); r != nil && r != any(bailout{fatal: true}) {
			panic(r)
		}
	}()
	f()
}

// protect runs f and reports whether it came to its end; a bailout that is not
// fatal ends here.
func (p *parser) protect(f func()) (ok bool) {
	depth := p.depth
	defer func() {
		if ok {
			return
		}
		if r := recover(); r != any(bailout{}) {
			panic(r)
		}
		p.depth = depth
	}()
	f()
	return true
}

// enter counts a level of nesting; leave it with p.depth--.
func (p *parser) enter() {
	p.depth++
	if p.depth > MaxDepth {
		p.limit(p.peek(), "the nesting is deeper than %d levels", MaxDepth)
	}
}

// limit reports a source beyond a limit and gives up.
func (p *parser) limit(t token, format string, args ...any) {
	p.errs.Add(diag.Diagnostic{Range: t.Range, Code: CodeLimit, Message: fmt.Sprintf(format, args...)})
	panic(bailout{fatal: true})
}

// read takes the next token from the lexer together with the comments before it.
func (p *parser) read() (token, *Comment) {
	t := p.lex.next()
	p.used++
	var group []token
	for ; t.kind == tokComment; t = p.lex.next() {
		group = append(group, t)
	}
	if group == nil {
		return t, nil
	}
	c := newComment(p.src, group)
	p.all = append(p.all, c)
	return t, c
}

func (p *parser) next() token {
	if p.ahead > 0 {
		p.ahead--
	} else {
		p.slots[0], p.comments[0] = p.read()
	}
	return p.slots[p.ahead]
}

func (p *parser) backup() { p.ahead++ }

func (p *parser) peek() token {
	if p.ahead > 0 {
		return p.slots[p.ahead-1]
	}
	p.ahead = 1
	p.slots[1], p.comments[1] = p.slots[0], p.comments[0]
	p.slots[0], p.comments[0] = p.read()
	return p.slots[0]
}

// takeComment takes the comment that waits in the current slot.
func (p *parser) takeComment() *Comment {
	c := p.comments[p.ahead]
	p.comments[p.ahead] = nil
	return c
}

// expect consumes a token of the kind, or reports and unwinds with the token
// unread.
func (p *parser) expect(k kind) token {
	t := p.next()
	if t.kind != k {
		p.backup()
		p.unexpected(t, k)
	}
	return t
}

// unexpected reports a token and unwinds.
func (p *parser) unexpected(t token, want ...kind) {
	p.report(t, want...)
	panic(bailout{})
}

// report adds the error that t stands where one of want should.
func (p *parser) report(t token, want ...kind) {
	d := diag.Diagnostic{Range: t.Range, Code: CodeParse, Hint: p.hint(t, want)}
	if t.kind == tokError {
		d.Code = CodeLex
		d.Message = lexMessage(t, p.src)
	} else {
		d.Message = fmt.Sprintf("unexpected %s, expected %s", describe(t), describeAll(want))
	}
	p.add(d, func() string { return p.kapacitorMessage(t, want) })
}

// add appends an error unless one was reported for this place or a later one.
// Kapacitor's message is only made for the first.
func (p *parser) add(d diag.Diagnostic, kapacitor func() string) {
	if d.Range.Start.Offset <= p.lastErr {
		return
	}
	p.lastErr = d.Range.Start.Offset
	if len(p.errs) == 0 {
		d.Kapacitor = kapacitor()
	}
	p.errs.Add(d)
	if len(p.errs) >= maxErrors {
		d.Code, d.Message, d.Hint, d.Kapacitor = CodeLimit, "too many errors", "", ""
		p.errs.Add(d)
		panic(bailout{fatal: true})
	}
}

// bad reports a literal without a value.
func (p *parser) bad(t token, err error) Expr {
	p.add(diag.Diagnostic{Range: t.Range, Code: CodeLiteral, Message: err.Error(), Hint: literalHint(t)},
		func() string { return "parser: " + err.Error() })
	return &BadExpr{Span: Span{t.Range}}
}

// kapacitorMessage words an unexpected token as Kapacitor does: with up to ten
// bytes of the line on each side of the token's start.
func (p *parser) kapacitorMessage(t token, want []kind) string {
	if t.kind == tokError && strings.HasPrefix(t.text, crash) {
		return t.text
	}
	const reach = 10
	off := t.Start.Offset
	start, stop := max(0, off-reach), min(len(p.src), off+reach)
	if i := strings.LastIndexByte(p.src[start:off], '\n'); i >= 0 {
		start += i + 1
	}
	if i := strings.IndexByte(p.src[off:stop], '\n'); i >= 0 {
		stop = off + i
	}
	found := t.kind.String()
	if t.kind == tokError {
		found = t.text
	}
	names := make([]string, len(want))
	for i, k := range want {
		names[i] = fmt.Sprintf("%q", k)
	}
	return fmt.Sprintf("parser: unexpected %s line %d char %d in \"%s\". expected: %s",
		found, t.Start.Line, t.Start.Col, p.src[start:stop], strings.Join(names, ","))
}

// firstOnLine reports whether only blanks stand before t on its line.
func (p *parser) firstOnLine(t token) bool {
	i := strings.LastIndexByte(p.src[:t.Start.Offset], '\n') + 1
	return strings.TrimSpace(p.src[i:t.Start.Offset]) == ""
}

// startsOver reports whether t is where reading can start over: the end, a
// keyword that opens a statement, a name at the left margin or a chain operator
// that opens a line.
func (p *parser) startsOver(t token) bool {
	switch t.kind {
	case tokEOF, tokVar, tokDBRP:
		return true
	case tokIdent:
		return t.Start.Col == 1
	case tokPipe, tokAt, tokDot:
		return p.firstOnLine(t)
	}
	return false
}

// skipToStart drops tokens up to one where a statement or a chain step starts.
func (p *parser) skipToStart() {
	for !p.startsOver(p.peek()) {
		p.next()
	}
}

// skipArg drops tokens up to the comma or bracket that ends an argument of the
// brackets that end closes. A stray ] between parentheses is dropped, a ) in a
// list ends it.
func (p *parser) skipArg(end kind) {
	for nest := 0; ; p.next() {
		t := p.peek()
		switch t.kind {
		case tokLParen, tokLBracket:
			nest++
		case tokRParen, tokRBracket:
			if nest == 0 && (t.kind == tokRParen || end == tokRBracket) {
				return
			}
			nest = max(0, nest-1)
		case tokComma:
			if nest == 0 {
				return
			}
		default:
			if p.startsOver(t) {
				return
			}
		}
	}
}
