package tickscript

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// termOf turns a Go value into a term. What a script cannot write becomes an
// error of the term.
func termOf(v any) Term {
	switch v := v.(type) {
	case nil:
		return bad("nil is no value")
	case Value:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return bad("a nil %T is no value", v)
		}
		return v.term()
	case string:
		return stringTerm(v)
	case bool:
		return Term{x: &syntax.BoolLit{Value: v}}
	case float64:
		return floatTerm(v)
	case float32:
		return floatTerm(float64(v))
	case int:
		return intTerm(int64(v))
	case int8:
		return intTerm(int64(v))
	case int16:
		return intTerm(int64(v))
	case int32:
		return intTerm(int64(v))
	case int64:
		return intTerm(v)
	case uint8:
		return intTerm(int64(v))
	case uint16:
		return intTerm(int64(v))
	case uint32:
		return intTerm(int64(v))
	case time.Duration:
		return durationTerm(v)
	case *regexp.Regexp:
		if v == nil {
			return bad("a nil regular expression is no value")
		}
		return regexTerm(v.String())
	case []string:
		return listTerm(v)
	}
	return bad("a %T cannot be written in a script", v)
}

func bad(format string, args ...any) Term {
	return Term{errs: []string{fmt.Sprintf(format, args...)}}
}

// intTerm writes a negative number as a unary minus, as scripts have to.
func intTerm(v int64) Term {
	switch {
	case v == math.MinInt64:
		return bad("%d is below the smallest int that a script can write", v)
	case v < 0:
		return Term{x: &syntax.UnaryExpr{Op: syntax.OpSub, X: &syntax.IntLit{Value: -v, Base: 10}}}
	}
	return Term{x: &syntax.IntLit{Value: v, Base: 10}}
}

func floatTerm(v float64) Term {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return bad("%v cannot be written in a script", v)
	case v < 0 || math.Signbit(v):
		return Term{x: &syntax.UnaryExpr{Op: syntax.OpSub, X: &syntax.FloatLit{Value: -v}}}
	}
	return Term{x: &syntax.FloatLit{Value: v}}
}

func durationTerm(v time.Duration) Term {
	switch {
	case v%time.Microsecond != 0 || v == math.MinInt64:
		return bad("the duration %v has nanoseconds, which a script cannot write", v)
	case v < 0:
		return Term{x: &syntax.UnaryExpr{Op: syntax.OpSub, X: &syntax.DurationLit{Value: -v}}}
	}
	return Term{x: &syntax.DurationLit{Value: v}}
}

// stringTerm chooses the quotes. A string in single quotes cannot end in a
// backslash; one in three quotes has no escapes at all.
func stringTerm(v string) Term {
	triple := !strings.Contains(v, "'''") && !strings.HasPrefix(v, "'") && !strings.HasSuffix(v, "'")
	lit := &syntax.StringLit{Value: v}
	switch {
	case strings.HasSuffix(v, `\`):
		if !triple {
			return bad("the string %q cannot be written in a script", v)
		}
		lit.Triple = true
	case triple && strings.ContainsAny(v, "'\n"):
		lit.Triple = true
	}
	return Term{x: lit}
}

func listTerm(items []string) Term {
	list := &syntax.ListLit{}
	t := Term{x: list}
	for _, s := range items {
		list.Items = append(list.Items, t.take(stringTerm(s)))
	}
	return t
}

func regexTerm(pattern string) Term {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return bad("%v", err)
	}
	if pattern == "" {
		return bad("an empty regular expression would be read as a comment; use (?:)")
	}
	text := strings.ReplaceAll(strings.ReplaceAll(pattern, `\/`, "/"), "/", `\/`)
	return Term{x: &syntax.RegexLit{Text: text, Regexp: re}}
}

// regexOperand takes a string as a regular expression.
func regexOperand(v any) any {
	if s, ok := v.(string); ok {
		return Expr{regexTerm(s)}
	}
	return v
}

// Regex is a regular expression as an operand: /pattern/.
func Regex(pattern string) Expr { return Expr{regexTerm(pattern)} }
