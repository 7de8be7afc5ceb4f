package engine

// joinKey is what waits under one combination of the tags that inputs are matched
// by (N162-N164).
type joinKey struct {
	// marks are the last time of each input for this key, noTime for none.
	marks []int64
	// specific items have more dimensions than are matched by, matches have not.
	specific, matches *queue[waitingItem]
}

type waitingItem struct {
	src  int
	item joinItem
}

func (k *joinKey) forget(src int) {
	if src < len(k.marks) {
		k.marks[src] = noTime
	}
}

// lowMark is the time that Kapacitor takes for the oldest of the inputs' last
// times: an input that has none for this key gives way to the one after it.
func (k *joinKey) lowMark() int64 {
	low := int64(noTime)
	for _, m := range k.marks {
		if low == noTime || m < low {
			low = m
		}
	}
	return low
}

func (k *joinKey) wait(q **queue[waitingItem], src int, it *joinItem) {
	if *q == nil {
		*q = &queue[waitingItem]{}
	}
	w := (*q).push()
	w.src = src
	w.item.keep(it)
}

// match brings specific items together with the less specific ones of the same
// key and time.
func (o *joinOp) match(src int, it *joinItem) {
	if !o.allReported {
		o.reported[src] = true
		o.allReported = true
		for _, r := range o.reported {
			o.allReported = o.allReported && r
		}
	}
	by := o.on[0]
	if it.group.dims.byName {
		by = o.on[1]
	}
	k := &o.state(o.pl.groups.find(by, it.name, it.group.tags)).key
	if k.marks == nil {
		k.marks = make([]int64, len(o.reported))
		for i := range k.marks {
			k.marks[i] = noTime
		}
	}
	k.marks[src] = it.time
	low := int64(noTime)
	if o.allReported {
		low = k.lowMark()
		for q := k.specific; q != nil && q.len() > 0 && q.at(0).item.time < low; q.pop() {
			o.sendSpecific(q.at(0).src, &q.at(0).item)
		}
	}
	if len(it.group.dims.list) > len(o.s.on) {
		o.matchSpecific(k, low, src, it)
		return
	}
	k.wait(&k.matches, src, it)
	for q := k.specific; q != nil && q.len() > 0 && q.at(0).item.time == it.time; q.pop() {
		o.sendMatch(q.at(0).src, &q.at(0).item, src, it)
	}
}

// matchSpecific looks for the matches of a specific item, and lets it wait for
// one as long as one may come.
func (o *joinOp) matchSpecific(k *joinKey, low int64, src int, it *joinItem) {
	matched := false
	if q := k.matches; q != nil {
		passed := 0
		for i := range q.len() {
			m := q.at(i)
			if m.item.time == it.time {
				o.sendMatch(src, it, m.src, &m.item)
				matched = true
			}
			if m.item.time >= low {
				break
			}
			passed++
		}
		if o.allReported {
			for range passed {
				q.pop()
			}
		}
	}
	switch {
	case matched:
	case o.allReported && it.time < low:
		o.sendSpecific(src, it)
	default:
		k.wait(&k.specific, src, it)
	}
}

func (o *joinOp) sendSpecific(src int, it *joinItem) {
	o.joined(it.group).collect(src, it)
}

// sendMatch gives the less specific item the specific one's group, and both to
// that group.
func (o *joinOp) sendMatch(src int, it *joinItem, matchSrc int, match *joinItem) {
	g := o.joined(it.group)
	g.collect(src, it)
	m := *match
	m.group = it.group
	if m.batch != nil {
		b := *m.batch
		m.batch = &b
	}
	g.collect(matchSrc, &m)
}
