package engine

import (
	"fmt"
	"slices"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("eval", compileEval) }

// evalSpec computes fields and tags (N100-N106).
type evalSpec struct {
	exprs []*bound
	// names are all names on the expressions' common scope: references first, then
	// results; ids are their field numbers.
	names []string
	ids   []int32
	// refs are, per expression, the places of its references in names; as is the
	// place of its result.
	refs [][]int
	as   []int
	// tags marks the results that become tags.
	tags  []bool
	keep  bool
	list  []int // places of the names in keep('a', 'b')
	quiet bool
}

func compileEval(c *compiler, n *graph.Node) spec {
	s := &evalSpec{quiet: n.Flag("quiet")}
	as := n.Strings("as")
	if call, ok := n.Call("as"); ok {
		as = as[:0]
		for _, a := range call.Args {
			as = append(as, a.Str)
		}
	}
	for _, a := range n.Args {
		b, err := c.bind(a)
		if err != nil {
			c.errorAt(a.Range, "lambda", fmt.Errorf("failed to compile expression: %w", err))
			continue
		}
		s.exprs = append(s.exprs, b)
	}
	if len(as) != len(s.exprs) {
		if !c.diags.HasErrors() {
			c.errorAt(n.Range, "eval-as", fmt.Errorf("must specify same number of expressions and .as() names: got %d as names, and %d expressions", len(as), len(s.exprs)))
		}
		return nil
	}
	var tags []string
	if call, ok := n.Call("tags"); ok {
		for _, a := range call.Args {
			tags = append(tags, a.Str)
		}
	}
	for _, e := range s.exprs {
		var refs []int
		for _, name := range e.names {
			refs = append(refs, s.place(c, name))
		}
		s.refs = append(s.refs, refs)
	}
	for _, name := range as {
		s.as = append(s.as, s.place(c, name))
		s.tags = append(s.tags, slices.Contains(tags, name))
	}
	if call, ok := n.Call("keep"); ok {
		s.keep = true
		for _, a := range call.Args {
			s.list = append(s.list, s.place(c, a.Str))
		}
	}
	return s
}

func (s *evalSpec) place(c *compiler, name string) int {
	if i := slices.Index(s.names, name); i >= 0 {
		return i
	}
	s.names = append(s.names, name)
	s.ids = append(s.ids, c.syms.id(name))
	return len(s.names) - 1
}

func (s *evalSpec) stateful() bool { return true }
func (s *evalSpec) shardable() bool {
	return !slices.Contains(s.tags, true) && !slices.ContainsFunc(s.exprs, func(e *bound) bool { return !e.sharded() })
}

func (s *evalSpec) demand(out demand) demand {
	in := demand{tags: out.tags.clone()}
	if s.keep && len(s.list) == 0 {
		in.fields = out.fields.clone()
		in.lazy = out.lazy
	}
	for _, i := range s.list {
		in.fields.add(s.names[i])
	}
	for _, e := range s.exprs {
		in.refs(e.demandNames())
	}
	return in
}

func (s *evalSpec) start(b base) op {
	o := &evalOp{base: b, s: s, vals: make([]lambda.Value, len(s.names)), set: make([]bool, len(s.names)), results: make([]lambda.Value, len(s.as))}
	stateful := false
	for _, e := range s.exprs {
		o.protos = append(o.protos, e.proto(b.pl))
		stateful = stateful || e.expr.Stateful()
	}
	if !stateful {
		o.shared = o.newState()
	}
	return o
}

// evalState is one group's expressions.
type evalState struct{ exprs []*scope }

type evalOp struct {
	base
	s       *evalSpec
	protos  []*proto
	shared  *evalState
	vals    []lambda.Value
	set     []bool
	results []lambda.Value
	out     point
	outB    batch
	fields  []field
	tagged  tagCache
}

func (o *evalOp) newState() *evalState {
	st := &evalState{}
	for _, p := range o.protos {
		st.exprs = append(st.exprs, p.scope())
	}
	return st
}

func (o *evalOp) state(g *group) *evalState {
	if o.shared != nil {
		o.know(g)
		return o.shared
	}
	st := state[evalState](&o.base, g)
	if st == nil {
		st = o.newState()
		setState(&o.base, g, st)
	}
	return st
}

// eval computes the results of one point into vals, and the point's new fields
// in fs, which is empty but for its capacity; it returns the new tags.
func (o *evalOp) eval(st *evalState, p *point, fs []field) ([]field, *tagSet, error) {
	clear(o.set)
	for i, e := range st.exprs {
		if err := o.fill(e, o.s.refs[i], p); err != nil {
			return fs, nil, err
		}
		v, err := e.state.Value(e.args, &o.pl.env)
		if err != nil {
			return fs, nil, err
		}
		o.vals[o.s.as[i]], o.set[o.s.as[i]] = v, true
	}
	tags := p.tags
	for i, is := range o.s.tags {
		if !is {
			continue
		}
		v := o.vals[o.s.as[i]]
		if v.Kind() != lambda.String {
			return fs, nil, fmt.Errorf("result of a tag expression must be of type string, got %s", goType(v.Kind()))
		}
		tags = o.tagged.with(tags, o.s.names[o.s.as[i]], v.Str())
	}
	switch {
	case o.s.keep && len(o.s.list) > 0:
		for _, at := range o.s.list {
			switch {
			case o.set[at]:
				fs = setField(fs, o.s.ids[at], o.vals[at])
			case p.has(o.s.ids[at]):
				fs = setField(fs, o.s.ids[at], p.get(o.s.ids[at]))
			default:
				return fs, nil, fmt.Errorf("cannot keep field %q, field does not exist", o.s.names[at])
			}
		}
	case o.s.keep:
		fs = append(fs, p.fields...)
		for _, at := range o.s.as {
			fs = setField(fs, o.s.ids[at], o.vals[at])
		}
	default:
		for i, at := range o.s.as {
			if !o.s.tags[i] {
				fs = append(fs, field{o.s.ids[at], o.vals[at]})
			}
		}
	}
	return fs, tags, nil
}

// fill reads an expression's references anew from the point; a result of an
// earlier expression counts only where the point has neither field nor tag of
// the name (N102).
func (o *evalOp) fill(e *scope, refs []int, p *point) error {
	for i, at := range refs {
		id := e.ids[i]
		if id == 0 {
			o.vals[at], o.set[at] = lambda.TimeValue(p.time), true
			e.args[i] = o.vals[at]
			continue
		}
		tv, isTag := p.tags.get(e.names[i])
		switch {
		case p.has(id):
			if isTag {
				return lambda.FieldAndTagError(e.names[i])
			}
			o.vals[at], o.set[at] = p.get(id), true
		case isTag:
			o.vals[at], o.set[at] = lambda.StringValue(tv), true
		case !o.set[at]:
			o.vals[at], o.set[at] = lambda.Value{}, true
		}
		e.args[i] = o.vals[at]
	}
	return nil
}

func (o *evalOp) point(p *point) {
	o.st.collected++
	if o.s.keep && len(o.s.list) == 0 {
		p.full()
	}
	fs, tags, err := o.eval(o.state(p.group), p, o.fields[:0])
	o.fields = fs
	if err != nil {
		if !o.s.quiet || crashes(err) {
			o.report("error evaluating expression", err)
		}
		return
	}
	q := &o.out
	*q = *p
	q.rest = nil
	q.fields = fs
	if tags != p.tags {
		q.tags = tags
		q.group = o.regroup(p.group, p.name, tags)
	}
	o.emit(q)
}

func (o *evalOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group)
	out := &o.outB
	rows := out.rows[:0]
	*out = *b
	out.hintless = true
	for i := range b.rows {
		p := &b.rows[i]
		fs, tags, err := o.eval(st, p, o.fields[:0])
		o.fields = fs
		if err != nil {
			if !o.s.quiet || crashes(err) {
				o.report("error evaluating expression", err)
			}
			continue
		}
		q := *p
		q.tags = tags
		q.fields = slices.Clone(fs)
		rows = append(rows, q)
	}
	out.rows = rows
	o.emitBatch(out)
}

// regroup finds the group of a point whose tags have changed: the dimensions
// stay, their values follow the tags (R007).
func (b *base) regroup(g *group, name string, tags *tagSet) *group {
	for i, k := range g.tags.keys.list {
		if v, _ := tags.get(k); v != g.tags.values[i] {
			return b.pl.groups.find(g.dims, name, tags)
		}
	}
	return g
}

// tagCache remembers the tag sets that a node makes, so that a steady stream
// makes none.
type tagCache struct{ made map[tagChange]*tagSet }

type tagChange struct {
	from       *tagSet
	key, value string
}

func (c *tagCache) with(t *tagSet, key, value string) *tagSet {
	k := tagChange{t, key, value}
	if u, ok := c.made[k]; ok {
		return u
	}
	u := t.with(key, value)
	if c.made == nil || len(c.made) >= 4096 {
		c.made = map[tagChange]*tagSet{}
	}
	c.made[k] = u
	return u
}
