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
	influxqlCall
	fn *reducer
}

// influxqlCall is what all InfluxQL nodes have in common.
type influxqlCall struct {
	method     string
	field, as  string
	fid, asID  int32
	pointTimes bool
	args       reduceArgs
}

func (c *compiler) influxqlCall(n *graph.Node) influxqlCall {
	s := influxqlCall{method: n.Kind(), pointTimes: n.Flag("usePointTimes")}
	if s.method == "holtWintersWithFit" {
		s.method = "holtWinters" // Kapacitor names both so
	}
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
	s.as = n.Str("as", s.method)
	if f := n.Str("field", ""); f != "" {
		s.field = f
	}
	if m := n.Str("method", ""); m != "" {
		s.method = m
	}
	s.fid, s.asID = c.syms.id(s.field), c.syms.id(s.as)
	return s
}

func compileInfluxQL(c *compiler, n *graph.Node) spec {
	s := &influxqlSpec{influxqlCall: c.influxqlCall(n), fn: reducers[n.Kind()]}
	s.pointTimes = s.pointTimes || s.fn.pointTimes
	return s
}

func (s *influxqlSpec) stateful() bool  { return true }
func (s *influxqlSpec) shardable() bool { return true }

func (s *influxqlSpec) demand(out demand) demand {
	var in demand
	if s.fn.selector {
		in = out.eagerly()
	}
	if s.fn.rowTags {
		in.tags.merge(out.tags)
	}
	in.fields.add(s.field)
	return in
}

func (s *influxqlSpec) start(b base) op {
	return &influxqlOp{base: b, s: s, types: typeOf{call: &s.influxqlCall, kinds: s.fn.kinds}}
}

// typeOf settles the type of a reduction by its first value, as Kapacitor does:
// with a memory of the last type asked for. A type that is refused once passes
// as the last good one when it is asked for again at once.
type typeOf struct {
	call        *influxqlCall
	kinds       func(lambda.Kind) bool
	asked, made lambda.Kind
}

// settle returns the type for a value; a nil value ends Kapacitor's process.
func (t *typeOf) settle(v lambda.Value) (lambda.Kind, error) {
	k := v.Kind()
	switch k {
	case lambda.Missing:
		return k, fmt.Errorf("field %q missing from point", t.call.field)
	case lambda.Duration:
		k = lambda.Int // to Go's reflection, which Kapacitor asks, a duration is one
	}
	if k == t.asked && t.made != lambda.Missing {
		return t.made, nil
	}
	t.asked = k
	if !t.kinds(k) {
		reason := fmt.Sprintf("cannot apply %s to %s field", t.call.method, goType(k))
		if k == lambda.Time {
			reason = "invalid field kind: struct"
		}
		return lambda.Missing, fmt.Errorf("invalid influxql func %s with field %s: %s", t.call.method, t.call.field, reason)
	}
	t.made = k
	return k, nil
}

// mismatch says why a value is not of the type that the first one settled.
func (c *influxqlCall) mismatch(v lambda.Value, want lambda.Kind) string {
	if v.Kind() == lambda.Missing {
		return fmt.Sprintf("field %s missing from point cannot aggregate", c.field)
	}
	return fmt.Sprintf("field %s has wrong type: got %s exp %s", c.field, goType(v.Kind()), goType(want))
}

func (c *influxqlCall) nilCrash() string {
	return fmt.Sprintf("field %q has no value (null) and is the first to be aggregated", c.field)
}

// instant is one group's state: the name of its first batch, or the points of
// the current instant of a stream.
type instant struct {
	name    string
	time    int64
	samples samples
	// rows are kept for functions that show the rows they select.
	rows []point
}

type influxqlOp struct {
	base
	s       *influxqlSpec
	types   typeOf
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

// barrier passes; a group that it is the first message of is named after it.
func (o *influxqlOp) barrier(x *barrier) {
	o.state(x.group, x.name, x.time)
	o.emitBarrier(x)
}

// usable adds a row's value to the samples. The first value of a kind that the
// function accepts decides the kind of all.
func (o *influxqlOp) usable(s *samples, p *point, row int32) {
	v := p.get(o.s.fid)
	if s.kind == lambda.Missing {
		if v.Kind() == lambda.Nil {
			o.crash(o.s.nilCrash())
			return
		}
		k, err := o.types.settle(v)
		if err != nil {
			o.errorf("failed to realize reduce context from fields: %v", err)
			return
		}
		if o.s.fn.unusable != nil {
			if reason := o.s.fn.unusable(&o.s.args); reason != "" {
				o.crash(reason)
				return
			}
		}
		s.kind = k
	}
	s.seen++
	if v.Kind() != s.kind {
		o.errorf("failed to aggregate point: %s", o.s.mismatch(v, s.kind))
		return
	}
	s.add(p.time, v, row)
}

// goType is how Go names the type of a field's value.
func goType(k lambda.Kind) string {
	switch k {
	case lambda.Float:
		return "float64"
	case lambda.Int:
		return "int64"
	case lambda.Bool:
		return "bool"
	case lambda.Duration:
		return "time.Duration"
	case lambda.Time:
		return "time.Time"
	case lambda.Nil:
		return "<nil>"
	}
	return k.String()
}

func (o *influxqlOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group, b.name, b.tmax)
	o.samples.reset()
	for i := range b.rows {
		o.usable(&o.samples, &b.rows[i], int32(i))
	}
	o.endBatch(st.name, b.group, b.tmax, b.rows)
}

// view takes a window without rows being built, as long as nothing but one
// column of numbers is needed.
func (o *influxqlOp) view(v *view) {
	if v.store.whole != nil || o.s.fn.selector || o.s.fn.rowTags {
		o.scratch.name, o.scratch.group, o.scratch.tmax = v.name, v.group, v.tmax
		o.rowsBuf, o.fieldsB = v.rowsInto(o.rowsBuf[:0], o.fieldsB[:0])
		o.scratch.rows = o.rowsBuf
		o.batch(&o.scratch)
		return
	}
	o.st.collected++
	o.know(v.group)
	s := &o.samples
	s.reset()
	if n := v.len(); n > 0 {
		o.column(v, s, n)
	}
	// A window's name does not change, so there is nothing to remember of the
	// group.
	o.endBatch(v.name, v.group, v.tmax, nil)
}

// column takes the samples from the column of the field.
func (o *influxqlOp) column(v *view, s *samples, n int) {
	col := -1
	for i, id := range v.layout.columns {
		if id == o.s.fid {
			col = i
		}
	}
	k := v.layout.kinds[col]
	if !o.s.fn.kinds(k) || o.s.fn.unusable != nil {
		for range n {
			p := point{fields: []field{{o.s.fid, lambda.FromBits(k, 0)}}}
			o.usable(s, &p, 0)
		}
		return
	}
	s.kind, s.seen = k, n
	o.types.asked, o.types.made = k, k
	stride := v.layout.stride()
	for _, span := range [2][2]int32{{v.a0, v.a1}, {v.b0, v.b1}} {
		for w := int(span[0]) * stride; w < int(span[1])*stride; w += stride {
			s.t = append(s.t, int64(v.store.words[w]))
			s.num = append(s.num, v.store.words[w+1+col])
		}
	}
}

// endBatch reduces the samples of a batch, if there was any point with the field
// or the function has an answer without (I005).
func (o *influxqlOp) endBatch(name string, g *group, t int64, rows []point) {
	s := &o.samples
	if o.pl.err != nil {
		return
	}
	if s.seen == 0 {
		if !o.s.fn.emptyOK {
			return
		}
		s.kind, _ = o.types.settle(lambda.FloatValue(0))
	}
	o.yield(s, name, g, t, rows)
}

// yield reduces the samples and emits the result.
func (o *influxqlOp) yield(s *samples, name string, g *group, t int64, rows []point) {
	o.results = o.s.fn.reduce(s, &o.s.args, o.results[:0])
	switch {
	case s.crash != "":
		o.crash(o.s.method + ": " + s.crash)
		return
	case s.fail != nil:
		o.pl.fail(s.fail)
		return
	case o.s.fn.many:
		o.emitMany(name, g, t, o.results, rows)
		return
	case len(o.results) != 1:
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
			p.tags = g.tags.overlaid(rows[r.row].tags)
		}
		fs[i] = field{o.s.asID, r.v}
		p.fields = fs[i : i+1 : i+1]
		b.tmax = max(b.tmax, p.time)
		b.rows = append(b.rows, p)
	}
	o.emitBatch(b)
}

// overlaid returns t with the tags of u put over it; mostly that is u itself,
// because a row has its group's tags.
func (t *tagSet) overlaid(u *tagSet) *tagSet {
	out := u
	for i, k := range t.keys.list {
		if _, ok := out.get(k); !ok {
			out = out.with(k, t.values[i])
		}
	}
	return out
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
		if st.samples.kind != lambda.Missing {
			o.yield(&st.samples, st.name, p.group, st.time, st.rows)
		}
		st.name, st.time, st.rows = p.name, p.time, st.rows[:0]
		st.samples.reset()
	}
	row := int32(-1)
	if o.s.fn.selector || o.s.fn.rowTags {
		row = int32(len(st.rows))
		st.rows = appendKept(st.rows, p)
	}
	o.usable(&st.samples, p, row)
}

// appendKept appends a copy of p that outlives the call that passed p, using the
// fields of the row that was there before.
func appendKept(rows []point, p *point) []point {
	p.full()
	if len(rows) == cap(rows) {
		return append(rows, *p.keep())
	}
	rows = rows[:len(rows)+1]
	r := &rows[len(rows)-1]
	fs := append(r.fields[:0], p.fields...)
	*r = *p
	r.fields = fs
	return rows
}
