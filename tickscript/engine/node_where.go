package engine

import "github.com/tickwright/tickwright/tickscript/graph"

func init() { register("where", compileWhere) }

// whereSpec passes the points for which a predicate holds (N020-N022).
type whereSpec struct{ pred *bound }

func compileWhere(c *compiler, n *graph.Node) spec {
	v := n.Args[0]
	if call, ok := n.Call("lambda"); ok {
		v = call.Args[0]
	}
	b, err := c.bind(v)
	if err != nil {
		c.errorAt(v.Range, "lambda", err)
		return nil
	}
	return &whereSpec{b}
}

func (s *whereSpec) stateful() bool  { return true }
func (s *whereSpec) shardable() bool { return s.pred.sharded() }

func (s *whereSpec) demand(out demand) demand {
	out.refs(s.pred.demandNames())
	return out
}

func (s *whereSpec) start(b base) op {
	o := &whereOp{base: b, s: s, proto: s.pred.proto(b.pl)}
	if !s.pred.expr.Stateful() {
		o.shared = o.proto.scope()
	}
	return o
}

type whereOp struct {
	base
	s      *whereSpec
	proto  *proto
	shared *scope
	out    batch
}

// scope returns the group's expression state; an expression without stateful
// functions has one for all.
func (o *whereOp) scope(g *group) *scope {
	if o.shared != nil {
		o.know(g)
		return o.shared
	}
	sc := state[scope](&o.base, g)
	if sc == nil {
		sc = o.proto.scope()
		setState(&o.base, g, sc)
	}
	return sc
}

func (o *whereOp) passes(sc *scope, p *point) bool {
	ok, err := sc.bool(p, &o.pl.env)
	if err != nil {
		o.report("error while evaluating WHERE expression", err)
		return false
	}
	return ok
}

func (o *whereOp) point(p *point) {
	o.st.collected++
	if o.passes(o.scope(p.group), p) {
		o.emit(p)
	}
}

func (o *whereOp) batch(b *batch) {
	o.st.collected++
	sc := o.scope(b.group)
	out := &o.out
	rows := out.rows[:0]
	*out = *b
	out.hintless = true
	for i := range b.rows {
		if o.passes(sc, &b.rows[i]) {
			rows = append(rows, b.rows[i])
		}
	}
	out.rows = rows
	o.emitBatch(out)
}
