package engine

import (
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("httpOut", compileHTTPOut) }

// httpOutSpec keeps the last point or batch of every group (N180).
type httpOutSpec struct{ endpoint string }

func compileHTTPOut(_ *compiler, n *graph.Node) spec {
	return &httpOutSpec{endpoint: n.Str("endpoint", n.Args[0].Str)}
}

func (s *httpOutSpec) stateful() bool       { return true }
func (s *httpOutSpec) demand(demand) demand { return everything }
func (s *httpOutSpec) start(b base) op {
	return &httpOutOp{base: b, s: s, show: resultOf{syms: b.pl.syms}}
}

// shown is one group's entry: the JSON row, nil until there is one.
type shown struct {
	row []byte
	err error
}

type httpOutOp struct {
	base
	s     *httpOutSpec
	show  resultOf
	order []*shown
}

func (o *httpOutOp) entry(g *group) *shown {
	e := state[shown](&o.base, g)
	if e == nil {
		e = &shown{}
		o.order = append(o.order, e)
		setState(&o.base, g, e)
	}
	return e
}

func (o *httpOutOp) set(e *shown, s []alert.Series) {
	e.row, e.err = alert.AppendSeries(e.row[:0], &s[0])
}

func (o *httpOutOp) point(p *point) {
	o.st.collected++
	o.set(o.entry(p.group), o.show.point(p))
	o.emit(p)
}

func (o *httpOutOp) batch(b *batch) {
	o.st.collected++
	o.set(o.entry(b.group), o.show.batch(b))
	o.emitBatch(b)
}

func (o *httpOutOp) barrier(x *barrier) {
	o.entry(x.group)
	o.emitBarrier(x)
}

func (o *httpOutOp) deleteGroup(g *group) {
	if e := state[shown](&o.base, g); e != nil {
		for i, x := range o.order {
			if x == e {
				o.order = append(o.order[:i], o.order[i+1:]...)
				break
			}
		}
	}
	o.base.deleteGroup(g)
}

// json is what Kapacitor's endpoint would answer.
func (o *httpOutOp) json() ([]byte, error) {
	if len(o.order) == 0 {
		return []byte(`{"series":null}`), nil
	}
	b := []byte(`{"series":[`)
	for i, e := range o.order {
		if i > 0 {
			b = append(b, ',')
		}
		switch {
		case e.err != nil:
			return nil, e.err
		case e.row == nil:
			b = append(b, "null"...)
		default:
			b = append(b, e.row...)
		}
	}
	return append(b, "]}"...), nil
}
