// Package ownsuite runs Kapacitor's own integration tests against tickwright.
//
// The pinned release's integrations/streamer_test.go and batcher_test.go are read from the module cache, and nothing of them
// is kept here. What they use of Kapacitor's engine is replaced by package standin, their text is laid over package
// integrations by the go command's -overlay, and the tests run as they stand, with their recordings, their expectations and
// the servers they start: what passes there passes here by the same assertions.
//
// Table is the account of every test function: table.txt, which the test rewrites with -update.
package ownsuite
