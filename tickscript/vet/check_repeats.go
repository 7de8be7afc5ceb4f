package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var repeats = Check{
	Code: "repeats", Severity: diag.Info, Name: "alert that sends every point again",
	Doc: "Without stateChangesOnly() an alert sends an event for every point or batch that is not OK, to every handler. Systems that count duplicates want that; mail and chat do not. stateChangesOnly(1h) sends again after an hour at most.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if _, ok := n.Call("stateChangesOnly"); ok || len(n.Handlers) == 0 {
				continue
			}
			for _, h := range n.Handlers {
				switch h.Spec.Kind {
				case "alerta", "log", "kafka", "post", "tcp", "pagerDuty", "pagerDuty2", "victorOps", "opsGenie", "opsGenie2", "sensu", "snmpTrap", "mqtt", "exec", "zenoss", "serviceNow", "bigPanda":
					// These know an event by its id.
				default:
					p.report(h.Range, h.Spec.Kind+" gets a message for every point that is not OK", "write .stateChangesOnly() before the handler")
				}
			}
		}
	},
}
