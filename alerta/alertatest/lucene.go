package alertatest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// node is a parsed q expression.
type node interface {
	check(columns map[string]column) error // what the database would refuse
	eval(value func(column string) any) ternary
}

type binary struct {
	and  bool
	l, r node
}

func (n binary) check(c map[string]column) error {
	if err := n.l.check(c); err != nil {
		return err
	}
	return n.r.check(c)
}

func (n binary) eval(v func(string) any) ternary {
	if n.and {
		return n.l.eval(v).and(n.r.eval(v))
	}
	return n.l.eval(v).or(n.r.eval(v))
}

type negation struct{ n node }

func (n negation) check(c map[string]column) error { return n.n.check(c) }
func (n negation) eval(v func(string) any) ternary { return n.n.eval(v).not() }

// modifier is + or -, for which the server writes SQL that does not exist.
type modifier struct{ op string }

func (m modifier) check(map[string]column) error {
	return crash("operator does not exist: %s text", m.op)
}
func (m modifier) eval(func(string) any) ternary { return unknown }

// term is one comparison.
type term struct {
	field                string // column, or attribute
	attr                 bool
	how                  string // like, regex, element, exists, range
	text                 string
	re                   *regexp.Regexp
	lower, upper         string
	lowerOpen, upperOpen bool
	one                  string // operator of a one-sided range
}

func (t term) kind(columns map[string]column) kind {
	for _, c := range columns {
		if c.name == t.field && c.kind != missing {
			return c.kind
		}
	}
	if t.field == "type" {
		return text
	}
	return missing
}

func (t term) check(columns map[string]column) error {
	if t.attr || t.how == "exists" {
		return nil
	}
	k := t.kind(columns)
	switch {
	case k == missing:
		return crash("column %q does not exist", t.field)
	case t.how == "element" || t.how == "range":
		for _, b := range []string{t.lower, t.upper} {
			if t.how == "range" && b != "" && b != "*" {
				if _, err := cast(k, b); err != nil {
					return err
				}
			}
		}
		return nil
	case k != text:
		return crash("operator does not exist: %d ~~* unknown", k)
	}
	return nil
}

func (t term) eval(value func(string) any) ternary {
	if t.how == "exists" {
		m, _ := value("attributes").(obj)
		if _, has := m[t.text]; has {
			return yes
		}
		return no
	}
	var v any
	if t.attr {
		m, _ := value("attributes").(obj)
		v = attributeText(m[t.field])
	} else {
		v = value(t.field)
	}
	switch t.how {
	case "element":
		l, _ := v.([]string)
		if contains(l, t.text) {
			return yes
		}
		return no
	case "range":
		return t.inRange(v)
	}
	return onText(t.re.MatchString)(v)
}

// attributeText is an attribute as the database's ->> operator gives it.
func attributeText(v any) any {
	switch x := v.(type) {
	case nil:
		return nil
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case interface{ String() string }:
		return x.String()
	}
	return nil
}

func (t term) inRange(v any) ternary {
	side := func(bound string, holds func(int) bool) ternary {
		if bound == "*" || bound == "" {
			return yes
		}
		if v == nil {
			return unknown
		}
		var b any = bound
		switch v.(type) {
		case int64:
			b, _ = cast(integer, bound)
		case time.Time:
			b, _ = cast(timestamp, bound)
		case bool:
			b, _ = cast(boolean, bound)
		}
		if holds(order(v, b)) {
			return yes
		}
		return no
	}
	switch t.one {
	case ">":
		return side(t.lower, func(c int) bool { return c > 0 })
	case ">=":
		return side(t.lower, func(c int) bool { return c >= 0 })
	case "<":
		return side(t.lower, func(c int) bool { return c < 0 })
	case "<=":
		return side(t.lower, func(c int) bool { return c <= 0 })
	}
	lo := side(t.lower, func(c int) bool { return c > 0 || (!t.lowerOpen && c == 0) })
	hi := side(t.upper, func(c int) bool { return c < 0 || (!t.upperOpen && c == 0) })
	return lo.and(hi)
}

// parseLucene parses the q parameter. Binding, tightest first: + and -, NOT, AND, OR; two terms side by side are OR, except that
// "a NOT b" means a AND NOT b.
func parseLucene(s, def string) (node, error) {
	p := &luceneParser{in: s}
	n, valid := p.or(field{name: def})
	if !valid {
		return nil, &apiError{code: 400, message: "Failed to parse query string.", errors: []any{[]any{"pyparsing.exceptions.ParseException: Expected expression (at char " + strconv.Itoa(p.pos) + "), (line:1, col:" + strconv.Itoa(p.pos+1) + ")\n"}}}
	}
	return n, nil // what is left over is ignored, as the server does
}

// field is what a term is about.
type field struct {
	name string
	attr bool
	list bool // element equality
}

type luceneParser struct {
	in    string
	pos   int
	depth int
}

func (p *luceneParser) space() {
	for p.pos < len(p.in) && (p.in[p.pos] == ' ' || p.in[p.pos] == '\t' || p.in[p.pos] == '\n' || p.in[p.pos] == '\r') {
		p.pos++
	}
}

func (p *luceneParser) lit(s string) bool {
	p.space()
	if strings.HasPrefix(p.in[p.pos:], s) {
		p.pos += len(s)
		return true
	}
	return false
}

func (p *luceneParser) keyword(words ...string) bool {
	p.space()
	for _, w := range words {
		rest := p.in[p.pos:]
		if !strings.HasPrefix(rest, w) {
			continue
		}
		if unicode.IsLetter(rune(w[0])) && len(rest) > len(w) && (isWordByte(rest[len(w)])) {
			continue
		}
		p.pos += len(w)
		return true
	}
	return false
}

func isWordByte(b byte) bool {
	return b == '_' || b == '$' || ('0' <= b && b <= '9') || ('a' <= b && b <= 'z') || ('A' <= b && b <= 'Z')
}

func (p *luceneParser) or(def field) (node, bool) {
	l, valid := p.and(def)
	for valid {
		start := p.pos
		p.keyword("OR", "||")
		r, more := p.and(def)
		if !more {
			p.pos = start
			return l, true
		}
		_, negated := r.(negation)
		l = binary{and: negated, l: l, r: r}
	}
	return nil, false
}

func (p *luceneParser) and(def field) (node, bool) {
	l, valid := p.not(def)
	for valid {
		start := p.pos
		if !p.keyword("AND", "&&") {
			return l, true
		}
		r, more := p.not(def)
		if !more {
			p.pos = start
			return l, true
		}
		l = binary{and: true, l: l, r: r}
	}
	return nil, false
}

func (p *luceneParser) not(def field) (node, bool) {
	start := p.pos
	if p.keyword("NOT", "!") {
		if n, valid := p.not(def); valid {
			return negation{n}, true
		}
		p.pos = start
	}
	p.space()
	if p.lit("+") || p.lit("-") {
		op := p.in[p.pos-1 : p.pos]
		if _, valid := p.clause(def); valid {
			return modifier{op}, true
		}
		p.pos = start
	}
	return p.clause(def)
}

const wordStops = "=><(){}[]^\"~*?:\\/.&|"

// word is a run of printable characters but those with a meaning.
func (p *luceneParser) word() (string, bool) {
	p.space()
	start := p.pos
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		if c <= ' ' || c > '~' || strings.IndexByte(wordStops, c) >= 0 {
			break
		}
		p.pos++
	}
	return p.in[start:p.pos], p.pos > start
}

func (p *luceneParser) clause(def field) (node, bool) {
	if p.depth++; p.depth > 100 {
		return nil, false
	}
	defer func() { p.depth-- }()
	f := def
	start := p.pos
	if first, is := p.word(); is {
		switch {
		case p.lit("."):
			if second, is := p.word(); is && p.lit(":") {
				f = field{name: second, attr: first == "_" || first == "attributes"}
				if !f.attr {
					f = field{name: first}
				}
			} else {
				p.pos = start
			}
		case p.lit(":"):
			f = field{name: first, list: first == "correlate" || first == "service" || first == "tags"}
		default:
			p.pos = start
		}
	}
	if p.lit("(") {
		if n, valid := p.or(f); valid && p.lit(")") {
			return n, true
		}
		p.pos = start
		return nil, false
	}
	if t, valid := p.term(f); valid {
		return t, true
	}
	p.pos = start
	return nil, false
}

var wildcard = regexp.MustCompile(`^[a-z0-9]*[?*][a-z0-9]*`)

func (p *luceneParser) term(f field) (node, bool) {
	t := term{field: f.name, attr: f.attr}
	p.space()
	start := p.pos
	if n, valid := p.bounds(t); valid {
		return n, true
	}
	p.pos = start
	for _, op := range []string{">=", ">", "<=", "<"} {
		if p.lit(op) {
			w, is := p.word()
			t.how, t.one, t.lower = "range", op, w
			return t, is
		}
	}
	if s, is := p.quoted('/'); is {
		return t.regex(s)
	}
	if m := wildcard.FindString(p.in[p.pos:]); m != "" {
		p.pos += len(m)
		m = strings.ReplaceAll(strings.ReplaceAll(m, "?", ".?"), "*", ".*")
		return t.regex(`\b` + m + `\b`)
	}
	if s, is := p.quoted('"'); is {
		if f.list {
			t.how, t.text = "element", s
			return t, true
		}
		return t.regex(`\b` + s + `\b`)
	}
	w, is := p.word()
	switch {
	case !is:
		return nil, false
	case f.name == "_exists_":
		t.how, t.text = "exists", w
	case f.list:
		t.how, t.text = "element", w
	default:
		t.how, t.re = "like", regexp.MustCompile("(?i)"+like("%"+w+"%").String())
	}
	return t, true
}

func (t term) regex(s string) (node, bool) {
	re, err := regexp.Compile("(?i)" + s)
	if err != nil {
		return badRegex{}, true
	}
	t.how, t.re = "regex", re
	return t, true
}

// badRegex is refused by the database, not by the parser.
type badRegex struct{}

func (badRegex) check(map[string]column) error {
	return crash("invalid regular expression: brackets [] not balanced\n")
}
func (badRegex) eval(func(string) any) ternary { return unknown }

// bounds is [a TO b], {a TO b} or a mixture; the server never recognises the closing brace as exclusive by its name, but by not being
// inclusive.
func (p *luceneParser) bounds(t term) (node, bool) {
	switch {
	case p.lit("["):
	case p.lit("{"):
		t.lowerOpen = true
	default:
		return nil, false
	}
	bound := func() (string, bool) {
		if p.lit("*") {
			return "*", true
		}
		return p.word()
	}
	var valid bool
	if t.lower, valid = bound(); !valid || !p.keyword("TO") {
		return nil, false
	}
	if t.upper, valid = bound(); !valid {
		return nil, false
	}
	switch {
	case p.lit("]"):
	case p.lit("}"):
		t.upperOpen = true
	default:
		return nil, false
	}
	t.how = "range"
	return t, true
}

func (p *luceneParser) quoted(q byte) (string, bool) {
	p.space()
	if p.pos >= len(p.in) || p.in[p.pos] != q {
		return "", false
	}
	end := strings.IndexByte(p.in[p.pos+1:], q)
	if end < 0 || strings.ContainsAny(p.in[p.pos+1:p.pos+1+end], "\n\r") {
		return "", false
	}
	s := p.in[p.pos+1 : p.pos+1+end]
	p.pos += end + 2
	return s, true
}
