package alertatest

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// kind is the type of a column, which decides what can be compared with it.
type kind uint8

const (
	text kind = iota
	integer
	boolean
	timestamp
	array
	object
	missing // the server names a column that does not exist
)

// column is something a list can be filtered and sorted by.
type column struct {
	name    string // in the database
	kind    kind
	filter  bool
	sort    bool
	reverse bool // times sort newest first
}

var alertColumns = map[string]column{
	"id": {"id", text, true, false, false}, "resource": {"resource", text, true, true, false}, "event": {"event", text, true, true, false},
	"environment": {"environment", text, true, true, false}, "severity": {"severity", text, true, true, false},
	"correlate": {"correlate", array, true, true, false}, "status": {"status", text, true, true, false}, "service": {"service", array, true, true, false},
	"group": {"group", text, true, true, false}, "value": {"value", text, true, true, false}, "text": {"text", text, true, true, false},
	"tag": {"tags", array, true, false, false}, "tags": {"tags", array, false, true, false}, "attributes": {"attributes", object, true, true, false},
	"origin": {"origin", text, true, true, false}, "type": {"event_type", missing, true, true, false},
	"createTime": {"create_time", timestamp, true, true, true}, "timeout": {"timeout", integer, true, true, false},
	"rawData": {"raw_data", text, true, true, false}, "customer": {"customer", text, true, true, false},
	"duplicateCount": {"duplicate_count", integer, true, true, false}, "repeat": {"repeat", boolean, true, true, false},
	"previousSeverity": {"previous_severity", text, true, true, false}, "trendIndication": {"trend_indication", text, true, true, false},
	"receiveTime": {"receive_time", timestamp, true, true, true}, "lastReceiveId": {"last_receive_id", text, true, true, false},
	"lastReceiveTime": {"last_receive_time", timestamp, true, true, true}, "updateTime": {"update_time", timestamp, true, true, true},
}

// value of a column: string, int64, bool, time.Time, []string, obj, or nil.
func (a *alert) column(s *Server, name string) any {
	str := func(p *string) any {
		if p == nil {
			return nil
		}
		return *p
	}
	switch name {
	case "id":
		return a.id
	case "resource":
		return a.resource
	case "event":
		return a.event
	case "environment":
		return a.environment
	case "severity":
		return a.severity
	case "correlate":
		return a.correlate
	case "status":
		return a.status
	case "service":
		return a.service
	case "group":
		return a.group
	case "value":
		return str(a.value)
	case "text":
		return a.text
	case "tags":
		return a.tags
	case "attributes":
		return a.attributes
	case "origin":
		return a.origin
	case "type":
		return a.typ
	case "create_time":
		return a.createTime
	case "timeout":
		if a.timeout == nil {
			return nil
		}
		return *a.timeout
	case "raw_data":
		return str(a.rawData)
	case "customer":
		return str(a.customer)
	case "duplicate_count":
		return a.duplicates
	case "repeat":
		return a.repeat
	case "previous_severity":
		return a.previousSeverity
	case "trend_indication":
		return a.trend
	case "receive_time":
		return a.receiveTime
	case "last_receive_id":
		return a.lastReceiveID
	case "last_receive_time":
		return a.lastReceiveTime
	case "update_time":
		if a.updateTime == nil {
			return nil
		}
		return *a.updateTime
	}
	return nil
}

// filter is a parsed query on rows of type R.
type filter[R any] struct {
	conds []func(R) (bool, error)
}

func (f *filter[R]) add(c func(R) (bool, error)) { f.conds = append(f.conds, c) }

func (f *filter[R]) keeps(row R) (bool, error) {
	for _, c := range f.conds {
		keep, err := c(row)
		if err != nil || !keep {
			return false, err
		}
	}
	return true, nil
}

var notFilters = []string{"_", "callback", "token", "api-key", "q", "q.df", "id", "from-date", "to-date", "sort-by", "group-by", "page", "page-size",
	"limit", "show-raw-data", "show-history"}

// alertFilter reads the filter of alerts; customers confine it unless it is for a bulk operation.
func (q *request) alertFilter(customers bool) (*filter[*alert], error) {
	v := q.URL.Query()
	f := &filter[*alert]{}
	value := func(a *alert, name string) any { return a.column(q.s, name) }
	if expr := v.Get("q"); expr != "" {
		n, err := parseLucene(expr, or(v.Get("q.df"), "text"))
		if err != nil {
			return nil, err
		}
		if err := n.check(alertColumns); err != nil {
			return nil, err
		}
		f.add(func(a *alert) (bool, error) {
			return n.eval(func(name string) any { return a.column(q.s, name) }) == yes, nil
		})
	}
	if customers && len(q.caller.customers) > 0 {
		f.add(func(a *alert) (bool, error) { return q.sees(a.customer), nil })
	}
	if from, valid := parseTime(v.Get("from-date")); valid {
		f.add(func(a *alert) (bool, error) { return a.lastReceiveTime.After(from), nil })
	}
	if to, valid := parseTime(v.Get("to-date")); valid {
		f.add(func(a *alert) (bool, error) { return !a.lastReceiveTime.After(to), nil })
	}
	if d := v.Get("duplicateCount"); d != "" {
		n, err := strconv.ParseInt(d, 10, 32)
		if err != nil {
			return nil, crash("invalid input syntax for type integer: %q", d)
		}
		f.add(func(a *alert) (bool, error) { return a.duplicates == n, nil })
	}
	if r := v.Get("repeat"); r != "" {
		want := truth(r)
		f.add(func(a *alert) (bool, error) { return a.repeat == want, nil })
	}
	if err := idFilter(f, v["id"]); err != nil {
		return nil, err
	}
	delete(v, "duplicateCount")
	delete(v, "repeat")
	return f, columnFilters(f, v, alertColumns, value)
}

func idFilter(f *filter[*alert], given []string) error {
	if len(given) == 1 {
		re := like(given[0] + "%")
		f.add(func(a *alert) (bool, error) { return re.MatchString(a.id) || re.MatchString(a.lastReceiveID), nil })
		return nil
	}
	if len(given) == 0 {
		return nil
	}
	re, err := regexp.Compile("(?i)^(?:" + strings.Join(given, ")|^(?:") + ")")
	if err != nil {
		return crash("invalid regular expression: %v\n", err)
	}
	f.add(func(a *alert) (bool, error) { return re.MatchString(a.id) || re.MatchString(a.lastReceiveID), nil })
	return nil
}

func truth(s string) bool {
	return slices.Contains([]string{"true", "t", "1", "yes", "y", "on"}, strings.ToLower(s))
}

// columnFilters reads field=value, !=, =~ and repetitions.
func columnFilters[R any](f *filter[R], v url.Values, columns map[string]column, value func(R, string) any) error {
	for _, field := range sortedKeys(v) {
		name, _, _ := strings.Cut(strings.ReplaceAll(field, "!", ""), ".")
		if slices.Contains(notFilters, name) {
			continue
		}
		col, known := columns[name]
		if !known || !col.filter {
			return fail(400, "Invalid filter parameter: %s", field)
		}
		values := v[field]
		switch {
		case slices.Contains([]string{"service", "tags", "roles", "scopes"}, field):
			f.add(func(r R) (bool, error) {
				have, _ := value(r, col.name).([]string)
				return slices.ContainsFunc(values, func(x string) bool { return contains(have, x) }), nil
			})
			continue
		case strings.HasPrefix(field, "attributes."):
			key := strings.ReplaceAll(field, "attributes.", "")
			f.add(func(r R) (bool, error) {
				have, _ := value(r, "attributes").(obj)
				s, isString := have[key].(string)
				return isString && s == values[0], nil
			})
			continue
		case col.kind == missing:
			return crash("column %q does not exist", col.name)
		case col.kind == array:
			return crash("malformed array literal: %q", values[0])
		case col.kind == object:
			return crash("invalid input syntax for type json")
		}
		cond, err := compare(col, strings.HasSuffix(field, "!"), values)
		if err != nil {
			return err
		}
		f.add(func(r R) (bool, error) { return cond(value(r, col.name)) == yes, nil })
	}
	return nil
}

// compare makes the condition on one column. A missing value is neither equal nor unequal to anything, as in SQL.
func compare(col column, not bool, values []string) (func(any) ternary, error) {
	negate := func(c func(any) ternary) func(any) ternary {
		if !not {
			return c
		}
		return func(v any) ternary { return c(v).not() }
	}
	patterns := len(values) == 1 && strings.HasPrefix(values[0], "~")
	regex := false
	if len(values) > 1 {
		for _, v := range values {
			if v == "" {
				return nil, crash("string index out of range")
			}
			regex = regex || v[0] == '~'
		}
	}
	if (patterns || regex) && col.kind != text {
		return nil, crash("operator does not exist: integer ~~* unknown")
	}
	switch {
	case patterns:
		re := like("%" + values[0][1:] + "%")
		re = regexp.MustCompile("(?i)" + re.String())
		return negate(onText(re.MatchString)), nil
	case regex:
		var parts []string
		for _, v := range values {
			parts = append(parts, strings.TrimLeft(v, "~"))
		}
		re, err := regexp.Compile("(?i)" + strings.Join(parts, "|"))
		if err != nil {
			return nil, crash("invalid regular expression: %v\n", err)
		}
		return negate(onText(re.MatchString)), nil
	}
	var wanted []any
	for _, v := range values {
		w, err := cast(col.kind, v)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, w)
	}
	return negate(func(v any) ternary {
		if v == nil {
			return unknown
		}
		for _, w := range wanted {
			if t, isTime := v.(time.Time); isTime {
				if t.Equal(w.(time.Time)) {
					return yes
				}
			} else if v == w {
				return yes
			}
		}
		return no
	}), nil
}

func cast(k kind, v string) (any, error) {
	switch k {
	case integer:
		n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 32)
		if err != nil {
			return nil, crash("invalid input syntax for type integer: %q", v)
		}
		return n, nil
	case boolean:
		switch strings.ToLower(v) {
		case "true", "t", "1", "yes", "y", "on":
			return true, nil
		case "false", "f", "0", "no", "n", "off":
			return false, nil
		}
		return nil, crash("invalid input syntax for type boolean: %q", v)
	case timestamp:
		t, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			return nil, crash("invalid input syntax for type timestamp: %q", v)
		}
		return t, nil
	}
	return v, nil
}

func onText(match func(string) bool) func(any) ternary {
	return func(v any) ternary {
		s, isString := v.(string)
		switch {
		case !isString:
			return unknown
		case match(s):
			return yes
		}
		return no
	}
}

// like is an SQL pattern as a regular expression, case-sensitive.
func like(pattern string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?s)^")
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.MustCompile(b.String() + "$")
}

// ternary is SQL's logic.
type ternary int8

const (
	no ternary = iota - 1
	unknown
	yes
)

func (t ternary) not() ternary          { return -t }
func (t ternary) and(u ternary) ternary { return min(t, u) }
func (t ternary) or(u ternary) ternary  { return max(t, u) }
