// Package clientv1 builds and runs a program that shows what Kapacitor's own Go client says. That client links Flux's Rust library, so no
// module here imports it.
package clientv1

import (
	"context"
	"os/exec"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is that of the client.
const Version = "1.8.3"

var recipe = build.Recipe{
	Name:     "clientv1",
	Version:  Version,
	Packages: map[string]string{"clientv1": "."},
	CGO:      true,
	Flux:     "0.191.0",
}

// Ensure builds the program, which takes seconds once kapacitord is built.
func Ensure(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "clientv1") }

// Cached tells whether it is built.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) }

// Run runs the program and returns what it prints, on an error also what it complains.
func Run(tb testing.TB, args ...string) ([]byte, error) {
	tb.Helper()
	realstack.Require(tb, "clientv1", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
	bin, err := Ensure(tb.Context())
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(tb.Context(), bin.Path, args...)
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); ok {
		out = append(out, exit.Stderr...)
	}
	return out, err
}
