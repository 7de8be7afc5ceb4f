package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var stringBytes = Check{
	Code: "string-bytes", Severity: diag.Info, Name: "length in bytes",
	Doc: "strLength counts bytes and not characters: a letter outside of ASCII counts two to four.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			for _, c := range calls(u.expr) {
				if c.Name.Name == "strLength" {
					p.report(rangeOf(c), "strLength counts bytes, not characters", "")
				}
			}
		}
	},
}
