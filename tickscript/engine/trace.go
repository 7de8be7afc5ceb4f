package engine

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Message is what leaves a node: a point, or a batch. It is borrowed: valid
// until the function it was passed to returns.
type Message struct {
	// Node is the node that the message leaves.
	Node *graph.Node
	p    *point
	b    *batch
	syms *symbols
}

// IsBatch reports whether the message is a batch.
func (m *Message) IsBatch() bool { return m.b != nil }

// Name is the measurement.
func (m *Message) Name() string {
	if m.b != nil {
		return m.b.name
	}
	return m.p.name
}

// Time is the point's time, or the batch's own.
func (m *Message) Time() time.Time {
	if m.b != nil {
		return time.Unix(0, m.b.tmax).UTC()
	}
	return time.Unix(0, m.p.time).UTC()
}

// Group is the id of the message's group; "" when it is not grouped.
func (m *Message) Group() string {
	if m.b != nil {
		return m.b.group.id()
	}
	return m.p.group.id()
}

// GroupTags are the group's tags, sorted by key.
func (m *Message) GroupTags() []alert.Tag {
	if m.b != nil {
		return exportTags(nil, m.b.group.tags)
	}
	return exportTags(nil, m.p.group.tags)
}

// Len is the number of points: 1 for a point.
func (m *Message) Len() int {
	if m.b != nil {
		return len(m.b.rows)
	}
	return 1
}

func (m *Message) at(i int) *point {
	if m.b != nil {
		return &m.b.rows[i]
	}
	return m.p
}

// PointTime is the time of the i-th point.
func (m *Message) PointTime(i int) time.Time { return time.Unix(0, m.at(i).time).UTC() }

// PointTags are the tags of the i-th point, sorted by key.
func (m *Message) PointTags(i int) []alert.Tag { return exportTags(nil, m.at(i).tags) }

// PointFields are the fields of the i-th point, sorted by name. Where no Trace
// is set the engine decodes only the fields that somebody downstream looks at;
// with a Trace it decodes all.
func (m *Message) PointFields(i int) []alert.Field {
	p := m.at(i)
	p.full()
	return exportFields(nil, p.fields, m.syms)
}

// traceFunc makes a function look like a tracer.
type traceFunc struct {
	f    func(*Message)
	syms *symbols
	m    Message
}

func (t *traceFunc) point(n *graph.Node, p *point) {
	t.m = Message{Node: n, p: p, syms: t.syms}
	t.f(&t.m)
}

func (t *traceFunc) batch(n *graph.Node, b *batch) {
	t.m = Message{Node: n, b: b, syms: t.syms}
	t.f(&t.m)
}
