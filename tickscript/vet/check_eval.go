package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
)

var evalOverwrite = Check{
	Code: "eval-overwrite", Severity: diag.Warning, Name: "result that a later expression undoes",
	Doc: "Before each of its expressions eval reads the names in it from the point again. A result named like a field of the point is replaced by that field's value as soon as a later expression reads the name, and the output has the old value too.",
	run: func(p *pass) {
		for _, n := range p.of("eval") {
			c, ok := n.Call("as")
			if !ok {
				continue
			}
			names := strs(c.Args)
			for i, name := range names {
				if i >= len(n.Args) || n.Args[i].Lambda == nil || !reads(n.Args[i].Lambda, name) {
					// Only what the expression itself reads is known to be on the point.
					if _, known := p.in(n).Fields.Known[name]; !known {
						continue
					}
				}
				for _, later := range n.Args[i+1:] {
					if later.Lambda != nil && reads(later.Lambda, name) {
						p.report(c.Args[i].Range, "a later expression reads "+name+" and gets the point's own value back", "name the result otherwise")
						break
					}
				}
			}
		}
	},
}
