package vet

import (
	"strconv"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

const (
	stream = catalog.StreamEdge
	batch  = catalog.BatchEdge
)

// edgeIn is what arrives at a node.
func edgeIn(n *graph.Node) catalog.Edge { return n.Wants }

func itoa(n int) string { return strconv.Itoa(n) }

// observed reports whether a stats node counts what leaves a node.
func observed(p *pass, n *graph.Node) bool {
	for _, s := range p.g.Nodes {
		if s.Observed == n {
			return true
		}
	}
	return false
}

// onlyFroms reports whether nothing but further from nodes follows.
func onlyFroms(n *graph.Node) bool {
	for _, c := range n.Children {
		if c.Kind() != "from" {
			return false
		}
	}
	return len(n.Children) > 0
}

// nodesBehind are the nodes that get what a node gives, at whatever distance.
func nodesBehind(n *graph.Node) map[*graph.Node]bool {
	behind := map[*graph.Node]bool{}
	var mark func(*graph.Node)
	mark = func(n *graph.Node) {
		for _, c := range n.Children {
			if !behind[c] {
				behind[c] = true
				mark(c)
			}
		}
	}
	mark(n)
	return behind
}

// bounds returns the comparisons of fields with numbers inside an expression.
func bounds(x syntax.Expr) []placed {
	var out []placed
	syntax.Walk(x, func(n syntax.Node) bool {
		b, ok := n.(*syntax.BinaryExpr)
		if !ok {
			return true
		}
		if c, ok := boundOf(b); ok {
			out = append(out, placed{c, rangeOf(b)})
		} else if b.Op == syntax.OpEq {
			name, isField := fieldOf(b.X)
			if v, isNumber := number(b.Y); isField && isNumber {
				out = append(out, placed{bound{name, b.Op, v}, rangeOf(b)})
			}
		}
		return true
	})
	return out
}

// limits lists the lambdas that compare fields with numbers.
func (p *pass) limits() []limit {
	var out []limit
	for _, u := range p.lambdas() {
		if b := bounds(u.expr); len(b) > 0 {
			out = append(out, limit{u.node, b})
		}
	}
	return out
}

// limit is what a lambda of a node compares.
type limit struct {
	node   *graph.Node
	bounds []placed
}

// placed is a bound and its place.
type placed struct {
	bound
	rng diag.Range
}

func isUpper(op syntax.Op) bool { return op == syntax.OpLt || op == syntax.OpLe }
