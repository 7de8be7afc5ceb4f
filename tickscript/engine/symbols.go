package engine

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// symbols numbers field names, so that operators compare integers. Numbers are
// dense, start at 1 and are never reused; 0 is no name. Reading takes no lock:
// new names are rare, so the whole table is replaced for each.
type symbols struct {
	mu  sync.Mutex
	cur atomic.Pointer[symbolTable]
}

type symbolTable struct {
	ids   map[string]int32
	names []string
}

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
	id := int32(len(t.names))
	ids := maps.Clone(t.ids)
	ids[name] = id
	s.cur.Store(&symbolTable{ids: ids, names: append(slices.Clone(t.names), name)})
	return id
}

// name returns the name of a number.
func (s *symbols) name(id int32) string { return s.cur.Load().names[id] }

// clone returns a copy that can be extended on its own.
func (s *symbols) clone() *symbols {
	c := &symbols{}
	c.cur.Store(s.cur.Load())
	return c
}
