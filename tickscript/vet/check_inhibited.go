package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var inhibited = Check{
	Code: "inhibited", Severity: diag.Info, Name: "alert that another one may inhibit",
	Doc: "An alert with a category is kept back while an alert that inhibits the category is not OK. It changes its level all the same, nodes behind it get its data, and a recovery that falls into this time reaches neither its handlers nor its topic: they stay with the old level.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if c, ok := n.Call("category"); ok {
				p.report(c.Range, "a recovery while the alert is inhibited reaches neither handlers nor topic", "")
			}
		}
	},
}
