//go:build !race

package dashboards_test

// race says that the race detector runs.
const race = false
