package kapacitortest

import (
	"net/http"
	"path"
	"slices"
	"strconv"
)

// choice is a query parameter with a fixed set of values; the first is the default.
func (q *request) choice(name string, values ...string) (string, error) {
	v := q.URL.Query().Get(name)
	switch {
	case v == "":
		return values[0], nil
	case slices.Contains(values, v):
		return v, nil
	}
	return "", fail(http.StatusBadRequest, "invalid %s parameter %q", name, v)
}

func (q *request) number(name string, def int) (int, error) {
	v := q.URL.Query().Get(name)
	if v == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, fail(http.StatusBadRequest, "invalid %s parameter %q must be an integer: %s", name, v, err)
	}
	return int(n), nil
}

// list is what all lists have in common: a pattern over ids, fields, offset and limit.
type list struct {
	pattern       string
	fields        []string
	offset, limit int
}

// defaultLimit is how many entries a list has when the caller does not say.
const defaultLimit = 100

// list reads the parameters. always are fields that are there whatever is asked for.
func (q *request) list(all []string, always ...string) (list, error) {
	l := list{pattern: q.URL.Query().Get("pattern"), fields: q.URL.Query()["fields"]}
	if len(l.fields) == 0 {
		l.fields = all
	} else {
		l.fields = append(l.fields, always...)
	}
	var err error
	if l.offset, err = q.number("offset", 0); err != nil {
		return l, err
	}
	l.limit, err = q.number("limit", defaultLimit)
	return l, err
}

// page picks the ids of a page. A pattern that cannot be read matches nothing; a negative limit is none, and then
// neither pattern nor offset count (Kapacitor: services/storage/indexed.go).
func (l *list) page(ids []string) []string {
	if l.limit < 0 {
		return ids
	}
	var out []string
	skip := l.offset
	for _, id := range ids {
		if len(out) == l.limit {
			break
		}
		if fits, _ := path.Match(l.pattern, id); l.pattern != "" && !fits {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		out = append(out, id)
	}
	return out
}

// show makes the entry of a list with the fields asked for.
func (l *list) show(value func(field string) (v any, known, there bool)) (obj, error) {
	out := obj{}
	for _, f := range l.fields {
		v, known, there := value(f)
		if !known {
			return nil, fail(http.StatusBadRequest, "unsupported field %q", f)
		}
		if there {
			out[f] = v
		}
	}
	return out, nil
}
