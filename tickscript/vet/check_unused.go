package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var unusedVar = Check{
	Code: "unused-var", Severity: diag.Warning, Name: "variable that nothing reads",
	Doc: "A variable that is declared and never used is often a threshold or a pipeline that was forgotten on the way. A variable of a template that nothing reads misleads those who set it.",
	run: func(p *pass) {
		for _, v := range p.g.Vars {
			if !v.Used {
				p.report(v.Range, "variable "+v.Name+" is not used", "")
			}
		}
	},
}
