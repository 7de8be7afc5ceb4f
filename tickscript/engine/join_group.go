package engine

import "sort"

// joinGroup holds one group's sets until enough has arrived to emit them
// (N153-N155).
type joinGroup struct {
	o *joinOp
	// times are the times with pending sets, in order.
	times []joinTime
	// heads are the last time of each input, oldest the time to emit next; noTime
	// when there is none.
	heads  []int64
	oldest int64
}

// joinTime are the sets of one time: the n-th set holds the n-th item of each
// input.
type joinTime struct {
	time int64
	sets []*joinSet
}

// joinSet is at most one item of each input.
type joinSet struct {
	items []joinItem
	have  []bool
	size  int
	// first is the lowest-numbered input present.
	first int
	time  int64
}

func (o *joinOp) newSet(t int64) *joinSet {
	n := len(o.prefixed)
	if k := len(o.free); k > 0 {
		s := o.free[k-1]
		o.free = o.free[:k-1]
		clear(s.have)
		s.size, s.first, s.time = 0, n, t
		return s
	}
	return &joinSet{items: make([]joinItem, n), have: make([]bool, n), first: n, time: t}
}

// newSets returns an empty list, one that was used before where there is one.
func (o *joinOp) newSets() []*joinSet {
	k := len(o.freeSets)
	if k == 0 {
		return nil
	}
	s := o.freeSets[k-1]
	o.freeSets = o.freeSets[:k-1]
	return s
}

// find returns where a time stands, or would.
func (g *joinGroup) find(t int64) (int, bool) {
	n := len(g.times)
	if n == 0 || g.times[n-1].time < t {
		return n, false
	}
	i := sort.Search(n, func(i int) bool { return g.times[i].time >= t })
	return i, g.times[i].time == t
}

// collect adds an item to the first set of its time that lacks one of its input.
func (g *joinGroup) collect(src int, it *joinItem) {
	t := it.time
	if t < g.oldest || g.oldest == noTime {
		g.oldest = t
	}
	at, ok := g.find(t)
	if !ok {
		g.times = append(g.times, joinTime{})
		copy(g.times[at+1:], g.times[at:])
		g.times[at] = joinTime{time: t, sets: g.o.newSets()}
	}
	jt := &g.times[at]
	var set *joinSet
	for _, s := range jt.sets {
		if !s.have[src] {
			set = s
			break
		}
	}
	if set == nil {
		set = g.o.newSet(t)
		jt.sets = append(jt.sets, set)
	}
	set.items[src].keep(it)
	set.have[src] = true
	set.size++
	set.first = min(set.first, src)
	g.heads[src] = t
	g.emit(g.onlyReady())
}

// barrier moves an input's head without an item.
func (g *joinGroup) barrier(src int, t int64) {
	if t < g.oldest || g.oldest == noTime {
		g.oldest = t
	}
	g.heads[src] = t
	g.emit(g.onlyReady())
}

// onlyReady reports whether some input may still send items of the oldest time,
// so that only complete sets can be emitted.
func (g *joinGroup) onlyReady() bool {
	for _, t := range g.heads {
		if t <= g.oldest {
			return true
		}
	}
	return false
}

// emit emits the sets of the oldest time, and goes on as long as all inputs are
// past the next one.
func (g *joinGroup) emit(onlyReady bool) {
	for len(g.times) > 0 {
		at, ok := g.find(g.oldest)
		if !ok {
			g.o.crash("join looks for items of a barrier's time, of which there are none")
			return
		}
		jt := &g.times[at]
		n := 0
		for _, s := range jt.sets {
			if onlyReady && s.size != len(s.have) {
				break
			}
			g.o.emitSet(s)
			g.o.free = append(g.o.free, s)
			n++
		}
		if n == len(jt.sets) {
			g.o.freeSets = append(g.o.freeSets, jt.sets[:0])
			g.times = append(g.times[:at], g.times[at+1:]...)
		} else {
			jt.sets = append(jt.sets[:0], jt.sets[n:]...)
		}
		g.oldest = noTime
		if len(g.times) > 0 {
			g.oldest = g.times[0].time
		}
		if onlyReady {
			return
		}
		onlyReady = g.onlyReady()
	}
}
