package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var postCode = Check{
	Code: "post-code", Severity: diag.Warning, Name: "request that failed without a code",
	Doc: "httpPost passes its data on whatever becomes of the request. The field of codeField is 0 when there was no answer at all, so a condition such as \"code\" >= 400 does not see a server that is down.",
	run: func(p *pass) {
		uses, said := p.limits(), map[diag.Range]bool{}
		for _, n := range p.of("httpPost") {
			name := n.Str("codeField", "")
			if name == "" {
				continue
			}
			behind := nodesBehind(n)
			for _, u := range uses {
				if !behind[u.node] {
					continue
				}
				other := false
				var lower *placed
				for _, b := range u.bounds {
					switch {
					case b.name != name:
					case (b.op == syntax.OpGt || b.op == syntax.OpGe) && b.value >= 300:
						lower = &b
					default:
						other = true
					}
				}
				if lower != nil && !other && !said[lower.rng] {
					said[lower.rng] = true
					p.report(lower.rng, name+" is 0 when the request had no answer", "write \""+name+"\" == 0 OR \""+name+"\" >= 300")
				}
			}
		}
	},
}
