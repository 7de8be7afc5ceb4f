package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var silentAlert = Check{
	Code: "silent-alert", Severity: diag.Info, Name: "alert that nobody hears",
	Doc: "An alert without a handler and without a topic only adds to counters, unless a service is configured as global on the server, or a node follows it.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if len(n.Handlers) == 0 && n.Str("topic", "") == "" && len(n.Children) == 0 {
				p.report(n.Range, "the alert has no handler and no topic", "add a handler such as .log('/path'), or .topic('name')")
			}
		}
	},
}
