package alert

import (
	"encoding/json"
	"fmt"
)

const stateVersion = 1

type savedTopics struct {
	Version int                              `json:"version"`
	Topics  map[string]map[string]EventState `json:"topics"`
}

// Save returns, as versioned JSON, what Kapacitor keeps on disk: for each topic
// the events that are not OK (T031). Handlers are not part of it.
func (ts *Topics) Save() ([]byte, error) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	s := savedTopics{Version: stateVersion, Topics: map[string]map[string]EventState{}}
	for name, t := range ts.all {
		if states := t.persistent(); len(states) > 0 {
			s.Topics[name] = states
		}
	}
	return json.MarshalIndent(s, "", "  ")
}

// Load restores what Save returned, as a server does when it starts. What the
// topics knew before is forgotten.
func (ts *Topics) Load(data []byte) error {
	var s savedTopics
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("load alert state: %w", err)
	}
	if s.Version != stateVersion {
		return fmt.Errorf("load alert state: version %d is not %d", s.Version, stateVersion)
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range ts.all {
		t.forget()
		t.stored = nil
	}
	for name, states := range s.Topics {
		ts.topic(name).restore(states)
	}
	return nil
}
