//go:build !race

package kapacitor_test

const raceOn = false
