package point

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// LineError says which line of the input could not be read, and why.
type LineError struct {
	// Line is the number of the line, from 1. A string field may hold line breaks; each counts.
	Line int64
	// Column is the byte in that line at which reading failed, from 1.
	Column int
	// Text is that line, without its line break, cut off after 1,024 bytes.
	Text string
	// Err says what is wrong.
	Err error
}

const (
	maxErrorText    = 1024
	maxErrorMessage = 160
)

// Error returns "line 3, column 14: why: text", with the text shortened.
func (e *LineError) Error() string {
	text := e.Text
	if len(text) > maxErrorMessage {
		text = cut(text, maxErrorMessage) + "..."
	}
	return fmt.Sprintf("line %d, column %d: %v: %q", e.Line, e.Column, e.Err, text)
}

// Unwrap returns Err.
func (e *LineError) Unwrap() error { return e.Err }

// cut shortens s to at most n bytes and does not halve a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.ToValidUTF8(s[:n], "\ufffd")
}
