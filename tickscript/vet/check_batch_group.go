package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var batchGroup = Check{
	Code: "batch-group", Severity: diag.Info, Name: "tag that becomes part of the group",
	Doc: "On batches a tag that default, sideload, levelTag or idTag writes becomes part of the group of the data behind it. With levelTag a group changes with its level, and whatever keeps state behind it starts anew.",
	run: func(p *pass) {
		for _, n := range p.of("default", "sideload", "alert") {
			if edgeIn(n) != batch || len(n.Children) == 0 {
				continue
			}
			before, after := p.in(n), p.facts[n]
			for _, d := range after.Dims {
				if !slices.Contains(before.Dims, d) {
					p.report(n.Range, "the tag "+d+" becomes part of the group of the data behind "+n.Kind(), "")
				}
			}
		}
	},
}
