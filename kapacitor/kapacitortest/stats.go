package kapacitortest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// noGroups are the kinds of node for which the server never counts groups.
var noGroups = []string{"stream", "batch", "from", "query", "queryFlux", "log", "default", "delete", "shift", "sideload", "stats", "kapacitorLoopback", "influxdbOut", "trickle", "union", "udf"}

// trace sees every message that leaves a node.
func (x *execution) trace(m *engine.Message) {
	for _, c := range m.Node.Children {
		g := x.groups[c.Name]
		if g == nil {
			g = map[string]bool{}
			x.groups[c.Name] = g
		}
		g[m.Group()] = true
	}
}

// count counts points that are written: each reaches the task once for every kind of measurement that it asks for.
func (x *execution) count(points []point.Point) {
	named, all := map[string]bool{}, false
	for _, n := range x.graph.Nodes {
		if n.Kind() == "from" {
			m := n.Str("measurement", "")
			named[m] = m != ""
			all = all || m == ""
		}
	}
	for _, p := range points {
		if named[p.Measurement] {
			x.streamed++
		}
		if all {
			x.streamed++
		}
	}
}

// passed is how many messages each node passed on to each of its children.
func (x *execution) passed() map[string]int64 {
	out := map[string]int64{}
	for _, st := range x.run.Stats() {
		out[st.Node] = st.Emitted
	}
	for _, n := range x.graph.Nodes {
		if n.Kind() == "stream" {
			out[n.Name] = x.streamed
			if x.m.replay != nil {
				out[n.Name] = x.run.Points()
			}
		}
	}
	return out
}

// node gives the counters of one node, apart from what passed it.
func (x *execution) node(n *graph.Node, st engine.NodeStats) obj {
	groups := st.Groups
	if groups == 0 {
		groups = int64(len(x.groups[n.Name])) // of a node without a state of its own
	}
	if slices.Contains(noGroups, n.Kind()) {
		groups = 0
	}
	out := obj{"avg_exec_time_ns": 0, "errors": st.Errors, "working_cardinality": groups}
	if n.Kind() == "alert" {
		a := st.Alerts
		maps.Copy(out, obj{
			"alerts_triggered": a.Triggered, "alerts_inhibited": a.Inhibited, "oks_triggered": a.OKs, "infos_triggered": a.Infos, "warns_triggered": a.Warns, "crits_triggered": a.Crits,
		})
	}
	if c := x.queried[n.Name]; c != nil && x.m.replay == nil {
		out["batches_queried"], out["points_queried"] = c.batches, c.points
	}
	return out
}

// stats are the counters of a running task. What a node collected is what its parents passed on; what it emitted is the
// sum of what its children got.
func (x *execution) stats() obj {
	passed := x.passed()
	nodes := obj{}
	for _, st := range x.run.Stats() {
		n := x.find(st.Node)
		if n == nil {
			continue
		}
		one := x.node(n, st)
		collected, emitted := int64(0), passed[n.Name]*int64(len(n.Children))
		for _, p := range n.Parents {
			collected += passed[p.Name]
		}
		switch n.Kind() {
		case "stream":
			collected = passed[n.Name]
		case "query", "queryFlux":
			collected = st.Collected
		case "batch":
			emitted = 0
			for _, c := range n.Children {
				collected += passed[c.Name]
			}
		}
		one["collected"], one["emitted"] = collected, emitted
		nodes[n.Name] = one
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
	passed := x.passed()
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
		attrs := x.node(n, st)
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
			count := fmt.Sprint(passed[n.Name])
			if labels {
				count = "processed=" + count
			}
			fmt.Fprintf(&b, "%s -> %s [%s=\"%s\"];\n", n.Name, c.Name, name, count)
		}
	}
	b.WriteString("}")
	return b.String()
}
