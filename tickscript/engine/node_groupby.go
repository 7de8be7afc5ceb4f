package engine

import (
	"sort"

	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("groupBy", compileGroupBy) }

// groupBySpec sets the dimensions anew (N010-N015).
type groupBySpec struct{ grouping }

func compileGroupBy(_ *compiler, n *graph.Node) spec {
	s := &groupBySpec{}
	s.take(n.Args)
	s.byName = n.Flag("byMeasurement")
	s.exclude = map[string]bool{}
	for _, t := range n.Strings("exclude") {
		s.exclude[t] = true
	}
	return s
}

func (s *groupBySpec) stateful() bool  { return false }
func (s *groupBySpec) shardable() bool { return false }

func (s *groupBySpec) demand(out demand) demand {
	if s.star {
		out.tags.all = true
	}
	out.tags.add(s.keys...)
	return out
}

func (s *groupBySpec) start(b base) op {
	return &groupByOp{base: b, s: s, by: s.regroup(b.pl), pending: map[*group]*batch{}}
}

type groupByOp struct {
	base
	s    *groupBySpec
	by   *regroup
	memo groupMemo
	// pending are the buckets of the batches of one time.
	pending map[*group]*batch
	order   []*batch
	last    int64
	started bool
}

// groupMemo remembers the group of the tag sets seen last.
type groupMemo struct{ m map[groupMemoKey]*group }

type groupMemoKey struct {
	tags   *tagSet
	name   string
	byName bool
}

func (o *groupByOp) groupOf(name string, tags *tagSet, byName bool) *group {
	k := groupMemoKey{tags: tags, byName: byName}
	if byName {
		k.name = name
	}
	if g, ok := o.memo.m[k]; ok {
		return g
	}
	g := o.by.groupAs(name, tags, byName)
	if o.memo.m == nil || len(o.memo.m) >= 1<<16 {
		o.memo.m = map[groupMemoKey]*group{}
	}
	o.memo.m[k] = g
	return g
}

func (o *groupByOp) point(p *point) {
	o.st.collected++
	// By-name can be added, never taken away (N011). The group is put back after
	// the call: a sibling branch sees the point as it came.
	was := p.group
	if byName := o.s.byName || was.dims.byName; byName {
		p.group = o.groupOf(p.name, p.tags, true)
	} else if m := p.tags.memo; m != nil && m.of == o {
		p.group = m.group
	} else {
		p.group = o.groupOf(p.name, p.tags, false)
		if p.tags != noTags { // which all runs share
			p.tags.memo = &tagMemo{p.group, o}
		}
	}
	o.emit(p)
	p.group = was
}

func (o *groupByOp) batch(b *batch) {
	o.st.collected++
	o.flush(b.tmax)
	byName := o.s.byName || b.group.dims.byName
	for i := range b.rows {
		p := &b.rows[i]
		g := o.groupOf(b.name, p.tags, byName)
		x := o.pending[g]
		if x == nil {
			x = &batch{name: b.name, group: g, tmax: b.tmax}
			o.pending[g] = x
			o.order = append(o.order, x)
		}
		r := *p.keep()
		r.group = g
		x.rows = append(x.rows, r)
	}
	o.st.groups = int64(len(o.pending))
}

// flush emits the buckets when the time moves on. Kapacitor's order of groups is
// that of a map; here it is the order of first appearance.
func (o *groupByOp) flush(t int64) {
	if o.started && t == o.last {
		return
	}
	o.started, o.last = true, t
	order := o.order
	o.order = nil
	clear(o.pending)
	o.st.groups = 0
	for _, x := range order {
		sort.SliceStable(x.rows, func(i, j int) bool { return x.rows[i].time < x.rows[j].time })
		o.emitBatch(x)
	}
}

func (o *groupByOp) barrier(x *barrier) {
	if o.node.Wants != 0 && !streamEdge(o.node) {
		o.flush(x.time)
	}
	o.emitBarrier(x)
}
