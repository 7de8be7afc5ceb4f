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

// alertStats are the node's counters (A036).
type alertStats struct {
	triggered, inhibited int64
	levels               [4]int64
}

func (s *alertStats) count(l alert.Level, inhibited bool) {
	if inhibited {
		s.inhibited++
		return
	}
	s.triggered++
	s.levels[l]++
}

// more are the counters that only alert nodes have, by Kapacitor's names.
func (o *alertOp) more() map[string]int64 {
	s := &o.stats
	return map[string]int64{
		"alerts_triggered": s.triggered, "alerts_inhibited": s.inhibited, "oks_triggered": s.levels[alert.OK],
		"infos_triggered": s.levels[alert.Info], "warns_triggered": s.levels[alert.Warning], "crits_triggered": s.levels[alert.Critical],
	}
}
