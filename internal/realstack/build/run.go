package build

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Report is told when a stage of a build ended: whose, which, how long it took, and its error.
type Report func(server, stage string, took time.Duration, err error)

type reportKey struct{}

// WithReport returns a context whose builds tell report about their stages.
func WithReport(ctx context.Context, report Report) context.Context {
	return context.WithValue(ctx, reportKey{}, report)
}

// Stage runs one named part of a build and reports it.
func Stage(ctx context.Context, server, name string, do func() error) error {
	return stage(ctx, server, name, do)
}

func stage(ctx context.Context, server, name string, do func() error) error {
	start := time.Now()
	err := do()
	if report, ok := ctx.Value(reportKey{}).(Report); ok {
		report(server, name, time.Since(start), err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// waits are the pauses between the attempts at a download.
var waits = []time.Duration{2 * time.Second, 6 * time.Second, 15 * time.Second}

// Retry calls do, which needs the network, up to four times.
func Retry(ctx context.Context, do func() error) error { return retry(ctx, do) }

func retry(ctx context.Context, do func() error) error {
	for attempt := 0; ; attempt++ {
		err := do()
		if err == nil || attempt == len(waits) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(waits[attempt]):
		}
	}
}

// Run runs a command in dir with env added to the process's own; an error carries the last lines it printed.
func Run(ctx context.Context, dir string, env []string, name string, args ...string) error {
	return run(ctx, dir, env, name, args...)
}

func run(ctx context.Context, dir string, env []string, name string, args ...string) error {
	_, err := output(ctx, dir, env, name, args...)
	return err
}

// Output is Run which also returns what the command wrote to stdout.
func Output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	return output(ctx, dir, env, name, args...)
}

// output is run which also returns what the command wrote to stdout.
func output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A compiler's children must go with it when the time is over.
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var stdout, both bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &both
	err := cmd.Run()
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("%w (%w)", err, ctx.Err())
		}
		shown := append([]string{filepath.Base(name)}, args...)
		if len(shown) > 3 {
			shown = append(shown[:3:3], "...")
		}
		return nil, fmt.Errorf("run %s: %w\n%s", strings.Join(shown, " "), err, tail(both.String()+stdout.String(), 30))
	}
	return stdout.Bytes(), nil
}

func tail(s string, lines int) string {
	all := strings.Split(strings.TrimSpace(s), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return strings.Join(all, "\n")
}
