package engine

import (
	"errors"
	"slices"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("stats", compileStats) }

// statsSpec emits by the wall clock how much a node has passed on (N050-N052,
// R021).
type statsSpec struct {
	interval int64
	align    bool
	observed *graph.Node
	emitted  int32
}

func compileStats(c *compiler, n *graph.Node) spec {
	s := &statsSpec{align: n.Flag("align"), observed: n.Observed, emitted: c.syms.id("emitted")}
	s.interval = int64(n.Dur("interval", n.Args[0].Dur))
	if s.interval <= 0 {
		c.errorAt(n.Range, "stats-interval", errors.New("stats node must have positive interval"))
		return nil
	}
	return s
}

func (s *statsSpec) stateful() bool       { return true }
func (s *statsSpec) demand(demand) demand { return demand{} }
func (s *statsSpec) start(b base) op      { return &statsOp{base: b, s: s} }
func (o *statsOp) point(*point)           {}
func (o *statsOp) batch(*batch)           {}
func (c *statsCounter) barrier(*barrier)  {}
func (c *statsCounter) finish()           {}
func (c *statsCounter) collected(g *group) *statsCount {
	n := state[statsCount](&c.of.base, g)
	if n == nil {
		n = &statsCount{group: g}
		setState(&c.of.base, g, n)
		c.of.order = append(c.of.order, n)
	}
	return n
}

type statsOp struct {
	base
	s *statsSpec
	// order are the groups in order of first appearance; Kapacitor's order is that of
	// a map.
	order []*statsCount
	// stream says that the node counted is the stream itself.
	stream bool
	p      point
}

// statsCount is how much a group has seen.
type statsCount struct {
	group *group
	n     int64
}

// statsCounter stands beside the children of the node that is counted.
type statsCounter struct{ of *statsOp }

func (c *statsCounter) point(p *point) { c.collected(p.group).n++ }

// batch counts points, not batches (N051).
func (c *statsCounter) batch(b *batch) { c.collected(b.group).n += int64(len(b.rows)) }

func (c *statsCounter) deleteGroup(g *group) {
	if n := state[statsCount](&c.of.base, g); n != nil {
		c.of.order = slices.DeleteFunc(c.of.order, func(x *statsCount) bool { return x == n })
		c.of.forget(g)
	}
}

// both gives what it gets to two operators.
type both struct{ a, b op }

func (x both) point(p *point)       { x.a.point(p); x.b.point(p) }
func (x both) batch(b *batch)       { x.a.batch(b); x.b.batch(b) }
func (x both) barrier(b *barrier)   { x.a.barrier(b); x.b.barrier(b) }
func (x both) deleteGroup(g *group) { x.a.deleteGroup(g); x.b.deleteGroup(g) }
func (x both) finish()              { x.a.finish(); x.b.finish() }

// schedule hangs the counter below the observed node and starts the clock's part.
func (o *statsOp) schedule() {
	for i := range o.pl.prog.nodes {
		if o.pl.prog.nodes[i].node != o.s.observed {
			continue
		}
		b := o.pl.bases[i]
		switch last := len(b.next) - 1; {
		case o.s.observed.Kind() == "stream":
			o.stream = true
		case last >= 0:
			// The edge that is counted is the one made first, on which a trickle sends.
			b.next[last] = both{&statsCounter{o}, b.next[last]}
		default:
			b.attach(&statsCounter{o})
		}
	}
	c, d := &o.pl.clock, o.s.interval
	if !o.s.align {
		c.every(d, d, func() { o.tick(c.wall()) })
		return
	}
	c.whenStarted(func() {
		// The first points carry the time from before the wait (N052).
		now := c.wall()
		first := truncateTime(now, d) + d - now
		begun := false
		c.every(first, d, func() {
			t := c.wall()
			if !begun {
				t, begun = now, true
			}
			o.tick(roundTime(t, d))
		})
	})
}

// tick emits one point for each group; while there is none, one without group.
func (o *statsOp) tick(t int64) {
	none := o.pl.groups.find(o.pl.groups.intern(nil, false), "stats", noTags)
	switch {
	case o.stream:
		o.send(t, none, o.pl.streamed())
	case len(o.order) == 0:
		o.send(t, none, 0)
	}
	// What is sent may change the groups that are counted.
	for _, n := range slices.Clone(o.order) {
		if o.pl.err != nil {
			return
		}
		o.send(t, o.pl.groups.find(n.group.dims, "stats", n.group.tags), n.n)
	}
}

func (o *statsOp) send(t int64, g *group, n int64) {
	p := &o.p
	*p = point{time: t, name: "stats", origin: noOrigin, tags: g.tags, group: g, fields: append(p.fields[:0], field{o.s.emitted, lambda.IntValue(n)})}
	o.emit(p)
}

// streamCount is how many points reached the task's stream.
func (r *Run) streamCount() int64 {
	var n int64
	for _, s := range r.sources {
		for _, k := range s.kinds {
			n += k.seen * k.times
		}
	}
	return n
}
