package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("flatten", compileFlatten) }

// flattenSpec merges the points of one group and time into one whose field names
// carry the values of tags (N118-N122).
type flattenSpec struct {
	on        []string
	delimiter string
	tolerance int64
	drop      bool
}

func compileFlatten(_ *compiler, n *graph.Node) spec {
	s := &flattenSpec{on: lastStrings(n, "on"), delimiter: n.Str("delimiter", "."), tolerance: int64(n.Dur("tolerance", 0))}
	if c, ok := n.Call("dropOriginalFieldName"); ok {
		s.drop = len(c.Args) == 0 || c.Args[0].Bool
	}
	return s
}

func (s *flattenSpec) stateful() bool { return true }

// shardable: the values of tags leak from point to point over all groups, but
// only behind the first tag.
func (s *flattenSpec) shardable() bool { return len(s.on) < 2 }

func (s *flattenSpec) demand(demand) demand {
	in := demand{fields: names{all: true}}
	in.tags.add(s.on...)
	return in
}

func (s *flattenSpec) start(b base) op { return &flattenOp{base: b, s: s} }

// flattening is one group's buffer.
type flattening struct {
	time   int64
	name   string
	points []point
}

type flattenOp struct {
	base
	s *flattenSpec
	// prefix is the beginning of field names. A point that lacks a tag leaves the
	// values of the tags before it there, for the next point, as Kapacitor does: its
	// buffer is handed from point to point and from group to group.
	prefix []byte
	fields []field
	// at is, by the number of a name, its place in fields plus one.
	at      []int32
	sorted  []field
	out     point
	outB    batch
	batched []field
	spans   []int
}

func (o *flattenOp) state(g *group, name string, t int64) *flattening {
	st := state[flattening](&o.base, g)
	if st == nil {
		st = &flattening{time: roundTime(t, o.s.tolerance), name: name}
		setState(&o.base, g, st)
	}
	return st
}

// add keeps a point. A point of another time makes the ones before it into
// fields, which are left in o.fields, and returns their time.
func (o *flattenOp) add(st *flattening, p *point) (next int64, flat bool) {
	t := roundTime(p.time, o.s.tolerance)
	if t != st.time {
		if len(st.points) > 0 {
			o.flatten(st.points)
			next, flat = st.time, len(o.fields) > 0
			st.points = st.points[:0]
		}
		st.time = t
	}
	st.points = appendKept(st.points, p)
	return next, flat
}

func (o *flattenOp) point(p *point) {
	o.st.collected++
	st := state[flattening](&o.base, p.group)
	if st == nil {
		st = o.state(p.group, p.name, p.time)
	}
	t, flat := o.add(st, p)
	if !flat {
		return
	}
	// An older point closes the buffer, but is counted to the time of the newer
	// ones that it closed.
	st.time = max(st.time, t)
	o.emitFlat(st, p.group, t)
}

func (o *flattenOp) emitFlat(st *flattening, g *group, t int64) {
	q := &o.out
	*q = point{time: t, name: st.name, origin: noOrigin, tags: g.tags, group: g, fields: o.fields}
	o.emit(q)
}

func (o *flattenOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group, b.name, b.tmax)
	st.name, st.time = b.name, noTime
	out := &o.outB
	out.rows = out.rows[:0]
	out.name, out.group, out.tmax, out.hintless = b.name, b.group, b.tmax, true
	o.batched, o.spans = o.batched[:0], o.spans[:0]
	for i := range b.rows {
		if t, flat := o.add(st, &b.rows[i]); flat {
			o.addRow(out, t)
		}
	}
	if len(st.points) > 0 {
		// At the end of a batch a point comes out also when it has no fields (N122).
		o.flatten(st.points)
		o.addRow(out, st.time)
		st.points = st.points[:0]
	}
	for i := range out.rows {
		to := len(o.batched)
		if i+1 < len(o.spans) {
			to = o.spans[i+1]
		}
		out.rows[i].fields = o.batched[o.spans[i]:to:to]
	}
	o.emitBatch(out)
}

func (o *flattenOp) addRow(out *batch, t int64) {
	o.spans = append(o.spans, len(o.batched))
	o.batched = append(o.batched, o.fields...)
	out.rows = append(out.rows, point{time: t, name: out.name, origin: noOrigin, tags: out.group.tags, group: out.group})
}

// barrier flushes what is older than it.
func (o *flattenOp) barrier(x *barrier) {
	st := o.state(x.group, x.name, x.time)
	if x.time > st.time && len(st.points) > 0 {
		o.flatten(st.points)
		o.emitFlat(st, x.group, st.time)
		st.points = st.points[:0]
	}
	o.emitBarrier(x)
}

// flatten makes points into fields, in o.fields.
func (o *flattenOp) flatten(points []point) {
	for _, f := range o.fields {
		o.at[f.id] = 0
	}
	o.fields = o.fields[:0]
	for i := range points {
		p := &points[i]
		if !o.begin(p) {
			continue
		}
		fs := p.fields
		if o.s.drop && len(fs) > 1 {
			// All fields get one name; Kapacitor keeps any of them, here it is the last
			// by name.
			fs = o.byName(fs)
		}
		n := len(o.prefix)
		for _, f := range fs {
			if !o.s.drop {
				if n > 0 {
					o.prefix = append(o.prefix, o.s.delimiter...)
				}
				o.prefix = append(o.prefix, o.pl.syms.name(f.id)...)
			}
			o.set(o.pl.syms.idOf(o.prefix), f.v)
			o.prefix = o.prefix[:n]
		}
		o.prefix = o.prefix[:0]
	}
}

// begin writes a point's tags to the prefix; false when one is missing.
func (o *flattenOp) begin(p *point) bool {
	for i, key := range o.s.on {
		v, ok := p.tags.get(key)
		if !ok {
			o.report("point missing tag for flatten operation", fmt.Errorf("tag %s is missing from point", key))
			return false
		}
		if i > 0 {
			o.prefix = append(o.prefix, o.s.delimiter...)
		}
		o.prefix = append(o.prefix, v...)
	}
	return true
}

func (o *flattenOp) byName(fs []field) []field {
	o.sorted = append(o.sorted[:0], fs...)
	slices.SortFunc(o.sorted, func(a, b field) int {
		return strings.Compare(o.pl.syms.name(a.id), o.pl.syms.name(b.id))
	})
	return o.sorted
}

func (o *flattenOp) set(id int32, v lambda.Value) {
	for int(id) >= len(o.at) {
		o.at = append(o.at, 0)
	}
	if i := o.at[id]; i > 0 {
		o.fields[i-1].v = v
		return
	}
	o.fields = append(o.fields, field{id, v})
	o.at[id] = int32(len(o.fields))
}

// idOf is id for a name in a buffer.
func (s *symbols) idOf(name []byte) int32 {
	if id, ok := s.cur.Load().ids[string(name)]; ok {
		return id
	}
	return s.id(string(name))
}
