package lambda

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// SubValue is the value that a sub-expression had in one evaluation.
type SubValue struct {
	// Range is the place of the sub-expression, X its tree.
	Range diag.Range
	X     syntax.Expr
	// Value is its value when Err is nil; Missing for a missing reference.
	Value Value
	// Err is the evaluation's error when it arose at or inside the
	// sub-expression.
	Err error
}

// Trace evaluates the expression as the next Value would and returns the value
// of each sub-expression that was evaluated, operands before operators, the
// whole expression last. Constants are left out, as is what AND and OR skip.
// The state is left as it was; env's functions are called.
//
// A failed type check evaluates nothing: then the whole expression stands
// alone, with the error.
func (s *State) Trace(args []Value, env *Env) []SubValue {
	own := *s.m.own
	var nested []*counters
	for _, c := range s.m.nested {
		c := *c
		nested = append(nested, &c)
	}
	return s.trace(args, env, &own, nested)
}

// trace is Trace on counters that it may change.
func (s *State) trace(args []Value, env *Env, own *counters, nested []*counters) []SubValue {
	root := s.e.root
	whole := SubValue{Range: root.rng, X: root.src}
	p, err := s.e.program(traceMode, args)
	if err != nil {
		whole.Err = err
		return []SubValue{whole}
	}
	var list []SubValue
	m := machine{args: args, env: env, own: own, nested: nested, regexes: s.e.regexes, trace: &list}
	whole.Value = p.v(&m)
	if m.err != nil {
		whole.Value, whole.Err = Value{}, m.err
	}
	if n := len(list); n > 0 && list[n-1].X == root.src {
		list[n-1] = whole
		return list
	}
	return append(list, whole)
}

// traced makes code report its value.
func traced(n *node, c code) code {
	return c.wrap(
		func(m *machine) bool { return m.err == nil },
		func(m *machine, v Value) {
			sub := SubValue{Range: n.rng, X: n.src, Value: v}
			if m.err != nil {
				sub.Value, sub.Err = Value{}, m.err
			}
			*m.trace = append(*m.trace, sub)
		})
}
