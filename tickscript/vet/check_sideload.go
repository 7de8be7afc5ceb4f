package vet

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var sideload = Check{
	Code: "sideload-source", Severity: diag.Warning, Name: "sideload source that may end the daemon",
	Doc: "The source of a sideload is a file:// or http:// URL or the name of a configured httppost endpoint. Any other ends the daemon when the task starts; so does a sideload without a source.",
	run: func(p *pass) {
		for _, n := range p.of("sideload") {
			s := n.Str("source", "")
			switch {
			case s == "":
				p.reportAs(diag.Error, n.Range, "sideload has no source: the daemon ends when the task starts", "write .source('file:///path')")
			case !strings.Contains(s, "://"):
				p.report(at(n, "source"), "the daemon ends when the task starts, unless an httppost endpoint "+s+" is configured", "write a file:// or http:// URL")
			}
		}
	},
}
