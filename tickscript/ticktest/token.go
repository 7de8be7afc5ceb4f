package ticktest

import (
	"fmt"
	"strings"
)

// SyntaxError is a mistake in a test: in a file, or in a field of a Case, which
// File names then.
type SyntaxError struct {
	File string
	// Line and Col count from 1, Col in bytes.
	Line, Col int
	Message   string
}

// Error prints file:line:col: message.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Message)
}

// line is one line of a test's text.
type line struct {
	file string
	n    int
	text string
}

func (l line) errorf(col int, format string, args ...any) error {
	return &SyntaxError{File: l.file, Line: l.n, Col: col + 1, Message: fmt.Sprintf(format, args...)}
}

func (l line) String() string { return fmt.Sprintf("%s:%d", l.file, l.n) }

func (l line) indent() int { return len(l.text) - len(strings.TrimLeft(l.text, " \t")) }

// blank reports whether the line says nothing.
func (l line) blank() bool {
	s := strings.TrimSpace(l.text)
	return s == "" || s[0] == '#'
}

// token is a word of a line: text[col:end].
type token struct {
	text     string
	col, end int
}

// tokens splits a line into words. A quoted text and a regular expression are
// within one word; a word that starts with # ends the line.
func (l line) tokens() ([]token, error) {
	var out []token
	s := l.text
	for i := 0; i < len(s); {
		if space(s[i]) {
			i++
			continue
		}
		if s[i] == '#' {
			break
		}
		start := i
		for i < len(s) && !space(s[i]) {
			switch {
			case s[i] == '"':
				end := closing(s, i)
				if end < 0 {
					return nil, l.errorf(i, "the quoted text is not closed")
				}
				i = end
			case s[i] == '/' && (i == start || s[i-1] == '='):
				end := closing(s, i)
				if end < 0 {
					return nil, l.errorf(i, "the regular expression is not closed; a text that starts with a slash stands in quotes")
				}
				i = end
			default:
				i++
			}
		}
		out = append(out, token{s[start:i], start, i})
	}
	return out, nil
}

// closing returns the place behind the delimiter that closes the one at i, or -1.
func closing(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case s[i]:
			return j + 1
		}
	}
	return -1
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// block is a directive with the lines that belong to it.
type block struct {
	name string
	head line
	// rest are the directive's words behind its name.
	rest  []token
	lines []line
}

// text returns the text of a word and its place for errors; an absent word has
// the place behind the last one.
func (b *block) word(i int) (token, bool) {
	if i < len(b.rest) {
		return b.rest[i], true
	}
	return token{"", len(b.head.text), len(b.head.text)}, false
}

// ownBlock makes a block of a field of a Case.
func ownBlock(name, text string) *block {
	b := &block{head: line{file: name, n: 1}}
	for i, s := range strings.Split(text, "\n") {
		if l := (line{name, i + 1, s}); !l.blank() {
			b.lines = append(b.lines, l)
		}
	}
	return b
}
