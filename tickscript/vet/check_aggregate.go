package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var streamAggregate = Check{
	Code: "stream-aggregate", Severity: diag.Warning, Name: "aggregate without a window",
	Doc: "On a stream an aggregate takes together the points of a group with exactly the same time, and gives its result when a point with another time comes. Straight behind from() that is one result for each point, one point late.",
	run: func(p *pass) {
		for _, n := range p.nodes() {
			if !n.Spec.InfluxQL || n.Spec.Func == catalog.Transformation || edgeIn(n) != stream {
				continue
			}
			if straightFrom(n) {
				p.report(n.Range, n.Kind()+" without a window takes only points of the same time together", "write |window() before it")
			}
		}
	},
}

// straightFrom reports whether nothing but nodes that work point by point
// stands between a node and its from, and every point is a group of its own by
// time: a regrouping brings points of the same time together.
func straightFrom(n *graph.Node) bool {
	for len(n.Parents) == 1 {
		n = n.Parents[0]
		switch n.Kind() {
		case "from":
			return !n.Flag("truncate") && n.Dur("truncate", 0) == 0 && n.Dur("round", 0) == 0
		case "where", "eval", "default", "delete", "shift", "log", "httpOut", "sample":
		default:
			return false
		}
	}
	return false
}
