package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var timeZone = Check{
	Code: "time-zone", Severity: diag.Info, Name: "hour of the server's own zone",
	Doc: "hour, weekday, day, month and year of \"time\" are those of the zone that the daemon runs in. A rule for office hours moves with the server's configuration and with daylight saving time.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			for _, c := range calls(u.expr) {
				switch c.Name.Name {
				case "hour", "weekday", "day", "month", "year":
				default:
					continue
				}
				if len(c.Args) != 1 {
					continue
				}
				if r, ok := unwrap(c.Args[0]).(*syntax.Reference); ok && r.Name == "time" {
					p.report(rangeOf(c), c.Name.Name+"(\"time\") is in the server's own time zone", "")
				}
			}
		}
	},
}
