// Package standin stands in for what Kapacitor's integration tests use of Kapacitor itself: the task master, replays, the
// store, services and UDFs. Behind it tickwright's engine judges, and tickwright's sinks deliver.
//
// The test files are compiled against it in place of Kapacitor (package ownsuite), so the names of what they use are
// Kapacitor's. What carries no behaviour of rules is Kapacitor's own: its data types, the configurations of its services
// and the servers that its tests post to.
package standin
