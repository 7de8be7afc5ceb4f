package graph

import "github.com/tickwright/tickwright/tickscript/catalog"

// RuleCodes returns the codes of the catalog's rules, and whether they are data
// or have a function.
func RuleCodes() map[string]bool {
	out := map[string]bool{}
	add := func(rules []catalog.Rule) {
		for _, r := range rules {
			_, ok := customRules[r.Code]
			out[r.Code] = ok || r.Check != catalog.Custom
		}
	}
	for _, n := range catalog.Nodes() {
		add(n.Rules)
		for _, h := range n.Handlers {
			add(h.Rules)
		}
	}
	return out
}
