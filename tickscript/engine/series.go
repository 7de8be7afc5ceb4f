package engine

import "hash/maphash"

// series is one series of one origin, with what does not change from point to
// point.
type series struct {
	key  string
	hash uint64
	kind *seriesKind
	tags *tagSet
	// group is the group below the kind's first from operator; more are those below
	// the others.
	group *group
	more  *[]*group
	// active are the subscriptions that may take a point of the series, where some
	// never do.
	active *[]int32
	// idx is the series' place in the order of first appearance.
	idx int32
	// foreign says that another shard judges the series.
	foreign bool
}

// groupAt returns the group below the i-th from operator.
func (x *series) groupAt(i int) *group {
	if i == 0 {
		return x.group
	}
	return (*x.more)[i-1]
}

// seriesKind is what all series of a measurement have in common: who selects
// them and what is wanted of them.
type seriesKind struct {
	name string
	plan *plan
	lazy bool
	tags names
	subs []subscription
	// seen counts the points, times is how often each reaches the task's stream.
	seen, times int64
	// constant are the tags that decide for subscriptions once and for all; a field
	// of such a name is a mistake that each point has to be asked about.
	constant map[string]bool
}

// subscription is a from operator that selects a measurement. times is how often
// Kapacitor delivers each point to it (R017).
type subscription struct {
	from  *fromOp
	times int
}

// seriesTable finds series by the raw text of measurement and tags.
type seriesTable struct {
	seed  maphash.Seed
	slots []*series
	// order are all series in order of first appearance.
	order []*series
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
		if s.hash == h && s.key == string(key) {
			return s, h
		}
	}
}

func (t *seriesTable) add(s *series) {
	if 4*len(t.order) >= 3*len(t.slots) {
		t.slots = make([]*series, 2*len(t.slots))
		for _, x := range t.order {
			t.place(x)
		}
	}
	s.idx = int32(len(t.order))
	t.order = append(t.order, s)
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

// Recorded metrics come round in the same order, so the series that will come
// next are known, and with many series each is far from the processor by then.
// Looking at a block of them together lets it fetch them side by side.
const (
	touchBlock = 16
	touchFrom  = 4096
)

// touch fetches what the next points will need, level by level: series, key and
// group, the group's slots, the first operator's state, its rows.
func (t *seriesTable) touch(pos int) uint64 {
	n := min(touchBlock, len(t.order)-pos)
	block := t.order[pos : pos+n]
	var sum uint64
	for _, x := range block {
		sum += x.hash
	}
	for _, x := range block {
		sum += uint64(x.key[0]) + uint64(x.key[len(x.key)-1])
		if x.group != nil {
			sum += uint64(len(x.group.slots))
		}
	}
	var ws [touchBlock]*windowState
	for i, x := range block {
		if x.group != nil && len(x.group.slots) > 0 {
			ws[i], _ = x.group.slots[0].(*windowState)
		}
	}
	for _, w := range ws {
		if w != nil {
			sum += uint64(w.nextEmit)
		}
	}
	for _, w := range ws {
		if w != nil && len(w.store.words) > 0 {
			sum += w.store.words[0] + w.store.words[len(w.store.words)-1]
		}
	}
	return sum
}
