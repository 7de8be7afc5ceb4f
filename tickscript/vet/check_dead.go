package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var deadBranch = Check{
	Code: "dead-branch", Severity: diag.Warning, Name: "branch without an effect",
	Doc: "A chain that ends in a node which neither alerts nor writes, posts, logs or shows its data works for nothing.",
	run: func(p *pass) {
		for _, n := range p.nodes() {
			if len(n.Children) > 0 || n.UDF != "" || observed(p, n) {
				continue
			}
			switch n.Kind() {
			case "alert", "httpOut", "httpPost", "influxDBOut", "kapacitorLoopback", "log", "noop",
				"k8sAutoscale", "swarmAutoscale", "ec2Autoscale", "trickle", "stream", "batch":
			default:
				p.report(n.Range, "nothing becomes of what "+n.Kind()+" gives", "end the chain with an alert, |httpOut, |influxDBOut or |log")
			}
		}
	},
}
