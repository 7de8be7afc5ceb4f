package influx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// Selection says which stored points are meant.
type Selection struct {
	// Measurement is the measurement.
	Measurement string
	// Tags are equalities that all hold. An empty value stands for "has no such tag".
	Tags map[string]string
	// Start is the first time that belongs to it, End the first time that does not. For reading, a zero End is the
	// present, and Start is needed.
	Start, End time.Time
}

const (
	firstPage   = 10 * time.Minute
	pageTarget  = 20_000
	pageLimit   = 200_000
	smallestNap = time.Millisecond
)

// Points yields the stored points of a measurement in the order of time; points of one time come in the order of their
// series. It asks for one stretch of time after the other, whose length follows the density of the data, so that the
// memory stays bounded however long the range is. Types are those of the fields as the server declares them.
func (c *Client) Points(ctx context.Context, sel Selection) iter.Seq2[point.Point, error] {
	return func(yield func(point.Point, error) bool) {
		if sel.End.IsZero() {
			sel.End = time.Now()
		}
		if err := sel.checkRead(); err != nil {
			yield(point.Point{}, c.refuse("read points", err))
			return
		}
		kinds, err := c.fieldKinds(ctx, sel.Measurement)
		if err != nil {
			yield(point.Point{}, err)
			return
		}
		r := pointReader{c: c, sel: sel, kinds: kinds, names: map[string]string{}}
		page := firstPage
		for from := sel.Start; from.Before(sel.End); {
			to := from.Add(page)
			if to.After(sel.End) || to.Before(from) {
				to = sel.End
			}
			points, full, err := r.page(ctx, from, to)
			if err != nil {
				yield(point.Point{}, err)
				return
			}
			if full && page > smallestNap {
				page = max(to.Sub(from)/8, smallestNap)
				continue
			}
			for i := range points {
				if !yield(points[i], nil) {
					return
				}
			}
			from = to
			switch n := len(points); {
			case n == 0:
				page *= 8
			case n < pageTarget/2:
				page *= 2
			case n > pageTarget*2:
				page /= 2
			}
			page = min(max(page, smallestNap), 365*24*time.Hour)
		}
	}
}

func (s *Selection) checkRead() error {
	switch {
	case s.Measurement == "":
		return errors.New("no measurement")
	case s.Start.IsZero():
		return errors.New("no start of the range")
	case !s.Start.Before(s.End):
		return errors.New("the range is empty")
	}
	return nil
}

type pointReader struct {
	c     *Client
	sel   Selection
	kinds map[string]point.Kind
	names map[string]string
}

// page reads one stretch of time. full says that it holds too many points to be kept.
func (r *pointReader) page(ctx context.Context, from, to time.Time) (points []point.Point, full bool, err error) {
	where, params := r.sel.where(from, to)
	params["from"] = r.c.from(r.sel.Measurement)
	// What stands in a bucket's name or a tag is bound, not pasted.
	query := "SELECT * FROM " + r.c.source(params) + " WHERE " + where + " GROUP BY *"
	var head *Series
	var tags point.Tags
	for row, err := range r.c.query(ctx, "read points", query, params, api.RepeatSafe) {
		if err != nil {
			return nil, false, err
		}
		if len(points) == pageLimit && to.Sub(from) > smallestNap {
			return nil, true, nil
		}
		if row.Series != head {
			head = row.Series
			tags = presentTags(head.Tags)
		}
		p := point.Point{Measurement: r.sel.Measurement, Tags: tags}
		for i, v := range row.Values {
			if i == head.time {
				p.Time, _ = v.Int()
			} else if !v.IsZero() {
				p.Fields = append(p.Fields, point.Field{Key: r.name(head.Columns[i]), Value: asKind(v, r.kinds[head.Columns[i]])})
			}
		}
		points = append(points, p)
	}
	slices.SortStableFunc(points, func(a, b point.Point) int { return cmp.Compare(a.Time, b.Time) })
	return points, false, nil
}

func (r *pointReader) name(s string) string {
	if n, ok := r.names[s]; ok {
		return n
	}
	r.names[s] = s
	return s
}

// presentTags leaves out the tags which a series does not have: GROUP BY * lists them with an empty value.
func presentTags(t point.Tags) point.Tags {
	var tags []point.Tag
	for k, v := range t.All() {
		if v != "" {
			tags = append(tags, point.Tag{Key: k, Value: v})
		}
	}
	return point.NewTags(tags...)
}

// asKind gives a number the type of its field: JSON does not tell 3 from 3.0.
func asKind(v point.Value, k point.Kind) point.Value {
	switch k {
	case point.KindFloat:
		if f, ok := v.Number(); ok {
			return point.Float(f)
		}
	case point.KindUnsigned:
		if n, ok := v.Int(); ok && n >= 0 {
			return point.Uint(uint64(n))
		}
	}
	return v
}

// where returns the condition of a selection with its parameters.
func (s *Selection) where(from, to time.Time) (string, Params) {
	params := Params{}
	var conds []string
	for i, k := range sortedKeys(s.Tags) {
		key, value := fmt.Sprintf("k%d", i), fmt.Sprintf("v%d", i)
		conds = append(conds, "$"+key+"::tag = $"+value)
		params[key], params[value] = Ident(k), s.Tags[k]
	}
	if !from.IsZero() {
		conds = append(conds, fmt.Sprintf("time >= %d", from.UnixNano()))
	}
	if !to.IsZero() {
		conds = append(conds, fmt.Sprintf("time < %d", to.UnixNano()))
	}
	return strings.Join(conds, " AND "), params
}

// from and source name a measurement in the client's retention policy.
func (c *Client) from(measurement string) Ident { return Ident(measurement) }

func (c *Client) source(params Params) string {
	if _, rp := c.dbrp(); rp != "" {
		params["rp"] = Ident(rp)
		return "$rp.$from"
	}
	return "$from"
}
