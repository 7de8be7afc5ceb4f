// Package ticktestdiff carries the tests of *.ticktest files out on a real
// kapacitord: the same script, the same points, the same restarts. The events
// that come of it are compared with those of the engine, and with what the test
// expects, so that a suite that is green here would be green there.
//
// What follows from the wall clock cannot be repeated in less than its time; such
// tests, and expectations of what the server does not show, are printed with the
// reason.
package ticktestdiff
