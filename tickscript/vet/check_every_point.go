package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var everyPoint = Check{
	Code: "window-every-point", Severity: diag.Info, Name: "window that is emitted with every point",
	Doc: "Without every a window is emitted with every point that comes, ends with it, and is stamped with its time.",
	run: func(p *pass) {
		for _, n := range p.of("window") {
			if n.Dur("period", 0) > 0 && n.Dur("every", 0) == 0 {
				p.report(n.Range, "the window is emitted with every point", "write .every("+n.Dur("period", 0).String()+")")
			}
		}
	},
}
