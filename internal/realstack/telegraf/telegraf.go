package telegraf

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

// Once collects and writes one time (telegraf --once) with the given configuration, and returns what it printed.
func Once(ctx context.Context, config string, env ...string) (string, error) {
	return command(ctx, config, env, "--once")
}

// Test collects one time and prints the metrics as line protocol in place of writing them (telegraf --test).
func Test(ctx context.Context, config string, env ...string) (string, error) {
	return command(ctx, config, env, "--test")
}

// Check parses the configuration and reports every plugin that is unknown or misconfigured (telegraf config check).
func Check(ctx context.Context, config string) (string, error) {
	return command(ctx, config, nil, "config", "check")
}

func command(ctx context.Context, config string, env []string, args ...string) (string, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "tickwright-telegraf-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "telegraf.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return "", err
	}
	out, err := build.Output(ctx, dir, env, binary.Path, append(args, "--config", file)...)
	if err != nil {
		return "", fmt.Errorf("telegraf: %w", err)
	}
	return string(out), nil
}

// Server is a running Telegraf.
type Server struct {
	*proc.Process
	dir string
}

// Start runs Telegraf until Stop. It does not wait for the first metrics.
func Start(ctx context.Context, config string, env ...string) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.dir, err = os.MkdirTemp("", "tickwright-telegraf-"); err != nil {
		return nil, err
	}
	file := filepath.Join(s.dir, "telegraf.conf")
	if err = os.WriteFile(file, []byte(config), 0o600); err == nil {
		s.Process, err = proc.Start(ctx, proc.Spec{
			Name: "telegraf", Path: binary.Path, Args: []string{"--config", file}, Dir: s.dir, Env: env,
		})
	}
	if err != nil {
		os.RemoveAll(s.dir)
		return nil, err
	}
	return s, nil
}

// Stop ends Telegraf, which writes what it has collected.
func (s *Server) Stop() {
	s.Process.Stop()
	os.RemoveAll(s.dir)
}

// Run runs Telegraf for one test.
func Run(tb testing.TB, config string, env ...string) *Server {
	tb.Helper()
	Require(tb)
	return realstack.Own(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, config, env...) })
}
