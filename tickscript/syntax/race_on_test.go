//go:build race

package syntax

// raceEnabled says that the race detector slows the tests down, so that they
// take no times.
const raceEnabled = true
