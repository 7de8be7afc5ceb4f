package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var joinGroups = Check{
	Code: "join-groups", Severity: diag.Warning, Name: "join of groups that never match",
	Doc: "A join matches data of the same group. When its inputs are grouped by different tags, nothing matches, unless on() names the tags that they have in common; on() has to name tags of every input.",
	run: func(p *pass) {
		for _, n := range p.of("join") {
			first := p.facts[n.Parents[0]]
			on, hasOn := n.Call("on")
			for _, parent := range n.Parents {
				f := p.facts[parent]
				if !f.DimsKnown || !first.DimsKnown || f.Star || first.Star {
					continue
				}
				if !hasOn && (!sameSet(f.Dims, first.Dims) || f.ByName != first.ByName) {
					p.report(n.Range, "the join's inputs are grouped differently and never match: by "+groups(first)+" and by "+groups(f), "group them alike, or name the common tags with .on()")
					break
				}
				if !hasOn {
					continue
				}
				for _, a := range on.Args {
					if !slices.Contains(f.Dims, a.Str) {
						p.report(a.Range, "on names "+a.Str+", by which "+parent.Name+" is not grouped", "its groups are by "+groups(f))
					}
				}
			}
		}
	},
}

func groups(f *Facts) string {
	s := list(f.Dims)
	switch {
	case s == "" && f.ByName:
		return "measurement"
	case s == "":
		return "nothing"
	case f.ByName:
		return "measurement, " + s
	}
	return s
}
