package kapacitor

import (
	"context"
	"iter"
	"net/url"
	"strconv"

	"github.com/tickwright/tickwright/internal/api"
)

// pageSize is how many rows a page has when nothing else is asked for; it is the server's default as well, not its limit.
const pageSize = 100

// Page is a piece of a list. The server orders lists by id.
type Page struct {
	Offset int
	Limit  int // 100 when 0
}

func (p Page) values(v url.Values) {
	limit := p.Limit
	if limit == 0 {
		limit = pageSize
	}
	v.Set("offset", strconv.Itoa(p.Offset))
	v.Set("limit", strconv.Itoa(limit))
}

// all walks a list page by page. A page with fewer rows than asked for is the last.
func all[T any](ctx context.Context, list func(context.Context, Page) ([]T, error)) iter.Seq2[T, error] {
	return api.Paged(0, func(offset int) ([]T, int, bool, error) {
		items, err := list(ctx, Page{Offset: offset, Limit: pageSize})
		return items, offset + len(items), len(items) == pageSize, err
	})
}

func patternValues(pattern string, fields []string) url.Values {
	v := url.Values{"pattern": {pattern}}
	for _, f := range fields {
		v.Add("fields", f)
	}
	return v
}
