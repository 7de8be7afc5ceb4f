package engine

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	for name, t := range map[string]*transform{
		"elapsed":       {kinds: anyKind, add: addPair, value: elapsed},
		"difference":    {kinds: numeric, add: addAdvancing, value: difference},
		"movingAverage": {kinds: numeric, add: addToWindow, value: movingAverage, unusable: noWindow},
		"cumulativeSum": {kinds: numeric, add: addToSum, value: cumulativeSum},
	} {
		transforms[name] = t
		register(name, compileTransform)
	}
}

// transform describes an InfluxQL function that yields a value for each point
// (I004).
type transform struct {
	kinds func(k lambda.Kind) bool
	// add takes a value of the settled kind.
	add func(st *transformed, args *reduceArgs, t int64, v lambda.Value)
	// value is the result after a point, which may have been unusable.
	value func(st *transformed, args *reduceArgs) (lambda.Value, bool)
	// unusable says why Kapacitor's process would end at the first value.
	unusable func(args *reduceArgs) string
}

var transforms = map[string]*transform{}

// transformed is what a group's function remembers.
type transformed struct {
	// name is that of the group's first message.
	name string
	// kind is settled by the first usable value; Missing before.
	kind lambda.Kind
	// last is the newest value, before the one that it is compared with.
	last, before sample
	// sum and window are those of cumulativeSum and movingAverage.
	sum    lambda.Value
	window []lambda.Value
	pos    int
	crash  string
}

// sample is one value, if there is any.
type sample struct {
	t    int64
	v    lambda.Value
	have bool
}

func (st *transformed) reset() {
	*st = transformed{name: st.name, window: st.window[:0]}
}

type transformSpec struct {
	influxqlCall
	fn *transform
}

func compileTransform(c *compiler, n *graph.Node) spec {
	return &transformSpec{c.influxqlCall(n), transforms[n.Kind()]}
}

func (s *transformSpec) stateful() bool  { return true }
func (s *transformSpec) shardable() bool { return true }

func (s *transformSpec) demand(demand) demand {
	var in demand
	in.fields.add(s.field)
	return in
}

func (s *transformSpec) start(b base) op {
	return &transformOp{base: b, s: s, types: typeOf{call: &s.influxqlCall, kinds: s.fn.kinds}}
}

type transformOp struct {
	base
	s      *transformSpec
	types  typeOf
	out    point
	field  [1]field
	outB   batch
	fields []field
}

func (o *transformOp) state(g *group, name string) *transformed {
	st := state[transformed](&o.base, g)
	if st == nil {
		st = &transformed{name: name}
		setState(&o.base, g, st)
	}
	return st
}

func (o *transformOp) barrier(x *barrier) {
	o.state(x.group, x.name)
	o.emitBarrier(x)
}

// next takes a point and returns the value to emit. An unusable point does not
// keep the function from showing its last value once more.
func (o *transformOp) next(st *transformed, p *point) (lambda.Value, bool) {
	v := p.get(o.s.fid)
	if st.kind == lambda.Missing {
		if v.Kind() == lambda.Nil {
			o.crash(o.s.nilCrash())
			return v, false
		}
		k, err := o.types.settle(v)
		if err != nil {
			o.errorf("failed to realize reduce context from fields: %v", err)
			return v, false
		}
		if o.s.fn.unusable != nil {
			if reason := o.s.fn.unusable(&o.s.args); reason != "" {
				o.crash(reason)
				return v, false
			}
		}
		st.kind = k
	}
	if v.Kind() == st.kind {
		o.s.fn.add(st, &o.s.args, p.time, v)
	} else {
		o.errorf("failed to aggregate point: %s", o.s.mismatch(v, st.kind))
	}
	v, ok := o.s.fn.value(st, &o.s.args)
	if st.crash != "" {
		o.crash(o.s.method + ": " + st.crash)
		return v, false
	}
	return v, ok
}

func (o *transformOp) point(p *point) {
	o.st.collected++
	st := state[transformed](&o.base, p.group)
	if st == nil {
		st = o.state(p.group, p.name)
	}
	v, ok := o.next(st, p)
	if !ok {
		return
	}
	o.field[0] = field{o.s.asID, v}
	q := &o.out
	*q = point{time: st.last.t, name: st.name, origin: noOrigin, tags: p.group.tags, group: p.group, fields: o.field[:]}
	o.emit(q)
}

func (o *transformOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group, b.name)
	st.reset()
	out := &o.outB
	rows := out.rows[:0]
	*out = *b
	o.fields = o.fields[:0]
	for i := range b.rows {
		v, ok := o.next(st, &b.rows[i])
		if !ok {
			continue
		}
		rows = append(rows, point{time: st.last.t, name: b.name, origin: noOrigin, tags: b.group.tags, group: b.group})
		o.fields = append(o.fields, field{o.s.asID, v})
	}
	for i := range rows {
		rows[i].fields = o.fields[i : i+1 : i+1]
	}
	out.rows = rows
	o.emitBatch(out)
}

func addPair(st *transformed, _ *reduceArgs, t int64, v lambda.Value) {
	st.before, st.last = st.last, sample{t, v, true}
}

// elapsed is the time since the point before, in whole units (I035).
func elapsed(st *transformed, args *reduceArgs) (lambda.Value, bool) {
	if !st.before.have {
		return lambda.Value{}, false
	}
	if args.interval == 0 {
		st.crash = "a unit of 0 divides by zero"
		return lambda.Value{}, false
	}
	return lambda.IntValue((st.last.t - st.before.t) / args.interval), true
}

// addAdvancing passes over points of the time of the last one.
func addAdvancing(st *transformed, args *reduceArgs, t int64, v lambda.Value) {
	if !st.last.have || st.last.t != t {
		addPair(st, args, t, v)
	}
}

// difference is shown once for each pair (I036).
func difference(st *transformed, _ *reduceArgs) (lambda.Value, bool) {
	if !st.before.have {
		return lambda.Value{}, false
	}
	st.before.have = false
	if st.kind == lambda.Int {
		return lambda.IntValue(st.last.v.Int() - st.before.v.Int()), true
	}
	return lambda.FloatValue(st.last.v.Float() - st.before.v.Float()), true
}

func addToSum(st *transformed, _ *reduceArgs, t int64, v lambda.Value) {
	st.last = sample{t, v, true}
	st.sum = plus(st.kind, st.sum, v)
}

// plus adds two numbers of a kind; the zero Value is 0.
func plus(k lambda.Kind, a, b lambda.Value) lambda.Value {
	if k == lambda.Int {
		return lambda.IntValue(a.Int() + b.Int())
	}
	return lambda.FloatValue(a.Float() + b.Float())
}

// cumulativeSum is the sum of all values (I040).
func cumulativeSum(st *transformed, _ *reduceArgs) (lambda.Value, bool) {
	return st.sum, st.last.have
}

func noWindow(args *reduceArgs) string {
	if args.n <= 0 {
		return fmt.Sprintf("a moving average over %d points has no room for the first", args.n)
	}
	return ""
}

// addToWindow keeps the sum of the last n values by adding and subtracting,
// errors of rounding included.
func addToWindow(st *transformed, args *reduceArgs, t int64, v lambda.Value) {
	st.last = sample{t, v, true}
	if int64(len(st.window)) < args.n {
		st.window = append(st.window, v)
	} else {
		old := st.window[st.pos]
		if st.kind == lambda.Int {
			st.sum = lambda.IntValue(st.sum.Int() - old.Int())
		} else {
			st.sum = lambda.FloatValue(st.sum.Float() - old.Float())
		}
		st.window[st.pos] = v
	}
	st.sum = plus(st.kind, st.sum, v)
	if st.pos++; int64(st.pos) >= args.n {
		st.pos = 0
	}
}

// movingAverage is the mean of the last n values, once there are n (I037).
func movingAverage(st *transformed, args *reduceArgs) (lambda.Value, bool) {
	n := len(st.window)
	if int64(n) < args.n {
		return lambda.Value{}, false
	}
	if st.kind == lambda.Int {
		return lambda.FloatValue(float64(st.sum.Int()) / float64(n)), true
	}
	return lambda.FloatValue(st.sum.Float() / float64(n)), true
}
