package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// describe names a token in our own messages.
func describe(t token) string {
	switch t.kind {
	case tokEOF:
		return "end of the script"
	case tokIdent, tokReference, tokNumber, tokString, tokDuration, tokRegex:
		return fmt.Sprintf("%s %s", t.kind, shorten(t.text))
	case tokVar, tokDBRP, tokLambda:
		return "keyword " + t.kind.String()
	case tokStar:
		return `"*"`
	}
	return fmt.Sprintf("%q", t.kind)
}

// shorten cuts a long literal to its first line and a few runes.
func shorten(s string) string {
	const most = 30
	s, _, cut := strings.Cut(s, "\n")
	if r := []rune(s); len(r) > most {
		s, cut = string(r[:most]), true
	}
	if cut {
		s += "..."
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// describeAll joins the names of what could have stood there.
func describeAll(want []kind) string {
	if len(want) == len(primaryStart) {
		return "a value"
	}
	names := make([]string, len(want))
	for i, k := range want {
		switch k {
		case tokIdent:
			names[i] = "a name"
		case tokReference:
			names[i] = `a name in double quotes`
		case tokString:
			names[i] = "a string in single quotes"
		case tokEOF:
			names[i] = "the end of the expression"
		default:
			names[i] = fmt.Sprintf("%q", k)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return names[0]
}

// lexMessage words a lexical error.
func lexMessage(t token, src string) string {
	switch {
	case strings.HasPrefix(t.text, "unknown state"):
		r, _ := utf8.DecodeRuneInString(src[t.Start.Offset:])
		return fmt.Sprintf("character %q has no meaning here", r)
	case strings.HasPrefix(t.text, "unterminated field reference"):
		return "the closing double quote of this name is missing"
	case strings.HasPrefix(t.text, "unterminated string"):
		return "the closing quote of this string is missing"
	case strings.HasPrefix(t.text, "unterminated regex"):
		return "the closing slash of this regex is missing"
	case strings.HasPrefix(t.text, "multiple decimals"):
		return "a number has one decimal point at most"
	}
	return "this slash starts neither a regex nor a comment"
}

// reportIn adds the error that a bracket is not closed where t stands.
func (p *parser) reportIn(t, open token, want kind) {
	before := len(p.errs)
	p.report(t, want)
	if len(p.errs) > before && p.errs[before].Hint == "" {
		p.errs[before].Hint = fmt.Sprintf("the %q opened at %s is not closed here", open.kind, open.Start)
		if t.kind.startsValue() {
			p.errs[before].Hint += "; arguments are separated by commas"
		}
	}
}

// hint says what to do about an unexpected token, if there is anything known
// about the mistake.
func (p *parser) hint(t token, want []kind) string {
	if t.kind == tokError {
		return p.lexHint(t)
	}
	wants := func(k kind) bool {
		for _, w := range want {
			if w == k {
				return true
			}
		}
		return false
	}
	prev := p.lastByte(t.Start)
	word := p.wordHint(t)
	switch {
	case t.kind == tokDuration && p.glued(t):
		return "a duration has one number and one unit" + p.sumHint(t)
	case t.kind == tokIdent && p.glued(t) && strings.Trim(p.wordBefore(t), "0123456789.") == "" && t.text[0]|0x20 == 'e':
		return "numbers have no exponent: write all digits"
	case t.kind == tokIdent && p.glued(t):
		return "the units of a duration are u, µ, ms, s, m, h, d and w"
	case word != "":
		return word
	case t.kind == tokAssign && p.inLambda():
		return "equality is written =="
	case t.kind == tokAssign:
		return "a variable is declared with var: var name = value"
	case t.kind == tokPipe && prev == '|':
		return "the logical operator is OR"
	case t.kind == tokReference && wants(tokString) && !wants(tokNumber):
		return "double quotes name a field or a tag; a string is written in single quotes: " + singleQuoted(t.text)
	case t.kind == tokString && wants(tokReference):
		return "this name is written in double quotes"
	case wants(tokString) && wants(tokStar) && (t.kind == tokNumber || t.kind == tokDuration || t.kind == tokReference):
		return "the items of a list are strings, variables or *; give numbers as separate arguments"
	case t.kind.isChain() && wants(tokNumber):
		return "a chain goes on from a variable or a function call, not from a literal or an expression in parentheses"
	case t.kind.isChain() && wants(tokRParen):
		return "within a lambda or an expression values have no properties and no nodes"
	case t.kind == tokLambda && !wants(tokRParen):
		return "a lambda stands as the value of a var or as an argument of its own"
	case t.kind == tokLBracket && wants(tokNumber):
		return "a list stands as the value of a var or as an argument of its own"
	case len(want) == 1 && want[0] == tokLParen:
		return fmt.Sprintf("a node is made by a call, also without arguments: |%s()", p.wordBefore(t))
	case len(want) == 1 && want[0] == tokIdent && (prev == '|' || prev == '.' || prev == '@'):
		return "the name of a node or a property has to follow the chain operator"
	case (t.kind == tokMult || t.kind == tokDiv) && wants(tokNumber) && strings.HasSuffix(p.before(t.Start), "lambda:"):
		return "directly behind lambda: this is an operator; put the regex or star in parentheses"
	case t.kind == tokRParen && wants(tokNumber) && prev == ':':
		return "the lambda has no expression"
	}
	return ""
}

// wordHint knows the words of other languages.
func (p *parser) wordHint(t token) string {
	if t.kind == tokIdent {
		switch strings.ToLower(t.text) {
		case "and", "or":
			return fmt.Sprintf("the logical operator is %s in capitals", strings.ToUpper(t.text))
		case "not":
			return "negation is written !"
		case "is", "eq":
			return "equality is written =="
		case "like", "matches":
			return "a regex is matched with =~"
		case "in":
			return "there is no membership test: compare with == and OR, or match a regex with =~"
		}
	}
	switch p.wordBefore(t) {
	case "not", "NOT":
		if t.kind.startsValue() {
			return "negation is written !"
		}
	case "lambda", "Lambda", "LAMBDA":
		return "a lambda is written lambda: with the colon directly behind the word"
	}
	return ""
}

func (p *parser) lexHint(t token) string {
	r, w := utf8.DecodeRuneInString(p.src[t.Start.Offset:])
	switch {
	case strings.HasPrefix(t.text, "unterminated string"):
		if strings.Contains(p.src[t.Start.Offset:t.Range.End.Offset], `\'`) {
			return `\' is a quote within the string; a string that ends in a backslash needs triple quotes: '''...\'''`
		}
		return "a string may span lines, so the quote that is missing can be further up; a quote within a string is written \\'"
	case strings.HasPrefix(t.text, "unterminated field"):
		return "the quote that is missing can be further up"
	case strings.HasPrefix(t.text, "unterminated regex"):
		return "where a value is expected / starts a regex; a slash within a regex is written \\/"
	case strings.HasPrefix(t.text, "multiple decimals"):
		return ""
	case strings.HasPrefix(t.text, crash):
		return "a kapacitord that is given this script dies"
	case r == '/':
		if t.Range.End.Offset == t.Start.Offset+w {
			return "remove it"
		}
		return "Kapacitor cannot read a regex that begins with a character outside ASCII here: put ( ) around that character"
	case r == '&':
		return "the logical operator is AND"
	case r == ':' && strings.EqualFold(p.wordBefore(t), "lambda"):
		return "a lambda is written lambda: with the colon directly behind the word"
	case r == ';':
		return "statements need no separator: remove it"
	case r == '#':
		return "a comment starts with //"
	case r == '`' || r == '\u2018' || r == '\u2019':
		return "a string is written in straight single quotes: 'text'"
	case r == '\u201c' || r == '\u201d':
		return `a name is written in straight double quotes: "name"`
	case r == '_':
		return "a name starts with a letter"
	case r == '$':
		return "variables are written without a sign before their name"
	case r == '{' || r == '}':
		return "there are no blocks; a template such as {{ .ID }} stands within a string"
	case strings.ContainsRune("+%=<>", r) && p.afterComment(t.Start):
		return "behind a comment Kapacitor does not read an operator: put it before the comment, at the end of the line"
	case strings.ContainsRune("+%=<>", r):
		return "an operator needs a value on its left"
	}
	return ""
}

// literalHint helps with a literal that has no value.
func literalHint(t token) string {
	switch t.kind {
	case tokNumber:
		if len(t.text) > 1 && t.text[0] == '0' && !strings.Contains(t.text, ".") {
			return "a leading zero makes the number octal: write it without"
		}
		return "integers go up to 9223372036854775807"
	case tokRegex:
		return "regular expressions have the syntax of Go's regexp package (RE2)"
	case tokDuration:
		return "durations go up to 292 years"
	}
	return ""
}

// before returns the text before a place, without trailing blanks.
func (p *parser) before(at diag.Pos) string {
	const reach = 200
	return strings.TrimRightFunc(p.src[max(0, at.Offset-reach):at.Offset], unicode.IsSpace)
}

// lastByte returns the last byte before a place that is not blank.
func (p *parser) lastByte(at diag.Pos) byte {
	if s := p.before(at); s != "" {
		return s[len(s)-1]
	}
	return 0
}

// wordBefore returns the word that ends before t, blanks aside.
func (p *parser) wordBefore(t token) string {
	s := p.before(t.Start)
	i := strings.LastIndexFunc(s, func(r rune) bool { return !isWordRune(r) })
	if i >= 0 {
		_, w := utf8.DecodeRuneInString(s[i:])
		s = s[i+w:]
	}
	return s
}

func isWordRune(r rune) bool {
	return r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// glued reports whether t follows a number or a duration without a blank.
func (p *parser) glued(t token) bool {
	if t.Start.Offset == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(p.src[:t.Start.Offset])
	return isWordRune(r) && r != '.' && unicode.IsDigit([]rune(p.wordBefore(t) + "x")[0])
}

// sumHint adds the one literal that parts such as 1h30m are together.
func (p *parser) sumHint(t token) string {
	sum, err := ParseDuration(p.wordBefore(t) + t.text)
	if err != nil {
		return ""
	}
	return ": write " + FormatDuration(sum)
}

// inLambda guesses from the text before the error whether it is an expression.
func (p *parser) inLambda() bool {
	s := p.src[:p.peek().Start.Offset]
	s = s[strings.LastIndexByte(s, '\n')+1:]
	return strings.Contains(s, "lambda:") || strings.HasSuffix(strings.TrimSpace(s), `"`)
}

// afterComment reports whether the line above a place ends in a comment.
func (p *parser) afterComment(at diag.Pos) bool {
	lines := strings.Split(p.before(at), "\n")
	return strings.Contains(lines[len(lines)-1], "//")
}

// singleQuoted rewrites a reference as a string literal.
func singleQuoted(ref string) string {
	return "'" + strings.ReplaceAll(unescape(strings.Trim(ref, `"`), '"'), "'", `\'`) + "'"
}
