package vet

import (
	"regexp"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var detailsEscaped = Check{
	Code: "details-escaped", Severity: diag.Info, Name: "JSON that is escaped for HTML",
	Doc: "details is a template for HTML, and what it puts in is escaped: the JSON of json and jsonCompact has &#34; in the place of its quotes. That is right in a mail and not in a payload; the default details are such JSON as well.",
	run: func(p *pass) {
		for _, t := range p.templates() {
			if t.what == "details" && t.own && t.err == nil && jsonCall.MatchString(t.text) {
				p.report(t.rng, "the quotes of this JSON arrive as &#34;", "a handler such as post sends JSON by itself")
			}
		}
	},
}

var jsonCall = regexp.MustCompile(`\{\{[^}]*\bjson(Compact)?\b`)
