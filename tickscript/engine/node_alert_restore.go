package engine

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// restores reports whether the node's groups start from what a topic knows: a
// node without handlers has no topic of its own in Kapacitor (A034).
func (s *alertSpec) restores() bool { return len(s.handlers) > 0 || s.named != "" }

// schedule opens the topics of a server that the caller gave: a task that starts
// has its topic there before the first event.
func (o *alertOp) schedule() {
	if o.pl.topics != nil {
		o.openTopics()
	}
}

// openTopics finds the topics of the node's events: when the run starts, or with the node's
// first group where the run's topics are its own.
func (o *alertOp) openTopics() {
	if o.pl.topics == nil {
		o.pl.topics = alert.NewTopics(o.pl.prog.opts.Handlers, time.Time{})
	}
	o.topic = o.pl.topics.Topic(o.s.topic)
	if len(o.s.handlers) > 0 {
		o.topic.Restore()
	} else {
		// The node's own topic only serves the previous level.
		o.topic = alert.NewTopics(nil, time.Time{}).Topic(o.s.topic)
	}
	if o.s.named != "" {
		o.named = o.pl.topics.Topic(o.s.named)
	}
}

// newState makes a group's state. Its level is the one that the group's event id
// has in the node's own topic or else in the named one (A011): after a restart,
// when a deleted group comes back, and when another group has the same id.
func (o *alertOp) newState(g *group, name string, tags *tagSet, t int64) *alertState {
	if o.topic == nil {
		o.openTopics()
	}
	st := o.states.one()
	if len(o.s.inhibits) > 0 {
		if o.inhibiting == nil {
			o.inhibiting = map[*group][]*alert.Inhibitor{}
		}
		var list []*alert.Inhibitor
		for _, in := range o.s.inhibits {
			list = append(list, o.pl.topics.AddInhibitor(in.category, in.of(g)))
		}
		o.inhibiting[g] = list
	}
	if !o.s.restores() {
		return st
	}
	o.tags = exportTags(o.tags[:0], tags)
	b, err := o.s.id.Append(o.buf[:0], &alert.Data{Name: name, TaskName: o.s.task, Group: g.id(), Tags: o.tags, Server: o.s.server})
	if err != nil {
		o.die(err)
		return nil
	}
	o.buf = b
	if ev, ok := o.stored(string(b)); ok && ev.Level != alert.OK {
		st.Restore(&o.s.rules, t, ev.Level, ev.Time.UnixNano())
		for _, in := range o.inhibiting[g] {
			o.pl.topics.SetInhibitor(in, true)
		}
	}
	return st
}

// stored finds the state of an event id. The node's own topic wins; the other is
// brought to the same level.
func (o *alertOp) stored(id string) (alert.EventState, bool) {
	var own, named alert.EventState
	var hasOwn, hasNamed bool
	if len(o.s.handlers) > 0 {
		own, hasOwn = o.topic.Event(id)
	}
	if o.named != nil {
		named, hasNamed = o.named.Event(id)
	}
	if own.Level != named.Level {
		switch {
		case hasOwn && hasNamed:
			o.named.Update(own)
		case hasNamed && len(o.s.handlers) > 0:
			o.topic.Update(named)
		}
	}
	if hasOwn {
		return own, true
	}
	return named, hasNamed
}

// finish closes the node's own topic, as Kapacitor does when a task stops, and
// takes the inhibitors of the groups away. Those of deleted groups stay: Kapacitor
// forgets them.
func (o *alertOp) finish() {
	if len(o.s.handlers) > 0 && o.topic != nil {
		o.topic.Close()
	}
	for _, list := range o.inhibiting {
		for _, in := range list {
			o.pl.topics.RemoveInhibitor(in)
		}
	}
	o.base.finish()
}

// deleteGroup forgets a group's state but not its inhibitors.
func (o *alertOp) deleteGroup(g *group) {
	delete(o.inhibiting, g)
	o.base.deleteGroup(g)
}
