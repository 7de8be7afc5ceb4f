//go:build race

package graph_test

// part is how much of the largest script the tests of large scripts use; the race
// detector makes them ten times slower.
const part = 40
