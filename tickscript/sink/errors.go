package sink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
)

// ErrNoSink says that a Mux has no sink for the type of a payload.
var ErrNoSink = errors.New("no sink for this kind of payload")

// ErrFull says that a queue had no room for a delivery.
var ErrFull = errors.New("the queue is full")

// ErrClosed says that a queue was closed before a delivery was sent.
var ErrClosed = errors.New("the queue is closed")

// StatusError is an HTTP answer that Kapacitor does not take as success.
type StatusError struct {
	Status int
	// Body is the start of the answer.
	Body string
}

// Error prints the status and the start of the answer.
func (e *StatusError) Error() string { return fmt.Sprintf("status %d: %s", e.Status, e.Body) }

// Temporary is true where a later attempt may succeed: 408, 425, 429 and 5xx.
func (e *StatusError) Temporary() bool {
	switch e.Status {
	case 408, 425, 429:
		return true
	}
	return e.Status >= 500
}

// Temporary reports whether sending again may succeed: the error says so, or it
// is one of the network.
func Temporary(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	var t interface{ Temporary() bool }
	var ne net.Error
	var oe *net.OpError
	switch {
	case errors.As(err, &oe):
		return true
	case errors.As(err, &ne):
		return ne.Timeout()
	case errors.As(err, &t):
		return t.Temporary()
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
