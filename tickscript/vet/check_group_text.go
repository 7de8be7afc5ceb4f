package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var groupText = Check{
	Code: "group-text", Severity: diag.Info, Name: "group that reads oddly",
	Doc: "In a template {{ .Group }} is the word nil when the data is not grouped, host=a,cpu=b when it is, and with groupByMeasurement the measurement and a line break before that.",
	run: func(p *pass) {
		for _, t := range p.templates() {
			facts := p.in(t.node)
			said := false
			t.walk(func(path []string) {
				if path[0] != "Group" || said {
					return
				}
				switch {
				case facts.ByName:
					said = true
					p.report(t.rng, "the group has a line break behind the measurement", "write {{ .Name }} and the tags")
				case !facts.grouped() && facts.DimsKnown:
					said = true
					p.report(t.rng, "the data is not grouped: the group is the word nil", "")
				}
			}, func(string, string) {})
		}
	},
}
