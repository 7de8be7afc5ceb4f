package dashboards

import (
	"math"
	"slices"
)

// edge is a place between numbers: at a value, or with after just above it.
type edge struct {
	v     float64
	after bool
}

func (e edge) less(o edge) bool { return e.v < o.v || e.v == o.v && !e.after && o.after }

var (
	lowest  = edge{v: math.Inf(-1)}
	highest = edge{v: math.Inf(1), after: true}
)

// span are the numbers from one edge up to another.
type span struct{ from, to edge }

// set is a set of numbers: spans in ascending order that do not touch.
type set []span

// compared is the set of the x for which x op c holds; ok is false for an
// operator that does not compare numbers.
func compared(op string, c float64) (s set, ok bool) {
	if math.IsNaN(c) {
		return nil, false
	}
	at, above := edge{v: c}, edge{v: c, after: true}
	switch op {
	case ">":
		return set{{above, highest}}, true
	case ">=":
		return set{{at, highest}}, true
	case "<":
		return set{{lowest, at}}, true
	case "<=":
		return set{{lowest, above}}, true
	case "==":
		return set{{at, above}}, true
	case "!=":
		return set{{lowest, at}, {above, highest}}, true
	}
	return nil, false
}

func (s set) union(o set) set {
	all := slices.Concat(s, o)
	slices.SortFunc(all, func(a, b span) int {
		switch {
		case a.from.less(b.from):
			return -1
		case b.from.less(a.from):
			return 1
		}
		return 0
	})
	var out set
	for _, x := range all {
		if n := len(out); n > 0 && !out[n-1].to.less(x.from) {
			if out[n-1].to.less(x.to) {
				out[n-1].to = x.to
			}
			continue
		}
		out = append(out, x)
	}
	return out
}

func (s set) complement() set {
	var out set
	from := lowest
	for _, x := range s {
		if from.less(x.from) {
			out = append(out, span{from, x.from})
		}
		from = x.to
	}
	if from.less(highest) {
		out = append(out, span{from, highest})
	}
	return out
}

func (s set) intersect(o set) set {
	return s.complement().union(o.complement()).complement()
}

// has reports whether the numbers right above an edge belong to the set.
func (s set) has(e edge) bool {
	for _, x := range s {
		if !e.less(x.from) && e.less(x.to) {
			return true
		}
	}
	return false
}

// edges are the finite ends of the set's spans.
func (s set) edges() []edge {
	var out []edge
	for _, x := range s {
		for _, e := range []edge{x.from, x.to} {
			if !math.IsInf(e.v, 0) {
				out = append(out, e)
			}
		}
	}
	return out
}
