package engine

import (
	"sort"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("from", compileFrom) }

// fromSpec selects points and sets their dimensions (N001-N008).
type fromSpec struct {
	db, rp, measurement string
	where               []*bound
	truncate, round     int64
	grouping            grouping
	chained             bool
}

func compileFrom(c *compiler, n *graph.Node) spec {
	s := &fromSpec{
		db: n.Str("database", ""), rp: n.Str("retentionPolicy", ""), measurement: n.Str("measurement", ""),
		truncate: int64(n.Dur("truncate", 0)), round: int64(n.Dur("round", 0)),
		chained: len(n.Parents) == 1 && n.Parents[0].Kind() == "from",
	}
	for _, call := range n.CallsOf("where") {
		for _, a := range call.Args {
			b, err := c.bind(a)
			if err != nil {
				c.errorAt(a.Range, "lambda", err)
				continue
			}
			s.where = append(s.where, b)
		}
	}
	s.grouping = newGrouping(n, "groupBy", "groupByMeasurement")
	return s
}

func (s *fromSpec) stateful() bool { return false }

// shardable: the state of where's stateful functions is shared by all groups.
func (s *fromSpec) shardable() bool {
	for _, w := range s.where {
		if w.expr.Stateful() {
			return false
		}
	}
	return !s.chained
}

func (s *fromSpec) demand(out demand) demand {
	for _, w := range s.where {
		out.refs(w.demandNames())
	}
	if s.grouping.star {
		out.tags.all = true
	}
	out.tags.add(s.grouping.keys...)
	return out
}

func (s *fromSpec) start(b base) op {
	o := &fromOp{base: b, s: s}
	for _, w := range s.where {
		o.where = append(o.where, w.scope(b.pl))
	}
	o.by = s.grouping.regroup(b.pl)
	return o
}

// matches reports whether the node selects a measurement of an origin.
func (s *fromSpec) matches(o *origin, measurement string) bool {
	return (s.db == "" || s.db == o.db) && (s.rp == "" || s.rp == o.rp) && (s.measurement == "" || s.measurement == measurement)
}

type fromOp struct {
	base
	s     *fromSpec
	where []*scope
	by    *regroup
	// want is what the node and everything below it looks at.
	want demand
}

// point takes a point from another from node.
func (o *fromOp) point(p *point) {
	o.st.collected++
	if o.s.matches(p.origin, p.name) {
		o.accept(p, nil)
	}
}

// accept takes a point that matches. The group may be known already.
func (o *fromOp) accept(p *point, g *group) {
	for _, w := range o.where {
		ok, err := w.bool(p, &o.pl.env)
		if err != nil {
			o.report("failed to evaluate WHERE expression", err)
			return
		}
		if !ok {
			return
		}
	}
	// The point is the caller's scratch: it is changed in place and put back,
	// which is cheaper than a copy for each point.
	t, was := p.time, p.group
	if o.s.truncate != 0 {
		p.time = truncateTime(p.time, o.s.truncate)
	}
	if o.s.round != 0 {
		p.time = roundTime(p.time, o.s.round)
	}
	if g == nil {
		g = o.by.group(p.name, p.tags)
	}
	p.group = g
	o.emit(p)
	p.time, p.group = t, was
}

func (o *fromOp) batch(*batch) {}

// never reports whether the node refuses every point with these tags, because
// its where looks at nothing but them. refs are the tags it looks at.
func (o *fromOp) never(p *point) (refs []string, never bool) {
	if len(o.where) == 0 || o.pl.explain != nil {
		return nil, false
	}
	for _, w := range o.where {
		if w.expr.Stateful() || w.expr.SharedState() {
			return nil, false
		}
		for i, id := range w.ids {
			if _, ok := p.tags.get(w.names[i]); id == 0 || !ok {
				return nil, false
			}
		}
		refs = append(refs, w.names...)
	}
	for _, w := range o.where {
		// Without outside values: an expression that asks for them fails, and is then
		// left to each point.
		ok, err := w.bool(p, nil)
		if err != nil {
			return nil, false
		}
		if !ok {
			return refs, true
		}
	}
	return nil, false
}

// grouping is a list of dimensions as a script gives it.
type grouping struct {
	keys    []string
	star    bool
	byName  bool
	exclude map[string]bool
}

func newGrouping(n *graph.Node, prop, nameProp string) grouping {
	var g grouping
	// The last call wins, as a property that is set again.
	if c, ok := n.Call(prop); ok {
		g.take(c.Args)
	}
	g.byName = n.Flag(nameProp)
	return g
}

func (g *grouping) take(args []graph.Value) {
	for _, a := range args {
		switch a.Type {
		case catalog.String:
			g.keys = append(g.keys, a.Str)
		case catalog.Star:
			g.star = true
		case catalog.List:
			g.take(a.List)
		}
	}
	sort.Strings(g.keys)
}

// regroup finds groups for points; the last tag set's group is remembered.
func (g *grouping) regroup(pl *pipeline) *regroup {
	r := &regroup{g: g, pl: pl}
	if !g.star {
		r.fixed = pl.groups.intern(g.keys, g.byName)
	}
	return r
}

type regroup struct {
	g     *grouping
	pl    *pipeline
	fixed *dims
}

func (r *regroup) group(name string, tags *tagSet) *group { return r.groupAs(name, tags, r.g.byName) }

func (r *regroup) groupAs(name string, tags *tagSet, byName bool) *group {
	d := r.fixed
	switch {
	case d == nil:
		keys := make([]string, 0, tags.len())
		for _, k := range tags.keys.list {
			if !r.g.exclude[k] {
				keys = append(keys, k)
			}
		}
		d = r.pl.groups.intern(keys, byName)
	case d.byName != byName:
		d = r.pl.groups.intern(r.g.keys, byName)
	}
	return r.pl.groups.find(d, name, tags)
}
