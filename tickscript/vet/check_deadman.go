package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var deadmanGroups = Check{
	Code: "deadman-groups", Severity: diag.Info, Name: "deadman of a group that goes for good",
	Doc: "A deadman behind grouped data watches each group that has come once. A group that is gone for good, such as a host that was taken away, stays CRITICAL until the task is started anew; a group that never came is not missed. While no group has come at all there is one alert without a group, and that one never recovers.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if isDeadman(n) && p.facts[n].grouped() {
				p.report(n.Range, "a group that is gone for good stays dead: by "+groups(p.facts[n]), "")
			}
		}
	},
}
