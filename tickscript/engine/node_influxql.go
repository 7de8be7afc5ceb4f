package engine

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// reduces makes a function known under its chain method's name.
func reduces(name string, r *reducer) {
	reducers[name] = r
	register(name, compileInfluxQL)
}

// influxqlSpec is a function over the points of a batch, or over the points of
// one instant of a stream (I001-I015).
type influxqlSpec struct {
	method     string
	fn         *reducer
	field, as  string
	fid, asID  int32
	pointTimes bool
	args       reduceArgs
	syms       *symbols
}

func compileInfluxQL(c *compiler, n *graph.Node) spec {
	s := &influxqlSpec{method: n.Kind(), syms: c.syms, pointTimes: n.Flag("usePointTimes")}
	args := n.Args
	if n.Kind() == "top" || n.Kind() == "bottom" {
		s.args.n = args[0].Int
		args = args[1:]
	}
	s.field = args[0].Str
	for i, a := range args[1:] {
		switch a.Type {
		case catalog.Float:
			s.args.f = a.Float
		case catalog.Duration:
			s.args.interval = int64(a.Dur)
		case catalog.Int:
			if i == 0 {
				s.args.n = a.Int
			} else {
				s.args.m = a.Int
			}
		}
	}
	s.as = n.Str("as", defaultAs(n.Kind()))
	if f := n.Str("field", ""); f != "" {
		s.field = f
	}
	if m := n.Str("method", ""); m != "" {
		s.method = m
	}
	s.fn = reducers[n.Kind()]
	s.fid, s.asID = c.syms.id(s.field), c.syms.id(s.as)
	return s
}

func defaultAs(kind string) string {
	if kind == "holtWintersWithFit" {
		return "holtWinters"
	}
	return kind
}

func (s *influxqlSpec) stateful() bool  { return true }
func (s *influxqlSpec) shardable() bool { return true }

func (s *influxqlSpec) demand(out demand) demand {
	var in demand
	if s.fn.selector {
		in = out
		if in.lazy {
			in.fields.all, in.lazy = true, false
		}
	}
	if s.fn.rowTags {
		in.tags.merge(out.tags)
	}
	in.fields.add(s.field)
	return in
}

func (s *influxqlSpec) start(b base) op { return &influxqlOp{base: b, s: s} }

// instant is one group's state: the name of its first batch, or the points of
// the current instant of a stream.
type instant struct {
	name string
	time int64
	rows []point
}

type influxqlOp struct {
	base
	s       *influxqlSpec
	samples samples
	results []outcome
	fields  []field
	out     point
	outB    batch
	scratch batch
	rowsBuf []point
	fieldsB []field
}

func (o *influxqlOp) state(g *group, name string, t int64) *instant {
	st := state[instant](&o.base, g)
	if st == nil {
		st = &instant{name: name, time: t}
		setState(&o.base, g, st)
	}
	return st
}

// usable adds a row's value to the samples. The first value of a kind that the
// function accepts decides the kind of all.
func (o *influxqlOp) usable(p *point, row int32) {
	v := p.get(o.s.fid)
	k := v.Kind()
	if k == lambda.Nil {
		o.crash(fmt.Sprintf("field %q has no value (null) and is aggregated", o.s.field))
		return
	}
	s := &o.samples
	if s.kind == lambda.Missing {
		switch {
		case k == lambda.Missing:
			o.errorf("failed to realize reduce context from fields: field %q missing from point", o.s.field)
			return
		case !o.s.fn.kinds(k):
			o.errorf("failed to realize reduce context from fields: invalid influxql func %s with field %s: cannot apply %s to %s field", o.s.method, o.s.field, o.s.method, k)
			return
		}
		s.kind = k
	}
	if k != s.kind {
		if k == lambda.Missing {
			o.errorf("failed to aggregate point: field %s missing from point cannot aggregate", o.s.field)
			return
		}
		o.errorf("failed to aggregate point: field %s has wrong type: got %s exp %s", o.s.field, goType(k), goType(s.kind))
		return
	}
	s.add(p.time, v, row)
}

func goType(k lambda.Kind) string {
	switch k {
	case lambda.Float:
		return "float64"
	case lambda.Int:
		return "int64"
	case lambda.Bool:
		return "bool"
	}
	return k.String()
}

func (o *influxqlOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group, b.name, b.tmax)
	o.samples.reset()
	for i := range b.rows {
		o.usable(&b.rows[i], int32(i))
	}
	o.yield(st.name, b.group, b.tmax, b.rows)
}

// view takes a window without rows being built, as long as nothing but one
// column of numbers is needed.
func (o *influxqlOp) view(v *view) {
	if v.store.rows != nil || o.s.fn.selector || o.s.fn.rowTags {
		o.scratch.name, o.scratch.group, o.scratch.tmax = v.name, v.group, v.tmax
		o.rowsBuf, o.fieldsB = v.rowsInto(o.rowsBuf[:0], o.fieldsB[:0])
		o.scratch.rows = o.rowsBuf
		o.batch(&o.scratch)
		return
	}
	o.st.collected++
	st := o.state(v.group, v.name, v.tmax)
	s := &o.samples
	s.reset()
	col := -1
	for i, id := range v.layout.columns {
		if id == o.s.fid {
			col = i
		}
	}
	if v.len() > 0 {
		k := v.layout.kinds[col]
		if !o.s.fn.kinds(k) {
			for range v.len() {
				p := point{fields: []field{{o.s.fid, lambda.FromBits(k, 0)}}}
				o.usable(&p, 0)
			}
		} else {
			s.kind = k
			stride := v.layout.stride()
			for _, span := range [2][2]int32{{v.a0, v.a1}, {v.b0, v.b1}} {
				for w := int(span[0]) * stride; w < int(span[1])*stride; w += stride {
					s.t = append(s.t, int64(v.store.words[w]))
					s.num = append(s.num, v.store.words[w+1+col])
				}
			}
		}
	}
	o.yield(st.name, v.group, v.tmax, nil)
}

// yield reduces the samples and emits the result.
func (o *influxqlOp) yield(name string, g *group, t int64, rows []point) {
	s := &o.samples
	if s.len() == 0 {
		if !o.s.fn.emptyOK {
			if o.s.fn.many && s.kind != lambda.Missing {
				o.emitMany(name, g, t, nil, rows)
			}
			return
		}
		s.kind = lambda.Float
	}
	o.results = o.s.fn.reduce(s, &o.s.args, o.results[:0])
	if o.s.fn.many {
		o.emitMany(name, g, t, o.results, rows)
		return
	}
	if len(o.results) != 1 {
		return
	}
	r := o.results[0]
	q := &o.out
	*q = point{time: t, name: name, origin: noOrigin, tags: g.tags, group: g}
	if o.s.pointTimes && r.hasTime {
		q.time = r.t
	}
	fs := o.fields[:0]
	if o.s.fn.selector {
		p := &rows[r.row]
		q.tags = p.tags
		for _, f := range p.fields {
			if f.id == o.s.asID && o.s.as != o.s.field {
				continue
			}
			if f.id == o.s.fid {
				f.id = o.s.asID
			}
			fs = append(fs, f)
		}
	} else {
		fs = append(fs, field{o.s.asID, r.v})
	}
	o.fields, q.fields = fs, fs
	o.emit(q)
}

// emitMany emits the outcomes as a batch; its time is raised to the latest of
// its points (I014).
func (o *influxqlOp) emitMany(name string, g *group, t int64, results []outcome, rows []point) {
	b := &o.outB
	b.name, b.group, b.tmax, b.rows = name, g, t, b.rows[:0]
	fs := o.fields[:0]
	for range results {
		fs = append(fs, field{})
	}
	o.fields = fs
	for i, r := range results {
		p := point{time: t, name: name, origin: noOrigin, tags: g.tags, group: g}
		if o.s.pointTimes && r.hasTime {
			p.time = r.t
		}
		if o.s.fn.rowTags && r.row >= 0 {
			p.tags = rows[r.row].tags
		}
		fs[i] = field{o.s.asID, r.v}
		p.fields = fs[i : i+1 : i+1]
		b.tmax = max(b.tmax, p.time)
		b.rows = append(b.rows, p)
	}
	o.emitBatch(b)
}

// point aggregates successive points of one instant; the result is emitted when
// a point of another time arrives.
func (o *influxqlOp) point(p *point) {
	o.st.collected++
	st := state[instant](&o.base, p.group)
	if st == nil {
		st = o.state(p.group, p.name, p.time)
	}
	if p.time != st.time {
		if len(st.rows) > 0 {
			o.flush(st, p.group)
		}
		st.name, st.time, st.rows = p.name, p.time, st.rows[:0]
	}
	st.rows = append(st.rows, *p.keep())
}

func (o *influxqlOp) flush(st *instant, g *group) {
	o.samples.reset()
	for i := range st.rows {
		o.usable(&st.rows[i], int32(i))
	}
	if o.samples.kind == lambda.Missing {
		return // nothing usable: Kapacitor never made a context
	}
	o.yield(st.name, g, st.time, st.rows)
}
