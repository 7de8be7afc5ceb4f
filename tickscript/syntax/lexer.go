package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// lexState says what the lexer may find next: a / is a division after an
// operand and starts a regex elsewhere.
type lexState uint8

const (
	// atValue: a value, or any token that is not a symbolic operator.
	atValue lexState = iota
	// afterOperand: a binary operator, else as atValue.
	afterOperand
	// afterMatch: directly behind =, =~ or !~, where even // begins a regex.
	afterMatch
)

const eof rune = -1

// crash begins the last words of a kapacitord.
const crash = "panic: runtime error: slice bounds out of range "

// lexer cuts a source into tokens, one per call of next. Unlike Kapacitor's it
// goes on after an error.
type lexer struct {
	src   string
	pos   int
	state lexState

	// mark is the last place whose line is known; places are asked for in
	// rising order, so that counting lines stays linear.
	mark diag.Pos
	// lineStart is the offset of the first byte of the mark's line.
	lineStart int
}

func newLexer(src string) *lexer {
	return &lexer{src: src, mark: diag.Pos{Line: 1, Col: 1}}
}

// place returns the place of an offset, which must not lie before the last one
// asked for.
func (l *lexer) place(off int) diag.Pos {
	for s := l.src[l.mark.Offset:off]; ; {
		i := strings.IndexByte(s, '\n')
		if i < 0 {
			break
		}
		l.mark.Line++
		s = s[i+1:]
		l.lineStart = off - len(s)
	}
	l.mark.Offset = off
	l.mark.Col = off - l.lineStart + 1
	return l.mark
}

// at decodes the rune at an offset; at the end of the source it is eof with
// width 0.
func (l *lexer) at(off int) (rune, int) {
	if off >= len(l.src) {
		return eof, 0
	}
	if c := l.src[off]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(l.src[off:])
}

// byteAt returns the byte at an offset, 0 beyond the end.
func (l *lexer) byteAt(off int) byte {
	if off < len(l.src) {
		return l.src[off]
	}
	return 0
}

func (l *lexer) skipSpace() {
	for {
		r, w := l.at(l.pos)
		if w == 0 || !unicode.IsSpace(r) {
			return
		}
		l.pos += w
	}
}

// emit ends a token at end.
func (l *lexer) emit(k kind, start, end int, next lexState) token {
	l.pos, l.state = end, next
	return token{kind: k, Range: diag.Range{Start: l.place(start), End: l.place(end)}, text: l.src[start:end]}
}

// fail makes an error token and lets lexing go on at resume as if an operand
// had stood there.
func (l *lexer) fail(start, resume int, format string, args ...any) token {
	t := l.emit(tokError, start, resume, afterOperand)
	t.text = fmt.Sprintf(format, args...)
	return t
}

// next returns the next token; at the end of the source it is tokEOF, again and
// again.
func (l *lexer) next() token {
	l.skipSpace()
	start := l.pos
	switch l.state {
	case afterOperand:
		if t, ok := l.operator(start); ok {
			return t
		}
	case afterMatch:
		if l.byteAt(start) == '/' {
			return l.regex(start)
		}
	}
	r, w := l.at(start)
	switch {
	case r == eof:
		return l.emit(tokEOF, start, start, atValue)
	case r == '-':
		return l.emit(tokMinus, start, start+1, atValue)
	case r == '!':
		return l.emit(tokNot, start, start+1, atValue)
	case unicode.IsDigit(r) || r == '.':
		return l.number(start)
	case unicode.IsLetter(r):
		return l.word(start)
	case r == '"':
		return l.reference(start)
	case r == '\'':
		return l.str(start)
	case r == '(':
		return l.emit(tokLParen, start, start+1, atValue)
	case r == ')':
		return l.emit(tokRParen, start, start+1, afterOperand)
	case r == '[':
		return l.emit(tokLBracket, start, start+1, atValue)
	case r == ']':
		return l.emit(tokRBracket, start, start+1, atValue)
	case r == '|':
		return l.emit(tokPipe, start, start+1, atValue)
	case r == '@':
		return l.emit(tokAt, start, start+1, atValue)
	case r == ',':
		return l.emit(tokComma, start, start+1, atValue)
	case r == '*':
		return l.emit(tokStar, start, start+1, atValue)
	case r == '/':
		return l.slash(start)
	default:
		end := start + w
		for c, _ := l.at(end); c == r; c, _ = l.at(end) {
			end += w
		}
		return l.fail(start, l.wordEnd(end), "unknown state, last char: %q", r)
	}
}

// operator reads a symbolic operator behind an operand.
func (l *lexer) operator(start int) (token, bool) {
	one := func(k kind) (token, bool) { return l.emit(k, start, start+1, atValue), true }
	two := func(k kind, next lexState) (token, bool) { return l.emit(k, start, start+2, next), true }
	second := l.byteAt(start + 1)
	switch l.byteAt(start) {
	case '+':
		return one(tokPlus)
	case '-':
		return one(tokMinus)
	case '*':
		return one(tokMult)
	case '%':
		return one(tokMod)
	case '/':
		if second == '/' {
			return l.comment(start), true
		}
		return one(tokDiv)
	case '!':
		switch second {
		case '=':
			return two(tokNotEqual, atValue)
		case '~':
			return two(tokNotMatch, afterMatch)
		}
		return one(tokNot)
	case '<':
		if second == '=' {
			return two(tokLessEqual, atValue)
		}
		return one(tokLess)
	case '>':
		if second == '=' {
			return two(tokGreaterEqual, atValue)
		}
		return one(tokGreater)
	case '=':
		switch second {
		case '=':
			return two(tokEqual, atValue)
		case '~':
			return two(tokMatch, afterMatch)
		}
		return l.emit(tokAssign, start, start+1, afterMatch), true
	}
	return token{}, false
}

// slash reads a comment or a regex where a value is expected.
func (l *lexer) slash(start int) token {
	r, w := l.at(start + 1)
	switch {
	case r == '/':
		return l.comment(start)
	case w == 1:
		return l.regex(start)
	}
	// Kapacitor looks at the rune after the slash and then steps back by that
	// rune's width instead of the slash's: at the end of the source it stays
	// behind the slash, and before a rune of several bytes it lands before it.
	// Whatever it reads from there is no regex.
	back := eof
	if i := start + 1 - w; i >= 0 {
		back, _ = l.at(i)
	}
	resume := l.regexEnd(start)
	if resume < 0 {
		resume = l.lineEnd(start)
	}
	if start+1 < w {
		// Before the first byte there is nothing to read: the process dies.
		return l.fail(start, resume, "%s[%d:]", crash, start+1-w)
	}
	return l.fail(start, resume, `unexpected "%c" expected "/"`, back)
}

// regexEnd returns the offset behind the regex that starts at start, -1 when it
// has no end.
func (l *lexer) regexEnd(start int) int {
	for i := start + 1; i < len(l.src); i++ {
		switch l.src[i] {
		case '\\':
			if l.byteAt(i+1) == '/' {
				i++
			}
		case '/':
			return i + 1
		}
	}
	return -1
}

func (l *lexer) regex(start int) token {
	end := l.regexEnd(start)
	if end < 0 {
		return l.fail(start, l.lineEnd(start), "unterminated regex")
	}
	return l.emit(tokRegex, start, end, atValue)
}

// comment reads a comment and the comment lines that follow it without a blank
// line. A line that begins with one slash only is taken for one as well.
func (l *lexer) comment(start int) token {
	i := start + 2
	for {
		nl := strings.IndexByte(l.src[i:], '\n')
		if nl < 0 {
			return l.emit(tokComment, start, len(l.src), atValue)
		}
		i += nl + 1
		for {
			r, w := l.at(i)
			if w == 0 || r == '\n' || !unicode.IsSpace(r) {
				break
			}
			i += w
		}
		if l.byteAt(i) != '/' {
			return l.emit(tokComment, start, i, atValue)
		}
		i++
	}
}

// word reads an identifier or a keyword; lambda is a keyword only with a colon
// directly behind it.
func (l *lexer) word(start int) token {
	end := l.wordEnd(start)
	k, ok := keywords[l.src[start:end]]
	switch {
	case !ok:
		k = tokIdent
	case k == tokLambda:
		if l.byteAt(end) == ':' {
			end++
		} else {
			k = tokIdent
		}
	}
	return l.emit(k, start, end, afterOperand)
}

// wordEnd returns the offset behind the letters, digits and underscores that
// follow off.
func (l *lexer) wordEnd(off int) int {
	for {
		r, w := l.at(off)
		if w == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			return off
		}
		off += w
	}
}

// number reads a number, a duration with its one unit, or a dot.
func (l *lexer) number(start int) token {
	decimal := false
	for i := start; ; {
		r, w := l.at(i)
		switch {
		case r == '.':
			if next, _ := l.at(i + 1); i == start && !unicode.IsDigit(next) {
				return l.emit(tokDot, start, i+1, atValue)
			}
			if decimal {
				return l.fail(start, l.numberEnd(i), "multiple decimals in number")
			}
			decimal = true
		case unicode.IsDigit(r):
		case !decimal && w > 0 && strings.ContainsRune("uµsmhdw", r):
			i += w
			if r == 'm' && l.byteAt(i) == 's' {
				i++
			}
			return l.emit(tokDuration, start, i, afterOperand)
		default:
			return l.emit(tokNumber, start, i, afterOperand)
		}
		i += w
	}
}

// numberEnd returns the offset behind the digits and dots that follow off.
func (l *lexer) numberEnd(off int) int {
	for {
		r, w := l.at(off)
		if w == 0 || r != '.' && !unicode.IsDigit(r) {
			return off
		}
		off += w
	}
}

// lineEnd returns the offset of the end of the line that off is on.
func (l *lexer) lineEnd(off int) int {
	if i := strings.IndexByte(l.src[off:], '\n'); i >= 0 {
		return off + i
	}
	return len(l.src)
}

func (l *lexer) reference(start int) token {
	for i := start + 1; i < len(l.src); i++ {
		switch l.src[i] {
		case '\\':
			if l.byteAt(i+1) == '"' {
				i++
			}
		case '"':
			return l.emit(tokReference, start, i+1, afterOperand)
		}
	}
	return l.fail(start, l.lineEnd(start), "unterminated field reference")
}

// str reads a string in single or triple quotes.
func (l *lexer) str(start int) token {
	quotes := 1
	i := start + 1
	if l.byteAt(i) == '\'' {
		if l.byteAt(i+1) != '\'' {
			return l.emit(tokString, start, i+1, afterOperand)
		}
		quotes = 3
		i += 2
	}
	// left counts the quotes that are still to come for the string to end. As
	// in Kapacitor a backslash behind two closing quotes of a triple-quoted
	// string escapes a quote, and the count goes on.
	left := quotes
	for ; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '\\' && left == 1:
			if l.byteAt(i+1) == '\'' {
				i++
			}
		case c == '\'':
			left--
			if left == 0 {
				return l.emit(tokString, start, i+1, afterOperand)
			}
		default:
			left = quotes
		}
	}
	return l.fail(start, l.lineEnd(start), "unterminated string")
}
