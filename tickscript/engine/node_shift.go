package engine

import (
	"errors"

	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("shift", compileShift) }

// shiftSpec moves points and batches in time (N091).
type shiftSpec struct{ by int64 }

func compileShift(c *compiler, n *graph.Node) spec {
	s := &shiftSpec{by: int64(n.Args[0].Dur)}
	if call, ok := n.Call("shift"); ok {
		s.by = int64(call.Args[0].Dur)
	}
	if s.by == 0 {
		c.errorAt(n.Range, "shift-zero", errors.New("invalid shift value: must be non zero duration"))
		return nil
	}
	return s
}

func (s *shiftSpec) shardable() bool          { return true }
func (s *shiftSpec) demand(out demand) demand { return out }
func (s *shiftSpec) start(b base) op          { return &shiftOp{base: b, by: s.by} }

type shiftOp struct {
	base
	by  int64
	out batch
}

func (o *shiftOp) point(p *point) {
	o.st.collected++
	p.time += o.by
	o.emit(p)
	p.time -= o.by
}

func (o *shiftOp) batch(b *batch) {
	o.st.collected++
	rows := append(o.out.rows[:0], b.rows...)
	o.out = *b
	o.out.tmax += o.by
	for i := range rows {
		rows[i].time += o.by
	}
	o.out.rows = rows
	o.emitBatch(&o.out)
}
