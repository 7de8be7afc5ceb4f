//go:build race

package ticktest

import "time"

// limitOfSuite is how long 1,000 cases may take under the race detector.
const limitOfSuite = 20 * time.Second
