package engine

import "hash/maphash"

// series is one series of one origin, with what does not change from point to
// point.
type series struct {
	key  string
	kind *seriesKind
	tags *tagSet
	// group is the group below the kind's first from operator.
	group *group
	// extra is what few series have.
	extra *seriesExtra
}

// seriesExtra is what a series has that several from operators select, or none.
type seriesExtra struct {
	// groups are those below the second from operator and the ones after it.
	groups []*group
	// some says that active are the only subscriptions that may take a point.
	some   bool
	active []int32
	// foreign says that another shard, the owner, judges the series.
	foreign bool
	owner   int
}

func (x *series) foreign() bool { return x.extra != nil && x.extra.foreign }

// more returns the series' own extra.
func (x *series) more() *seriesExtra {
	if x.extra == nil {
		x.extra = &seriesExtra{}
	}
	return x.extra
}

// groupAt returns the group below the i-th from operator.
func (x *series) groupAt(i int) *group {
	if i == 0 {
		return x.group
	}
	return x.extra.groups[i-1]
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
	// keys are the lists of tag keys that its series have.
	keys []*tagKeys
	// touch fetches the state that the first operators below the first from operator
	// have of groups.
	touch []toucher
}

// subscription is a from operator that selects a measurement. times is how often
// Kapacitor delivers each point to it (R017).
type subscription struct {
	from  *fromOp
	times int
}

// fewLists is how many lists of keys of one measurement are shared.
const fewLists = 16

// keysOf returns the list of the tags' keys, the same one for all series that
// have these.
func (k *seriesKind) keysOf(tags []tag) *tagKeys {
	for _, l := range k.keys {
		if l.are(tags) {
			return l
		}
	}
	l := &tagKeys{make([]string, len(tags))}
	for i := range tags {
		l.list[i] = tags[i].key
	}
	if len(k.keys) < fewLists {
		k.keys = append(k.keys, l)
	}
	return l
}

func (l *tagKeys) are(tags []tag) bool {
	if len(l.list) != len(tags) {
		return false
	}
	for i := range tags {
		if l.list[i] != tags[i].key {
			return false
		}
	}
	return true
}

// seriesTable finds series by the raw text of measurement and tags.
type seriesTable struct {
	seed  maphash.Seed
	index places
	// list are all series in order of first appearance.
	list pages[series]
}

func newSeriesTable() *seriesTable { return &seriesTable{seed: maphash.MakeSeed()} }

// find returns the place of a key's series and the key's hash.
func (t *seriesTable) find(key []byte) (i int32, h uint64, ok bool) {
	h = maphash.Bytes(t.seed, key)
	i, ok = t.index.find(h, func(i int32) bool { return t.list.at(i).key == string(key) })
	return i, h, ok
}

// Recorded metrics come round in the same order, so the series that will come
// next are known, and with many series each is far from the processor by then.
// Looking at a block of them together lets it fetch them side by side.
const (
	touchBlock = 16
	touchFrom  = 4096
)

// toucher is an operator whose state of groups can be fetched ahead. The sum of
// what it saw keeps the reading from being optimised away.
type toucher interface {
	touch(block []*group) uint64
}

// touch fetches what the next points will need, level by level: series, key and
// group, the first operators' states.
func touch(list *pages[series], pos int) uint64 {
	n := min(touchBlock, list.n-pos)
	var sum uint64
	var buf [touchBlock]*group
	block := buf[:0]
	for i := range n {
		x := list.at(int32(pos + i))
		if n := len(x.key); n > 0 { // not where points come decoded
			sum += uint64(x.key[0]) + uint64(x.key[n-1])
		}
		if x.group != nil {
			block = append(block, x.group)
		}
	}
	for _, g := range block {
		sum += uint64(g.idx)
	}
	if len(block) == 0 {
		return sum
	}
	for _, o := range list.at(int32(pos)).kind.touch {
		sum += o.touch(block)
	}
	return sum
}
