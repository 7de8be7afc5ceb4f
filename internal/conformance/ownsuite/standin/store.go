package standin

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// CleanedTest is a test that has a folder of its own.
type CleanedTest interface{ TempDir() string }

// TestStore is what the server keeps on disk: the states of alerts, as alert.Topics saves them.
type TestStore struct{ topics *alert.Topics }

// NewTestStore makes an empty store.
func NewTestStore(CleanedTest, *Handler) *TestStore { return &TestStore{} }

// BucketEntries returns the ids of a topic's events that are kept, and whether id is among them.
func (s *TestStore) BucketEntries(topic, id string) ([]string, bool, error) {
	data, err := s.topics.Save()
	if err != nil {
		return nil, false, err
	}
	var saved struct {
		Topics map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &saved); err != nil {
		return nil, false, err
	}
	_, ok := saved.Topics[topic][id]
	return slices.Sorted(maps.Keys(saved.Topics[topic])), ok, nil
}
