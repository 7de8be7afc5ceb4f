// Package engine judges rules offline: it runs a checked TICKscript pipeline
// over points and yields what a real Kapacitor would have yielded, event by
// event.
//
// # Compile once, run many
//
// Compile turns a script into a Program, which is immutable and safe for
// concurrent use. Program.NewRun makes a Run, which holds all state: windows,
// groups, alert levels. A Run is fed with Write or ReadFrom and ended with
// Close.
//
// # Nothing is ever sent
//
// Alert events and other outputs are handed to the caller; the engine opens no
// file and no connection of its own.
//
// # How an operator works
//
// Operators push: an operator is called with a point or a batch and calls its
// children before it returns. What it is given is borrowed: an operator that
// keeps a point copies what it needs, and one that changes a point writes into a
// scratch copy of its own. State per group stands in the group's slots, so that
// no operator looks a group up by name.
package engine
