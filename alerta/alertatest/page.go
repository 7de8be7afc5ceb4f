package alertatest

import "strconv"

// page is the part of a list that is asked for.
type page struct{ number, size, items int }

func (q *request) page(items int) (page, error) {
	v := q.URL.Query()
	num := func(name string, def int) int {
		n, err := strconv.Atoi(v.Get(name))
		if err != nil {
			return def
		}
		return n
	}
	p := page{number: num("page", 1), size: num("page-size", num("limit", 0)), items: items}
	if p.size == 0 {
		p.size = q.s.conf.PageSize
	}
	if (items > 0 && p.number > p.pages()) || p.number < 1 {
		return p, fail(416, "page out of range: 1-%d", p.pages())
	}
	return p, nil
}

func (p page) pages() int {
	n := p.items - 1
	if n < 0 {
		n -= p.size - 1 // Python rounds down
	}
	return n/p.size + 1
}

func cut[T any](p page, rows []T) []T {
	from := min((p.number-1)*p.size, len(rows))
	return rows[from:min(from+p.size, len(rows))]
}

// list answers a page of rows under a name.
func (p page) list(name string, rows []obj) obj {
	o := obj{name: rows, "page": p.number, "pageSize": p.size, "pages": p.pages(), "more": p.number < p.pages(), "total": p.items}
	if len(rows) == 0 {
		o["message"], o["total"] = "not found", 0
	}
	return o
}
