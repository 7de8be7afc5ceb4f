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
	// gid is the group's id text, rendered when it is first asked for.
	gid string
	// order counts groups in order of first appearance.
	order int
}

// id returns the group's id text: the name and a newline when grouped by name,
// then key=value for each dimension. The nil group's id is empty.
func (g *group) id() string {
	if g.gid == "" {
		g.gid = groupID(g.dims.byName, g.name, g.tags)
	}
	return g.gid
}

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
	all   map[uint64][]*group
	dims  []*dims
	count int
	// max limits the number of groups; 0 is no limit.
	max      int
	overflow func()
}

func newGroups(slots, max int) *groups {
	return &groups{seed: maphash.MakeSeed(), slots: slots, all: map[uint64][]*group{}, max: max}
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
	var h maphash.Hash
	h.SetSeed(gs.seed)
	if d.byName {
		h.WriteString(name)
		h.WriteByte('\n')
	}
	for _, k := range d.keys {
		v, _ := tags.get(k)
		h.WriteString(k)
		h.WriteByte('=')
		h.WriteString(v)
		h.WriteByte(',')
	}
	sum := h.Sum64()
	for _, g := range gs.all[sum] {
		if g.matches(d, name, tags) {
			return g
		}
	}
	g := &group{dims: d, hash: sum, order: gs.count}
	if d.byName {
		g.name = name
	}
	g.tags = tags.pick(d.keys)
	if gs.slots > 0 {
		g.slots = make([]any, gs.slots)
	}
	gs.all[sum] = append(gs.all[sum], g)
	gs.count++
	if gs.max > 0 && gs.count > gs.max && gs.overflow != nil {
		gs.overflow()
	}
	return g
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
