package vet

import (
	"strconv"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
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
