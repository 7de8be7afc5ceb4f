package engine

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("derivative", compileDerivative) }

// derivativeSpec computes the rate of change of a field (N092-N094).
type derivativeSpec struct {
	field, as   string
	unit        float64
	nonNegative bool
}

func compileDerivative(_ *compiler, n *graph.Node) spec {
	f := n.Str("field", n.Args[0].Str)
	return &derivativeSpec{field: f, as: n.Str("as", n.Args[0].Str), unit: float64(n.Dur("unit", time.Second)), nonNegative: n.Flag("nonNegative")}
}

func (s *derivativeSpec) stateful() bool  { return true }
func (s *derivativeSpec) shardable() bool { return true }

func (s *derivativeSpec) demand(out demand) demand {
	out = out.eagerly()
	out.fields.add(s.field)
	return out
}

func (s *derivativeSpec) start(b base) op {
	return &each{base: b, f: &derivativeFunc{s, b.pl.syms.id(s.field), b.pl.syms.id(s.as)}, writes: true}
}

type derivativeFunc struct {
	*derivativeSpec
	fid, asID int32
}

// previous is the last usable point of a group.
type previous struct {
	v    float64
	t    int64
	have bool
}

func (f *derivativeFunc) open() any    { return &previous{} }
func (f *derivativeFunc) begin(st any) { *st.(*previous) = previous{} }

func (f *derivativeFunc) row(o *each, st any, p *point) bool {
	var v float64
	switch x := p.get(f.fid); x.Kind() {
	case lambda.Float:
		v = x.Float()
	case lambda.Int:
		v = float64(x.Int())
	default:
		o.errorf("cannot perform derivative: field is the wrong type: field %s, type %s", f.field, goType(x.Kind()))
		return false
	}
	prev := st.(*previous)
	was := *prev
	*prev = previous{v, p.time, true}
	if !was.have {
		return false
	}
	elapsed := float64(p.time - was.t)
	if elapsed == 0 {
		o.errorf("cannot perform derivative: elaspsed time was 0")
		return false
	}
	diff := v - was.v
	if f.nonNegative && diff < 0 {
		return false
	}
	p.fields = setField(p.fields, f.asID, lambda.FloatValue(diff/(elapsed/f.unit)))
	return true
}
