package engine

import (
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// inhibit is one inhibit property: while a group's alert is not OK, alerts of the
// category with equal tags are suppressed (A035).
type inhibit struct {
	category string
	tags     []string
}

func newInhibit(c graph.Call) inhibit {
	in := inhibit{category: c.Args[0].Str}
	for _, a := range c.Args[1:] {
		in.tags = append(in.tags, a.Str)
	}
	return in
}

// of are the tags that an event needs to be suppressed by a group. A tag that is
// not one of the group's counts as empty.
func (in *inhibit) of(g *group) []alert.Tag {
	var out []alert.Tag
	for _, k := range in.tags {
		v, _ := g.tags.get(k)
		out = append(out, alert.Tag{Key: k, Value: v})
	}
	return out
}
