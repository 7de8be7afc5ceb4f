package engine

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("combine", compileCombine) }

// combineSpec combines the points of one group and time among themselves
// (N130-N136).
type combineSpec struct {
	exprs     []*bound
	names     []string
	delimiter string
	tolerance int64
	max       int64
}

func compileCombine(c *compiler, n *graph.Node) spec {
	s := &combineSpec{
		names: lastStrings(n, "as"), delimiter: n.Str("delimiter", "."), tolerance: int64(n.Dur("tolerance", 0)),
		max: n.Int("max", 1000000),
	}
	for i, a := range n.Args {
		b, err := c.bind(a)
		if err != nil {
			c.errorAt(a.Range, "lambda", fmt.Errorf("failed to compile %d expression: %w", i, err))
			continue
		}
		s.exprs = append(s.exprs, b)
	}
	if len(s.exprs) != len(s.names) {
		return nil
	}
	return s
}

func (s *combineSpec) stateful() bool { return true }

func (s *combineSpec) shardable() bool {
	for _, e := range s.exprs {
		if !e.sharded() {
			return false
		}
	}
	return true
}

func (s *combineSpec) demand(out demand) demand {
	in := unprefixed(out, s.names, s.delimiter)
	for _, e := range s.exprs {
		in.refs(e.demandNames())
	}
	// A name after a prefix may be a field's or a tag's.
	for name := range out.tags.set {
		for _, p := range s.names {
			if rest, ok := strings.CutPrefix(name, p+s.delimiter); ok {
				in.tags.add(rest)
			}
		}
	}
	return in
}

func (s *combineSpec) start(b base) op {
	k := len(s.exprs)
	o := &combineOp{base: b, s: s, at: make([]int, k), left: make([]int, k), set: make([]*point, k), prefixed: make([]prefixes, k)}
	for _, e := range s.exprs {
		o.protos = append(o.protos, e.proto(b.pl))
	}
	for i, name := range s.names {
		o.prefixed[i] = prefixes{syms: b.pl.syms, prefix: name + s.delimiter}
	}
	return o
}

// combining is one group's buffer.
type combining struct {
	time   int64
	name   string
	points []point
	exprs  []*scope
	// room says that Kapacitor's buffer has been given any; without, the first
	// point of a new time ends its process (N134).
	room bool
}

type combineOp struct {
	base
	s        *combineSpec
	protos   []*proto
	prefixed []prefixes
	matches  []bool
	// at are the points of a combination, left those that no expression has taken,
	// set those taken.
	at, left []int
	set      []*point
	out      point
	fields   []field
	made     map[madeOf]*tagSet
}

func (o *combineOp) state(g *group, name string, t int64) *combining {
	st := state[combining](&o.base, g)
	if st == nil {
		st = &combining{time: t, name: name}
		for _, p := range o.protos {
			st.exprs = append(st.exprs, p.scope())
		}
		setState(&o.base, g, st)
	}
	return st
}

func (o *combineOp) point(p *point) {
	o.st.collected++
	o.add(o.state(p.group, p.name, p.time), p.group, p)
}

func (o *combineOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group, b.name, b.tmax)
	st.name, st.time = b.name, noTime
	st.room = st.room || !b.hintless && len(b.rows) > 0
	for i := range b.rows {
		o.add(st, b.group, &b.rows[i])
	}
	o.combine(st, b.group)
	st.points = st.points[:0]
}

func (o *combineOp) barrier(x *barrier) {
	o.state(x.group, x.name, x.time)
	o.emitBarrier(x)
}

// add keeps a point with its time rounded; a point of another time first combines
// those before it.
func (o *combineOp) add(st *combining, g *group, p *point) {
	t := roundTime(p.time, o.s.tolerance)
	if t != st.time {
		o.combine(st, g)
		if !st.room {
			o.crash("combine puts a point into a buffer of no size")
			return
		}
		st.time, st.points = t, st.points[:0]
	}
	st.room = true
	st.points = appendKept(st.points, p)
	st.points[len(st.points)-1].time = t
}

// combine emits every combination of as many points as there are expressions,
// each matched by one of them.
func (o *combineOp) combine(st *combining, g *group) {
	n, k := len(st.points), len(st.exprs)
	if n == 0 || o.pl.err != nil {
		return
	}
	o.matches = o.matches[:0]
	for i := range st.points {
		for _, e := range st.exprs {
			ok, err := e.bool(&st.points[i], &o.pl.env)
			if err != nil {
				o.report("error evaluating lambda expression", err)
				ok = false
			}
			o.matches = append(o.matches, ok)
		}
	}
	count := choose(int64(n), int64(k))
	if count > o.s.max {
		o.die(fmt.Errorf("refusing to perform combination as total combinations %d exceeds max combinations %d", count, o.s.max))
		return
	}
	if n < k {
		return
	}
	for i := range o.at {
		o.at[i] = i
	}
	for more := true; more && o.pl.err == nil; more = nextCombination(o.at, n) {
		if o.assign(st) {
			o.emitSet(st, g)
		}
	}
}

// choose is the number of combinations, -1 when there are too few points.
func choose(n, k int64) int64 {
	if n < k {
		return -1
	}
	count := int64(1)
	for i := range k {
		count = count * (n - i) / (i + 1)
	}
	return count
}

// nextCombination moves on to the next in the order of indices; false after the
// last.
func nextCombination(at []int, n int) bool {
	k := len(at)
	i := k - 1
	for i >= 0 && at[i] == i+n-k {
		i--
	}
	if i < 0 {
		return false
	}
	at[i]++
	for j := i + 1; j < k; j++ {
		at[j] = at[j-1] + 1
	}
	return true
}

// assign lets each expression take the first point left that it matches, which
// may leave a later one without although another choice would not (N132).
func (o *combineOp) assign(st *combining) bool {
	k := len(o.at)
	left := append(o.left[:0], o.at...)
	for e := range k {
		found := false
		for i, p := range left {
			if o.matches[p*k+e] {
				o.set[e] = &st.points[p]
				left = append(left[:i], left[i+1:]...)
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func (o *combineOp) emitSet(st *combining, g *group) {
	fs := o.fields[:0]
	for i, p := range o.set {
		for _, f := range p.fields {
			fs = append(fs, field{o.prefixed[i].id(f.id), f.v})
		}
	}
	o.fields = fs
	q := &o.out
	*q = point{time: roundTime(o.set[0].time, o.s.tolerance), name: st.name, origin: noOrigin, tags: o.tagsOf(g), group: g, fields: fs}
	o.emit(q)
}

// madeOf are the tags of up to four points.
type madeOf struct {
	group *group
	of    [4]*tagSet
}

// tagsOf returns the tags of a combination: dimensions as they are, others
// prefixed. They are remembered, so that a steady stream makes none.
func (o *combineOp) tagsOf(g *group) *tagSet {
	key := madeOf{group: g}
	for i, p := range o.set {
		if i < len(key.of) {
			key.of[i] = p.tags
		}
	}
	if len(o.set) <= len(key.of) {
		if t, ok := o.made[key]; ok {
			return t
		}
	}
	t := noTags
	for i, p := range o.set {
		for j, name := range p.tags.keys.list {
			if _, dim := g.tags.get(name); !dim {
				name = o.s.names[i] + o.s.delimiter + name
			}
			t = t.with(name, p.tags.values[j])
		}
	}
	if o.made == nil || len(o.made) >= 4096 {
		o.made = map[madeOf]*tagSet{}
	}
	o.made[key] = t
	return t
}
