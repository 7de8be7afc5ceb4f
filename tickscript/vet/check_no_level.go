package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var noLevel = Check{
	Code: "no-level", Severity: diag.Warning, Name: "alert without a level",
	Doc: "An alert with none of info, warn and crit is always OK and never sends anything.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			found := false
			for _, level := range levels {
				_, ok := n.Call(level)
				found = found || ok
			}
			if !found {
				p.report(n.Range, "the alert has no level and never fires", "write .crit(lambda: ...)")
			}
		}
	},
}
