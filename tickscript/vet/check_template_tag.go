package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

var templateTag = Check{
	Code: "template-tag", Severity: diag.Warning, Name: "template that reads a tag or field which is not there",
	Doc: "The event of a batch carries the tags of its group and no others; the event of a point carries the point's tags, and after an aggregate those are the group's too. A tag that is not grouped by is rendered as <no value>. A field that a node before the alert has dropped or renamed is rendered as <no value> as well.",
	run: func(p *pass) {
		for _, t := range p.templates() {
			facts := p.in(t.node)
			tags := facts.Tags
			if t.node.Wants == catalog.BatchEdge {
				tags = facts.groupTags()
			}
			said := map[string]bool{}
			check := func(of, name string) {
				if said[of+"."+name] {
					return
				}
				said[of+"."+name] = true
				switch of {
				case "Tags":
					if has, certain := tags.Has(name); certain && !has {
						hint := "group by it: .groupBy('" + name + "')"
						if len(facts.Dims) > 0 {
							hint = "tags of the group are " + list(facts.Dims)
						}
						p.report(t.rng, "the template of "+t.what+" reads the tag "+name+", which is not there", hint)
					}
				case "Fields":
					// Outputs of the alert itself come too late for its templates.
					if has, certain := facts.Fields.Has(name); certain && !has {
						hint := "fields are " + list(facts.Fields.sorted())
						if slices.Contains(facts.Tags.sorted(), name) {
							hint = name + " is a tag: index .Tags"
						}
						p.report(t.rng, "the template of "+t.what+" reads the field "+name+", which is not there", hint)
					}
				}
			}
			t.walk(func(path []string) {
				if len(path) > 1 {
					check(path[0], path[1])
				}
			}, check)
		}
	},
}

func list(names []string) string {
	out := ""
	for i, n := range names {
		if i == 10 {
			return out + ", ..."
		}
		if i > 0 {
			out += ", "
		}
		out += n
	}
	return out
}
