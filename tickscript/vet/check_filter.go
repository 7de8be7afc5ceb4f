package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var alertFilter = Check{
	Code: "alert-filter", Severity: diag.Info, Name: "node behind an alert",
	Doc: "An alert passes on only the points and batches that made an event; with stateChangesOnly() those are the changes of level. What is to see all the data has to branch off before the alert.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if isDeadman(n) {
				continue
			}
			for _, c := range n.Children {
				switch c.Kind() {
				case "influxDBOut", "httpOut", "stats", "noop", "log", "kapacitorLoopback":
					// To write what was alerted is a use of its own.
				default:
					p.report(c.Range, c.Kind()+" sees only what made an event", "branch off before the alert to see all the data")
				}
			}
		}
	},
}
