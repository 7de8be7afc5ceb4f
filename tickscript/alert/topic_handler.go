package alert

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
)

// HandlerSpec defines a handler of a topic, as Kapacitor's API and handler files
// do.
type HandlerSpec struct {
	Topic   string         `json:"topic"`
	ID      string         `json:"id"`
	Kind    string         `json:"kind"`
	Match   string         `json:"match,omitempty"`
	Options map[string]any `json:"options,omitempty"`
}

var (
	validHandlerID = regexp.MustCompile(`^[-\._\p{L}0-9]+$`)
	validTopicID   = regexp.MustCompile(`^[-:\._\p{L}0-9]+$`)
)

// Validate checks topic, id and kind (T002).
func (s *HandlerSpec) Validate() error {
	switch {
	case !validTopicID.MatchString(s.Topic):
		return fmt.Errorf("handler topic must contain only letters, numbers, '-', '.' and '_'. %q", s.Topic)
	case !validHandlerID.MatchString(s.ID):
		return fmt.Errorf("handler ID must contain only letters, numbers, '-', '.' and '_'. %q", s.ID)
	case s.Kind == "":
		return errors.New("handler Kind must not be empty")
	}
	return nil
}

// TopicKinds returns the kinds of topic handlers, sorted (T001).
func TopicKinds() []string {
	out := []string{"aggregate", "publish"}
	for k := range kinds {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

type topicHandler struct {
	spec      HandlerSpec
	handler   *Handler
	match     *matcher
	aggregate *aggregator
	publish   []string
	// disabled is a kind that is switched off; detached is a handler whose topic was
	// deleted since it was defined, which gets no event until it is defined anew.
	disabled, detached bool
}

// compile makes the handler of a definition. Options are decoded strictly (T004).
func (ts *Topics) compile(s HandlerSpec) (*topicHandler, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	h := &topicHandler{spec: s}
	if slices.Contains(ts.cfg.DisabledKinds, s.Kind) {
		h.disabled = true // T003
		return h, nil
	}
	var err error
	switch s.Kind {
	case "aggregate":
		o := &AggregateOptions{Message: "Received {{ .Count }} events in the last {{.Interval}}."}
		if err := decodeOptions(s.Options, o); err != nil {
			return nil, err
		}
		if h.aggregate, err = newAggregator(o, ts.now); err != nil {
			return nil, err
		}
	case "publish":
		o := &PublishOptions{}
		if err := decodeOptions(s.Options, o); err != nil {
			return nil, err
		}
		h.publish = o.Topics
		if h.publish == nil {
			h.publish = []string{}
		}
	default:
		f, ok := kinds[s.Kind]
		if !ok {
			return nil, fmt.Errorf("unsupported action kind %q", s.Kind)
		}
		o := f()
		if s.Kind != "talk" { // whose options Kapacitor does not look at
			if err := decodeOptions(s.Options, o); err != nil {
				return nil, err
			}
		}
		var errs []*OptionError
		if h.handler, errs = compileOptions(s.Kind, o, ts.cfg); h.handler == nil {
			return nil, errs[0]
		}
	}
	if s.Match != "" {
		if h.match, err = compileMatch(s.Match); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Define adds a handler to a topic.
func (ts *Topics) Define(s HandlerSpec) error {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	h, err := ts.compile(s)
	if err != nil {
		return fmt.Errorf("define handler %q of topic %q: %w", s.ID, s.Topic, err)
	}
	if i := ts.find(s.Topic, s.ID); i >= 0 {
		return fmt.Errorf("cannot register handler, handler with ID %q already exists", s.ID)
	}
	ts.set(s.Topic, append(slices.Clip(ts.handlers[s.Topic]), h))
	ts.topic(s.Topic).exists = true
	return nil
}

// Redefine replaces a handler; its id may change, its topic may not.
func (ts *Topics) Redefine(topic, id string, s HandlerSpec) error {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if s.Topic != topic {
		return errors.New("cannot change topic in update")
	}
	i := ts.find(topic, id)
	if i < 0 {
		return fmt.Errorf("unknown handler: %s/%s", topic, id)
	}
	if j := ts.find(topic, s.ID); j >= 0 && j != i {
		return fmt.Errorf("cannot register handler, handler with ID %q already exists", s.ID)
	}
	h, err := ts.compile(s)
	if err != nil {
		return fmt.Errorf("define handler %q of topic %q: %w", s.ID, s.Topic, err)
	}
	hs := slices.Clone(ts.handlers[topic])
	hs[i] = h
	ts.set(topic, hs)
	ts.topic(topic).exists = true
	return nil
}

// Undefine takes a handler away; one that does not exist is no error.
func (ts *Topics) Undefine(topic, id string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if i := ts.find(topic, id); i >= 0 {
		ts.set(topic, slices.Delete(slices.Clone(ts.handlers[topic]), i, i+1))
	}
}

// Handlers returns the definitions of a topic's handlers, in the order in which
// they get events.
func (ts *Topics) Handlers(topic string) []HandlerSpec {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	var out []HandlerSpec
	for _, h := range ts.handlers[topic] {
		out = append(out, h.spec)
	}
	return out
}

func (ts *Topics) find(topic, id string) int {
	return slices.IndexFunc(ts.handlers[topic], func(h *topicHandler) bool { return h.spec.ID == id })
}

// set replaces a topic's list, which readers use without the lock.
func (ts *Topics) set(topic string, hs []*topicHandler) {
	if len(hs) == 0 {
		delete(ts.handlers, topic)
		return
	}
	ts.handlers[topic] = hs
	ts.anyHandlers.Store(true)
}
