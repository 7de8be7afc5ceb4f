// Package engdiff asks a real kapacitord and the engine about random pipelines over random points, and shrinks
// what they disagree on to a short script and a few points.
//
//	go test . -tasks 40 -alerts 40 -seed 7
//
// # How a node takes part
//
// A node is a Step: a function that, given the Shape of what arrives, writes one random use of the node and says
// what leaves it. Steps register themselves with Register in an init function; see steps_influxql.go.
//
// # What can be compared
//
// Kapacitor runs the nodes of a task side by side, so that not every output is determined. Two rules keep the
// questions fair. Points for pipelines with several inputs have times that strictly increase, and a Shape knows
// whether that still holds (InOrder) or holds only within each group (GroupOrder); steps that need an order ask
// for it. And after several inputs events are compared id by id, not across ids.
package engdiff
