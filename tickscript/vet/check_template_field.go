package vet

import (
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var templateField = Check{
	Code: "template-field", Severity: diag.Error, Name: "template that reads what an event does not have",
	Doc: "A template may read a fixed set of names from the event: id knows Name, TaskName, Group, Tags and ServerInfo; message knows ID, Fields, Level, Time and Duration too; details knows Message as well. Another name fails with the first event: in id, message and details the task stops, in a handler the event is not sent. A tag or a field is read with index .Tags \"name\" and index .Fields \"name\".",
	run: func(p *pass) {
		for _, t := range p.templates() {
			t.walk(func(path []string) {
				if slices.Contains(t.fields, path[0]) {
					return
				}
				hint := "names are " + strings.Join(t.fields, ", ")
				if slices.Contains(detailsFields, path[0]) || slices.Contains(eventFields, path[0]) {
					hint = path[0] + " is not known yet when " + t.what + " is rendered; " + hint
				} else if has, _ := p.in(t.node).Tags.Has(path[0]); has {
					hint = `a tag is read with {{ index .Tags "` + path[0] + `" }}; ` + hint
				}
				sev := diag.Error
				if !t.own {
					sev = diag.Warning
				}
				p.reportAs(sev, t.rng, "the template of "+t.what+" reads ."+path[0]+", which events do not have there", hint)
			}, func(string, string) {})
		}
	},
}
