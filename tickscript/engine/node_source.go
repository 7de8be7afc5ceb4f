package engine

import "github.com/tickwright/tickwright/tickscript/graph"

func init() {
	register("stream", func(*compiler, *graph.Node) spec { return sourceSpec{} })
}

// sourceSpec is the stream itself: the run hands points to the from operators
// below it directly, because it knows per series which of them match.
type sourceSpec struct{}

func (sourceSpec) demand(out demand) demand { return out }
func (sourceSpec) shardable() bool          { return true }
func (sourceSpec) start(b base) op          { return &sourceOp{b} }

type sourceOp struct{ base }

func (o *sourceOp) point(p *point) { o.emit(p) }
func (o *sourceOp) batch(b *batch) { o.emitBatch(b) }
