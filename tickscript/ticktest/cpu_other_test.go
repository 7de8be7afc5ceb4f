//go:build !unix

package ticktest

import "time"

var processStart = time.Now()

// cpuTime is wall time where the process's CPU time is not known.
func cpuTime() time.Duration { return time.Since(processStart) }
