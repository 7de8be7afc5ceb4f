package engine

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	register("stateDuration", compileStateTracking)
	register("stateCount", compileStateTracking)
}

// stateSpec tracks how long, or for how many points, a predicate has held (N096,
// N097).
type stateSpec struct {
	pred  *bound
	as    string
	unit  float64
	count bool
}

func compileStateTracking(c *compiler, n *graph.Node) spec {
	v := n.Args[0]
	if call, ok := n.Call("lambda"); ok {
		v = call.Args[0]
	}
	b, err := c.bind(v)
	if err != nil {
		c.errorAt(v.Range, "lambda", err)
		return nil
	}
	s := &stateSpec{pred: b, as: n.Str("as", "state_duration"), unit: float64(n.Dur("unit", time.Second))}
	if n.Kind() == "stateCount" {
		s.count, s.as = true, n.Str("as", "state_count")
	}
	return s
}

func (s *stateSpec) stateful() bool  { return true }
func (s *stateSpec) shardable() bool { return s.pred.sharded() }

func (s *stateSpec) demand(out demand) demand {
	out = out.eagerly()
	out.refs(s.pred.demandNames())
	return out
}

func (s *stateSpec) start(b base) op {
	return &each{base: b, f: &stateFunc{s, s.pred.proto(b.pl), b.pl.syms.id(s.as)}, writes: true}
}

type stateFunc struct {
	*stateSpec
	proto *proto
	asID  int32
}

type tracked struct {
	sc    *scope
	count int64
	since int64
	in    bool
}

func (f *stateFunc) open() any { return &tracked{sc: f.proto.scope()} }

func (f *stateFunc) begin(st any) {
	t := st.(*tracked)
	t.count, t.since, t.in = 0, 0, false
}

func (f *stateFunc) row(o *each, st any, p *point) bool {
	t := st.(*tracked)
	pass, err := t.sc.bool(p, &o.pl.env)
	if err != nil {
		o.report("error while evaluating expression", err)
		return false
	}
	var v lambda.Value
	switch {
	case !pass && f.count:
		t.count = 0
		v = lambda.IntValue(-1)
	case !pass:
		t.in = false
		v = lambda.FloatValue(-1)
	case f.count:
		t.count++
		v = lambda.IntValue(t.count)
	default:
		if !t.in {
			t.in, t.since = true, p.time
		}
		v = lambda.FloatValue(float64(p.time-t.since) / f.unit)
	}
	p.fields = setField(p.fields, f.asID, v)
	return true
}
