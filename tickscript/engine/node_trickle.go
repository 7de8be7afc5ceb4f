package engine

import "github.com/tickwright/tickwright/tickscript/graph"

func init() {
	register("trickle", func(*compiler, *graph.Node) spec { return trickleSpec{} })
	register("noop", func(*compiler, *graph.Node) spec { return noopSpec{} })
}

// trickleSpec turns batches into points, for its first child only (N170, N171).
type trickleSpec struct{}

func (trickleSpec) shardable() bool          { return true }
func (trickleSpec) demand(out demand) demand { return out.eagerly() }
func (trickleSpec) start(b base) op          { return &trickleOp{base: b} }

type trickleOp struct {
	base
	p point
}

func (o *trickleOp) batch(b *batch) {
	o.st.collected++
	for i := range b.rows {
		o.p = b.rows[i]
		o.p.name, o.p.group, o.p.origin = b.name, b.group, noOrigin
		o.point(&o.p)
	}
}

func (o *trickleOp) point(p *point) {
	if len(o.next) == 0 {
		o.crash("trickle has no child to send to")
		return
	}
	o.st.emitted++
	if t := o.pl.trace; t != nil {
		t.point(o.node, p)
	}
	o.first().point(p)
}

// first is the child whose edge Kapacitor makes first: of several, the one that
// the script names last.
func (b *base) first() op { return b.next[len(b.next)-1] }

func (o *trickleOp) barrier(x *barrier) {
	if len(o.next) > 0 {
		o.first().barrier(x)
	}
}

// noopSpec discards what it gets; Kapacitor hangs one below nodes whose output
// is only counted (R024).
type noopSpec struct{}

func (noopSpec) shardable() bool      { return true }
func (noopSpec) demand(demand) demand { return demand{} }
func (noopSpec) start(b base) op      { return &noopOp{b} }

type noopOp struct{ base }

func (o *noopOp) point(*point) { o.st.collected++ }
func (o *noopOp) batch(*batch) { o.st.collected++ }
