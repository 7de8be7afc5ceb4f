package engine

import (
	"maps"
	"slices"
	"sync"
)

// symbols numbers field names, so that operators compare integers. Numbers are
// dense, start at 1 and are never reused; 0 is no name.
type symbols struct {
	mu    sync.RWMutex
	ids   map[string]int32
	names []string
}

func newSymbols() *symbols {
	return &symbols{ids: map[string]int32{}, names: []string{""}}
}

// id returns the number of a name, giving it one when it is new.
func (s *symbols) id(name string) int32 {
	s.mu.RLock()
	id, ok := s.ids[name]
	s.mu.RUnlock()
	if ok {
		return id
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := s.ids[name]; ok {
		return id
	}
	id = int32(len(s.names))
	s.names = append(s.names, name)
	s.ids[name] = id
	return id
}

// idOfBytes is id for a name that is still part of a buffer; it allocates only
// when the name is new.
func (s *symbols) idOfBytes(name []byte) int32 {
	s.mu.RLock()
	id, ok := s.ids[string(name)]
	s.mu.RUnlock()
	if ok {
		return id
	}
	return s.id(string(name))
}

// name returns the name of a number.
func (s *symbols) name(id int32) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.names[id]
}

// clone returns a copy that can be extended on its own.
func (s *symbols) clone() *symbols {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return &symbols{ids: maps.Clone(s.ids), names: slices.Clone(s.names)}
}
