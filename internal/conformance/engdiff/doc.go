// Package engdiff asks a real kapacitord and the engine about the random scripts of internal/randscript over random
// data, and shrinks what they disagree on to a short script and a little data.
//
//	go test . -run TestPrograms -programs 10000 -seed 1
//
// Many pipelines are one task, several daemons are asked side by side, and a task's data is written once. What
// is compared of each pipeline: the events of all its alert nodes byte by byte, what its httpOut nodes serve, what its
// httpPost and influxDBOut nodes and its handlers send, the sizes its autoscale nodes set, what comes back through
// kapacitorLoopback, the counters of its nodes, and how often each node logs an error.
//
// A difference counts when the daemon, asked about the pipeline alone, gives one answer time and again. When its own
// answers differ, that is its chance: it is counted apart and shown.
package engdiff
