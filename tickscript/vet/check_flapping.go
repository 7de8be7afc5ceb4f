package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var flapping = Check{
	Code: "flapping", Severity: diag.Warning, Name: "flapping thresholds the wrong way round",
	Doc: "Flapping starts when the measure of change exceeds high and ends when it falls below low. With low above high an alert leaves flapping at once or never; a low of 0.0 is never fallen below.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			c, ok := n.Call("flapping")
			if !ok {
				continue
			}
			switch low, high := c.Args[0].Float, c.Args[1].Float; {
			case low > high:
				p.report(c.Range, "flapping takes the low threshold first", "exchange the thresholds")
			case low <= 0:
				p.report(c.Range, "flapping never ends: nothing is below the low threshold", "write a low threshold such as 0.25")
			}
		}
	},
}
