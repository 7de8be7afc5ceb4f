package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var windowName = Check{
	Code: "window-name", Severity: diag.Info, Name: "window that takes one measurement's name",
	Doc: "A window keeps the name of the first point of its group for good. When several measurements come to it, all are written under the one that happened to come first, unless the group tells them apart with groupByMeasurement() or the output names its measurement.",
	run: func(p *pass) {
		var outs []*graph.Node
		for _, m := range p.of("influxDBOut", "kapacitorLoopback") {
			if _, ok := m.Call("measurement"); !ok {
				outs = append(outs, m)
			}
		}
		if len(outs) == 0 {
			return
		}
		for _, n := range p.of("window") {
			if f := p.in(n); f.ByName || !f.DimsKnown || !p.mixed(n.Parents[0]) {
				continue
			}
			behind := nodesBehind(n)
			for _, m := range outs {
				if behind[m] {
					p.report(n.Range, "several measurements come here, and "+m.Name+" writes all under the first one's name", "write .groupByMeasurement() in from()")
					break
				}
			}
		}
	},
}

// mixed reports whether points of several measurements leave a node.
func (p *pass) mixed(n *graph.Node) bool {
	for {
		switch n.Kind() {
		case "stream":
			return true
		case "from":
			if n.Str("measurement", "") != "" || unset(n) {
				return false
			}
		case "union":
			var names []string
			for _, parent := range n.Parents {
				if name := p.facts[parent].Measurement; name != "" {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			return len(slices.Compact(names)) > 1 && n.Str("rename", "") == ""
		}
		if len(n.Parents) != 1 || n.UDF != "" {
			return false
		}
		n = n.Parents[0]
	}
}
