package kapacitortest

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Delivery is what one handler of an alert node or of a topic would have sent for one event, or why it would have sent
// nothing.
type Delivery struct {
	// Task is the task whose event it is; "" for what an aggregate handler makes by itself. Replay is the replay in which
	// it came up, "" outside of one.
	Task, Replay string
	*alert.Delivery
}

// Event is an alert event of a task.
type Event struct {
	Task, Replay string
	*alert.Event
}

// Post is what an httpPost node would have sent.
type Post struct {
	Task string
	*engine.Post
}

// Write is what an influxDBOut node would have written.
type Write struct {
	Task string
	*engine.InfluxWrite
}

// deliver collects what a handler would send. x is the run that the event comes from, nil when none does.
func (s *Server) deliver(x *execution, d *alert.Delivery) {
	kept := *d
	kept.Event = d.Event.Clone()
	out := Delivery{Delivery: &kept}
	service := d.Kind
	ctx := pairs{{"service", service}}
	if x != nil {
		out.Task, out.Replay = x.task, x.m.replayID()
		ctx = append(ctx, pair{"task", x.task})
	}
	s.deliveries = append(s.deliveries, out)
	if d.Err != nil {
		s.logs.add(entry{at: s.now(), level: "error", msg: "failed to handle event", ctx: append(ctx, pair{"err", d.Err.Error()})})
	}
}

// Deliveries are what all handlers would have sent so far, in order.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.deliveries)
}

// Events are the alert events of all tasks so far, in order.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Posts are what httpPost nodes would have sent so far, in order.
func (s *Server) Posts() []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.posts)
}

// Writes are what influxDBOut nodes would have written so far, in order.
func (s *Server) Writes() []Write {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.writes)
}

// Forget drops what Deliveries, Events, Posts and Writes have collected.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliveries, s.events, s.posts, s.writes = nil, nil, nil, nil
}
