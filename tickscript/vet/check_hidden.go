package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var hiddenProperty = Check{
	Code: "hidden-property", Severity: diag.Info, Name: "name that a handler takes from the alert",
	Doc: "A handler and its alert share the chain, and the handler's own properties come first: after mqtt() the name topic is MQTT's, after zenoss() the name message is Zenoss's, after opsGenie() and opsGenie2() the name teams is OpsGenie's. Write what is meant for the alert before the handler.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			for _, h := range n.Handlers {
				for _, c := range h.Calls {
					_, property := n.Spec.Property(c.Name)
					_, handler := n.Spec.Handler(c.Name)
					if property && c.Name != "quiet" || handler {
						p.report(c.Range, c.Name+" is set for "+h.Spec.Kind+" here and not for the alert", "write it before ."+h.Spec.Kind+"() if it is meant for the alert")
					}
				}
			}
		}
	},
}
