package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var reset = Check{
	Code: "reset", Severity: diag.Warning, Name: "reset that has no effect or never resets",
	Doc: "A reset holds an alert at its level until its expression is TRUE. It is looked at only after the level's own condition has become FALSE. One that is TRUE only where the level's condition is TRUE as well never lets go, and one without its level has no effect.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			for _, level := range levels {
				r, ok := n.Call(level + "Reset")
				if !ok || r.Args[0].Lambda == nil {
					continue
				}
				l, ok := n.Call(level)
				if !ok || l.Args[0].Lambda == nil {
					p.report(r.Range, level+"Reset without "+level+" has no effect", "")
					continue
				}
				rx := unwrap(r.Args[0].Lambda)
				if b, ok := rx.(*syntax.BoolLit); ok {
					if b.Value {
						p.report(r.Range, level+"Reset is always TRUE and has no effect", "remove it")
					} else {
						p.report(r.Range, level+"Reset is always FALSE: the alert never leaves the level", "")
					}
					continue
				}
				rb, ok1 := boundOf(rx)
				lb, ok2 := boundOf(l.Args[0].Lambda)
				if ok1 && ok2 && rb.implies(lb) {
					p.report(r.Range, level+"Reset is TRUE only where "+level+" is: the alert never leaves the level", "turn the comparison round")
				}
			}
		}
	},
}
