package engine

import "github.com/tickwright/tickwright/tickscript/lambda"

// emitSet emits one set, complete or not.
func (o *joinOp) emitSet(s *joinSet) {
	if o.s.batches {
		o.emitBatchSet(s)
		return
	}
	first := &s.items[s.first]
	fs := o.fields[:0]
	for i := range s.items {
		switch {
		case s.have[i]:
			fs = o.prefix(fs, i, s.items[i].point.fields)
		case o.s.outer:
			// The missing side gets the names of the first one's fields (N158).
			fs = o.filled(fs, i, first.point.fields)
		default:
			o.fields = fs
			return
		}
	}
	o.fields = fs
	q := &o.out
	*q = point{time: s.time, origin: noOrigin, fields: fs}
	q.name, q.group = o.title(first)
	q.tags = q.group.tags
	o.emit(q)
}

// title is the name and the group of what comes of a set. A matched item has
// its own name and the group of the specific one.
func (o *joinOp) title(first *joinItem) (string, *group) {
	name, g := first.name, first.group
	if o.s.streamName != "" {
		name = o.s.streamName
	}
	if g.dims.byName && g.name() != name {
		g = o.pl.groups.find(g.dims, name, g.tags)
	}
	return name, g
}

// prefix appends an input's fields under their prefixed names.
func (o *joinOp) prefix(fs []field, src int, from []field) []field {
	p := &o.prefixed[src]
	for i := range from {
		fs = o.add(fs, p.id(from[i].id), from[i].v)
	}
	return fs
}

// filled appends the fill under an input's prefixes of the given fields' names.
func (o *joinOp) filled(fs []field, src int, from []field) []field {
	p := &o.prefixed[src]
	for i := range from {
		fs = o.add(fs, p.id(from[i].id), o.s.fill)
	}
	return fs
}

func (o *joinOp) add(fs []field, id int32, v lambda.Value) []field {
	if o.s.overlaps {
		return setField(fs, id, v)
	}
	return append(fs, field{id, v})
}

// emitBatchSet walks the batches side by side in the order of time, and joins the
// points of each instant (N160, N161). An inner join emits the batch also when
// none of its instants is complete.
func (o *joinOp) emitBatchSet(s *joinSet) {
	first := &s.items[s.first]
	out := &o.outB
	out.rows = out.rows[:0]
	out.tmax = s.time
	out.name, out.group = o.title(first)
	o.arena = o.arena[:0]
	w := &o.walk
	w.begin(o, s)
	spans := o.spans[:0]
	for w.rest > 0 {
		t, ok := w.instant()
		if !ok {
			continue
		}
		from := len(o.arena)
		if !w.join() {
			o.arena = o.arena[:from]
			continue
		}
		spans = append(spans, from)
		out.rows = append(out.rows, point{time: t, name: out.name, origin: noOrigin, tags: out.group.tags, group: out.group})
	}
	o.spans = spans
	for i, from := range spans {
		to := len(o.arena)
		if i+1 < len(spans) {
			to = spans[i+1]
		}
		out.rows[i].fields = o.arena[from:to:to]
	}
	o.emitBatch(out)
}

// walk goes through the batches of a set.
type walk struct {
	o *joinOp
	s *joinSet
	// next is the row to look at in each batch, taken one more than the row that is
	// part of the instant, or 0.
	next, taken []int
	ended       []bool
	// rest counts the batches that are not known to have ended.
	rest int
	// fill are the fields that name what is filled in: those of the first row that
	// was taken as it came.
	fill     []field
	haveFill bool
}

func (w *walk) begin(o *joinOp, s *joinSet) {
	if w.next == nil {
		n := len(s.items)
		w.next, w.taken, w.ended = make([]int, n), make([]int, n), make([]bool, n)
	}
	clear(w.next)
	clear(w.ended)
	w.o, w.s, w.rest, w.haveFill = o, s, len(s.items), false
}

// instant takes the rows of the earliest time at the batches' heads, and returns
// that time.
func (w *walk) instant() (int64, bool) {
	clear(w.taken)
	var at int64
	have, count := false, 0
	for i := range w.s.items {
		if w.ended[i] {
			continue
		}
		b := w.s.items[i].batch
		if !w.s.have[i] || w.next[i] == len(b.rows) {
			w.ended[i] = true
			w.rest--
			continue
		}
		row := &b.rows[w.next[i]]
		t := roundTime(row.time, w.o.s.tolerance)
		if !have {
			at, have = t, true
		}
		switch {
		case t < at:
			// What was taken so far comes later: put it back.
			at = t
			for j := range w.taken {
				if w.taken[j] > 0 {
					w.next[j]--
					w.taken[j] = 0
				}
			}
			count = 1
		case t == at:
			if !w.haveFill && len(row.fields) > 0 {
				w.fill, w.haveFill = row.fields, true
			}
			count++
		default:
			continue
		}
		w.next[i]++
		w.taken[i] = w.next[i]
	}
	return at, count > 0
}

// join appends the fields of the taken rows to the arena; false drops the
// instant.
func (w *walk) join() bool {
	o := w.o
	from := len(o.arena)
	fs := o.arena[from:]
	for i := range w.taken {
		switch {
		case w.taken[i] > 0:
			fs = o.prefix(fs, i, w.s.items[i].batch.rows[w.taken[i]-1].fields)
		case o.s.outer:
			if w.haveFill {
				fs = o.filled(fs, i, w.fill)
			}
		default:
			return false
		}
	}
	// fs may have moved away from the arena when it grew.
	o.arena = append(o.arena, fs...)
	return true
}
