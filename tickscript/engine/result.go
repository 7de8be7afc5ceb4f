package engine

import (
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// resultOf builds rows as Kapacitor shows points and batches (R009, R010). Its
// slices are reused from call to call.
type resultOf struct {
	syms   *symbols
	series [1]alert.Series
	values [][]lambda.Value
	cells  []lambda.Value
	cols   []string
	ids    []int32
	tags   []alert.Tag
	order  []field
}

// exportTags converts tags, reusing dst.
func exportTags(dst []alert.Tag, t *tagSet) []alert.Tag {
	for i, k := range t.keys.list {
		dst = append(dst, alert.Tag{Key: k, Value: t.values[i]})
	}
	return dst
}

// exportFields converts fields sorted by name, reusing dst.
func exportFields(dst []alert.Field, fs []field, syms *symbols) []alert.Field {
	for i := range fs {
		dst = append(dst, alert.Field{Name: syms.name(fs[i].id), Value: fs[i].v})
	}
	if len(dst) > 1 {
		slices.SortFunc(dst, func(a, b alert.Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return dst
}

// point shows a point: time, then its fields by name; tags are all its tags.
func (r *resultOf) point(p *point) []alert.Series {
	p.full()
	r.order = append(r.order[:0], p.fields...)
	if len(r.order) > 1 {
		slices.SortFunc(r.order, func(a, b field) int { return strings.Compare(r.syms.name(a.id), r.syms.name(b.id)) })
	}
	r.cols = append(r.cols[:0], "time")
	r.cells = append(r.cells[:0], lambda.TimeValue(p.time))
	for i := range r.order {
		r.cols = append(r.cols, r.syms.name(r.order[i].id))
		r.cells = append(r.cells, r.order[i].v)
	}
	r.values = append(r.values[:0], r.cells)
	r.tags = exportTags(r.tags[:0], p.tags)
	r.series[0] = alert.Series{Name: p.name, Tags: r.tags, Columns: r.cols, Values: r.values}
	return r.series[:]
}

// batch shows a batch: the columns are those of its first row.
func (r *resultOf) batch(b *batch) []alert.Series {
	r.tags = exportTags(r.tags[:0], b.group.tags)
	r.series[0] = alert.Series{Name: b.name, Tags: r.tags}
	if len(b.rows) == 0 {
		return r.series[:]
	}
	first := &b.rows[0]
	r.cols = append(r.cols[:0], "time")
	for i := range first.fields {
		r.cols = append(r.cols, r.syms.name(first.fields[i].id))
	}
	for _, k := range first.tags.keys.list {
		if _, ok := b.group.tags.get(k); !ok {
			r.cols = append(r.cols, k)
		}
	}
	sort.Strings(r.cols[1:])
	r.ids = r.ids[:0]
	for _, c := range r.cols {
		r.ids = append(r.ids, r.syms.id(c))
	}
	n := len(r.cols)
	r.cells = slices.Grow(r.cells[:0], n*len(b.rows))
	r.values = r.values[:0]
	for i := range b.rows {
		p := &b.rows[i]
		from := len(r.cells)
		r.cells = append(r.cells, lambda.TimeValue(p.time))
		for j := 1; j < n; j++ {
			v := p.get(r.ids[j])
			if v.Kind() == lambda.Missing {
				if t, ok := p.tags.get(r.cols[j]); ok {
					v = lambda.StringValue(t)
				}
			}
			r.cells = append(r.cells, v)
		}
		r.values = append(r.values, r.cells[from:len(r.cells):len(r.cells)])
	}
	r.series[0].Columns, r.series[0].Values = r.cols, r.values
	return r.series[:]
}
