package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var outerJoinFill = Check{
	Code: "outer-join-fill", Severity: diag.Warning, Name: "outer join that fills other names",
	Doc: "An outer join gives a missing input the field names of an input that is there, not its own: with a field mean on one side and max on the other, b.mean is filled and b.max is missing. Give the fields of all inputs one name with as(). With on() only the inputs with further dimensions are filled up: what one with just the common dimensions sends without a match is lost.",
	run: func(p *pass) {
		for _, n := range p.of("join") {
			fill, ok := n.Call("fill")
			if !ok || fill.Args[0].Type == catalog.String && fill.Args[0].Str == "none" {
				continue
			}
			first := p.facts[n.Parents[0]].Fields
			for _, parent := range n.Parents[1:] {
				f := p.facts[parent].Fields
				if !first.Open && !f.Open && !sameSet(first.sorted(), f.sorted()) {
					p.report(fill.Range, "where "+parent.Name+" is missing its fields are named "+list(first.sorted())+" and not "+list(f.sorted()), "give the fields one name with .as() before the join")
					break
				}
			}
			on, ok := n.Call("on")
			if !ok {
				continue
			}
			var general *graph.Node
			specific := false
			for _, parent := range n.Parents {
				switch f := p.facts[parent]; {
				case f.Star || len(f.Dims) > len(on.Args):
					specific = true
				case f.DimsKnown && general == nil:
					general = parent
				}
			}
			if general != nil && specific {
				p.reportAs(diag.Info, on.Range, "what "+general.Name+" sends without a match is lost in spite of fill", "")
			}
		}
	},
}
