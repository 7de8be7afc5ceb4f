package ticktest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// pattern is what a value is compared with.
type pattern struct {
	text   string
	re     *regexp.Regexp
	quoted bool
	// number and tolerance are set when numeric is.
	numeric           bool
	number, tolerance float64
	// integer wants an integer.
	integer bool
}

func parsePattern(s string) (pattern, error) {
	switch {
	case s == "":
		return pattern{}, fmt.Errorf("a value is missing; no text is \"\"")
	case s[0] == '"':
		t, err := strconv.Unquote(s)
		if err != nil {
			return pattern{}, fmt.Errorf("%s is not a quoted text", s)
		}
		return pattern{text: t, quoted: true}, nil
	case s[0] == '/':
		if len(s) < 2 || s[len(s)-1] != '/' {
			return pattern{}, fmt.Errorf("%s is not a regular expression: it ends with a slash", s)
		}
		re, err := regexp.Compile(strings.ReplaceAll(s[1:len(s)-1], `\/`, "/"))
		if err != nil {
			return pattern{}, err
		}
		return pattern{re: re}, nil
	}
	p := pattern{text: s}
	num, tol, has := strings.Cut(s, "~")
	if t, ok := strings.CutSuffix(num, "i"); ok && !has {
		if n, err := strconv.ParseInt(t, 10, 64); err == nil {
			p.numeric, p.integer, p.number = true, true, float64(n)
			return p, nil
		}
	}
	n, err := strconv.ParseFloat(num, 64)
	if err != nil {
		return p, nil
	}
	p.numeric, p.number = true, n
	if has {
		p.tolerance, err = strconv.ParseFloat(tol, 64)
		if err != nil || p.tolerance < 0 {
			return p, fmt.Errorf("the tolerance of %s is not a number", s)
		}
	}
	return p, nil
}

// matchText compares with a text.
func (p pattern) matchText(s string) bool {
	if p.re != nil {
		return p.re.MatchString(s)
	}
	return p.text == s
}

// matchValue compares with a field's value.
func (p pattern) matchValue(v lambda.Value) bool {
	if p.re != nil {
		return p.re.MatchString(plain(v))
	}
	switch v.Kind() {
	case lambda.Float:
		f := v.Float()
		return p.numeric && !p.integer && (f == p.number || math.Abs(f-p.number) <= p.tolerance)
	case lambda.Int:
		if p.integer {
			return p.text == strconv.FormatInt(v.Int(), 10)+"i"
		}
		return p.numeric && math.Abs(float64(v.Int())-p.number) <= p.tolerance
	case lambda.String:
		return p.text == v.Str()
	}
	return !p.quoted && p.text == plain(v)
}

// plain is a value as text, without its type.
func plain(v lambda.Value) string {
	switch v.Kind() {
	case lambda.Missing, lambda.Nil:
		return "nil"
	case lambda.Float:
		f := v.Float()
		if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e15) {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
		return strconv.FormatFloat(f, 'f', -1, 64)
	case lambda.Duration:
		return offset(time.Duration(v.Int()))
	case lambda.Time:
		return time.Unix(0, v.Int()).UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(alert.Any(v))
}

// written is a value as a test writes it.
func written(v lambda.Value) string {
	switch v.Kind() {
	case lambda.Int:
		return plain(v) + "i"
	case lambda.String:
		return strconv.Quote(v.Str())
	}
	return plain(v)
}

// word is a text as a test writes it: in quotes where it needs them.
func word(s string) string {
	if s == "" || strings.ContainsAny(s, "\" \t\r\n#\\") || s[0] == '/' || strings.Contains(s, "=/") {
		return strconv.Quote(s)
	}
	for _, r := range s {
		if !strconv.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}

// offset writes a duration without what is zero: 5m, not 5m0s.
func offset(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// maxTime bounds durations, so that a start and several of them can be added.
const maxTime = 50 * 365 * 24 * time.Hour

func parseOffset(s string) (time.Duration, error) {
	d, err := syntax.ParseDuration(s)
	if err != nil {
		if d, err = time.ParseDuration(s); err != nil {
			return 0, fmt.Errorf("%q is not a duration such as 90s or 1m30s", s)
		}
	}
	if d > maxTime || d < -maxTime {
		return 0, fmt.Errorf("%s is too long: at most %s", s, offset(maxTime))
	}
	return d, nil
}

var levelWords = map[string]alert.Level{
	"ok": alert.OK, "info": alert.Info, "warn": alert.Warning, "warning": alert.Warning, "crit": alert.Critical, "critical": alert.Critical,
}

func parseLevel(s string) (alert.Level, error) {
	if l, ok := levelWords[strings.ToLower(s)]; ok {
		return l, nil
	}
	return 0, fmt.Errorf("%q is not a level: ok, info, warn or crit", s)
}

// levelWord writes a level.
func levelWord(l alert.Level) string { return [...]string{"ok", "info", "warn", "crit"}[l] }
