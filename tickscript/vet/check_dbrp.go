package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var dbrpMismatch = Check{
	Code: "dbrp-mismatch", Severity: diag.Warning, Name: "from() of data that the task does not get",
	Doc: "A task gets the data of its databases and retention policies only, names are compared exactly, and an empty retention policy is not the default one. A from() of another database or policy than those of the script's dbrp statements never sees a point.",
	run: func(p *pass) {
		if len(p.g.DBRPs) == 0 {
			return
		}
		for _, n := range p.of("from") {
			db, rp := n.Str("database", ""), n.Str("retentionPolicy", "")
			if !slices.ContainsFunc(p.g.DBRPs, func(d graph.DBRP) bool {
				return (db == "" || db == d.Database) && (rp == "" || rp == d.RetentionPolicy)
			}) {
				property := "database"
				if db == "" {
					property = "retentionPolicy"
				}
				p.report(at(n, property), "the task does not get the data of "+graph.DBRP{Database: db, RetentionPolicy: rp}.String(), "its dbrp is "+p.g.DBRPs[0].String())
			}
		}
	},
}
