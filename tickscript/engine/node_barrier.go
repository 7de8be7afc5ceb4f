package engine

import (
	"errors"

	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("barrier", compileBarrier) }

// barrierSpec says by the wall clock that a group will see no older point
// (N080-N085).
type barrierSpec struct {
	idle, period int64
	del          bool
}

func compileBarrier(c *compiler, n *graph.Node) spec {
	s := &barrierSpec{idle: int64(n.Dur("idle", 0)), period: int64(n.Dur("period", 0))}
	if call, ok := n.Call("delete"); ok {
		s.del = len(call.Args) == 0 || call.Args[0].Bool
	}
	if s.idle <= 0 && s.period <= 0 {
		c.errorAt(n.Range, "barrier", errors.New("barrier node must have either a non zero idle or a non zero period"))
		return nil
	}
	return s
}

func (s *barrierSpec) stateful() bool { return true }

func (s *barrierSpec) demand(out demand) demand { return out }
func (s *barrierSpec) start(b base) op          { return &barrierOp{base: b, s: s} }

// barrierState is one group's timer.
type barrierState struct {
	group *group
	// last is the time of the last point, barrier that of the last barrier.
	last, barrier int64
	// deadline is when the group has been idle long enough, by the clock.
	deadline int64
	stopped  bool
}

type barrierOp struct {
	base
	s   *barrierSpec
	out batch
	msg barrier
}

func (o *barrierOp) state(g *group) *barrierState {
	st := state[barrierState](&o.base, g)
	if st != nil {
		return st
	}
	c := &o.pl.clock
	st = &barrierState{group: g, last: c.wall(), barrier: noTime}
	setState(&o.base, g, st)
	if o.s.idle > 0 {
		st.deadline = c.elapsed + o.s.idle
		c.after(o.s.idle, func() { o.idle(st) })
	} else {
		c.after(o.s.period, func() { o.tick(st) })
	}
	return st
}

// idle looks whether a group is idle. Points only move the deadline: a timer is not
// set anew for each.
func (o *barrierOp) idle(st *barrierState) {
	c := &o.pl.clock
	switch {
	case st.stopped:
		return
	case c.elapsed < st.deadline:
		c.after(st.deadline-c.elapsed, func() { o.idle(st) })
		return
	}
	// The next one is due when the idle time has passed again, after the last point's
	// time, not the clock's (N082).
	st.deadline = c.elapsed + o.s.idle
	c.after(o.s.idle, func() { o.idle(st) })
	st.last += o.s.idle
	o.raise(st, st.last)
}

// tick raises a barrier at the clock's time, whatever the times of points (N083).
func (o *barrierOp) tick(st *barrierState) {
	if st.stopped {
		return
	}
	o.pl.clock.after(o.s.period, func() { o.tick(st) })
	o.raise(st, o.pl.clock.wall())
}

func (o *barrierOp) raise(st *barrierState, t int64) {
	st.barrier = t
	o.msg = barrier{name: "barrier", group: st.group, time: t}
	o.emitBarrier(&o.msg)
	if o.s.del && o.pl.err == nil {
		o.deleteGroup(st.group)
	}
}

// passes says whether something of a time is not older than the last barrier
// (N084).
func (o *barrierOp) passes(st *barrierState, t int64) bool {
	if t < st.barrier {
		return false
	}
	if o.s.idle > 0 {
		st.last, st.deadline = t, o.pl.clock.elapsed+o.s.idle
	}
	return true
}

func (o *barrierOp) point(p *point) {
	o.st.collected++
	if o.passes(o.state(p.group), p.time) {
		o.emit(p)
	}
}

func (o *barrierOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group)
	rows := o.out.rows[:0]
	o.out = *b
	for i := range b.rows {
		if o.passes(st, b.rows[i].time) {
			rows = append(rows, b.rows[i])
		}
	}
	o.out.rows = rows
	o.emitBatch(&o.out)
}

// barrier takes one from a barrier node above.
func (o *barrierOp) barrier(x *barrier) {
	st := o.state(x.group)
	if !o.passes(st, x.time) {
		return
	}
	if o.s.idle > 0 {
		st.barrier = x.time
	}
	o.emitBarrier(x)
}

func (o *barrierOp) deleteGroup(g *group) {
	if st := state[barrierState](&o.base, g); st != nil {
		st.stopped = true
	}
	o.base.deleteGroup(g)
}
