package engine

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	register("default", compileDefault)
	register("delete", compileDelete)
}

// defaultSpec sets fields and tags that a point lacks (N110, N111).
type defaultSpec struct {
	fields []field
	names  []string
	set    []tag
}

func compileDefault(_ *compiler, n *graph.Node) spec { return newDefault(n, nil) }

func newDefault(n *graph.Node, _ any) *defaultSpec {
	s := &defaultSpec{}
	// Of several values for one name the last counts.
	for _, c := range n.CallsOf("field") {
		v := field{v: literal(c.Args[1])}
		if i := slices.Index(s.names, c.Args[0].Str); i >= 0 {
			s.fields[i] = v
			continue
		}
		s.names, s.fields = append(s.names, c.Args[0].Str), append(s.fields, v)
	}
	for _, c := range n.CallsOf("tag") {
		t := tag{c.Args[0].Str, c.Args[1].Str}
		if i := slices.IndexFunc(s.set, func(x tag) bool { return x.key == t.key }); i >= 0 {
			s.set[i] = t
			continue
		}
		s.set = append(s.set, t)
	}
	return s
}

// literal converts a script's value to a field value.
func literal(v graph.Value) lambda.Value {
	switch v.Type {
	case catalog.Float:
		return lambda.FloatValue(v.Float)
	case catalog.Int:
		return lambda.IntValue(v.Int)
	case catalog.Bool:
		return lambda.BoolValue(v.Bool)
	case catalog.Duration:
		return lambda.DurationValue(int64(v.Dur))
	}
	return lambda.StringValue(v.Str)
}

func (s *defaultSpec) shardable() bool { return len(s.set) == 0 }

func (s *defaultSpec) demand(out demand) demand {
	out = out.eagerly()
	out.fields.add(s.names...) // those that are there are not counted, whoever looks at them
	for _, t := range s.set {
		out.tags.add(t.key)
	}
	return out
}

func (s *defaultSpec) start(b base) op {
	f := &defaultFunc{s: s}
	for i, name := range s.names {
		f.fields = append(f.fields, field{b.pl.syms.id(name), s.fields[i].v})
	}
	return &each{base: b, f: f, writes: true}
}

type defaultFunc struct {
	stateless
	s      *defaultSpec
	fields []field
	cache  tagCache
}

func (f *defaultFunc) row(o *each, _ any, p *point) bool {
	for _, d := range f.fields {
		if k := p.get(d.id).Kind(); k == lambda.Missing || k == lambda.Nil {
			o.count("fields_defaulted")
			p.fields = setField(p.fields, d.id, d.v)
		}
	}
	return true
}

// opened counts the fields of a batch's begin, which has none (N110).
func (f *defaultFunc) opened(o *each) {
	for range f.fields {
		o.count("fields_defaulted")
	}
}

func (f *defaultFunc) tags(o *each, t *tagSet) *tagSet {
	for _, d := range f.s.set {
		if v, _ := t.get(d.key); v == "" {
			o.count("tags_defaulted")
			t = f.cache.with(t, d.key, d.value)
		}
	}
	return t
}

func (f *defaultFunc) dims(_ *each, g *group) *dims { return g.dims }

// count raises one of the node's own statistics.
func (b *base) count(name string) {
	if b.st.extra == nil {
		b.st.extra = map[string]int64{}
	}
	b.st.extra[name]++
}

// deleteSpec removes fields and tags (N112).
type deleteSpec struct{ fields, tags []string }

func compileDelete(_ *compiler, n *graph.Node) spec {
	return &deleteSpec{fields: n.Strings("field"), tags: n.Strings("tag")}
}

func (s *deleteSpec) shardable() bool { return len(s.tags) == 0 }

func (s *deleteSpec) demand(out demand) demand {
	out = out.eagerly()
	out.fields.add(s.fields...)
	out.tags.add(s.tags...)
	return out
}

func (s *deleteSpec) start(b base) op {
	f := &deleteFunc{s: s}
	for _, name := range s.fields {
		f.ids = append(f.ids, b.pl.syms.id(name))
	}
	return &each{base: b, f: f, writes: true}
}

type deleteFunc struct {
	stateless
	s    *deleteSpec
	ids  []int32
	made map[*tagSet]*tagSet
}

func (f *deleteFunc) row(o *each, _ any, p *point) bool {
	for _, id := range f.ids {
		if p.has(id) {
			o.count("fields_deleted")
			p.fields = deleteField(p.fields, id)
		}
	}
	return true
}

func (f *deleteFunc) tags(o *each, t *tagSet) *tagSet {
	for _, k := range f.s.tags {
		if _, ok := t.get(k); ok {
			o.count("tags_deleted")
		}
	}
	if u, ok := f.made[t]; ok {
		return u
	}
	u := t
	for _, k := range f.s.tags {
		u = u.without(k)
	}
	if f.made == nil || len(f.made) >= 1<<16 {
		f.made = map[*tagSet]*tagSet{}
	}
	f.made[t] = u
	return u
}

func (f *deleteFunc) dims(o *each, g *group) *dims {
	keys := make([]string, 0, len(g.dims.list))
	for _, k := range g.dims.list {
		deleted := false
		for _, d := range f.s.tags {
			deleted = deleted || d == k
		}
		if !deleted {
			keys = append(keys, k)
		}
	}
	return o.pl.groups.intern(keys, g.dims.byName)
}
