// Package grafanad builds and starts a real Grafana 10.1.0-pre: its whole HTTP API, without the web front end.
package grafanad

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is what the server reports: the newest Grafana that is served as a Go module.
const Version = "10.1.0-pre"

// module is that Grafana; its own go.mod and go.sum pin everything it needs.
const module = "github.com/grafana/grafana@v1.9.2-0.20230609164553-81d85ce8028d"

// wire generates Grafana's injector, which is not in the module.
var wire = build.Recipe{Name: "wire", Version: "0.5.0", Packages: map[string]string{"wire": "github.com/google/wire/cmd/wire"}}

func dir() (string, error) {
	version, err := build.GoVersion()
	if err != nil {
		return "", err
	}
	key, err := build.Key("", "grafana v1", module, version)
	if err != nil {
		return "", err
	}
	cache, err := build.CacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "grafana-"+Version+"-"+key), nil
}

// Ensure builds the server (about six minutes the first time) and returns it. Beside the binary lies home, the files
// that it reads at run time.
func Ensure(ctx context.Context) (build.Binary, error) {
	d, err := dir()
	if err != nil {
		return build.Binary{}, err
	}
	if err := build.Once(ctx, d, func(tmp string) error { return compile(ctx, tmp) }); err != nil {
		return build.Binary{}, fmt.Errorf("build grafana %s: %w", Version, err)
	}
	return build.Binary{Path: filepath.Join(d, "grafana"), Version: Version}, nil
}

// compile builds Grafana from a writable copy of its module.
func compile(ctx context.Context, out string) error {
	if _, err := build.Tool("gcc", "install a C compiler (apt-get install gcc)"); err != nil {
		return err
	}
	generator, err := wire.One(ctx, "wire")
	if err != nil {
		return err
	}
	var source struct{ Dir string }
	err = build.Stage(ctx, "grafana", "download", func() error {
		return build.Retry(ctx, func() error {
			data, err := build.Output(ctx, out, []string{"GOFLAGS=-mod=mod", "GOWORK=off"}, "go", "mod", "download", "-json", module)
			if err != nil {
				return err
			}
			return json.Unmarshal(data, &source)
		})
	})
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "tickwright-grafana-src-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := build.CopyTree(source.Dir, work); err != nil {
		return err
	}
	env := []string{"GOFLAGS=-mod=mod -buildvcs=false", "GOWORK=off", "CGO_ENABLED=1"}
	steps := []struct {
		name string
		do   func() error
	}{
		{"download dependencies", func() error {
			// Without the generated injector the package tree does not load completely; go build says so where it matters.
			return build.Retry(ctx, func() error {
				return build.Run(ctx, work, env, "go", "list", "-e", "-deps", "-tags", "oss", "-f", "{{.ImportPath}}", "./pkg/cmd/grafana", "./pkg/server")
			})
		}},
		{"wire gen", func() error { return build.Run(ctx, work, env, generator.Path, "gen", "-tags", "oss", "./pkg/server") }},
		{"go build grafana", func() error {
			return build.Run(ctx, work, env, "go", "build", "-tags", "oss", "-trimpath", "-ldflags", "-s -w -X main.version="+Version,
				"-o", filepath.Join(out, "grafana"), "./pkg/cmd/grafana")
		}},
	}
	for _, step := range steps {
		if err := build.Stage(ctx, "grafana", step.name, step.do); err != nil {
			return err
		}
	}
	// A missing public/emails is fatal at start; public/app/plugins is what data sources are loaded from.
	for _, part := range []string{"conf", "public/emails", "public/app/plugins"} {
		if err := build.CopyTree(filepath.Join(source.Dir, part), filepath.Join(out, "home", part)); err != nil {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(out, "home", "public", "views"), 0o755)
}

// Cached tells whether it is built already.
func Cached(context.Context) bool {
	d, err := dir()
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(d, "grafana"))
	return err == nil
}

// Require skips the test, or builds in CI, when the server is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "grafana", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
