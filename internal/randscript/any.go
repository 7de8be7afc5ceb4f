// Package randscript makes random TICKscripts and random data for them, the same ones from the same seed: valid
// scripts over the whole catalog, which a real kapacitord and the engine are asked about, and which the engine's own
// tests are run over.
//
// # How a node takes part
//
// A node is a Step: a function that, given the Shape of what arrives, writes one random use of the node and says
// what leaves it. Steps register themselves with Register in an init function.
//
// # What can be compared
//
// Kapacitor runs the nodes of a task side by side, so that not every output is determined. Two rules keep the
// questions fair. Points for pipelines with several inputs have times that strictly increase, and a Shape knows
// whether that still holds (InOrder) or holds only within each group (GroupOrder); steps that need an order ask
// for it. And after several inputs events are compared id by id, not across ids.
package randscript

// Most is how many nodes a script has at most.
const Most = 12

// Any makes a pipeline of any kind.
func Any(seed uint64) *Pipeline {
	r := NewRand(seed)
	for {
		if p := anyKind(r); p.Nodes() <= Most {
			return p
		}
	}
}

func anyKind(r *Rand) *Pipeline {
	o := Options{Length: 4}
	switch n := r.IntN(100); {
	case n < 40:
		return Single(r, o)
	case n < 60:
		return Multi(r, o)
	case n < 70:
		return Alerts(r, o)
	case n < 78:
		return Handlers(r, o)
	case n < 92:
		return Batch(r, o)
	}
	return Clock(r, Options{Length: 1}, r.Pick("barrier", "stats", "deadman"))
}
