// Package realstack builds and starts the real servers that the integration tests talk to: Kapacitor,
// InfluxDB, Telegraf, Alerta, Kubernetes' API server and Grafana. One package per server; see README.md.
//
// A server which is not built yet is built by `go run ./cmd/realstack build NAME`. Where it is missing, its
// tests say so and skip; with CI=true they build it, and fail when that fails.
package realstack

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"
)

// BuildTimeout bounds the building of one server within a test.
const BuildTimeout = 20 * time.Minute

// StartTimeout bounds the start of one server within a test.
const StartTimeout = 2 * time.Minute

// InCI tells whether a missing server is a failure.
func InCI() bool { return os.Getenv("CI") == "true" }

// Require returns when the server called name is built. cached tells whether it is, ensure builds it.
func Require(tb testing.TB, name string, cached func(context.Context) bool, ensure func(context.Context) error) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), BuildTimeout)
	defer cancel()
	if cached(ctx) {
		return
	}
	if !InCI() {
		tb.Skipf("the real %s is not built on this machine: cd internal/realstack && go run ./cmd/realstack build %s", name, name)
	}
	if err := ensure(ctx); err != nil {
		tb.Fatalf("CI needs the real %s: %v", name, err)
	}
}

var (
	sharedMu    sync.Mutex
	sharedStops []func()
)

// AtExit has stop called by Main after the last test, in reverse order.
func AtExit(stop func()) {
	sharedMu.Lock()
	defer sharedMu.Unlock()
	sharedStops = append(sharedStops, stop)
}

// Main runs a package's tests and then stops the servers that its tests shared:
//
//	func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }
func Main(m *testing.M) int {
	code := m.Run()
	sharedMu.Lock()
	stops := sharedStops
	sharedStops = nil
	sharedMu.Unlock()
	for i := len(stops) - 1; i >= 0; i-- {
		stops[i]()
	}
	return code
}
