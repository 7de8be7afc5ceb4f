package kapacitortest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// own are the counters of one node that its dot shows; collected and emitted are shown at the edges.
func own(st engine.NodeStats) obj {
	out := obj{"avg_exec_time_ns": 0}
	for name, n := range st.Values() {
		out[name] = n
	}
	delete(out, "collected")
	delete(out, "emitted")
	return out
}

// stats are the counters of a running task.
func (x *execution) stats() obj {
	nodes := obj{}
	batches := int64(0)
	for _, st := range x.run.Stats() {
		one := own(st)
		one["collected"], one["emitted"] = st.Collected, st.Emitted
		nodes[st.Node] = one
		if n := x.find(st.Node); n.Kind() == "query" || n.Kind() == "queryFlux" {
			batches += st.Collected
			if x.m.replay != nil { // nothing was queried
				delete(one, "batches_queried")
				delete(one, "points_queried")
			}
		}
	}
	for _, n := range x.graph.Nodes {
		if b, is := nodes[n.Name].(obj); is && n.Kind() == "batch" {
			b["collected"], b["emitted"] = batches, 0
		}
	}
	return obj{"task-stats": obj{"throughput": 0}, "node-stats": nodes}
}

func (x *execution) find(name string) *graph.Node {
	for _, n := range x.graph.Nodes {
		if n.Name == name {
			return n
		}
	}
	return nil
}

// dot is the graph of a running task with its counters, as attributes or as labels.
func (x *execution) dot(labels bool) string {
	stats := map[string]engine.NodeStats{}
	for _, st := range x.run.Stats() {
		stats[st.Node] = st
	}
	unit := "points"
	if x.typ == graph.BatchTask {
		unit = "batches"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n", x.task)
	if labels {
		fmt.Fprintf(&b, "graph [label=\"Throughput: 0.00 %s/s\" forcelabels=true pad=\"0.8,0.5\"];\n", unit)
	} else {
		fmt.Fprintf(&b, "graph [throughput=\"0.00 %s/s\"];\n", unit)
	}
	for _, n := range x.graph.Sorted() {
		if n.Kind() == "batch" {
			continue
		}
		st := stats[n.Name]
		attrs := own(st)
		attrs["avg_exec_time_ns"] = "0s"
		keys := slices.Sorted(maps.Keys(attrs))
		if labels {
			parts := make([]string, len(keys))
			for i, k := range keys {
				parts[i] = fmt.Sprintf("%s=%v", k, attrs[k])
			}
			fmt.Fprintf(&b, "\n%s [xlabel=\"%s\"];\n", n.Name, strings.Join(parts, `\r`))
		} else {
			fmt.Fprintf(&b, "\n%s [", n.Name)
			for _, k := range keys {
				fmt.Fprintf(&b, "%s=\"%v\" ", k, attrs[k])
			}
			b.WriteString("];\n")
		}
		name := "processed"
		if labels {
			name = "label"
		}
		for _, c := range n.Children {
			// Every child gets the same.
			count := fmt.Sprint(st.Emitted / int64(len(n.Children)))
			if labels {
				count = "processed=" + count
			}
			fmt.Fprintf(&b, "%s -> %s [%s=\"%s\"];\n", n.Name, c.Name, name, count)
		}
	}
	b.WriteString("}")
	return b.String()
}
