package engine

import "maps"

// names is a set of names, or all names.
type names struct {
	all bool
	set map[string]bool
}

func (n *names) add(list ...string) {
	if n.set == nil {
		n.set = map[string]bool{}
	}
	for _, s := range list {
		n.set[s] = true
	}
}

func (n *names) merge(m names) {
	n.all = n.all || m.all
	if len(m.set) > 0 {
		if n.set == nil {
			n.set = map[string]bool{}
		}
		maps.Copy(n.set, m.set)
	}
}

func (n names) clone() names { return names{all: n.all, set: maps.Clone(n.set)} }

func (n names) has(s string) bool { return n.all || n.set[s] }

// demand is what somebody downstream can observe of the points on an edge:
// fields that are read on every point, fields that are read on some points only
// (an alert's event), and tags. The group's own tags are always there.
type demand struct {
	fields names
	lazy   bool
	tags   names
}

// everything is the demand of an operator that shows or keeps whole points.
var everything = demand{fields: names{all: true}, tags: names{all: true}}

func (d *demand) merge(e demand) {
	d.fields.merge(e.fields)
	d.tags.merge(e.tags)
	d.lazy = d.lazy || e.lazy
}

func (d demand) clone() demand {
	return demand{fields: d.fields.clone(), lazy: d.lazy, tags: d.tags.clone()}
}

// refs adds names that may be fields or tags.
func (d *demand) refs(list []string) {
	d.fields.add(list...)
	d.tags.add(list...)
}
