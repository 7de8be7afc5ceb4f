// Package telegraf builds and runs a real Telegraf 1.37.2 with the plugins that tickwright generates
// configuration for.
package telegraf

import (
	"context"
	"strings"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is the Telegraf that is built.
const Version = "1.37.2"

// plugins are compiled in; with all of them the build takes far longer.
var plugins = []string{
	"inputs.exec", "inputs.disk", "inputs.cpu", "inputs.mem", "inputs.file", "inputs.http", "inputs.kubernetes",
	"inputs.kube_inventory", "inputs.http_listener_v2",
	"outputs.influxdb", "outputs.influxdb_v2", "outputs.file", "outputs.http",
	"parsers.influx", "parsers.json", "parsers.json_v2", "parsers.csv", "parsers.value",
	"serializers.influx", "serializers.json",
}

var recipe = build.Recipe{
	Name:     "telegraf",
	Version:  Version,
	Packages: map[string]string{"telegraf": "github.com/influxdata/telegraf/cmd/telegraf"},
	Tags:     "custom," + strings.Join(plugins, ","),
	LDFlags:  "-X github.com/influxdata/telegraf/internal.Version={version}",
}

// Ensure builds the program (about two minutes the first time) and returns it.
func Ensure(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "telegraf") }

// Cached tells whether it is built already.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) }

// Require skips the test, or builds in CI, when the program is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "telegraf", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
