package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var unreachable = Check{
	Code: "unreachable-level", Severity: diag.Warning, Name: "level that is never reached",
	Doc: "Levels are tested from CRITICAL down, and the first that matches wins. A lower level whose condition implies a higher one's is never reached: the thresholds are probably the wrong way round. A condition that is always TRUE hides all levels below it, one that is always FALSE does nothing.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			for i, low := range levels {
				l, ok := n.Call(low)
				if !ok || l.Args[0].Lambda == nil || isDeadman(n) {
					continue
				}
				if b, ok := unwrap(l.Args[0].Lambda).(*syntax.BoolLit); ok && !b.Value {
					p.report(l.Range, low+" is never reached: its condition is FALSE", "")
					continue
				}
				lb, simple := boundOf(l.Args[0].Lambda)
				for _, high := range levels[i+1:] {
					h, ok := n.Call(high)
					if !ok || h.Args[0].Lambda == nil {
						continue
					}
					hb, hsimple := boundOf(h.Args[0].Lambda)
					always, isBool := unwrap(h.Args[0].Lambda).(*syntax.BoolLit)
					switch {
					case isBool && always.Value:
						p.report(l.Range, low+" is never reached: "+high+" is always TRUE", "")
					case simple && hsimple && lb.implies(hb):
						p.report(l.Range, low+" is never reached: where it holds, "+high+" holds too", "exchange the thresholds")
					default:
						continue
					}
					break
				}
			}
		}
	},
}
