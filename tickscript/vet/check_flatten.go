package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var flattenOn = Check{
	Code: "flatten-on", Severity: diag.Info, Name: "flatten by tags that may be missing",
	Doc: "When a point lacks a tag of on() that is not the first, the values of the tags before it get into the name of the next point's fields. Filter such points out before, or fill the tag with a default.",
	run: func(p *pass) {
		for _, n := range p.of("flatten") {
			c, ok := n.Call("on")
			if !ok {
				continue
			}
			for i, a := range c.Args {
				if _, known := p.in(n).Tags.Known[a.Str]; i > 0 && !known {
					p.report(a.Range, "a point without the tag "+a.Str+" spoils the name of the next one's fields", "put |default().tag('"+a.Str+"', 'none') before flatten")
				}
			}
		}
	},
}
