package alertatest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// sortRows orders rows by the sort-by parameters. special maps a column to another sort value; a row for which it has none is left out,
// since the server joins with a table of the known ones.
func sortRows[R any](rows []R, by []string, columns map[string]column, value func(R, string) any, special map[string]func(R) (any, bool)) ([]R, error) {
	type key struct {
		get  func(R) any
		desc bool
	}
	var keys []key
	for _, s := range by {
		name, desc := strings.CutPrefix(s, "-")
		attribute := ""
		if rest, is := strings.CutPrefix(name, "attributes."); is {
			attribute, _, _ = strings.Cut(rest, ".")
			name = "attributes"
		}
		col, known := columns[name]
		if !known || !col.sort {
			return nil, fail(400, "Sorting by '%s' field not supported.", name)
		}
		if col.kind == missing {
			return nil, crash("column %q does not exist", col.name)
		}
		get := func(r R) any { return value(r, col.name) }
		if attribute != "" {
			get = func(r R) any {
				m, _ := value(r, "attributes").(obj)
				return m[attribute]
			}
		}
		if sp := special[name]; sp != nil {
			rows = slices.DeleteFunc(slices.Clone(rows), func(r R) bool { _, has := sp(r); return !has })
			get = func(r R) any { v, _ := sp(r); return v }
		}
		keys = append(keys, key{get, desc != col.reverse})
	}
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b R) int {
		for _, k := range keys {
			c := order(k.get(a), k.get(b))
			if k.desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	return out, nil
}

// jsonRank is the order of the kinds of JSON values, which attributes are; 0 for everything else.
func jsonRank(v any) int {
	switch v.(type) {
	case json.Number:
		return 1
	case bool:
		return 2
	case []any:
		return 3
	case obj:
		return 4
	}
	return 0
}

// order compares two values; a missing one is the largest, as in PostgreSQL.
func order(a, b any) int {
	if a == nil || b == nil {
		switch {
		case a == nil && b == nil:
			return 0
		case a == nil:
			return 1
		}
		return -1
	}
	if c := cmp.Compare(jsonRank(a), jsonRank(b)); c != 0 {
		return c
	}
	switch x := a.(type) {
	case json.Number:
		m, _ := x.Float64()
		n, _ := b.(json.Number).Float64()
		return cmp.Compare(m, n)
	case string:
		if y, is := b.(string); is {
			return cmp.Compare(x, y)
		}
	case int64:
		if y, is := b.(int64); is {
			return cmp.Compare(x, y)
		}
	case int:
		if y, is := b.(int); is {
			return cmp.Compare(x, y)
		}
	case time.Time:
		if y, is := b.(time.Time); is {
			return x.Compare(y)
		}
	case bool:
		if y, is := b.(bool); is && x != y {
			if y {
				return -1
			}
			return 1
		}
	case []string:
		if y, is := b.([]string); is {
			return slices.Compare(x, y)
		}
	}
	return 0
}
