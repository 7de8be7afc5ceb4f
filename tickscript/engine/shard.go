package engine

import (
	"slices"
	"sync"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// A sharded run is several runs of the same program, each of which owns a share of
// the groups. The text is read once and its lines are dealt out by their keys; each
// shard checks and judges its own. Nothing is shared while they work. What they
// yield is put back into the order of the lines, so that it does not depend on
// their number.

// sharded reports whether the groups of a program are independent of each other
// and whether all its from nodes group alike, so that a series belongs to one
// shard as a whole.
func (p *Program) sharded() bool {
	if !p.shardable || p.graph.Type != graph.StreamTask {
		return false
	}
	var first *fromSpec
	for i := range p.nodes {
		f, ok := p.nodes[i].spec.(*fromSpec)
		if !ok {
			continue
		}
		if first == nil {
			first = f
		} else if !first.grouping.same(&f.grouping) {
			return false
		}
	}
	if first == nil {
		return false
	}
	_, ok := p.shardID(first)
	return ok
}

// shardID returns the id template that tells which groups may not be parted: a
// group whose events carry the id of another one takes over its level (A011). It
// is nil where the groups alone decide. ok is false when neither will do.
func (p *Program) shardID(from *fromSpec) (id *alert.Template, ok bool) {
	text := ""
	for i := range p.nodes {
		s, is := p.nodes[i].spec.(*alertSpec)
		if !is || !s.restores() {
			continue
		}
		t := s.node.Str("id", defaultAlertID)
		if id != nil && t != text {
			return nil, false
		}
		// The id must be known from a series: its tags are dimensions, and its name is
		// the measurement.
		if from.measurement == "" || from.grouping.star || !s.id.GroupOnly(func(tag string) bool { return slices.Contains(from.grouping.keys, tag) }) {
			return nil, false
		}
		id, text = s.id, t
	}
	return id, true
}

func (g *grouping) same(h *grouping) bool {
	if g.star != h.star || g.byName != h.byName || len(g.keys) != len(h.keys) {
		return false
	}
	for i := range g.keys {
		if g.keys[i] != h.keys[i] {
			return false
		}
	}
	return true
}

// owners spreads groups over shards: each new one goes to one of those that have
// the fewest.
type owners struct {
	mu    sync.Mutex
	of    map[uint64]int32
	count []int
	// foreign are the extras of series that are not judged where they are met, by
	// their shards.
	foreign []*seriesExtra
}

func newOwners(shards int) *owners {
	o := &owners{of: map[uint64]int32{}, count: make([]int, shards)}
	for i := range shards {
		o.foreign = append(o.foreign, &seriesExtra{foreign: true, owner: i})
	}
	return o
}

// owner returns the shard of what has this hash. Where several shards have the
// fewest the hash chooses, so that groups which alternate in kind do not end up by
// kind.
func (o *owners) owner(h uint64) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i, ok := o.of[h]; ok {
		return int(i)
	}
	least := slices.Min(o.count)
	var free []int32
	for i, n := range o.count {
		if n == least {
			free = append(free, int32(i))
		}
	}
	i := free[(h>>32)%uint64(len(free))]
	o.count[i]++
	o.of[h] = i
	return int(i)
}

// together is a hash of what belongs to one shard: the event id of a series' group,
// or what tells the group apart.
func (p *Program) together(f *fromSpec, name string, tags []tag) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	add := func(s string) {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	g := &f.grouping
	if id, _ := p.shardID(f); id != nil {
		set := newTagSet(tags).pick(&tagKeys{g.keys})
		d := alert.Data{Name: name, TaskName: p.opts.Task, Group: groupID(g.byName, name, set), Tags: exportTags(nil, set), Server: &p.opts.Server}
		if text, err := id.Append(nil, &d); err == nil {
			add(string(text))
			return h
		}
	}
	if g.byName {
		add(name)
	}
	for i := range tags {
		if g.star || slices.Contains(g.keys, tags[i].key) {
			add(tags[i].key)
			add(tags[i].value)
		}
	}
	return h
}
