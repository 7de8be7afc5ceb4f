package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

var late = Check{
	Code: "late-result", Severity: diag.Info, Name: "result that waits for the next time",
	Doc: "combine, flatten and the functions of InfluxQL on a stream, and groupBy on batches, give the result of a time only when data of another time comes. Everything is one step late, and the last step never comes.",
	run: func(p *pass) {
		for _, n := range p.nodes() {
			switch {
			case edgeIn(n) == stream && (n.Kind() == "combine" || n.Kind() == "flatten"),
				edgeIn(n) == stream && n.Spec.InfluxQL && n.Spec.Func != catalog.Transformation && !straightFrom(n),
				edgeIn(n) == batch && n.Kind() == "groupBy":
				p.report(n.Range, n.Kind()+" gives the result of a time when data of another time comes", "")
			}
		}
	},
}
