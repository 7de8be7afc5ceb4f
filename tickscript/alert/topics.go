package alert

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// Topics is what a Kapacitor server knows of its alerts: topics with the last
// state of their events, the handlers of topics, and inhibitors. One Topics may
// serve the runs of several programs, as one server runs several tasks. It is
// safe for concurrent use.
//
// It has no clock of its own: Advance moves it.
type Topics struct {
	// anyHandlers and anyInhibitors say that there is something to look for.
	anyHandlers, anyInhibitors atomic.Bool

	mu  sync.Mutex
	cfg *Config
	all map[string]*Topic
	// handlers are those of each topic, in the order in which they were defined.
	handlers   map[string][]*topicHandler
	inhibitors map[string][]*Inhibitor
	now        time.Time
}

// NewTopics returns topics without state. The configuration is that of the
// handlers' services; nil is EnabledConfig. now is where the clock starts.
func NewTopics(cfg *Config, now time.Time) *Topics {
	if cfg == nil {
		cfg = EnabledConfig()
	}
	return &Topics{cfg: cfg, all: map[string]*Topic{}, handlers: map[string][]*topicHandler{}, inhibitors: map[string][]*Inhibitor{}, now: now}
}

// Topic is one topic. The value stays the same when the topic is deleted and
// comes back.
type Topic struct {
	ts   *Topics
	name string
	// exists is true from the first event, handler or restored state on (T032).
	exists    bool
	events    map[string]*Slot
	collected int64
	// stored are the states of a closed topic that Kapacitor keeps on disk.
	stored map[string]EventState
}

// Topic returns the topic of a name, which need not exist yet.
func (ts *Topics) Topic(name string) *Topic {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.topic(name)
}

func (ts *Topics) topic(name string) *Topic {
	t := ts.all[name]
	if t == nil {
		t = &Topic{ts: ts, name: name, events: map[string]*Slot{}}
		ts.all[name] = t
	}
	return t
}

// Name returns the topic's name.
func (t *Topic) Name() string { return t.name }

// Slot returns where the topic keeps an event id.
func (t *Topic) Slot(id string) *Slot {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	return t.slot(id)
}

func (t *Topic) slot(id string) *Slot {
	s := t.events[id]
	if s == nil {
		s = &Slot{state: EventState{ID: id}}
		t.events[id] = s
	}
	return s
}

// Record stores an event's state in its slot and counts the event. It returns
// the level of the state before, OK when there was none (A039), and the slot to
// use next time.
func (t *Topic) Record(s *Slot, st EventState) (Level, *Slot) {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	return t.record(s, st)
}

func (t *Topic) record(s *Slot, st EventState) (Level, *Slot) {
	if s == nil || s.gone {
		s = t.slot(st.ID)
	}
	previous := s.state.Level
	s.state, s.known = st, true
	t.exists = true
	t.collected++
	return previous, s
}

// Event returns the state of an event id.
func (t *Topic) Event(id string) (EventState, bool) {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	s := t.events[id]
	if s == nil || !s.known {
		return EventState{}, false
	}
	return s.state, true
}

// Update sets the state of an event id without an event.
func (t *Topic) Update(st EventState) {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	s := t.slot(st.ID)
	s.state, s.known = st, true
	t.exists = true
}

// State returns the topic's level and count, and whether the topic exists.
func (t *Topic) State() (TopicState, bool) {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	return t.summary(), t.exists
}

func (t *Topic) summary() TopicState {
	st := TopicState{Collected: t.collected}
	for _, s := range t.events {
		st.Level = max(st.Level, s.state.Level)
	}
	return st
}

// Events returns the states of at least a level, highest first, then by id.
func (t *Topic) Events(least Level) []EventState {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	var out []EventState
	for _, s := range t.events {
		if s.known && s.state.Level >= least {
			out = append(out, s.state)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Level != out[j].Level {
			return out[i].Level > out[j].Level
		}
		return out[i].ID < out[j].ID
	})
	return out
}

// States returns the topics whose name matches a pattern of path.Match and whose
// level is at least the one given. The empty pattern matches all.
func (ts *Topics) States(pattern string, least Level) (map[string]TopicState, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("topic pattern %q: %w", pattern, err)
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	out := map[string]TopicState{}
	for name, t := range ts.all {
		if ok, _ := path.Match(pattern, name); !t.exists || pattern != "" && !ok {
			continue
		}
		if st := t.summary(); st.Level >= least {
			out[name] = st
		}
	}
	return out, nil
}

// Close forgets what a topic has in memory, as Kapacitor does with a task's own
// topics when the task stops: events that are not OK stay in its store (A038).
func (t *Topic) Close() {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	t.stored = t.persistent()
	t.forget()
}

// Restore brings back what Close has left, as Kapacitor does when a task starts.
func (t *Topic) Restore() {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	if t.exists {
		t.stored = t.persistent()
	}
	t.restore(t.stored)
}

func (t *Topic) restore(states map[string]EventState) {
	t.forget()
	t.exists, t.stored = true, nil
	for id, st := range states {
		st.ID = id
		s := t.slot(id)
		s.state, s.known = st, true
	}
}

// Delete forgets everything about a topic but the handlers that were defined for
// it (T032). Those stay listed and get no more events, until they are defined anew:
// the topic that the next event makes does not know them.
func (t *Topic) Delete() {
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	t.forget()
	t.stored = nil
	hs := slices.Clone(t.ts.handlers[t.name])
	for i, h := range hs {
		left := *h
		left.detached = true
		hs[i] = &left
	}
	t.ts.set(t.name, hs)
}

func (t *Topic) forget() {
	for _, s := range t.events {
		s.gone = true
	}
	t.events = map[string]*Slot{}
	t.exists, t.collected = false, 0
}

// persistent are the states that Kapacitor keeps on disk: those that are not OK
// (T031). It cannot keep the empty id.
func (t *Topic) persistent() map[string]EventState {
	out := map[string]EventState{}
	for id, s := range t.events {
		if s.known && s.state.Level != OK && id != "" {
			out[id] = s.state
		}
	}
	if !t.exists {
		for id, st := range t.stored {
			out[id] = st
		}
	}
	return out
}

// Collect takes an event into a topic and hands it to the topic's handlers: out
// is called with what they would send. It may be nil.
func (ts *Topics) Collect(topic string, e *Event, out func(*Delivery)) {
	ts.mu.Lock()
	t := ts.topic(topic)
	previous, _ := t.record(nil, e.State())
	ts.mu.Unlock()
	c := *e
	c.Topic, c.PreviousLevel = topic, previous
	ts.Handle(&c, out)
}

// Handle hands an event to the handlers of its topic; it does not record it.
func (ts *Topics) Handle(e *Event, out func(*Delivery)) {
	if !ts.anyHandlers.Load() {
		return
	}
	ts.mu.Lock()
	hs := ts.handlers[e.Topic]
	ts.mu.Unlock()
	for _, h := range hs {
		ts.handle(h, e, out)
	}
}

// maxPublish limits how far an event is published from topic to topic.
// Kapacitor sets no limit and goes on until its queues are full (T009).
const maxPublish = 64

var errPublishLoop = errors.New("topics publish to each other in a loop")

func (ts *Topics) handle(h *topicHandler, e *Event, out func(*Delivery)) {
	if h.disabled || h.detached {
		return
	}
	d := &Delivery{Event: e, Topic: e.Topic, Handler: h.spec.ID, Kind: h.spec.Kind}
	emit := func() {
		if out != nil {
			out(d)
		}
	}
	if h.match != nil {
		ok, err := h.match.matches(e)
		if err != nil {
			d.Err = &HandlerError{Kind: h.spec.Kind, Doing: "failed to evaluate match expression", Err: err}
			emit()
		}
		if !ok {
			return
		}
	}
	switch {
	case h.aggregate != nil:
		h.aggregate.add(e)
	case h.publish != nil:
		if e.published >= maxPublish {
			d.Err = &HandlerError{Kind: h.spec.Kind, Err: errPublishLoop}
			emit()
			return
		}
		d.Payload = &Publication{Topics: h.publish}
		emit()
		for _, topic := range h.publish {
			c := *e
			c.published++
			ts.Collect(topic, &c, out)
		}
	case e.NoExternal:
	default:
		d.Payload, d.Err = h.handler.Payload(e)
		emit()
	}
}
