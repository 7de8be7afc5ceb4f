package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var outDatabase = Check{
	Code: "out-database", Severity: diag.Warning, Name: "write without a database",
	Doc: "Only points straight from a stream know their database and retention policy. What an aggregate, a window, a join, a combine, a flatten or a query gives does not, and an influxDBOut without a database fails to write it: the points are lost and only the log says so.",
	run: func(p *pass) {
		for _, n := range p.of("influxDBOut") {
			if n.Str("database", "") != "" || len(n.Parents) == 0 {
				continue
			}
			if by := losesDatabase(n.Parents[0]); by != nil {
				p.report(n.Range, "the data behind "+by.Kind()+" has no database, and the write fails", "write .database('name').retentionPolicy('name')")
			}
		}
	},
}

func losesDatabase(n *graph.Node) *graph.Node {
	for {
		if n.Spec.InfluxQL {
			return n
		}
		switch n.Kind() {
		case "join", "combine", "flatten", "query", "queryFlux", "window", "trickle", "stats":
			return n
		}
		if len(n.Parents) != 1 || n.UDF != "" {
			return nil
		}
		n = n.Parents[0]
	}
}
