package syntax

// expression reads what may stand as a statement, as the value of a var or as an
// argument of a chain's call: a chain, a lambda, a list or operands with
// operators.
func (p *parser) expression() Expr {
	p.enter()
	defer func() { p.depth-- }()
	switch p.peek().kind {
	case tokIdent:
		p.next()
		switch p.peek().kind {
		case tokLParen:
			p.backup()
			x := p.call(true)
			switch p.peek().kind {
			case tokDot, tokPipe, tokAt, tokVar, tokIdent:
				return p.chain(x)
			}
			return p.operators(x, 0)
		case tokDot, tokPipe, tokAt, tokVar, tokIdent:
			p.backup()
			return p.chain(p.identifier())
		}
		p.backup()
		return p.primaryExpr()
	case tokLambda:
		return p.lambda()
	case tokLBracket:
		return p.list()
	}
	return p.primaryExpr()
}

// chain reads the steps behind x.
func (p *parser) chain(x Expr) Expr {
	for links := 0; p.peek().kind.isChain(); links++ {
		op := p.next()
		if links >= MaxLinks {
			p.limit(op, "the chain has more than %d steps", MaxLinks)
		}
		c := &ChainExpr{Doc: p.takeComment(), X: x, OpPos: op.Start}
		switch op.kind {
		case tokPipe:
			c.Op = ChainPipe
		case tokAt:
			c.Op = ChainAt
		}
		if !p.protect(func() { c.Sel = p.selector(c.Op) }) {
			c.Sel = &BadExpr{Span: span(op.Range.End, op.Range.End)}
			if !p.peek().kind.isChain() {
				p.skipToStart()
			}
		}
		c.Span = span(x.Pos(), c.Sel.End())
		x = c
	}
	return x
}

// selector reads what stands behind a chain operator: a call or, behind a dot or
// an at sign, a name.
func (p *parser) selector(op ChainOp) Expr {
	p.next()
	isCall := op == ChainPipe || p.peek().kind == tokLParen
	p.backup()
	if isCall {
		return p.call(true)
	}
	return p.identifier()
}

func (p *parser) identifier() *Ident {
	t := p.expect(tokIdent)
	return &Ident{Span: Span{t.Range}, Doc: p.takeComment(), Name: t.text}
}

func (p *parser) reference() *Reference {
	t := p.expect(tokReference)
	return &Reference{Span: Span{t.Range}, Doc: p.takeComment(), Name: unescape(t.text[1:len(t.text)-1], '"')}
}

// call reads name(args). In a chain the arguments are expressions; within an
// operand they are operands with operators, and the comment before the name is
// left where it is.
func (p *parser) call(chain bool) Expr {
	p.enter()
	defer func() { p.depth-- }()
	t := p.expect(tokIdent)
	c := &CallExpr{Name: &Ident{Span: Span{t.Range}, Name: t.text}}
	arg := p.operand
	if chain {
		c.Doc = p.takeComment()
		arg = p.expression
	}
	open := p.next()
	if open.kind != tokLParen {
		// A chain method without its argument list: the tree gets the call that
		// was meant.
		p.backup()
		p.report(open, tokLParen)
		c.Span = c.Name.Span
		return c
	}
	for done := false; !done; {
		done = true
		for p.peek().kind != tokRParen {
			c.Args = append(c.Args, p.arg(arg, tokRParen))
			if p.next().kind != tokComma {
				p.backup()
				break
			}
		}
		switch end := p.next(); {
		case end.kind == tokRParen:
			c.Span = span(t.Start, end.Range.End)
		default:
			p.backup()
			p.reportIn(end, open, tokRParen)
			p.skipArg(tokRParen)
			switch end := p.peek(); end.kind {
			case tokComma:
				p.next()
				done = false
			case tokRParen:
				p.next()
				c.Span = span(t.Start, end.Range.End)
			default:
				c.Span = span(t.Start, open.Range.End)
				if n := len(c.Args); n > 0 {
					c.Span = span(t.Start, c.Args[n-1].End())
				}
			}
		}
	}
	if n := len(c.Args); n > 0 {
		c.MultiLine = RefPos(c.Args[n-1]).Line != t.Start.Line
	}
	return c
}

// arg reads one argument or item; when that fails it stands as a BadExpr and
// reading goes on behind it, within the brackets that end closes.
func (p *parser) arg(rule func() Expr, end kind) (x Expr) {
	at := p.peek().Start
	if p.protect(func() { x = rule() }) {
		return x
	}
	if end != tokEOF {
		p.skipArg(end)
	}
	return &BadExpr{Span: span(at, p.peek().Start)}
}

func (p *parser) list() Expr {
	open := p.expect(tokLBracket)
	l := &ListLit{Doc: p.takeComment()}
	for p.peek().kind != tokRBracket {
		l.Items = append(l.Items, p.arg(p.listItem, tokRBracket))
		if p.next().kind != tokComma {
			p.backup()
			break
		}
	}
	end := p.peek()
	if end.kind != tokRBracket {
		p.reportIn(end, open, tokRBracket)
		p.skipArg(tokRBracket)
		if end = p.peek(); end.kind != tokRBracket {
			l.Span = span(open.Start, end.Start)
			return l
		}
	}
	p.next()
	l.Span = span(open.Start, end.Range.End)
	return l
}

func (p *parser) listItem() Expr {
	switch t := p.peek(); t.kind {
	case tokIdent:
		return p.identifier()
	case tokString:
		return p.str()
	case tokStar:
		return p.star()
	default:
		p.unexpected(t, tokIdent, tokString, tokStar)
		return nil
	}
}

func (p *parser) lambda() Expr {
	t := p.next()
	doc := p.takeComment()
	x := p.primaryExpr()
	return &LambdaExpr{Span: span(t.Start, x.End()), Doc: doc, X: x}
}

// primaryExpr reads operands with operators between them.
func (p *parser) primaryExpr() Expr { return p.operators(p.primary(), 0) }

// operand reads an argument of a call that stands within an operand.
func (p *parser) operand() Expr {
	x := p.primary()
	if p.peek().kind.isOperator() {
		x = p.operators(x, 0)
	}
	return x
}

// operators reads operators of at least a precedence, with their operands, on
// the right of x. All operators are left associative.
func (p *parser) operators(x Expr, least int) Expr {
	p.enter()
	defer func() { p.depth-- }()
	look := p.peek()
	for links := 0; look.kind.isOperator() && look.kind.op().Prec() >= least; links++ {
		op := p.next()
		if links >= MaxLinks {
			p.limit(op, "the expression has more than %d operators", MaxLinks)
		}
		doc := p.takeComment()
		y := p.primary()
		prec := op.kind.op().Prec()
		for look = p.peek(); look.kind.isOperator() && look.kind.op().Prec() > prec; look = p.peek() {
			y = p.operators(y, look.kind.op().Prec())
		}
		x = &BinaryExpr{
			Span: span(x.Pos(), y.End()), Doc: doc, Op: op.kind.op(), OpPos: op.Start, X: x, Y: y,
			MultiLine: RefPos(x).Line != RefPos(y).Line,
		}
	}
	return x
}

// primary reads one operand.
func (p *parser) primary() Expr {
	p.enter()
	defer func() { p.depth-- }()
	t := p.peek()
	switch t.kind {
	case tokLParen:
		return p.parens()
	case tokNumber:
		p.next()
		x, err := parseNumber(t, p.takeComment())
		if err != nil {
			return p.bad(t, err)
		}
		return x
	case tokString:
		return p.str()
	case tokTrue, tokFalse:
		p.next()
		return &BoolLit{Span: Span{t.Range}, Doc: p.takeComment(), Value: t.kind == tokTrue}
	case tokDuration:
		p.next()
		d, err := ParseDuration(t.text)
		if err != nil {
			return p.bad(t, err)
		}
		return &DurationLit{Span: Span{t.Range}, Doc: p.takeComment(), Value: d, Text: t.text}
	case tokRegex:
		p.next()
		text := t.text[1 : len(t.text)-1]
		re, err := CompileRegex(text)
		if err != nil {
			return p.bad(t, err)
		}
		return &RegexLit{Span: Span{t.Range}, Doc: p.takeComment(), Text: text, Regexp: re}
	case tokStar:
		return p.star()
	case tokReference:
		return p.reference()
	case tokIdent:
		p.next()
		called := p.peek().kind == tokLParen
		p.backup()
		if called {
			return p.call(false)
		}
		return p.identifier()
	case tokMinus, tokNot:
		p.next()
		x := p.primary()
		// The slot of the sign has been reused by now: what is taken here is a
		// comment that the operand left behind.
		return &UnaryExpr{Span: span(t.Start, x.End()), Op: t.kind.op(), X: x, Doc: p.takeComment()}
	case tokError:
		// The lexer has stepped over what it could not read; taking it for an
		// operand keeps the rest of the expression.
		p.report(t, primaryStart[:]...)
		p.next()
		return &BadExpr{Span: Span{t.Range}}
	}
	p.unexpected(t, primaryStart[:]...)
	return nil
}

// primaryStart is what Kapacitor says an operand begins with.
var primaryStart = [...]kind{
	tokNumber, tokString, tokDuration, tokIdent, tokTrue, tokFalse, tokEqual, tokLParen, tokMinus, tokNot,
}

// parens reads ( x ). Only a binary expression remembers its parentheses; the
// comment before them replaces the one that x has.
func (p *parser) parens() Expr {
	open := p.next()
	doc := p.takeComment()
	x := p.primaryExpr()
	b, isBinary := x.(*BinaryExpr)
	if isBinary {
		b.Parens = true
	}
	setDoc(x, doc)
	end := p.next()
	if end.kind != tokRParen {
		p.backup()
		p.reportIn(end, open, tokRParen)
		panic(bailout{})
	}
	if isBinary {
		b.Span = span(open.Start, end.Range.End)
	}
	return x
}

func (p *parser) str() Expr {
	t := p.expect(tokString)
	value, triple := unquoteString(t.text)
	return &StringLit{Span: Span{t.Range}, Doc: p.takeComment(), Value: value, Triple: triple}
}

func (p *parser) star() Expr {
	t := p.expect(tokStar)
	return &StarLit{Span: Span{t.Range}, Doc: p.takeComment()}
}
