package syntax

import "github.com/tickwright/tickwright/tickscript/diag"

// span is the range from the start of one node to the end of another.
func span(start, end diag.Pos) Span { return Span{diag.Range{Start: start, End: end}} }

// file reads statements up to the end of the source.
func (p *parser) file(f *File) {
	for p.peek().kind != tokEOF {
		before := p.peek().Start.Offset
		var s Stmt
		ok := p.protect(func() { s = p.statement() })
		if s != nil {
			f.Stmts = append(f.Stmts, s)
		}
		if ok {
			continue
		}
		if t := p.peek(); t.Start.Offset == before && !t.kind.isChain() {
			p.next()
		}
		if !p.peek().kind.isChain() {
			p.skipToStart()
		}
		if p.peek().kind.isChain() {
			p.resumeChain(f)
		}
	}
	// A comment that no rule has taken may wait in either slot.
	for _, c := range [...]*Comment{p.comments[1], p.comments[0]} {
		if c != nil {
			f.Stmts = append(f.Stmts, &CommentStmt{Span: c.Span, Doc: c})
		}
	}
}

// resumeChain goes on with the chain of the last statement behind an error.
func (p *parser) resumeChain(f *File) {
	var last *Expr
	if n := len(f.Stmts); n > 0 {
		switch s := f.Stmts[n-1].(type) {
		case *VarDecl:
			last = &s.Value
		case *ExprStmt:
			last = &s.X
		}
	}
	if last == nil {
		at := p.peek().Start
		s := &ExprStmt{Span: span(at, at), X: &BadExpr{Span: span(at, at)}}
		f.Stmts = append(f.Stmts, s)
		last = &s.X
	}
	p.protect(func() { *last = p.chain(*last) })
	switch s := f.Stmts[len(f.Stmts)-1].(type) {
	case *VarDecl:
		s.Range.End = (*last).End()
	case *ExprStmt:
		s.Range.End = (*last).End()
	}
}

func (p *parser) statement() Stmt {
	switch p.peek().kind {
	case tokVar:
		return p.declaration()
	case tokDBRP:
		return p.dbrp()
	}
	x := p.expression()
	return &ExprStmt{Span: span(x.Pos(), x.End()), X: x}
}

func (p *parser) declaration() Stmt {
	start := p.expect(tokVar)
	doc := p.takeComment()
	name := p.identifier()
	if p.peek().kind != tokAssign {
		typ := p.identifier()
		return &TypeDecl{Span: span(start.Start, typ.End()), Doc: doc, Name: name, Type: typ}
	}
	p.next()
	d := &VarDecl{Doc: doc, Name: name}
	at := p.peek()
	if !p.protect(func() { d.Value = p.expression() }) {
		p.skipToStart()
		d.Value = &BadExpr{Span: span(at.Start, at.Start)}
		if p.peek().kind.isChain() {
			d.Value = p.chain(d.Value)
		}
	}
	d.Span = span(start.Start, d.Value.End())
	return d
}

func (p *parser) dbrp() Stmt {
	start := p.expect(tokDBRP)
	doc := p.takeComment()
	db := p.reference()
	p.expect(tokDot)
	rp := p.reference()
	return &DBRPStmt{Span: span(start.Start, rp.End()), Doc: doc, DB: db, RP: rp}
}
