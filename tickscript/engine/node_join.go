package engine

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("join", compileJoin) }

// joinSpec puts what several nodes emit for one group and one time into one
// point, or one batch (N150-N165).
type joinSpec struct {
	names      []string
	delimiter  string
	on         []string
	tolerance  int64
	streamName string
	deleteAll  bool
	// outer joins take fill for what is missing.
	outer   bool
	fill    lambda.Value
	batches bool
	// overlaps says that two inputs can make the same field name.
	overlaps bool
}

func compileJoin(_ *compiler, n *graph.Node) spec {
	s := &joinSpec{
		delimiter: n.Str("delimiter", "."), tolerance: int64(n.Dur("tolerance", 0)), streamName: n.Str("streamName", ""),
		batches: n.Wants == catalog.BatchEdge,
	}
	if c, ok := n.Call("deleteAll"); ok {
		s.deleteAll = len(c.Args) == 0 || c.Args[0].Bool
	}
	s.names = lastStrings(n, "as")
	s.on = lastStrings(n, "on")
	if c, ok := n.Call("fill"); ok {
		switch v := c.Args[0]; v.Type {
		case catalog.String:
			s.outer, s.fill = v.Str == "null", lambda.NilValue()
		case catalog.Int:
			s.outer, s.fill = true, lambda.IntValue(v.Int)
		case catalog.Float:
			s.outer, s.fill = true, lambda.FloatValue(v.Float)
		}
	}
	for i, a := range s.names {
		for j, b := range s.names {
			if i != j && strings.HasPrefix(a+s.delimiter, b+s.delimiter) {
				s.overlaps = true
			}
		}
	}
	return s
}

// lastStrings returns the arguments of the last call of a property.
func lastStrings(n *graph.Node, name string) []string {
	var out []string
	if c, ok := n.Call(name); ok {
		for _, a := range c.Args {
			out = append(out, a.Str)
		}
	}
	return out
}

func (s *joinSpec) stateful() bool { return true }

// demand asks every input for the fields behind all prefixes, because an outer
// join takes the names of the fields that a missing side has from the others.
func (s *joinSpec) demand(out demand) demand {
	in := unprefixed(out, s.names, s.delimiter)
	in.tags = names{} // the group's own are all that is left
	if s.batches && s.outer {
		// The first row with any field names what is filled in for all.
		in.fields.all = true
	}
	return in
}

// unprefixed is the demand of a node that puts prefixes before names.
func unprefixed(out demand, prefixes []string, delimiter string) demand {
	in := demand{fields: names{all: out.fields.all}, tags: names{all: out.tags.all}}
	strip := func(from names, to *names) {
		for name := range from.set {
			for _, p := range prefixes {
				if rest, ok := strings.CutPrefix(name, p+delimiter); ok {
					to.add(rest)
				}
			}
		}
	}
	strip(out.fields, &in.fields)
	strip(out.tags, &in.tags)
	in.lazy = out.lazy
	return in.eagerly()
}

func (s *joinSpec) start(b base) op {
	n := len(b.node.Parents)
	o := &joinOp{
		base: b, s: s, open: n, reported: make([]bool, n),
		prefixed: make([]prefixes, n),
	}
	for i, name := range s.names {
		o.prefixed[i] = prefixes{syms: b.pl.syms, prefix: name + s.delimiter}
	}
	if len(s.on) > 0 {
		keys := append([]string(nil), s.on...)
		o.on[0], o.on[1] = b.pl.groups.intern(keys, false), b.pl.groups.intern(keys, true)
	}
	return o
}

// prefixes numbers the prefixed names of fields.
type prefixes struct {
	syms   *symbols
	prefix string
	ids    []int32
}

func (p *prefixes) id(id int32) int32 {
	for int(id) >= len(p.ids) {
		p.ids = append(p.ids, 0)
	}
	if p.ids[id] == 0 {
		p.ids[id] = p.syms.id(p.prefix + p.syms.name(id))
	}
	return p.ids[id]
}

type joinOp struct {
	base
	s *joinSpec
	// open counts the inputs that have not ended.
	open     int
	prefixed []prefixes
	// states are those of all groups, in order of their first appearance.
	states []*joinState

	// on are the dimensions of the keys that inputs are matched by, without and with
	// the measurement.
	on          [2]*dims
	reported    []bool
	allReported bool

	free     []*joinSet
	freeSets [][]*joinSet
	out      point
	fields   []field
	outB     batch
	arena    []field
	walk     walk
	spans    []int
}

// joinState is what is known of one group, as a group that is joined and as a key
// that inputs are matched by; Kapacitor keeps these apart under the same id.
type joinState struct {
	group *joinGroup
	key   joinKey
}

func (o *joinOp) state(g *group) *joinState {
	st := state[joinState](&o.base, g)
	if st == nil {
		st = &joinState{}
		*o.byGroup.open(g) = st
		o.states = append(o.states, st)
	}
	return st
}

// joined returns a group's pending sets.
func (o *joinOp) joined(g *group) *joinGroup {
	st := o.state(g)
	if st.group == nil {
		st.group = &joinGroup{o: o, heads: make([]int64, len(o.node.Parents)), oldest: noTime}
		for i := range st.group.heads {
			st.group.heads[i] = noTime
		}
		o.st.groups++
	}
	return st.group
}

func (o *joinOp) point(p *point) { o.pointAt(0, p) }
func (o *joinOp) batch(b *batch) { o.batchAt(0, b) }

func (o *joinOp) pointAt(src int, p *point) {
	o.st.collected++
	p.full()
	o.take(src, &joinItem{point: *p, time: roundTime(p.time, o.s.tolerance), group: p.group, name: p.name})
}

func (o *joinOp) batchAt(src int, b *batch) {
	o.st.collected++
	o.take(src, &joinItem{batch: b, time: roundTime(b.tmax, o.s.tolerance), group: b.group, name: b.name})
}

// joinItem is a point or a batch of one input. Its time is rounded.
type joinItem struct {
	point point
	batch *batch
	time  int64
	group *group
	name  string
}

// keep makes the item outlive the message that it came with, using the room of
// the one that was there before.
func (to *joinItem) keep(it *joinItem) {
	fs := to.point.fields[:0]
	*to = *it
	if it.batch != nil {
		to.batch = it.batch.keep()
		return
	}
	to.point.fields = append(fs, it.point.fields...)
}

func (o *joinOp) take(src int, it *joinItem) {
	if len(o.s.on) > 0 {
		o.match(src, it)
		return
	}
	o.joined(it.group).collect(src, it)
}

func (o *joinOp) barrierAt(src int, x *barrier) {
	o.joined(x.group).barrier(src, roundTime(x.time, o.s.tolerance))
	if o.pl.err == nil {
		o.emitBarrier(x)
	}
}

func (o *joinOp) deleteGroupAt(src int, g *group) {
	if st := state[joinState](&o.base, g); st != nil {
		if st.group != nil {
			o.st.groups--
		}
		st.group = nil
		st.key.specific, st.key.matches = nil, nil
		st.key.forget(src)
	}
	if o.s.deleteAll {
		for _, st := range o.states {
			for i := range st.key.marks {
				st.key.forget(i)
			}
		}
	}
	for _, n := range o.next {
		n.deleteGroup(g)
	}
}

// finishAt emits all sets once every input has ended (N156).
func (o *joinOp) finishAt(int) {
	if o.open--; o.open > 0 {
		return
	}
	for _, st := range o.states {
		for st.group != nil && len(st.group.times) > 0 && o.pl.err == nil {
			st.group.emit(false)
		}
	}
	if o.pl.err == nil {
		o.finish()
	}
}
