package apitest

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var labels atomic.Int64

// Goroutines runs f and returns the stacks of the goroutines that f started, directly or not, and that have not ended within two seconds
// after it; "" when there are none. It tells them from others by a profiler label, which goroutines inherit, so tests may run in
// parallel.
func Goroutines(t testing.TB, f func()) string {
	t.Helper()
	id := fmt.Sprintf("apitest-%d", labels.Add(1))
	pprof.Do(context.Background(), pprof.Labels("apitest", id), func(context.Context) { f() })
	deadline := time.After(2 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		left := labelled(t, id)
		if left == "" {
			return ""
		}
		select {
		case <-deadline:
			return left
		case <-tick.C:
		}
	}
}

func labelled(t testing.TB, id string) string {
	var buf bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&buf, 1); err != nil {
		t.Fatalf("read the goroutine profile: %v", err)
	}
	var out []string
	for _, block := range strings.Split(buf.String(), "\n\n") {
		if strings.Contains(block, `"apitest":"`+id+`"`) {
			out = append(out, block)
		}
	}
	return strings.Join(out, "\n\n")
}
