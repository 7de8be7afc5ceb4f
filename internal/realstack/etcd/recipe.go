// Package etcd builds and starts a real etcd 3.6.16, which kube-apiserver stores into.
package etcd

import (
	"context"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is the etcd that is built.
const Version = "3.6.16"

var recipe = build.Recipe{
	Name:     "etcd",
	Version:  Version,
	Packages: map[string]string{"etcd": "go.etcd.io/etcd/server/v3"},
}

// Ensure builds the server (about 40 seconds the first time) and returns it.
func Ensure(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "etcd") }

// Cached tells whether it is built already.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) }

// Require skips the test, or builds in CI, when the server is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "etcd", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
