package alerta

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tickwright/tickwright/internal/api"
)

// Page selects one page of a list. Zero values leave it to the server: page 1, 50 entries.
type Page struct {
	Number int // from 1
	Size   int
}

func (p Page) set(v url.Values) {
	if p.Number > 0 {
		v.Set("page", strconv.Itoa(p.Number))
	}
	if p.Size > 0 {
		v.Set("page-size", strconv.Itoa(p.Size))
	}
}

// walkSize is the page size of iterators: large enough to make few requests.
const walkSize = 500

// PageInfo is where a page stands in its list.
type PageInfo struct {
	Page     Int  `json:"page"`
	PageSize Int  `json:"pageSize"`
	Pages    Int  `json:"pages"`
	More     bool `json:"more"`
	Total    Int  `json:"total"`
}

// Show asks lists for more than the server gives by itself.
type Show struct{ History, RawData bool }

// AlertPage is one page of alerts.
type AlertPage struct {
	PageInfo
	Alerts         []Alert        `json:"alerts"`
	SeverityCounts map[string]Int `json:"severityCounts"` // of all pages
	StatusCounts   map[string]Int `json:"statusCounts"`
	LastTime       Time           `json:"lastTime"`
	AutoRefresh    bool           `json:"autoRefresh"`
}

// ListAlerts returns one page. Without an order in the query the server gives none, and pages may overlap; AllAlerts walks them safely.
func (c *Client) ListAlerts(ctx context.Context, q Query, p Page, show Show) (AlertPage, error) {
	const op = "list alerts"
	v, err := q.filters(op)
	if err != nil {
		return AlertPage{}, err
	}
	p.set(v)
	if show.History {
		v.Set("show-history", "true")
	}
	if show.RawData {
		v.Set("show-raw-data", "true")
	}
	var out AlertPage
	_, err = c.do(ctx, call{op: op, path: "alerts", query: v}, &must{"alerts", &out})
	return out, err
}

// AllAlerts walks all alerts of a query, page by page, each once. Without an order of its own it walks by creation time, newest first.
func (c *Client) AllAlerts(ctx context.Context, q Query, show Show) iter.Seq2[Alert, error] {
	if len(q.sort) == 0 {
		q = q.SortBy(CreateTime, Resource, Event)
	}
	return func(yield func(Alert, error) bool) {
		seen := map[string]bool{} // alerts move between pages while others come and go
		for a, err := range walk(func(page int) ([]Alert, bool, error) {
			p, err := c.ListAlerts(ctx, q, Page{Number: page, Size: walkSize}, show)
			return p.Alerts, p.More, err
		}) {
			if err == nil {
				if seen[a.ID] {
					continue
				}
				seen[a.ID] = true
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// walk turns page fetching into a sequence. A page past the end (416) means that the list became shorter meanwhile.
func walk[T any](fetch func(page int) ([]T, bool, error)) iter.Seq2[T, error] {
	return api.Paged(1, func(page int) ([]T, int, bool, error) {
		items, more, err := fetch(page)
		var e *Error
		if page > 1 && errors.As(err, &e) && e.Status == http.StatusRequestedRangeNotSatisfiable {
			return nil, page, false, nil
		}
		return items, page + 1, more, err
	})
}

// ListHistory returns one page of changes of the selected alerts, newest first. The server does not say how many there are; a page that is
// not full is the last. Conditions on event, severity, status, value and text are refused: alerts and their history both have such a
// column, and the server cannot tell which is meant.
func (c *Client) ListHistory(ctx context.Context, q Query, p Page) ([]RichHistoryEntry, error) {
	const op = "list history"
	v, err := q.filters(op)
	if err != nil {
		return nil, err
	}
	for _, f := range []Field{Event, Severity, Status, Value, Text} {
		if v.Has(string(f)) || v.Has(string(f)+"!") {
			return nil, invalid(op, "the server cannot filter the history by %s", f)
		}
	}
	p.set(v)
	return get[[]RichHistoryEntry](ctx, c, "history", call{op: op, path: "alerts/history", query: v})
}

// AllHistory walks the changes of the selected alerts, newest first.
func (c *Client) AllHistory(ctx context.Context, q Query) iter.Seq2[RichHistoryEntry, error] {
	return walk(func(page int) ([]RichHistoryEntry, bool, error) {
		h, err := c.ListHistory(ctx, q, Page{Number: page, Size: walkSize})
		return h, len(h) == walkSize, err
	})
}

// Counts are numbers of alerts.
type Counts struct {
	Total      Int            `json:"total"`
	BySeverity map[string]Int `json:"severityCounts"`
	ByStatus   map[string]Int `json:"statusCounts"`
}

// CountAlerts counts the selected alerts.
func (c *Client) CountAlerts(ctx context.Context, q Query) (Counts, error) {
	const op = "count alerts"
	var out Counts
	v, err := q.filters(op)
	if err != nil {
		return out, err
	}
	_, err = c.do(ctx, call{op: op, path: "alerts/count", query: v}, &must{"total", &out})
	return out, err
}
