package vet

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var templateSyntax = Check{
	Code: "template", Severity: diag.Error, Name: "template that cannot be parsed",
	Doc: "The templates of an alert and of its handlers are Go templates. One that cannot be parsed, or that calls a function which does not exist there, keeps the task from starting, except in bigPanda, email, serviceNow and zenoss, whose events are then not sent. The functions json and jsonCompact exist in details only.",
	run: func(p *pass) {
		for _, t := range p.templates() {
			if t.err == nil {
				continue
			}
			hint := ""
			for _, f := range []string{"json", "jsonCompact"} {
				if strings.Contains(t.err.Error(), `function "`+f+`" not defined`) {
					hint = f + " exists in details only"
				}
			}
			if t.late {
				p.reportAs(diag.Warning, t.rng, t.what+" is no template: "+t.err.Error(), hint)
				continue
			}
			p.report(t.rng, t.what+" is no template: "+t.err.Error(), hint)
			p.diags[len(p.diags)-1].Kapacitor = t.prefix + t.err.Error()
		}
	},
}
