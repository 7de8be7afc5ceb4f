package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Visit is one message that arrived at a node, and what the node made of it.
type Visit struct {
	// Node is the node that the message arrived at.
	Node *graph.Node
	// Batch says that the message is a batch; Name is its measurement, Time its own
	// time.
	Batch bool
	Name  string
	Time  time.Time
	// Group is the id of the message's group, GroupTags the group's tags.
	Group     string
	GroupTags []alert.Tag
	// Points are the message's points: one, unless it is a batch.
	Points []VisitPoint
	// Evaluations are the lambdas that were evaluated on it, in order.
	Evaluations []Evaluation
	// Errors are what the node logged about it: *NodeError, or what ended the run.
	Errors []error
	// Emitted is how many messages left the node while it had this one.
	Emitted int64
	// Reason says why nothing left the node, or why the alert node made an event or
	// none. It is empty for a node that passed the message on.
	Reason string
	// Alert is the alert node's decision, nil at other nodes.
	Alert *Verdict
	// Next are the visits of what left the node, in order, at the nodes below it.
	Next []*Visit
}

// VisitPoint is one point as it arrived.
type VisitPoint struct {
	Time   time.Time
	Tags   []alert.Tag
	Fields []alert.Field
}

// Evaluation is one evaluation of a lambda of a node.
type Evaluation struct {
	// Property is what the lambda belongs to: where, crit, critReset, eval.
	Property string
	// Text is the lambda as the script has it, with its variables' values.
	Text string
	lambda.Evaluation
}

// Verdict is what an alert node decided.
type Verdict struct {
	// Before is the group's level before the message, After the one after it.
	Before, After alert.Level
	// Event says that an event was made; Inhibited that it went to no handler.
	Event, Inhibited bool
}

// explaining makes visits. It stands between every node and its children, and
// between the stream and the from nodes; a run that is not explained has none.
type explaining struct {
	f     func(*Visit)
	pl    *pipeline
	stack []*Visit
}

// reasoner is an operator that can say why nothing left it: it is asked about the
// message it has just taken.
type reasoner interface {
	reason(p *point, b *batch) string
}

// judging is an operator whose decision is explained also when something left it.
// mark is asked for before the message is given to it, decide after.
type judging interface {
	mark() AlertStats
	decide(v *Visit, was AlertStats, g *group)
}

// watched is a child as its parent sees it.
type watched struct {
	op
	ex   *explaining
	self *base
	of   op
}

func (w *watched) point(p *point) { w.ex.visit(w.self, w.of, p, nil, func() { w.op.point(p) }) }
func (w *watched) batch(b *batch) { w.ex.visit(w.self, w.of, nil, b, func() { w.op.batch(b) }) }

// watch puts itself between the operators of its pipeline.
func (ex *explaining) watch(pl *pipeline) {
	ex.pl = pl
	at := map[*graph.Node]int{}
	for i := range pl.prog.nodes {
		at[pl.prog.nodes[i].node] = i
	}
	for i, b := range pl.bases {
		for k := range b.next {
			child := at[pl.prog.nodes[i].node.Children[k]]
			b.next[k] = &watched{op: b.next[k], ex: ex, self: pl.bases[child], of: pl.ops[child]}
		}
	}
	onError := pl.onError
	pl.onError = func(err error) {
		if v := ex.top(); v != nil {
			v.Errors = append(v.Errors, err)
		}
		if onError != nil {
			onError(err)
		}
	}
}

func (ex *explaining) top() *Visit {
	if len(ex.stack) == 0 {
		return nil
	}
	return ex.stack[len(ex.stack)-1]
}

// visit notes what a node does with a message.
func (ex *explaining) visit(b *base, o op, p *point, x *batch, do func()) {
	v := &Visit{Node: b.node}
	v.arrived(ex.pl.syms, p, x)
	if up := ex.top(); up != nil {
		up.Next = append(up.Next, v)
	}
	ex.stack = append(ex.stack, v)
	emitted := b.st.emitted
	judge, judges := o.(judging)
	var was AlertStats
	if judges {
		was = judge.mark()
	}
	running := ex.pl.err == nil
	do()
	v.Emitted = b.st.emitted - emitted
	if running && ex.pl.err != nil && !slices.ContainsFunc(v.Next, func(n *Visit) bool { return len(n.Errors) > 0 }) {
		v.Errors = append(v.Errors, ex.pl.err)
	}
	switch {
	case judges:
		g := x.groupOr(p)
		judge.decide(v, was, g)
	case v.Emitted > 0 || len(v.Errors) > 0:
	default:
		v.Reason = because(o, b.node, p, x)
	}
	ex.leave(v)
}

func (x *batch) groupOr(p *point) *group {
	if x != nil {
		return x.group
	}
	return p.group
}

func (ex *explaining) leave(v *Visit) {
	ex.stack = ex.stack[:len(ex.stack)-1]
	if len(ex.stack) == 0 {
		ex.f(v)
	}
}

// arrived takes a copy of a message.
func (v *Visit) arrived(syms *symbols, p *point, x *batch) {
	m := Message{p: p, b: x, syms: syms}
	v.Batch, v.Name, v.Time = m.IsBatch(), m.Name(), m.Time()
	if g := x.groupOr(p); g != nil {
		v.Group, v.GroupTags = g.id(), exportTags(nil, g.tags)
	}
	for i := range m.Len() {
		v.Points = append(v.Points, VisitPoint{m.PointTime(i), m.PointTags(i), m.PointFields(i)})
	}
}

// evaluated adds the evaluation of a lambda to the visit that it is part of.
func (ex *explaining) evaluated(b *bound, e lambda.Evaluation) {
	v := ex.top()
	if v == nil {
		return
	}
	v.Evaluations = append(v.Evaluations, Evaluation{Property: property(v.Node, b), Text: syntax.PrintNode(b.expr.Source()), Evaluation: e})
}

// property names what a lambda belongs to, by its place.
func property(n *graph.Node, b *bound) string {
	for _, c := range n.Calls {
		for i := range c.Args {
			if c.Args[i].Type == catalog.Lambda && c.Args[i].Range == b.at {
				return c.Name
			}
		}
	}
	return n.Kind()
}

// fromStream explains what a from node makes of a point that was written, which
// may be nothing at all: times is how often the point reaches the task's stream.
func (ex *explaining) fromStream(o *fromOp, p *point, g *group, times int) {
	took := times > 0 && o.s.matches(p.origin, p.name)
	if took {
		for range times {
			ex.visit(&o.base, o, p, nil, func() { o.accept(p, g) })
		}
		return
	}
	v := &Visit{Node: o.node}
	v.arrived(ex.pl.syms, p, nil)
	if v.Reason = o.s.refusal(p.origin, p.name); v.Reason == "" {
		v.Reason = fmt.Sprintf("the task does not subscribe to %s.%s, where the point was written", p.origin.db, p.origin.rp)
	}
	ex.stack = append(ex.stack, v)
	ex.leave(v)
}
