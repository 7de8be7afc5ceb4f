package vet

import (
	"maps"
	"slices"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Names is a set of names of which only some may be known.
type Names struct {
	// Open says that there may be others than those known.
	Open bool
	// Known maps the names that are there to their type, 0 when that is unknown.
	Known map[string]catalog.Type
	// Gone are names that are certainly not there.
	Gone map[string]bool
}

func anyName() Names { return Names{Open: true} }

func only(names ...string) Names {
	n := Names{Known: map[string]catalog.Type{}}
	for _, name := range names {
		n.Known[name] = 0
	}
	return n
}

// Has reports whether a name is there, and whether that is certain.
func (n Names) Has(name string) (has, certain bool) {
	if _, ok := n.Known[name]; ok {
		return true, true
	}
	return n.Open && !n.Gone[name], !n.Open || n.Gone[name]
}

// with returns the set with a name added.
func (n Names) with(name string, t catalog.Type) Names {
	if name == "" {
		return n
	}
	out := Names{Open: n.Open, Known: maps.Clone(n.Known), Gone: n.Gone}
	if out.Known == nil {
		out.Known = map[string]catalog.Type{}
	}
	out.Known[name] = t
	if n.Gone[name] {
		out.Gone = maps.Clone(n.Gone)
		delete(out.Gone, name)
	}
	return out
}

// without returns the set with a name removed.
func (n Names) without(name string) Names {
	out := Names{Open: n.Open, Known: maps.Clone(n.Known), Gone: maps.Clone(n.Gone)}
	delete(out.Known, name)
	if n.Open {
		if out.Gone == nil {
			out.Gone = map[string]bool{}
		}
		out.Gone[name] = true
	}
	return out
}

// either returns what may be there when one of two sets is.
func either(a, b Names) Names {
	out := Names{Open: a.Open || b.Open, Known: map[string]catalog.Type{}, Gone: map[string]bool{}}
	maps.Copy(out.Known, a.Known)
	for name, t := range b.Known {
		if have, ok := out.Known[name]; ok && have != t {
			t = 0
		}
		out.Known[name] = t
	}
	for name := range a.Gone {
		if has, certain := b.Has(name); certain && !has {
			out.Gone[name] = true
		}
	}
	return out
}

// sorted returns the known names.
func (n Names) sorted() []string { return slices.Sorted(maps.Keys(n.Known)) }

// Facts is what is known about the data that leaves a node.
type Facts struct {
	Fields, Tags Names
	// Dims are the tags that the data is grouped by. DimsKnown says that there
	// are no others.
	Dims      []string
	DimsKnown bool
	// Star says that the data is grouped by all of its tags.
	Star bool
	// ByName says that the measurement is part of the group.
	ByName bool
	// Measurement is the name of the data, "" when it is unknown.
	Measurement string
}

// grouped reports whether there is more than one group, as far as one can tell.
func (f *Facts) grouped() bool { return f.Star || f.ByName || len(f.Dims) > 0 }

// groupTags are the tags of a group.
func (f *Facts) groupTags() Names {
	n := only(f.Dims...)
	n.Open = !f.DimsKnown || f.Star
	for name := range n.Known {
		n.Known[name] = catalog.String
	}
	return n
}

func unknownFacts() *Facts { return &Facts{Fields: anyName(), Tags: anyName()} }

// flow finds out what is known about the data behind each node.
func flow(g *graph.Graph, schema *Schema) map[*graph.Node]*Facts {
	facts := make(map[*graph.Node]*Facts, len(g.Nodes))
	// A stats node has no parents but depends on the node it observes, which
	// may come later in the order.
	var of func(n *graph.Node) *Facts
	of = func(n *graph.Node) *Facts {
		if f := facts[n]; f != nil {
			return f
		}
		facts[n] = unknownFacts() // a graph has no cycles but for hostile ones
		var in []*Facts
		for _, p := range n.Parents {
			in = append(in, of(p))
		}
		if n.Observed != nil {
			in = append(in, of(n.Observed))
		}
		f := through(n, in, schema)
		facts[n] = f
		return f
	}
	for _, n := range g.Sorted() {
		of(n)
	}
	return facts
}
