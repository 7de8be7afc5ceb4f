package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

var missingField = Check{
	Code: "missing-field", Severity: diag.Warning, Name: "field that is not there any more",
	Doc: "An aggregate leaves one field, named by as() or by the function, and the tags of the group; eval without keep() leaves its results; join puts a prefix before every name. A lambda or a function that reads another name fails for every point: the point is dropped or the level does not match, and only the log says so.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			said := map[string]bool{}
			for _, r := range refs(u.expr) {
				if said[r.Name] || guarded(u.expr, r.Name) {
					continue
				}
				said[r.Name] = true
				field, sure := u.facts.Fields.Has(r.Name)
				tag, tagSure := u.facts.Tags.Has(r.Name)
				if !field && sure && !tag && tagSure {
					p.report(rangeOf(r), u.what+" reads "+r.Name+", which is neither a field nor a tag here", p.known(u.facts))
				}
			}
		}
		for _, n := range p.nodes() {
			name := ""
			switch {
			case n.Spec.InfluxQL:
				name = fieldArg(n)
			case n.Kind() == "derivative" && !isDeadmanDerivative(n) && len(n.Args) > 0:
				name = n.Args[0].Str
			}
			if name == "" {
				continue
			}
			facts := p.in(n)
			if has, sure := facts.Fields.Has(name); !has && sure {
				hint := p.known(facts)
				if t, ok := facts.Tags.Known[name]; ok && t == catalog.String {
					hint = name + " is a tag; " + hint
				}
				p.report(n.Range, n.Kind()+" reads the field "+name+", which is not there", hint)
			}
		}
		for _, n := range p.of("changeDetect") {
			facts := p.in(n)
			for _, a := range n.Args {
				if has, sure := facts.Fields.Has(a.Str); !has && sure {
					p.report(a.Range, "changeDetect looks at the field "+a.Str+", which is not there", p.known(facts))
				}
			}
		}
	},
}

func (p *pass) known(f *Facts) string {
	hint := ""
	if names := f.Fields.sorted(); len(names) > 0 {
		hint = "fields are " + list(names)
	}
	if names := f.Tags.sorted(); len(names) > 0 {
		if hint != "" {
			hint += "; "
		}
		hint += "tags are " + list(names)
	}
	return hint
}
