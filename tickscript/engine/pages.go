package engine

// pages is a list that grows without moving: its values keep their places, and
// neighbours stand side by side.
type pages[T any] struct {
	chunks [][]T
	n      int
}

// pageSize is one less than a power of two because the allocator puts a word
// before what holds pointers: a page of 128 values would take up the next larger
// of its sizes, which wastes an eighth.
const pageSize = 127

// add appends a zero value and returns it with its place.
func (p *pages[T]) add() (*T, int32) {
	i := p.n
	if i/pageSize == len(p.chunks) {
		p.chunks = append(p.chunks, make([]T, pageSize))
	}
	p.n++
	return &p.chunks[i/pageSize][i%pageSize], int32(i)
}

func (p *pages[T]) at(i int32) *T {
	u := uint32(i)
	return &p.chunks[u/pageSize][u%pageSize]
}

// perGroup keeps a value for each group, by the group's place. Pages on which no
// group has one are not made.
type perGroup[T any] struct{ chunks [][]T }

// at returns the place of a group's value, or nil where there was never one on
// its page.
func (p *perGroup[T]) at(g *group) *T {
	u := uint32(g.idx)
	if page := u / pageSize; page < uint32(len(p.chunks)) && p.chunks[page] != nil {
		return &p.chunks[page][u%pageSize]
	}
	return nil
}

// open returns the place of a group's value.
func (p *perGroup[T]) open(g *group) *T {
	page := int(g.idx / pageSize)
	for page >= len(p.chunks) {
		p.chunks = append(p.chunks, nil)
	}
	if p.chunks[page] == nil {
		p.chunks[page] = make([]T, pageSize)
	}
	return &p.chunks[page][g.idx%pageSize]
}

// places finds the places of a list's values by their hashes. It holds numbers
// only, so the garbage collector does not look into it.
type places struct {
	// slots are the upper half of a hash and, in the lower half, a place plus one; 0
	// is empty.
	slots []uint64
	n     int
}

// find returns the place of a value with this hash for which is holds.
func (t *places) find(hash uint64, is func(place int32) bool) (int32, bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(t.slots) - 1)
	for i := hash >> 32 & mask; t.slots[i] != 0; i = (i + 1) & mask {
		if t.slots[i]>>32 == hash>>32 && is(int32(uint32(t.slots[i])-1)) {
			return int32(uint32(t.slots[i]) - 1), true
		}
	}
	return 0, false
}

// add enters a place that is not there yet.
func (t *places) add(hash uint64, place int32) {
	if 8*t.n >= 7*len(t.slots) {
		old := t.slots
		t.slots = make([]uint64, max(64, 2*len(old)))
		for _, s := range old {
			if s != 0 {
				t.put(s)
			}
		}
	}
	t.n++
	t.put(hash>>32<<32 | uint64(uint32(place+1)))
}

func (t *places) put(s uint64) {
	mask := uint64(len(t.slots) - 1)
	i := s >> 32 & mask
	for t.slots[i] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// placeSet is a set of places.
type placeSet []uint64

// add enters a place; it reports whether the place is new.
func (s *placeSet) add(i int32) bool {
	for int(i>>6) >= len(*s) {
		*s = append(*s, 0)
	}
	w, bit := &(*s)[i>>6], uint64(1)<<(i&63)
	if *w&bit != 0 {
		return false
	}
	*w |= bit
	return true
}

// remove takes a place out; it reports whether it was in.
func (s *placeSet) remove(i int32) bool {
	if int(i>>6) >= len(*s) {
		return false
	}
	w, bit := &(*s)[i>>6], uint64(1)<<(i&63)
	was := *w&bit != 0
	*w &^= bit
	return was
}
