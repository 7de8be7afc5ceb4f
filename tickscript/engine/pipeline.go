package engine

import (
	"context"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// pipeline is one running instance of a program's operators, with its own
// groups. A run has one, or one per shard.
type pipeline struct {
	prog   *Program
	syms   *symbols
	groups *groups
	env    lambda.Env
	// ops are in the order of prog.nodes.
	ops   []op
	bases []*base
	// sources are the from operators directly below the stream, in order.
	sources []*fromOp

	// dbrps are what the task subscribes to; none means anything.
	dbrps []graph.DBRP

	whole   bool
	trace   tracer
	explain *explaining
	onError func(error)
	// take counts the points of a batch that is about to be taken, and looks at the
	// run's limits.
	take    func(n int)
	onEvent func(*alert.Event)
	onLog   func(*LogLine)
	onLine  func(*graph.Node, []byte)
	// onPayload is asked for what handlers would send.
	onPayload func(*alert.Delivery)
	events    int64
	// raised is the last event; onSilent is told of events that give no line.
	raised   raised
	onSilent func()
	// clock drives what Kapacitor takes from the wall clock; opts are the run's, and
	// ctx that of the call that moves the clock.
	clock clock
	opts  *RunOptions
	ctx   context.Context
	// streamed says how many points reached the task's stream.
	streamed func() int64
	// queries are the query operators in order.
	queries []*queryOp
	// randoms is the number of sources of random numbers that were made.
	randoms uint64
	// topics are the run's alert topics.
	topics *alert.Topics
	err    error
}

// tracer sees every message that leaves a node.
type tracer interface {
	point(n *graph.Node, p *point)
	batch(n *graph.Node, b *batch)
}

// based gives the pipeline access to an operator's base, to link children.
type based interface{ self() *base }

func (b *base) self() *base { return b }

// newPipeline starts a program's operators. whole makes every field and tag
// present everywhere, for a tracer to see.
func newPipeline(prog *Program, syms *symbols, whole bool, explain *explaining) *pipeline {
	pl := &pipeline{prog: prog, syms: syms, whole: whole, explain: explain}
	pl.groups = newGroups(0)
	byNode := map[*graph.Node]op{}
	for i := range prog.nodes {
		n := &prog.nodes[i]
		o := n.spec.start(base{node: n.node, pl: pl, stateful: n.stateful, st: &counters{}, quiet: n.node.Flag("quiet")})
		pl.ops = append(pl.ops, o)
		byNode[n.node] = o
		pl.bases = append(pl.bases, o.(based).self())
	}
	for i := range prog.nodes {
		n := prog.nodes[i].node
		b := pl.bases[i]
		for ci, ch := range n.Children {
			child := byNode[ch]
			if p, ok := child.(port); ok {
				b.attach(input{to: p, i: inputOf(n, ci)})
				continue
			}
			b.attach(child)
		}
		if f, ok := pl.ops[i].(*fromOp); ok && len(n.Parents) == 1 && n.Parents[0].Kind() == "stream" {
			f.want = f.s.demand(prog.nodes[i].demand.clone())
			if whole {
				f.want.merge(everything)
			}
			pl.sources = append(pl.sources, f)
		}
	}
	return pl
}

// inputOf returns which input of its ci-th child a node feeds. A node that feeds
// one child several times is its parent as often.
func inputOf(n *graph.Node, ci int) int {
	ch := n.Children[ci]
	before := 0
	for _, c := range n.Children[:ci] {
		if c == ch {
			before++
		}
	}
	for k, p := range ch.Parents {
		if p != n {
			continue
		}
		if before == 0 {
			return k
		}
		before--
	}
	return 0
}

// fail records the first error that ends the run.
func (pl *pipeline) fail(err error) {
	if pl.err == nil {
		pl.err = err
	}
}

// finish ends the input.
func (pl *pipeline) finish() {
	for i := range pl.prog.nodes {
		if len(pl.prog.nodes[i].node.Parents) == 0 {
			pl.ops[i].finish()
		}
	}
}

// topicID names an event of a topic.
type topicID struct{ topic, id string }

// raised is what a sharded run needs to know of an event to complete its line.
// settled says that the level before is known already: events with one id are all
// of one shard where groups start from what their id's last event was.
type raised struct {
	topic, id string
	level     alert.Level
	settled   bool
}
