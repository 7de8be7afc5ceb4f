package engine

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// bound is a lambda whose references are resolved to field numbers.
type bound struct {
	expr  *lambda.Expr
	names []string
	ids   []int32 // 0 is "time"
	at    diag.Range
}

func (c *compiler) bind(v graph.Value) (*bound, error) {
	e, err := lambda.Compile(v.Lambda.X, lambda.Options{Location: c.opts.location()})
	if err != nil {
		return nil, err
	}
	if e.Random() {
		c.random = true
	}
	b := &bound{expr: e, names: e.Refs(), at: v.Range}
	for _, n := range b.names {
		if n == "time" {
			b.ids = append(b.ids, 0)
			continue
		}
		b.ids = append(b.ids, c.syms.id(n))
	}
	return b, nil
}

// demandNames are the names a bound lambda reads.
func (b *bound) demandNames() []string {
	var out []string
	for i, n := range b.names {
		if b.ids[i] != 0 {
			out = append(out, n)
		}
	}
	return out
}

// scope is a lambda with the state of its stateful functions and room for its
// arguments.
type scope struct {
	*bound
	state *lambda.State
	args  []lambda.Value
}

func (b *bound) scope(pl *pipeline) *scope { return b.proto(pl).scope() }

// proto is what the scopes of one operator have in common: the state of lambdas
// that are used inside the lambda, which all groups share (X022).
type proto struct {
	*bound
	pl    *pipeline
	state *lambda.State
}

func (b *bound) proto(pl *pipeline) *proto {
	p := &proto{b, pl, b.expr.NewState()}
	if ex := pl.explain; ex != nil {
		p.state.Watch(func(e lambda.Evaluation) { ex.evaluated(b, e) })
	}
	return p
}

// scope returns a scope with a state of its own.
func (p *proto) scope() *scope {
	s := &scope{bound: p.bound, state: p.state.Fork(), args: make([]lambda.Value, len(p.ids))}
	if p.expr.Random() {
		s.state.Random(p.pl.random())
	}
	return s
}

// sharded reports whether groups with scopes of their own are independent.
func (b *bound) sharded() bool { return !b.expr.SharedState() }

// fill takes the arguments from a point: the time, else the field, else the
// tag, else missing.
func (s *scope) fill(p *point) error {
	for i, id := range s.ids {
		if id == 0 {
			s.args[i] = lambda.TimeValue(p.time)
			continue
		}
		v, isField := lambda.Value{}, false
		for k := range p.fields {
			if p.fields[k].id == id {
				v, isField = p.fields[k].v, true
				break
			}
		}
		if tv, isTag := p.tags.get(s.names[i]); isTag {
			if isField {
				return lambda.FieldAndTagError(s.names[i])
			}
			v = lambda.StringValue(tv)
		}
		s.args[i] = v
	}
	return nil
}

// bool evaluates a predicate on a point.
func (s *scope) bool(p *point, env *lambda.Env) (bool, error) {
	if err := s.fill(p); err != nil {
		return false, err
	}
	return s.state.Bool(s.args, env)
}

func stringValue(s string) lambda.Value { return lambda.StringValue(s) }
func intValue(i int64) lambda.Value     { return lambda.IntValue(i) }
