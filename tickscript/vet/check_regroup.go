package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var chainedFrom = Check{
	Code: "chained-from", Severity: diag.Warning, Name: "from() that forgets the grouping",
	Doc: "A from() behind another one sets the groups anew. Without a groupBy of its own it removes the grouping of the first.",
	run: func(p *pass) {
		for _, n := range p.of("from") {
			if parent := n.Parents[0]; parent.Kind() == "from" && p.facts[parent].grouped() && !p.facts[n].grouped() {
				p.report(n.Range, "this from() removes the grouping by "+groups(p.facts[parent]), "repeat .groupBy() here")
			}
		}
	},
}
