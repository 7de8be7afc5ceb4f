package engine

import (
	"hash/maphash"
	"slices"
	"strings"
)

// dims is a list of dimensions: the tag keys that make up a group, sorted, and
// whether the measurement name is part of it. Lists are interned per run, so
// that equal lists are one pointer.
type dims struct {
	keys   []string
	byName bool
}

// group is one group of one run's shard. Equal groups are one pointer.
type group struct {
	dims *dims
	// name is the measurement when grouped by name.
	name string
	// tags are the dimension tags, one per key of dims, also when the value is
	// empty because the point lacks the tag.
	tags *tagSet
	hash uint64
	// slots hold the state of each stateful operator.
	slots []any
}

// id returns the group's id text: the name and a newline when grouped by name,
// then key=value for each dimension. The nil group's id is empty. It is made
// anew each time: a run has many groups and asks for few ids.
func (g *group) id() string { return groupID(g.dims.byName, g.name, g.tags) }

func groupID(byName bool, name string, tags *tagSet) string {
	if len(tags.tags) == 0 && !byName {
		return ""
	}
	var b strings.Builder
	if byName {
		b.WriteString(name)
		if len(tags.tags) > 0 {
			b.WriteByte('\n')
		}
	}
	for i, t := range tags.tags {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(t.key)
		b.WriteByte('=')
		b.WriteString(t.value)
	}
	return b.String()
}

// groups finds groups by their dimensions and tag values.
type groups struct {
	seed  maphash.Seed
	slots int
	table []*group
	dims  []*dims
	count int
	// max limits the number of groups; 0 is no limit.
	max      int
	overflow func()
	made     slab[group]
	states   slab[any]
}

func newGroups(slots, max int) *groups {
	return &groups{seed: maphash.MakeSeed(), slots: slots, table: make([]*group, 64), max: max}
}

// intern returns the one dims pointer of a list of sorted keys.
func (gs *groups) intern(keys []string, byName bool) *dims {
	for _, d := range gs.dims {
		if d.byName == byName && slices.Equal(d.keys, keys) {
			return d
		}
	}
	d := &dims{keys: slices.Clone(keys), byName: byName}
	gs.dims = append(gs.dims, d)
	return d
}

// find returns the group of a point with these tags, creating it when new.
func (gs *groups) find(d *dims, name string, tags *tagSet) *group {
	sum := maphash.String(gs.seed, "")
	if d.byName {
		sum = maphash.String(gs.seed, name)
	}
	for _, k := range d.keys {
		v, _ := tags.get(k)
		sum = sum*0x9e3779b97f4a7c15 ^ maphash.String(gs.seed, v)
	}
	mask := uint64(len(gs.table) - 1)
	i := sum & mask
	for ; gs.table[i] != nil; i = (i + 1) & mask {
		if g := gs.table[i]; g.hash == sum && g.matches(d, name, tags) {
			return g
		}
	}
	g := gs.made.one()
	g.dims, g.hash = d, sum
	if d.byName {
		g.name = name
	}
	g.tags = tags.pick(d.keys)
	if gs.slots > 0 {
		g.slots = gs.states.list(gs.slots)
	}
	gs.count++
	if 4*gs.count >= 3*len(gs.table) {
		gs.grow()
		mask = uint64(len(gs.table) - 1)
		for i = sum & mask; gs.table[i] != nil; i = (i + 1) & mask {
		}
	}
	gs.table[i] = g
	if gs.max > 0 && gs.count > gs.max && gs.overflow != nil {
		gs.overflow()
	}
	return g
}

func (gs *groups) grow() {
	old := gs.table
	gs.table = make([]*group, 2*len(old))
	mask := uint64(len(gs.table) - 1)
	for _, g := range old {
		if g == nil {
			continue
		}
		i := g.hash & mask
		for gs.table[i] != nil {
			i = (i + 1) & mask
		}
		gs.table[i] = g
	}
}

func (g *group) matches(d *dims, name string, tags *tagSet) bool {
	if g.dims != d || d.byName && g.name != name {
		return false
	}
	for i, k := range d.keys {
		v, _ := tags.get(k)
		if g.tags.tags[i].value != v {
			return false
		}
	}
	return true
}

// pick returns the set of exactly these sorted keys, absent ones with an empty
// value.
func (t *tagSet) pick(keys []string) *tagSet {
	if len(keys) == 0 {
		return noTags
	}
	if len(keys) == len(t.tags) {
		same := true
		for i, k := range keys {
			if t.tags[i].key != k {
				same = false
				break
			}
		}
		if same {
			return t
		}
	}
	out := make([]tag, len(keys))
	for i, k := range keys {
		v, _ := t.get(k)
		out[i] = tag{k, v}
	}
	return newTagSet(out)
}

// keys returns the set's keys in order.
func (t *tagSet) keys() []string {
	ks := make([]string, len(t.tags))
	for i := range t.tags {
		ks[i] = t.tags[i].key
	}
	return ks
}
