package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var currentField = Check{
	Code: "current-field", Severity: diag.Warning, Name: "currentField of an autoscale node",
	Doc: "In Kapacitor 1.8.3 the current size that currentField puts in scope has a type which expressions do not know: every use of it fails, and nothing is scaled.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			if u.what != "replicas" {
				continue
			}
			name := u.node.Str("currentField", "")
			for _, r := range refs(u.expr) {
				if name != "" && r.Name == name {
					p.report(rangeOf(r), "the current size cannot be used in an expression: it fails for every point", "")
				}
			}
		}
	},
}
