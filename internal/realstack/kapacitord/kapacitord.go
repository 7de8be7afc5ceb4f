// Package kapacitord builds and starts a real kapacitord 1.8.3 and its command line.
package kapacitord

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// Version is the Kapacitor that is built.
const Version = "1.8.3"

var recipe = build.Recipe{
	Name:    "kapacitord",
	Version: Version,
	Packages: map[string]string{
		"kapacitord": "github.com/influxdata/kapacitor/cmd/kapacitord",
		"kapacitor":  "github.com/influxdata/kapacitor/cmd/kapacitor",
	},
	LDFlags: "-X main.version={version}",
	CGO:     true,
	Flux:    "0.191.0",
}

// Ensure builds the daemon (about five minutes the first time) and returns it.
func Ensure(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "kapacitord") }

// EnsureCLI builds the same and returns the command line, which reads KAPACITOR_URL.
func EnsureCLI(ctx context.Context) (build.Binary, error) { return recipe.One(ctx, "kapacitor") }

// Cached tells whether both are built already.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) }

// Options say how a server differs from the plain one, which has no InfluxDB and no handler configured.
type Options struct {
	// Config is added to the configuration file: whole sections in TOML, such as [alerta] or [[httppost]].
	Config string
	// InfluxDB, when set, is the URL of an InfluxDB 1.x to which Kapacitor subscribes.
	InfluxDB string
	// Overrides lets the HTTP API change the configuration.
	Overrides bool
	// Env is added to the environment.
	Env []string
	// LogLevel is INFO when empty.
	LogLevel string
	// Dir is the data folder, which then outlives the server; empty means a temporary one.
	Dir string
}

// Server is a running kapacitord.
type Server struct {
	*proc.Process
	// URL is its HTTP address, without a slash at the end.
	URL string
	// Dir is its data folder; recordings lie in Dir/replay.
	Dir string

	cleanup func()
}

// Start starts a server on a free port of 127.0.0.1.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: o.Dir, cleanup: func() {}}
	if o.Dir == "" {
		if s.Dir, err = os.MkdirTemp("", "tickwright-kapacitord-"); err != nil {
			return nil, err
		}
		s.cleanup = func() { os.RemoveAll(s.Dir) }
	}
	s.Process, err = proc.Again(ctx, func() (*proc.Process, error) {
		port, err := proc.FreePort()
		if err != nil {
			return nil, err
		}
		s.URL = fmt.Sprintf("http://127.0.0.1:%d", port)
		file := filepath.Join(s.Dir, "kapacitor.conf")
		if err := os.WriteFile(file, []byte(config(o, s.Dir, port)), 0o600); err != nil {
			return nil, err
		}
		return proc.Start(ctx, proc.Spec{
			Name: "kapacitord",
			Path: binary.Path,
			Args: []string{"-config", file},
			// Older versions panic under a current Go when a system certificate has a negative serial number.
			Env:   append([]string{"GODEBUG=x509negativeserial=1"}, o.Env...),
			Dir:   s.Dir,
			Ready: proc.Answers(s.URL+"/kapacitor/v1/ping", 204),
		})
	})
	if err != nil {
		s.cleanup()
		return nil, err
	}
	return s, nil
}

// Stop ends the server and removes its temporary folder.
func (s *Server) Stop() {
	s.Process.Stop()
	s.cleanup()
}

// Require skips the test, or builds in CI, when the server is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "kapacitord", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}

// Run starts a server for one test.
func Run(tb testing.TB, o Options) *Server {
	tb.Helper()
	Require(tb)
	return realstack.Own(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, o) })
}

var shared realstack.Shared[*Server]

// Shared returns the plain server which all tests of a package share; see realstack.Main.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return shared.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{}) })
}
