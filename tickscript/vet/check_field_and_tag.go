package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var fieldAndTag = Check{
	Code: "field-and-tag", Severity: diag.Warning, Name: "name that is both a field and a tag",
	Doc: "An expression cannot read a name that a point has as a field and as a tag: the point is dropped or the level does not match. A default or an eval that adds a tag named like a field makes such points.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			var said []string
			for _, r := range refs(u.expr) {
				_, field := u.facts.Fields.Known[r.Name]
				_, tag := u.facts.Tags.Known[r.Name]
				if field && tag && !slices.Contains(said, r.Name) && u.what != "eval" {
					said = append(said, r.Name)
					p.report(rangeOf(r), r.Name+" is both a field and a tag here, and cannot be read", "rename one of them")
				}
			}
		}
	},
}
