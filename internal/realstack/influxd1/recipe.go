// Package influxd1 builds and starts a real InfluxDB 1.8.10.
package influxd1

import (
	"context"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is the InfluxDB that is built: the newest 1.x that needs no Rust.
const Version = "1.8.10"

var recipe = build.Recipe{
	Name:     "influxd1",
	Version:  Version,
	Packages: map[string]string{"influxd": "github.com/influxdata/influxdb/cmd/influxd"},
	LDFlags:  "-X main.version={version}",
}

// Ensure builds the server (about a minute the first time) and returns it.
func Ensure(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "influxd") }

// Cached tells whether it is built already.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) }

// Require skips the test, or builds in CI, when the server is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "influxd1", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
