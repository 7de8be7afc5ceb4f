package engine

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// op is one running operator of one pipeline. Its methods are never called
// concurrently.
type op interface {
	// point and batch take what arrives on the operator's edge; they are borrowed.
	point(p *point)
	batch(b *batch)
	barrier(b *barrier)
	// deleteGroup forgets a group's state.
	deleteGroup(g *group)
	// finish is called once, after the last message: what Kapacitor flushes when a
	// task ends is flushed here.
	finish()
}

// spec is the compiled, immutable form of one node. A pipeline asks it for an
// operator.
type spec interface {
	// start makes the node's operator for a pipeline. The base is filled in by the
	// caller.
	start(b base) op
	// demand says what the node needs to see of its input, given what its children
	// observe of its output.
	demand(out demand) demand
}

// base is what every operator embeds: its place in the pipeline, its children
// and its counters.
type base struct {
	node *graph.Node
	pl   *pipeline
	// stateful says that the operator works by group: known are the groups that it
	// has had a message of, byGroup is what it remembers of them.
	stateful bool
	known    placeSet
	byGroup  perGroup[any]
	next     []op
	st       *counters
	// quiet keeps the node's errors from being logged (R040).
	quiet bool
}

// counters are a node's statistics in one pipeline.
type counters struct {
	collected, emitted, errors int64
	groups                     int64
	extra                      map[string]int64
}

func (b *base) attach(child op) { b.next = append(b.next, child) }

func (b *base) emit(p *point) {
	b.st.emitted++
	if t := b.pl.trace; t != nil {
		t.point(b.node, p)
	}
	for _, n := range b.next {
		n.point(p)
	}
}

func (b *base) emitBatch(x *batch) {
	b.st.emitted++
	if t := b.pl.trace; t != nil {
		t.batch(b.node, x)
	}
	for _, n := range b.next {
		n.batch(x)
	}
}

func (b *base) emitBarrier(x *barrier) {
	for _, n := range b.next {
		n.barrier(x)
	}
}

// barrier, deleteGroup and finish of an operator that only passes them on.

func (b *base) barrier(x *barrier) {
	b.know(x.group)
	b.emitBarrier(x)
}

func (b *base) deleteGroup(g *group) {
	b.forget(g)
	for _, n := range b.next {
		n.deleteGroup(g)
	}
}

func (b *base) finish() {
	for _, n := range b.next {
		n.finish()
	}
}

// forget drops the operator's state of a group.
func (b *base) forget(g *group) {
	if p := b.byGroup.at(g); p != nil {
		*p = nil
	}
	if b.known.remove(g.idx) {
		b.st.groups--
	}
}

// state returns the operator's state of a group, or nil. T is the pointer that
// setState stored.
func state[T any](b *base, g *group) *T {
	p := b.byGroup.at(g)
	if p == nil {
		return nil
	}
	s, _ := (*p).(*T)
	return s
}

// setState stores the operator's state of a group.
func setState[T any](b *base, g *group, s *T) {
	b.know(g)
	*b.byGroup.open(g) = s
}

// know counts a group that a message came of, also one that there is nothing to
// remember of. A node that does not work by group has none.
func (b *base) know(g *group) {
	if b.stateful && b.known.add(g.idx) {
		b.st.groups++
	}
}

// errorf counts and reports an error of the node; data goes on.
func (b *base) errorf(format string, args ...any) {
	b.st.errors++
	if f := b.pl.onError; f != nil && !b.quiet {
		f(&NodeError{Node: b.node.Name, Range: b.node.Range, Message: fmt.Sprintf(format, args...)})
	}
}

// report is errorf for an error that is one already.
func (b *base) report(what string, err error) {
	if err == nil {
		return
	}
	b.st.errors++
	if crashes(err) {
		b.pl.fail(&CrashError{Node: b.node.Name, Range: b.node.Range, Reason: err.Error()})
		return
	}
	if f := b.pl.onError; f != nil && !b.quiet {
		f(&NodeError{Node: b.node.Name, Range: b.node.Range, Message: what + ": " + err.Error()})
	}
}

// crash ends the run because Kapacitor's process would have ended here.
func (b *base) crash(reason string) {
	b.pl.fail(&CrashError{Node: b.node.Name, Range: b.node.Range, Reason: reason})
}

// die ends the run because the node fails, which stops Kapacitor's task.
func (b *base) die(err error) {
	b.pl.fail(&FailedError{Node: b.node.Name, Range: b.node.Range, Err: err})
}

// port is one of several inputs of an operator.
type port interface {
	pointAt(i int, p *point)
	batchAt(i int, b *batch)
	barrierAt(i int, b *barrier)
	deleteGroupAt(i int, g *group)
	finishAt(i int)
}

// input makes one numbered input of a port look like an operator.
type input struct {
	to port
	i  int
}

func (in input) point(p *point)       { in.to.pointAt(in.i, p) }
func (in input) batch(b *batch)       { in.to.batchAt(in.i, b) }
func (in input) barrier(b *barrier)   { in.to.barrierAt(in.i, b) }
func (in input) deleteGroup(g *group) { in.to.deleteGroupAt(in.i, g) }
func (in input) finish()              { in.to.finishAt(in.i) }
