package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var batchAny = Check{
	Code: "batch-any", Severity: diag.Info, Name: "batch judged by its worst point",
	Doc: "An alert on batches takes the highest level of any of its points: one outlier in a window is enough. all() wants every point to match; an aggregate before the alert gives one value to judge.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if edgeIn(n) == batch && !n.Flag("all") && fromWindow(n) {
				p.report(n.Range, "one point of a batch is enough for the alert", "aggregate before the alert, or write .all()")
			}
		}
	},
}

// fromWindow reports whether the batches are windows of raw points.
func fromWindow(n *graph.Node) bool {
	for len(n.Parents) == 1 {
		n = n.Parents[0]
		switch n.Kind() {
		case "window":
			return true
		case "where", "eval", "default", "delete", "log", "httpOut", "shift":
		default:
			return false
		}
	}
	return false
}
