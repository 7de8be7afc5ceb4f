package graph

import "github.com/tickwright/tickwright/tickscript/catalog"

// edgeName names an edge as Kapacitor does.
func edgeName(e catalog.Edge) string {
	switch e {
	case catalog.StreamEdge:
		return "stream"
	case catalog.BatchEdge:
		return "batch"
	}
	return "noedge"
}

// checkEdges reports nodes that cannot take what their parents give. Kapacitor
// finds these when it starts the task.
func (b *builder) checkEdges() {
	for _, n := range b.g.Nodes {
		if b.miscalled[n] {
			continue
		}
		for _, p := range n.Parents {
			switch {
			case p.Provides != n.Wants:
				d := b.errorAt(n.Range, CodeEdge, "%s takes %s, and %s gives %s", n.noun(), edgeText(n.Wants), p.noun(), edgeText(p.Provides))
				d.kapacitor("cannot add child mismatched edges: %s:%s -> %s:%s", p.Name, edgeName(p.Provides), n.Name, edgeName(n.Wants))
				if len(n.Parents) > 1 {
					d.hint("all nodes brought together have to give the same; window() makes batches of a stream")
				}
			case p.Provides == catalog.NoEdge:
				b.errorAt(n.Range, CodeEdge, "%s gives no data that could be counted", p.noun()).
					kapacitor("cannot add child no edge expected: %s:%s -> %s:%s", p.Name, edgeName(p.Provides), n.Name, edgeName(n.Wants)).
					hint("put stats or deadman on the node before it")
			}
		}
	}
}

func edgeText(e catalog.Edge) string {
	switch e {
	case catalog.StreamEdge:
		return "a stream"
	case catalog.BatchEdge:
		return "batches"
	}
	return "nothing"
}
