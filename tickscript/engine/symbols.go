package engine

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// symbols numbers field names, so that operators compare integers. Numbers are
// dense, start at 1 and are never reused; 0 is no name. Reading takes no lock:
// new names are rare, so the whole table is replaced for each. Where there are
// many, those after the last replacement wait behind the lock until they are
// worth another.
type symbols struct {
	mu    sync.Mutex
	fresh map[string]int32
	cur   atomic.Pointer[symbolTable]
}

type symbolTable struct {
	ids   map[string]int32
	names []string
}

// fewSymbols is up to how many names the table is replaced for each.
const fewSymbols = 256

func newSymbols() *symbols {
	s := &symbols{}
	s.cur.Store(&symbolTable{ids: map[string]int32{}, names: []string{""}})
	return s
}

// id returns the number of a name, giving it one when it is new.
func (s *symbols) id(name string) int32 {
	if id, ok := s.cur.Load().ids[name]; ok {
		return id
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.cur.Load()
	if id, ok := t.ids[name]; ok {
		return id
	}
	if id, ok := s.fresh[name]; ok {
		return id
	}
	id := int32(len(t.names))
	if s.fresh == nil {
		s.fresh = map[string]int32{}
	}
	s.fresh[name] = id
	// Readers of the old table do not look behind its last name.
	s.cur.Store(&symbolTable{ids: t.ids, names: append(t.names, name)})
	if len(s.fresh) > len(t.ids)/4 || len(t.ids) < fewSymbols {
		s.merge()
	}
	return id
}

// merge makes the fresh names readable without the lock, which is held.
func (s *symbols) merge() {
	t := s.cur.Load()
	ids := make(map[string]int32, len(t.ids)+len(s.fresh))
	maps.Copy(ids, t.ids)
	maps.Copy(ids, s.fresh)
	clear(s.fresh)
	s.cur.Store(&symbolTable{ids: ids, names: t.names})
}

// name returns the name of a number.
func (s *symbols) name(id int32) string { return s.cur.Load().names[id] }

// clone returns a copy that can be extended on its own.
func (s *symbols) clone() *symbols {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.fresh) > 0 {
		s.merge()
	}
	t := s.cur.Load()
	c := &symbols{}
	c.cur.Store(&symbolTable{ids: t.ids, names: slices.Clip(t.names)})
	return c
}
