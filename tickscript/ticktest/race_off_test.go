//go:build !race

package ticktest

import "time"

// limitOfSuite is how long 1,000 cases may take.
const limitOfSuite = 2 * time.Second
