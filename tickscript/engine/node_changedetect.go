package engine

import (
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("changeDetect", compileChangeDetect) }

// changeDetectSpec passes points in which one of the fields differs from the
// last point that passed (N095).
type changeDetectSpec struct{ fields []string }

func compileChangeDetect(_ *compiler, n *graph.Node) spec {
	s := &changeDetectSpec{}
	for _, a := range n.Args {
		s.fields = append(s.fields, a.Str)
	}
	return s
}

func (s *changeDetectSpec) stateful() bool  { return true }
func (s *changeDetectSpec) shardable() bool { return true }

func (s *changeDetectSpec) demand(out demand) demand {
	out.fields.add(s.fields...)
	return out
}

func (s *changeDetectSpec) start(b base) op {
	f := &changeDetectFunc{changeDetectSpec: s}
	for _, name := range s.fields {
		f.ids = append(f.ids, b.pl.syms.id(name))
	}
	return &each{base: b, f: f, hintless: true}
}

type changeDetectFunc struct {
	*changeDetectSpec
	ids []int32
}

func (f *changeDetectFunc) open() any    { return &[]lambda.Value{} }
func (f *changeDetectFunc) begin(st any) { *st.(*[]lambda.Value) = nil }

func (f *changeDetectFunc) row(o *each, st any, p *point) bool {
	prev := st.(*[]lambda.Value)
	changed := false
	for i, id := range f.ids {
		v := p.get(id)
		if v.Kind() == lambda.Missing {
			o.errorf("Invalid field in change detect: expected field %s not found", f.fields[i])
			continue
		}
		// Nothing before counts as nil, as does a field without a value.
		was := lambda.NilValue()
		if len(*prev) > 0 && (*prev)[i].Kind() != lambda.Missing {
			was = (*prev)[i]
		}
		if !same(v, was) {
			changed = true
			break
		}
	}
	if !changed {
		return false
	}
	*prev = (*prev)[:0]
	for _, id := range f.ids {
		*prev = append(*prev, p.get(id))
	}
	return true
}

// same is Go's equality of interface values: kinds must agree, and NaN differs
// from itself.
func same(a, b lambda.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case lambda.Float:
		return a.Float() == b.Float()
	case lambda.String:
		return a.Str() == b.Str()
	}
	return a.Bits() == b.Bits()
}
