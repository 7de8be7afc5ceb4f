package engine

import (
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// compileHandlers compiles the node's handlers and those that the configuration
// adds to every alert (A023, A024).
func (s *alertSpec) compileHandlers(c *compiler, n *graph.Node) {
	own := map[string]bool{}
	for _, h := range n.Handlers {
		own[h.Spec.Topic] = true
		ch, diags := alert.CompileHandler(h, c.opts.Handlers)
		for _, d := range diags {
			c.diags.Add(d)
		}
		s.handlers = append(s.handlers, ch)
	}
	s.handlers = append(s.handlers, c.opts.Handlers.GlobalHandlers(own)...)
	if c.opts.Handlers.StateChangesOnly() {
		s.rules.StateChangesOnly = true
	}
}

// deliver hands out what each of the node's handlers would send for the event
// just raised, and then takes the event through its topics: the node's own, whose
// handlers are the node's and what an API added to it, and the one it names.
func (o *alertOp) deliver() {
	out := o.pl.onPayload
	if out != nil {
		for i, h := range o.s.handlers {
			p, err := h.Payload(&o.event)
			out(&alert.Delivery{
				Event: &o.event, Node: o.node.Name, Index: i, Topic: o.s.topic, Kind: h.Kind, Payload: p, Err: err,
			})
		}
	}
	o.pl.topics.Handle(&o.event, out)
	if o.named != nil {
		o.pl.topics.Collect(o.s.named, &o.event, out)
	}
}
