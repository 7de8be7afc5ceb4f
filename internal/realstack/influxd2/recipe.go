// Package influxd2 builds and starts a real InfluxDB 2.7.12, with Flux and without its web page.
package influxd2

import (
	"context"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is the InfluxDB that is built.
const Version = "2.7.12"

var recipe = build.Recipe{
	Name:     "influxd2",
	Version:  Version,
	Packages: map[string]string{"influxd": "github.com/influxdata/influxdb/v2/cmd/influxd"},
	Tags:     "sqlite_foreign_keys,sqlite_json",
	LDFlags:  "-X main.version={version}",
	CGO:      true,
	Flux:     "0.196.1",
}

// Ensure builds the server (about five minutes the first time) and returns it.
func Ensure(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "influxd") }

// Cached tells whether it is built already.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) }

// Require skips the test, or builds in CI, when the server is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "influxd2", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
