package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var stateOutside = Check{
	Code: "state-outside", Severity: diag.Warning, Name: "state that is compared where there is none",
	Doc: "stateDuration and stateCount give -1 to a point outside of the state, and -1 is less than any limit: an upper bound alone holds there too. The first point of a state has a duration of 0.0.",
	run: func(p *pass) {
		uses, said := p.limits(), map[diag.Range]bool{}
		for _, n := range p.of("stateDuration", "stateCount") {
			name := n.Str("as", map[string]string{"stateDuration": "state_duration", "stateCount": "state_count"}[n.Kind()])
			behind := nodesBehind(n)
			for _, u := range uses {
				if !behind[u.node] {
					continue
				}
				lower := false
				var upper *placed
				for _, b := range u.bounds {
					switch {
					case b.name != name:
					case isUpper(b.op) && b.value > 0:
						upper = &b
					default:
						lower = true
					}
				}
				if upper != nil && !lower && !said[upper.rng] {
					said[upper.rng] = true
					p.report(upper.rng, name+" is -1 outside of the state, and that is less too", "add \""+name+"\" >= 0 AND")
				}
			}
		}
	},
}
