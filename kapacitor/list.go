package kapacitor

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strconv"
)

// pageSize is how many rows a page has when nothing else is asked for; it is the server's default, not its limit.
const pageSize = 100

// Page is a piece of a list. Tasks, templates and users are ordered by id, recordings and replays by date, the latest first.
type Page struct {
	Offset int
	Limit  int // 100 when 0; all that there are when negative
}

func (p Page) values(v url.Values) {
	limit := p.Limit
	if limit == 0 {
		limit = pageSize
	}
	v.Set("offset", strconv.Itoa(p.Offset))
	v.Set("limit", strconv.Itoa(limit))
}

// all walks a list page by page. The list may change meanwhile, and does when the caller deletes what it is given: each page therefore
// begins with the last row of the one before, and when it does not, the walk starts again and leaves out what it has already yielded. A
// server that gives the same rows whatever the offset is an error.
func all[T any](ctx context.Context, id func(T) string, list func(context.Context, Page) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]bool{}
		known, idle := 0, 0
		for offset, last := 0, ""; ; {
			items, err := list(ctx, Page{Offset: offset, Limit: pageSize})
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			if offset > 0 && (len(items) == 0 || id(items[0]) != last) {
				if idle++; len(seen) > known {
					known, idle = len(seen), 0
				}
				if idle == maxIdle {
					var zero T
					yield(zero, &Error{Op: "list", Err: fmt.Errorf("the rows at offset %d do not follow those before them, %d times over", offset, maxIdle)})
					return
				}
				offset, last = 0, ""
				continue
			}
			for _, it := range items {
				if seen[id(it)] {
					continue
				}
				seen[id(it)] = true
				if !yield(it, nil) {
					return
				}
			}
			if len(items) < pageSize {
				return
			}
			offset, last = offset+len(items)-1, id(items[len(items)-1])
		}
	}
}

// maxIdle is how often a walk starts again without meeting anything new.
const maxIdle = 10

func patternValues(pattern string, fields []string) url.Values {
	v := url.Values{"pattern": {pattern}}
	for _, f := range fields {
		v.Add("fields", f)
	}
	return v
}
