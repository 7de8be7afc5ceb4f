package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var humanBytes = Check{
	Code: "human-bytes", Severity: diag.Info, Name: "bytes by thousands",
	Doc: "humanBytes counts a kB as 1000 bytes and not as 1024, so its figures are larger than those of tools that count KiB, MiB and GiB. A negative number comes out as about 18 EB.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			for _, c := range calls(u.expr) {
				if c.Name.Name == "humanBytes" {
					p.report(rangeOf(c), "humanBytes counts a kB as 1000 bytes", "")
				}
			}
		}
	},
}
