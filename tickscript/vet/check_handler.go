package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var handlerLimits = Check{
	Code: "handler-limits", Severity: diag.Warning, Name: "event that its handler refuses",
	Doc: "PagerDuty (version 1) refuses events of level INFO. Sensu refuses an id with other characters than letters, digits, _, . and -, and the default id has a colon. Each refused event is only a line in the log.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			_, info := n.Call("info")
			_, id := n.Call("id")
			for _, h := range n.Handlers {
				switch {
				case h.Spec.Kind == "pagerDuty" && info:
					p.report(h.Range, "pagerDuty refuses the events of level INFO", "use pagerDuty2")
				case h.Spec.Kind == "sensu" && !id:
					p.report(h.Range, "sensu refuses the default id, which has a colon", "write .id('{{ .TaskName }}-...')")
				}
			}
		}
	},
}
