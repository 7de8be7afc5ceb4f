package main

import (
	"context"

	"github.com/tickwright/tickwright/internal/realstack/build"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

// server is one row of the table of what can be built.
type server struct {
	name, version string
	cached        func(context.Context) bool
	ensure        func(context.Context) error
}

// servers stand in the order in which they are built: the most wanted first.
var servers = []server{
	{"kapacitord", kapacitord.Version, kapacitord.Cached, only(kapacitord.Ensure)},
}

// only drops the binary from what an Ensure function returns.
func only(ensure func(context.Context) (build.Binary, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := ensure(ctx)
		return err
	}
}
