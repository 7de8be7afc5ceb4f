package engine

import (
	"errors"
	"fmt"
	"slices"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("kapacitorLoopback", compileLoopback) }

// Loopback is a point that a kapacitorLoopback node writes back into Kapacitor, for
// the tasks that subscribe to its database and retention policy. The task itself is
// never among them (N189).
type Loopback struct {
	// Node is the node's name.
	Node   string
	DB, RP string
	Point  lp.Point
}

// loopbackSpec writes points back (N189, N190).
type loopbackSpec struct {
	db, rp, measurement string
	tags                []tag
}

func compileLoopback(c *compiler, n *graph.Node) spec {
	s := &loopbackSpec{db: n.Str("database", ""), rp: n.Str("retentionPolicy", ""), measurement: n.Str("measurement", ""), tags: extraTags(n)}
	if err := s.loops(c.graph.DBRPs); err != nil {
		c.errorAt(n.Range, "loop", err)
		return nil
	}
	if err := s.loops(c.opts.DBRPs); err != nil {
		c.errorAt(n.Range, "loop", err)
		return nil
	}
	return s
}

var errLoop = errors.New("loop detected on dbrp")

// loops says whether the node writes to where its own task reads.
func (s *loopbackSpec) loops(dbrps []graph.DBRP) error {
	if slices.Contains(dbrps, graph.DBRP{Database: s.db, RetentionPolicy: s.rp}) {
		return fmt.Errorf("%w: %q.%q", errLoop, s.db, s.rp)
	}
	return nil
}

func (s *loopbackSpec) demand(demand) demand { return everything }
func (s *loopbackSpec) start(b base) op      { return &loopbackOp{base: b, s: s} }

type loopbackOp struct {
	base
	s *loopbackSpec
}

// schedule refuses a run that reads what it writes.
func (o *loopbackOp) schedule() {
	if err := o.s.loops(o.pl.dbrps); err != nil {
		o.die(err)
	}
}

func (o *loopbackOp) write(name string, p *point) {
	if send := o.pl.opts.OnLoopback; send != nil {
		err := send(&Loopback{Node: o.node.Name, DB: o.s.db, RP: o.s.rp, Point: exportPoint(name, p, o.s.tags, o.pl.syms)})
		if err != nil {
			o.errorf("failed to write point over loopback: %v", err)
			return
		}
	}
	o.st.extraAdd("points_written", 1)
}

func (o *loopbackOp) point(p *point) {
	o.st.collected++
	name := p.name
	if o.s.measurement != "" {
		name = o.s.measurement
	}
	o.write(name, p)
}

// batch ignores the measurement property, as Kapacitor does.
func (o *loopbackOp) batch(b *batch) {
	o.st.collected++
	for i := range b.rows {
		o.write(b.name, &b.rows[i])
	}
}

func (o *loopbackOp) barrier(*barrier) {}

func (o *loopbackOp) deleteGroup(g *group) { o.forget(g) }
