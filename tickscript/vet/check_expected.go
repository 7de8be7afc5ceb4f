package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

var schemaNames = Check{
	Code: "schema", Severity: diag.Warning, Name: "measurement or tag that the schema does not have",
	Doc: "With a schema the measurements of from(), the tags of groupBy and the types of aggregated fields are compared with what the database holds. A tag that no point has makes groups with an empty value; an aggregate of text gives nothing.",
	run: func(p *pass) {
		if p.opts.Schema == nil {
			return
		}
		for _, n := range p.of("from") {
			m := n.Str("measurement", "")
			if _, ok := p.opts.Schema.Measurements[m]; !ok && m != "" {
				p.report(at(n, "measurement"), "the schema has no measurement "+m, "")
			}
		}
		for _, n := range p.of("from", "groupBy") {
			args := n.Args
			facts := p.in(n)
			if n.Kind() == "from" {
				c, _ := n.Call("groupBy")
				args, facts = c.Args, p.facts[n]
			}
			for _, a := range args {
				if has, sure := facts.Tags.Has(a.Str); a.Type == catalog.String && sure && !has {
					hint := "tags are " + list(facts.Tags.sorted())
					if _, field := facts.Fields.Known[a.Str]; field {
						hint = a.Str + " is a field; " + hint
					}
					p.report(a.Range, "there is no tag "+a.Str+" to group by", hint)
				}
			}
		}
		for _, n := range p.nodes() {
			if !n.Spec.InfluxQL {
				continue
			}
			t := p.in(n).Fields.Known[fieldArg(n)]
			ok := t == 0
			for _, a := range n.Spec.Accepts {
				ok = ok || a&t != 0
			}
			if !ok {
				p.report(n.Range, n.Kind()+" does not work on "+article(t)+" field", "")
			}
		}
	},
}
