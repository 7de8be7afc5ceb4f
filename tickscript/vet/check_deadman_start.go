package vet

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

var deadmanStart = Check{
	Code: "deadman-start", Severity: diag.Info, Name: "deadman that decides after two intervals",
	Doc: "A deadman compares two counts, so it says nothing for the first two intervals after the task's start, and each restart of the task or the server starts the wait anew.",
	run: func(p *pass) {
		for _, n := range p.of("stats") {
			if ofDeadman(n) && len(n.Args) > 0 && n.Args[0].Type == catalog.Duration && n.Args[0].Dur >= time.Hour {
				p.report(n.Range, "the deadman says nothing for up to "+(2*n.Args[0].Dur).String()+" after each start of the task", "")
			}
		}
	},
}
