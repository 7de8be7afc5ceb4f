package engine

import (
	"math"

	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("union", compileUnion) }

// unionSpec puts what several nodes emit into one order of time (N140-N144).
type unionSpec struct{ rename string }

func compileUnion(_ *compiler, n *graph.Node) spec {
	return &unionSpec{rename: n.Str("rename", "")}
}

func (s *unionSpec) demand(out demand) demand { return out.eagerly() }

func (s *unionSpec) start(b base) op {
	n := len(b.node.Parents)
	o := &unionOp{base: b, s: s, sources: make([]unionSource, n), open: n}
	for i := range o.sources {
		o.sources[i].mark = noTime
	}
	return o
}

// noTime stands for a time that there is not; it is before all others.
const noTime = math.MinInt64

// unionSource is one input: what waits, oldest arrival first, and the time of the
// first item that waits, or of the last that did.
type unionSource struct {
	waiting queue[unionItem]
	mark    int64
}

// unionItem is a point, a batch or a barrier.
type unionItem struct {
	time    int64
	point   point
	batch   *batch
	barrier *barrier
}

type unionOp struct {
	base
	s       *unionSpec
	sources []unionSource
	// open counts the inputs that have not ended.
	open int
}

func (o *unionOp) point(p *point) { o.pointAt(0, p) }
func (o *unionOp) batch(b *batch) { o.batchAt(0, b) }

func (o *unionOp) pointAt(i int, p *point) {
	o.st.collected++
	p.full()
	it := o.sources[i].waiting.push()
	fs := append(it.point.fields[:0], p.fields...)
	*it = unionItem{time: p.time, point: *p}
	q := &it.point
	q.fields = fs
	if o.s.rename != "" {
		q.name = o.s.rename
		q.group = o.renamed(p.group)
	}
	o.ready(false)
}

// renamed is the group of what got the new name.
func (o *unionOp) renamed(g *group) *group {
	if g.dims.byName && g.name() != o.s.rename {
		return o.pl.groups.find(g.dims, o.s.rename, g.tags)
	}
	return g
}

func (o *unionOp) batchAt(i int, b *batch) {
	o.st.collected++
	c := b.keep()
	// Kapacitor counts the points of a batch before it lets it wait.
	c.hintless = false
	if o.s.rename != "" {
		c.name = o.s.rename
		c.group = o.renamed(b.group)
	}
	it := o.sources[i].waiting.push()
	*it = unionItem{time: b.tmax, batch: c}
	o.ready(false)
}

func (o *unionOp) barrierAt(i int, x *barrier) {
	c := *x
	it := o.sources[i].waiting.push()
	*it = unionItem{time: x.time, barrier: &c}
	o.ready(false)
}

func (o *unionOp) deleteGroupAt(_ int, g *group) { o.deleteGroup(g) }

// finishAt drains what waits once every input has ended.
func (o *unionOp) finishAt(int) {
	if o.open--; o.open > 0 {
		return
	}
	o.ready(true)
	o.finish()
}

// ready emits everything up to the low mark, which is the oldest item that waits
// or, while the inputs last, the oldest that an input without any was seen with.
// Nothing is emitted before each input has sent something.
func (o *unionOp) ready(drain bool) {
	for emitted := true; emitted; {
		emitted = false
		mark, heard := int64(noTime), 0
		for i := range o.sources {
			s := &o.sources[i]
			if s.waiting.len() > 0 {
				s.mark = s.waiting.at(0).time
				if mark == noTime || s.mark < mark {
					mark = s.mark
				}
			}
			if s.mark != noTime {
				heard++
				if !drain && (mark == noTime || s.mark < mark) {
					mark = s.mark
				}
			}
		}
		if !drain && heard != len(o.sources) {
			return
		}
		for i := range o.sources {
			q := &o.sources[i].waiting
			for q.len() > 0 && q.at(0).time <= mark {
				o.release(q.at(0))
				q.pop()
				emitted = true
			}
		}
	}
}

func (o *unionOp) release(it *unionItem) {
	switch {
	case it.batch != nil:
		o.emitBatch(it.batch)
	case it.barrier != nil:
		o.emitBarrier(it.barrier)
	default:
		o.emit(&it.point)
	}
}
