package alert

import "time"

// EventState is what a topic remembers of an event id: its last event.
type EventState struct {
	ID       string        `json:"-"`
	Message  string        `json:"message,omitempty"`
	Details  string        `json:"details,omitempty"`
	Time     time.Time     `json:"time,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
	Level    Level         `json:"level"`
}

// State is the part of the event that topics remember.
func (e *Event) State() EventState {
	return EventState{ID: e.ID, Message: e.Message, Details: e.Details, Time: e.Time, Duration: e.Duration, Level: e.Level}
}

// Slot is where a topic keeps the state of one event id. Finding it once makes
// every further event of that id cheap.
type Slot struct {
	state EventState
	known bool
	// gone says that the topic was closed or deleted since.
	gone bool
}

// ID returns the event id that the slot is for.
func (s *Slot) ID() string { return s.state.ID }

// TopicState is a topic's summary.
type TopicState struct {
	// Level is the highest of its events' levels.
	Level Level
	// Collected is the number of events that came through the topic.
	Collected int64
}
