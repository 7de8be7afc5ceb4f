//go:build !race

package graph_test

// part is how much of the largest script the tests of large scripts use.
const part = 4
