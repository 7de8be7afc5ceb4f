package sink

import (
	"context"
	"fmt"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Mux sends a delivery by the type of its payload. A nil sink refuses its type
// with ErrNoSink: what is not asked for is not sent.
type Mux struct {
	HTTP, File, TCP, Exec, Mail alert.Sink
	// Other takes the payloads of MQTT, Kafka and SNMP.
	Other alert.Sink
}

// Local is a Mux whose sinks all do what they are for.
func Local() *Mux { return &Mux{HTTP: &HTTP{}, File: File{}, TCP: &TCP{}, Exec: Exec{}, Mail: &Mail{}} }

// Send sends a delivery. One without a payload is refused with its own error; a
// publication needs no sending.
func (m *Mux) Send(ctx context.Context, d *alert.Delivery) error {
	var to alert.Sink
	switch d.Payload.(type) {
	case nil:
		return fmt.Errorf("nothing to send: %w", d.Err)
	case *alert.HTTPRequest:
		to = m.HTTP
	case *alert.FileLine:
		to = m.File
	case *alert.TCPMessage:
		to = m.TCP
	case *alert.Command:
		to = m.Exec
	case *alert.Mail:
		to = m.Mail
	case *alert.Publication:
		return nil
	default:
		to = m.Other
	}
	if to == nil {
		return fmt.Errorf("send %T: %w", d.Payload, ErrNoSink)
	}
	return to.Send(ctx, d)
}

// payload takes the payload of the type a sink is for.
func payload[T alert.Payload](d *alert.Delivery) (T, error) {
	p, ok := d.Payload.(T)
	if !ok {
		return p, fmt.Errorf("send %T: %w", d.Payload, ErrNoSink)
	}
	return p, nil
}
