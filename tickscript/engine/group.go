package engine

import (
	"hash/maphash"
	"iter"
	"slices"
	"strings"
)

// dims is a list of dimensions: the tag keys that make up a group, sorted, and
// whether the measurement name is part of it. Lists are interned per run, so
// that equal lists are one pointer.
type dims struct {
	tagKeys
	byName bool
}

// group is one group of one run's shard. Equal groups are one pointer.
type group struct {
	dims *dims
	// tags are the dimension tags, one per key of dims, also when the value is
	// empty because the point lacks the tag.
	tags *tagSet
	// named is the measurement when grouped by name.
	named *string
	// idx is the group's place in the order of first appearance, where operators
	// keep their state of it.
	idx int32
}

// name returns the measurement of a group by name.
func (g *group) name() string {
	if g.named == nil {
		return ""
	}
	return *g.named
}

// id returns the group's id text: the name and a newline when grouped by name,
// then key=value for each dimension. The nil group's id is empty. It is made
// anew each time: a run has many groups and asks for few ids.
func (g *group) id() string { return groupID(g.dims.byName, g.name(), g.tags) }

func groupID(byName bool, name string, tags *tagSet) string {
	if tags.len() == 0 && !byName {
		return ""
	}
	n := len(name) + 1
	for i, k := range tags.keys.list {
		n += len(k) + len(tags.values[i]) + 2
	}
	var b strings.Builder
	b.Grow(n)
	if byName {
		b.WriteString(name)
		if tags.len() > 0 {
			b.WriteByte('\n')
		}
	}
	tags.writeTo(&b)
	return b.String()
}

// groups finds groups by their dimensions and tag values.
type groups struct {
	seed  maphash.Seed
	list  pages[group]
	index places
	dims  []*dims
	// max limits the number of groups; 0 is no limit.
	max      int
	overflow func()
}

func newGroups(max int) *groups { return &groups{seed: maphash.MakeSeed(), max: max} }

// intern returns the one dims pointer of a list of sorted keys.
func (gs *groups) intern(keys []string, byName bool) *dims {
	for _, d := range gs.dims {
		if d.byName == byName && slices.Equal(d.list, keys) {
			return d
		}
	}
	d := &dims{tagKeys{slices.Clone(keys)}, byName}
	gs.dims = append(gs.dims, d)
	return d
}

// find returns the group of a point with these tags, creating it when new.
func (gs *groups) find(d *dims, name string, tags *tagSet) *group {
	var sum uint64
	if d.byName {
		sum = maphash.String(gs.seed, name)
	}
	for _, k := range d.list {
		v, _ := tags.get(k)
		sum = sum*0x9e3779b97f4a7c15 ^ maphash.String(gs.seed, v)
	}
	if i, ok := gs.index.find(sum, func(i int32) bool { return gs.list.at(i).matches(d, name, tags) }); ok {
		return gs.list.at(i)
	}
	g, i := gs.list.add()
	*g = group{dims: d, tags: tags.pick(&d.tagKeys), idx: i}
	if d.byName {
		own := strings.Clone(name)
		g.named = &own
	}
	gs.index.add(sum, i)
	if gs.max > 0 && gs.list.n > gs.max && gs.overflow != nil {
		gs.overflow()
	}
	return g
}

// all yields the groups in the order of first appearance.
func (gs *groups) all() iter.Seq[*group] {
	return func(yield func(*group) bool) {
		for i := range gs.list.n {
			if !yield(gs.list.at(int32(i))) {
				return
			}
		}
	}
}

func (g *group) matches(d *dims, name string, tags *tagSet) bool {
	if g.dims != d || d.byName && g.name() != name {
		return false
	}
	if g.tags == tags {
		return true
	}
	for i, k := range d.list {
		v, _ := tags.get(k)
		if g.tags.values[i] != v {
			return false
		}
	}
	return true
}
