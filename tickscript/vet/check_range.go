package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

var argumentRange = Check{
	Code: "argument-range", Severity: diag.Warning, Name: "number outside of what makes sense",
	Doc: "A percentile of 0.0 or below gives nothing, and neither does one above 100.0; a fraction such as 0.95 is the 0.95th percentile and not the 95th. top and bottom of none, a moving average of less than two points, a negative sample, and a history below 2 (which becomes 2) are accepted and of no use.",
	run: func(p *pass) {
		for _, n := range p.nodes() {
			arg := func(i int) int64 {
				if i < len(n.Args) {
					return n.Args[i].Int
				}
				return 0
			}
			switch n.Kind() {
			case "percentile":
				if len(n.Args) < 2 {
					continue
				}
				switch v := n.Args[1]; {
				case v.Float <= 0 || v.Float > 100:
					p.report(v.Range, "percentile gives nothing outside of 0.0 to 100.0", "")
				case v.Float < 1:
					p.report(v.Range, "the percentile is between 0.0 and 100.0, not between 0 and 1", "write 95.0 for the 95th percentile")
				}
			case "top", "bottom":
				if arg(0) <= 0 {
					p.report(n.Range, n.Kind()+" of "+itoa(int(arg(0)))+" points", "")
				}
			case "movingAverage":
				if arg(1) < 2 {
					p.report(n.Range, "a moving average of fewer than two points", "")
				}
			case "sample":
				if len(n.Args) == 1 && (n.Args[0].Type == catalog.Int && n.Args[0].Int < 0 || n.Args[0].Type == catalog.Duration && n.Args[0].Dur < 0) {
					p.report(n.Range, "the sample is negative", "")
				}
			case "alert":
				if c, ok := n.Call("history"); ok {
					if c.Args[0].Int < 2 {
						p.report(c.Range, "the history has at least 2 levels", "")
					} else if _, ok := n.Call("flapping"); !ok {
						p.report(c.Range, "history without flapping() has no effect", "")
					}
				}
			}
		}
	},
}
