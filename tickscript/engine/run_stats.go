package engine

import "github.com/tickwright/tickwright/tickscript/graph"

// NodeStats are a node's counters, by Kapacitor's names and as it counts.
type NodeStats struct {
	Node string
	// Collected is the number of messages that came in, points of a stream or whole
	// batches. Emitted is the number that went out over all edges: a message counts
	// once for each child, and that of a node without children is 0 (R020).
	Collected, Emitted, Errors int64
	// Groups is Kapacitor's working_cardinality: the number of groups that a node
	// that works by group knows; 0 for others.
	Groups int64
	// Alerts are those of an alert node.
	Alerts AlertStats
	// Own are the counters that only nodes of this kind have, by their names in
	// Kapacitor: alerts_triggered, fields_defaulted, points_written; nil for most.
	Own map[string]int64
}

// Values returns all counters by the names that Kapacitor's API gives them. The
// average time of execution is not among them: the engine does not measure it.
func (s *NodeStats) Values() map[string]int64 {
	out := map[string]int64{
		"collected": s.Collected, "emitted": s.Emitted, "errors": s.Errors, "working_cardinality": s.Groups,
	}
	for name, n := range s.Own {
		out[name] = n
	}
	return out
}

// ownCounters are the counters of their own that kinds of nodes have.
var ownCounters = map[string][]string{
	"default": {"fields_defaulted", "tags_defaulted"}, "delete": {"fields_deleted", "tags_deleted"},
	"influxDBOut": {"points_written", "write_errors"}, "kapacitorLoopback": {"points_written"},
	"query": {"batches_queried", "points_queried"}, "queryFlux": {"batches_queried", "points_queried"},
	"k8sAutoscale":   {"increase_events", "decrease_events", "cooldown_drops"},
	"swarmAutoscale": {"increase_events", "decrease_events", "cooldown_drops"},
	"ec2Autoscale":   {"increase_events", "decrease_events", "cooldown_drops"},
}

// Stats returns the counters of every node, in the order of the graph.
func (r *Run) Stats() []NodeStats {
	pl := r.pipelines[0]
	streamed := r.streamCount()
	out := make([]NodeStats, 0, len(pl.bases))
	for i, b := range pl.bases {
		n := pl.prog.nodes[i].node
		st := NodeStats{Node: n.Name, Collected: b.st.collected, Errors: b.st.errors}
		if n.Kind() != "stats" { // which keeps count by the groups of another node
			st.Groups = b.st.groups
		}
		sent := b.st.emitted
		switch {
		case n.Kind() == "stream":
			// The run hands points to the from nodes directly.
			st.Collected, sent = streamed, streamed
		case len(n.Parents) == 1 && n.Parents[0].Kind() == "stream":
			st.Collected = streamed
		}
		st.Emitted = sent * edges(n)
		if a, ok := pl.ops[i].(*alertOp); ok {
			st.Alerts, st.Own = a.stats, a.stats.byName()
		}
		for _, name := range ownCounters[n.Kind()] {
			if st.Own == nil {
				st.Own = map[string]int64{}
			}
			st.Own[name] = b.st.extra[name]
		}
		out = append(out, st)
	}
	for _, s := range r.shards {
		for i, st := range s.run.Stats() {
			out[i].add(&st)
		}
	}
	return out
}

// edges is the number of a node's edges that messages go out on.
func edges(n *graph.Node) int64 {
	switch {
	case n.Kind() == "trickle":
		return int64(min(1, len(n.Children)))
	default:
		return int64(len(n.Children))
	}
}

func (s *NodeStats) add(t *NodeStats) {
	s.Collected += t.Collected
	s.Emitted += t.Emitted
	s.Errors += t.Errors
	s.Groups += t.Groups
	s.Alerts.add(t.Alerts)
	for name, n := range t.Own {
		s.Own[name] += n
	}
}
