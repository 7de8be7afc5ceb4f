package engine

import (
	"bytes"
	"hash/maphash"
)

// series is one series of one origin, with everything about it that does not
// change from point to point: what selects it, its groups, what is wanted of it.
type series struct {
	key  string
	hash uint64
	name string
	tags *tagSet
	subs []subscription
	plan *plan
	lazy bool
	// next is the series that followed this one last time: recorded metrics come
	// round in the same order.
	next *series
}

// subscription is a from operator that selects a series, and the group of its
// points there. times is how often Kapacitor delivers each point (R017).
type subscription struct {
	from  *fromOp
	group *group
	times int
}

// seriesTable finds series by the raw text of measurement and tags.
type seriesTable struct {
	seed  maphash.Seed
	slots []*series
	count int
}

func newSeriesTable() *seriesTable {
	return &seriesTable{seed: maphash.MakeSeed(), slots: make([]*series, 1024)}
}

func (t *seriesTable) find(key []byte) (*series, uint64) {
	h := maphash.Bytes(t.seed, key)
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s == nil {
			return nil, h
		}
		if s.hash == h && len(s.key) == len(key) && bytes.Equal([]byte(s.key), key) {
			return s, h
		}
	}
}

func (t *seriesTable) add(s *series) {
	if 4*t.count >= 3*len(t.slots) {
		old := t.slots
		t.slots = make([]*series, 2*len(old))
		for _, x := range old {
			if x != nil {
				t.place(x)
			}
		}
	}
	t.count++
	t.place(s)
}

func (t *seriesTable) place(s *series) {
	mask := uint64(len(t.slots) - 1)
	i := s.hash & mask
	for t.slots[i] != nil {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}
