package syntax

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// unescape removes the backslash before each quote character; every other
// backslash stands for itself.
func unescape(s string, quote byte) string {
	return strings.ReplaceAll(s, `\`+string(quote), string(quote))
}

// unquoteString returns the value of a string literal and whether it has triple
// quotes.
func unquoteString(text string) (value string, triple bool) {
	if len(text) >= 6 && strings.HasPrefix(text, "'''") {
		return text[3 : len(text)-3], true
	}
	return unescape(text[1:len(text)-1], '\''), false
}

// parseNumber reads a number token: with a point it is a float, with a leading
// zero an octal integer.
func parseNumber(t token, doc *Comment) (Expr, error) {
	if strings.Contains(t.text, ".") {
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, fmt.Errorf("illegal number syntax: %q", t.text)
		}
		return &FloatLit{Span: Span{t.Range}, Doc: doc, Value: f}, nil
	}
	base := 10
	if t.text[0] == '0' && len(t.text) > 1 {
		base = 8
	}
	n, err := strconv.ParseInt(t.text, base, 64)
	if err != nil {
		return nil, fmt.Errorf("illegal number syntax: %q", t.text)
	}
	return &IntLit{Span: Span{t.Range}, Doc: doc, Value: n, Base: base}, nil
}

// CompileRegex compiles what stands between the slashes of a regex literal, with
// each \/ read as a slash.
func CompileRegex(text string) (*regexp.Regexp, error) {
	return regexp.Compile(unescape(text, '/'))
}
