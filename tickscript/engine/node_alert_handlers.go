package engine

import "github.com/tickwright/tickwright/tickscript/alert"

// deliver hands out what each of the node's handlers would send for the event
// just raised.
func (o *alertOp) deliver() {
	for i, h := range o.s.handlers {
		p, err := h.Payload(&o.event)
		o.pl.onPayload(&alert.Delivery{
			Event: &o.event, Node: o.node.Name, Index: i, Topic: o.s.topic, Kind: h.Kind, Payload: p, Err: err,
		})
	}
}
