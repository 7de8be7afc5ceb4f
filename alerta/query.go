package alerta

import (
	"fmt"
	"net/url"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Field is a field of an alert that a query can name.
type Field string

// Fields that the server filters and sorts by as they are. Tags, services and correlated events are lists and have conditions of their own.
const (
	Resource         Field = "resource"
	Event            Field = "event"
	Environment      Field = "environment"
	Severity         Field = "severity"
	Status           Field = "status"
	Group            Field = "group"
	Value            Field = "value"
	Text             Field = "text"
	Origin           Field = "origin"
	Customer         Field = "customer"
	PreviousSeverity Field = "previousSeverity"
	TrendIndication  Field = "trendIndication"
	LastReceiveID    Field = "lastReceiveId"
)

var filterable = []Field{Resource, Event, Environment, Severity, Status, Group, Value, Text, Origin, Customer, PreviousSeverity,
	TrendIndication, LastReceiveID}

// Sort keys beyond the fields above. Times sort newest first; Descending reverses that to oldest first, as the server has it. Severity
// sorts worst first and Status open first; both leave out alerts whose value is not in the alarm model.
const (
	CreateTime      Field = "createTime"
	ReceiveTime     Field = "receiveTime"
	LastReceiveTime Field = "lastReceiveTime"
	UpdateTime      Field = "updateTime"
	DuplicateCount  Field = "duplicateCount"
	Timeout         Field = "timeout"
	Repeat          Field = "repeat"
)

// Descending reverses the order of a sort key.
func Descending(f Field) Field { return "-" + f }

// AttributeKey sorts by an attribute.
func AttributeKey(name string) Field { return Field("attributes." + name) }

// Condition is one part of a Query.
type Condition func(*queryState)

// Query selects alerts: all conditions must hold. The zero Query selects all.
type Query struct {
	conditions []Condition
	sort       []Field
}

// Where makes a query of conditions.
func Where(conditions ...Condition) Query { return Query{conditions: conditions} }

// And is q with more conditions; q is unchanged.
func (q Query) And(conditions ...Condition) Query {
	q.conditions = append(slices.Clip(slices.Clone(q.conditions)), conditions...)
	return q
}

// SortBy is q in another order; q is unchanged.
func (q Query) SortBy(fields ...Field) Query {
	q.sort = slices.Clone(fields)
	return q
}

// queryState gathers conditions; the first error wins.
type queryState struct {
	values url.Values
	lucene []string
	err    error
}

func (s *queryState) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
}

// put sets a parameter once: the server would read a second one as "or".
func (s *queryState) put(key string, values ...string) {
	if s.values.Has(key) {
		s.fail("two conditions on %q; give all values in one", key)
		return
	}
	s.values[key] = values
}

// Values is the query as URL parameters, without order and page.
func (q Query) Values() (url.Values, error) {
	s := &queryState{values: url.Values{}}
	for _, c := range q.conditions {
		c(s)
	}
	switch len(s.lucene) {
	case 0:
	case 1:
		s.values.Set("q", s.lucene[0])
	default:
		s.values.Set("q", "("+strings.Join(s.lucene, ") AND (")+")")
	}
	return s.values, s.err
}

// filters is Values for the call op, with the order.
func (q Query) filters(op string) (url.Values, error) {
	v, err := q.Values()
	if err != nil {
		return nil, invalid(op, "query: %w", err)
	}
	for _, f := range q.sort {
		v.Add("sort-by", string(f))
	}
	return v, nil
}

// Equal is true for alerts whose field is one of the values.
func Equal(f Field, values ...string) Condition { return exact(f, "", values) }

// NotEqual is true for alerts whose field is none of the values.
func NotEqual(f Field, values ...string) Condition { return exact(f, "!", values) }

func exact(f Field, not string, values []string) Condition {
	return func(s *queryState) {
		s.field(f)
		if len(values) == 0 {
			s.fail("no value for %q", f)
		}
		for _, v := range values {
			if strings.HasPrefix(v, "~") {
				s.fail("%q=%q: the server takes a value that begins with ~ for a pattern", f, v)
			}
			if v == "" && len(values) > 1 {
				s.fail("%q: an empty value among several is refused by the server", f)
			}
		}
		s.put(string(f)+not, values...)
	}
}

func (s *queryState) field(f Field) {
	if !slices.Contains(filterable, f) {
		s.fail("%q is not a field to filter by", f)
	}
}

// Contains is true for alerts whose field contains text, whatever its case.
func Contains(f Field, text string) Condition { return substring(f, "", text) }

// NotContains is the opposite of Contains.
func NotContains(f Field, text string) Condition { return substring(f, "!", text) }

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func substring(f Field, not, text string) Condition {
	return func(s *queryState) {
		s.field(f)
		if text == "" {
			s.fail("%q: empty text", f)
		}
		s.put(string(f)+not, "~"+likeEscaper.Replace(text))
	}
}

// Matches is true for alerts whose field matches one of the regular expressions somewhere, whatever its case.
func Matches(f Field, patterns ...string) Condition { return regex(f, "", patterns) }

// NotMatches is the opposite of Matches.
func NotMatches(f Field, patterns ...string) Condition { return regex(f, "!", patterns) }

func regex(f Field, not string, patterns []string) Condition {
	return func(s *queryState) {
		s.field(f)
		if len(patterns) == 0 {
			s.fail("no pattern for %q", f)
		}
		var values []string
		for _, p := range patterns {
			if _, err := syntax.Parse(p, syntax.Perl); err != nil || p == "" || strings.HasPrefix(p, "~") {
				s.fail("%q: pattern %q is empty, begins with ~ or is not a regular expression", f, p)
			}
			values = append(values, "~"+p)
		}
		if len(values) == 1 { // one value alone would be a substring to the server
			values = append(values, values[0])
		}
		s.put(string(f)+not, values...)
	}
}

// HasAttribute is true for alerts with this attribute and exactly this value.
func HasAttribute(key, value string) Condition {
	return func(s *queryState) {
		if err := checkAttributes("", Attributes{key: value}); err != nil {
			s.fail("attribute %q: keys may be neither empty nor contain '.' or '$'", key)
		}
		s.put("attributes."+key, value)
	}
}

// HasTag is true for alerts that carry every one of the tags. (The server's own tag parameter does not work on PostgreSQL.)
func HasTag(tags ...string) Condition { return element("tags", tags) }

// HasService is true for alerts of every one of the services; AnyService of at least one.
func HasService(services ...string) Condition { return element("service", services) }

// AnyService is true for alerts of at least one of the services.
func AnyService(services ...string) Condition {
	return func(s *queryState) {
		if len(services) == 0 {
			s.fail("no service given")
		}
		s.put("service", services...)
	}
}

// CorrelatesWith is true for alerts that list all the events in their correlate.
func CorrelatesWith(events ...string) Condition { return element("correlate", events) }

func element(field string, values []string) Condition {
	return func(s *queryState) {
		if len(values) == 0 {
			s.fail("no value for %q", field)
		}
		for _, v := range values {
			p, err := phrase(v)
			if err != nil {
				s.fail("%s %q: %w", field, v, err)
			}
			s.lucene = append(s.lucene, field+":"+p)
		}
	}
}

// phrase quotes a value for the q parameter, whose grammar has no way to escape a quote.
func phrase(v string) (string, error) {
	if v == "" || strings.ContainsAny(v, "\"\\\n\r") {
		return "", fmt.Errorf("an empty text or one with a quote, backslash or line break cannot be asked for")
	}
	return `"` + v + `"`, nil
}

// IDPrefix is true for alerts whose id or last received id begins with one of the prefixes.
func IDPrefix(prefixes ...string) Condition {
	return func(s *queryState) {
		for _, p := range prefixes {
			if p == "" || strings.Trim(p, "0123456789abcdefABCDEF-") != "" {
				s.fail("id prefix %q is not part of a UUID", p)
			}
		}
		if len(prefixes) == 0 {
			s.fail("no id prefix given")
		}
		s.put("id", prefixes...)
	}
}

// ReceivedAfter is true for alerts last received after t. Rounded down to milliseconds.
func ReceivedAfter(t time.Time) Condition { return date("from-date", t) }

// ReceivedUntil is true for alerts last received at t or before.
func ReceivedUntil(t time.Time) Condition { return date("to-date", t) }

func date(key string, t time.Time) Condition {
	return func(s *queryState) {
		if t.IsZero() {
			s.fail("%s: zero time", key)
		}
		s.put(key, FormatTime(t))
	}
}

// Duplicates is true for alerts with exactly this duplicate count.
func Duplicates(n int) Condition {
	return func(s *queryState) { s.put("duplicateCount", strconv.Itoa(n)) }
}

// Repeated is true for alerts whose last receipt was a duplicate (true) or was not (false).
func Repeated(yes bool) Condition {
	return func(s *queryState) { s.put("repeat", strconv.FormatBool(yes)) }
}

// Lucene is a query in the server's own language, such as `severity:major AND _.cluster:blue`, sent as it is. Terms without a field
// search the text. With other such conditions it is joined by AND.
func Lucene(q string) Condition {
	return func(s *queryState) {
		if strings.TrimSpace(q) == "" {
			s.fail("empty q")
		}
		s.lucene = append(s.lucene, q)
	}
}

// DefaultField is the field that terms of Lucene without one search, instead of text.
func DefaultField(f Field) Condition {
	return func(s *queryState) {
		s.field(f)
		s.put("q.df", string(f))
	}
}
