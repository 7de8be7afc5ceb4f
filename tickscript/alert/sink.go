package alert

import "context"

// Sink sends what handlers would send. This package has none: those of package
// sink do, and whatever else a caller makes of a payload.
type Sink interface {
	// Send delivers the payload of a delivery. An error for which Temporary is true
	// may go away; the context limits the attempt.
	Send(ctx context.Context, d *Delivery) error
}

// SinkFunc makes a Sink of a function.
type SinkFunc func(ctx context.Context, d *Delivery) error

// Send calls the function.
func (f SinkFunc) Send(ctx context.Context, d *Delivery) error { return f(ctx, d) }
