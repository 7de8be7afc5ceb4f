package vet

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var alertID = Check{
	Code: "alert-id", Severity: diag.Warning, Name: "id that does not tell groups apart",
	Doc: "Handlers and topics know an alert by its id. When the data is grouped and the id is the same for several groups, one group's recovery closes the alert of another. The default id names the group. An id of one's own should contain {{ .Group }} or every tag that is grouped by.",
	run: func(p *pass) {
		for _, t := range p.templates() {
			facts := p.in(t.node)
			if t.what != "id" || !t.own || t.err != nil || !facts.grouped() {
				continue
			}
			seen, whole := map[string]bool{}, false
			t.walk(func(path []string) {
				switch {
				case path[0] == "Group", path[0] == "Tags" && len(path) == 1 && !strings.Contains(t.text, "index"):
					whole = true
				case path[0] == "Tags" && len(path) > 1:
					seen[path[1]] = true
				}
			}, func(of, name string) {
				if of == "Tags" {
					seen[name] = true
				}
			})
			if whole {
				continue
			}
			var missing []string
			for _, d := range facts.Dims {
				if !seen[d] {
					missing = append(missing, d)
				}
			}
			switch {
			case facts.Star && len(seen) == 0:
				p.report(t.rng, "the id is the same for every group", "add {{ .Group }}")
			case len(missing) > 0:
				p.report(t.rng, "the id does not contain "+list(missing)+", by which the data is grouped", "add {{ .Group }} or {{ index .Tags \""+missing[0]+"\" }}")
			}
		}
	},
}
