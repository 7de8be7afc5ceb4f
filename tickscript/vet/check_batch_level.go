package vet

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var batchLevel = Check{
	Code: "batch-level", Severity: diag.Info, Name: "level and fields of a batch's event",
	Doc: "Every point of a batch is judged against the level before the batch, so a reset sees no level that an earlier point of the same batch reached. With all() the level is that of the lowest point, while the fields of the event are those of the highest, and its time is the batch's.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			if edgeIn(n) != batch {
				continue
			}
			for _, level := range levels {
				if c, ok := n.Call(level + "Reset"); ok {
					p.report(c.Range, "each point of a batch is judged against the level before the batch", "aggregate before the alert")
				}
			}
		}
		for _, t := range p.templates() {
			if t.own && t.err == nil && edgeIn(t.node) == batch && t.node.Flag("all") && strings.Contains(t.text, ".Fields") {
				p.report(t.rng, "with all() the level is the lowest point's, and these fields are the highest point's", "")
			}
		}
	},
}
