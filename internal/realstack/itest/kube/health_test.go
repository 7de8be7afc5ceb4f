package kube_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/realstack/kube"
)

// TestComponentHealth asks a real control plane in good and bad shape, through the program that Telegraf runs.
func TestComponentHealth(t *testing.T) {
	s := kube.Run(t, kube.Options{Controllers: true})
	dir := t.TempDir()
	program := filepath.Join(dir, "kubestatus")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/tickwright/tickwright/examples/kubestatus").CombinedOutput()
	require.NoError(t, err, "build kubestatus: %s", out)

	ca := write(t, dir, "ca.pem", s.CA)
	stranger := httptest.NewTLSServer(nil)
	defer stranger.Close()
	otherCA := write(t, dir, "other.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: stranger.Certificate().Raw}))
	wrongToken := write(t, dir, "token", []byte("wrong"))
	hanging := hang(t)
	good := []string{"--url", s.URL, "--token-file", s.TokenFile, "--ca-file", ca}
	const timeout = 4 * time.Second

	for _, tc := range []struct {
		name  string
		args  []string
		begin func()
		end   func()
		// want holds "state cause" by component.
		want map[string]string
	}{
		{name: "all well", args: good, want: map[string]string{
			"apiserver": "healthy ok", "scheduler": "healthy ok", "controller-manager": "healthy ok", "etcd-0": "healthy ok"}},
		{name: "kubeconfig", args: []string{"--kubeconfig", s.Kubeconfig}, want: map[string]string{
			"apiserver": "healthy ok", "scheduler": "healthy ok", "controller-manager": "healthy ok", "etcd-0": "healthy ok"}},
		// The API server repeats its last word on etcd for a moment before it asks again, so that its own state may still be good.
		{name: "etcd frozen", args: good, begin: func() { require.NoError(t, s.Freeze()) }, end: func() { require.NoError(t, s.Thaw()) }, want: map[string]string{
			"apiserver": "unhealthy unhealthy|healthy ok", "scheduler": "healthy ok", "controller-manager": "healthy ok", "etcd-0": "unhealthy timeout"}},
		{name: "wrong token", args: []string{"--url", s.URL, "--token-file", wrongToken, "--ca-file", ca}, want: map[string]string{
			"apiserver": "unknown unauthorized", "scheduler": "unknown unauthorized", "controller-manager": "unknown unauthorized", "etcd-0": "unknown unauthorized"}},
		{name: "no token", args: []string{"--url", s.URL, "--ca-file", ca}, want: map[string]string{
			"apiserver": "healthy ok", "scheduler": "unknown forbidden", "controller-manager": "unknown forbidden", "etcd-0": "healthy ok|unknown forbidden"}},
		{name: "wrong CA", args: []string{"--url", s.URL, "--token-file", s.TokenFile, "--ca-file", otherCA}, want: map[string]string{
			"apiserver": "unhealthy certificate", "scheduler": "unknown certificate", "controller-manager": "unknown certificate", "etcd-0": "unknown certificate"}},
		{name: "hanging port", args: []string{"--url", hanging, "--token-file", s.TokenFile, "--insecure"}, want: map[string]string{
			"apiserver": "unhealthy timeout", "scheduler": "unknown timeout", "controller-manager": "unknown timeout", "etcd-0": "unknown timeout"}},
		{name: "API server stopped (SIGSTOP)", args: good, begin: func() { require.NoError(t, s.Signal(syscall.SIGSTOP)) }, end: func() { require.NoError(t, s.Signal(syscall.SIGCONT)) },
			want: map[string]string{"apiserver": "unhealthy timeout", "scheduler": "unknown timeout", "controller-manager": "unknown timeout", "etcd-0": "unknown timeout"}},
		{name: "scheduler killed", args: good, begin: func() { s.Scheduler.Kill() }, want: map[string]string{
			"apiserver": "healthy ok", "scheduler": "unhealthy unreachable", "controller-manager": "healthy ok", "etcd-0": "healthy ok"}},
		{name: "controller manager frozen", args: good, begin: func() { require.NoError(t, s.ControllerManager.Signal(syscall.SIGSTOP)) },
			end: func() { require.NoError(t, s.ControllerManager.Signal(syscall.SIGCONT)) }, want: map[string]string{
				"apiserver": "healthy ok", "scheduler": "unhealthy unreachable", "controller-manager": "unhealthy timeout", "etcd-0": "healthy ok"}},
		{name: "API server killed", args: good, begin: func() { s.Kill() }, want: map[string]string{
			"apiserver": "unhealthy unreachable", "scheduler": "unknown unreachable", "controller-manager": "unknown unreachable", "etcd-0": "unknown unreachable"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.begin != nil {
				tc.begin()
			}
			if tc.end != nil {
				defer tc.end()
			}
			var stdout, stderr bytes.Buffer
			cmd := exec.CommandContext(t.Context(), program, append(tc.args, "--timeout", timeout.String(), "--cluster", "real")...)
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			began := time.Now()
			err := cmd.Run()
			took := time.Since(began)
			require.NoError(t, err, "%s", stderr.String())
			require.Less(t, took, timeout, "within the timeout")

			points, err := point.Parse(stdout.Bytes(), point.Options{})
			require.NoError(t, err)
			got := map[string]string{}
			checks := 0
			for _, p := range points {
				if p.Measurement == "kube_health" {
					checks++
				}
				if p.Measurement != "kube_components" {
					continue
				}
				name := p.Tags.Value("name")
				require.NotContains(t, got, name, "one point per component")
				state, _ := p.Fields.Get("state")
				cause, _ := p.Fields.Get("cause")
				healthy, _ := p.Fields.Get("healthy")
				s, _ := state.Text()
				c, _ := cause.Text()
				got[name] = s + " " + c
				require.Equal(t, point.Bool(s == "healthy"), healthy)
				if s != "healthy" {
					message, _ := p.Fields.Get("message")
					text, _ := message.Text()
					require.NotEmpty(t, text)
				}
			}
			t.Logf("%-30s %5.2f s  %v", tc.name, took.Seconds(), got)
			require.Len(t, got, len(tc.want))
			if strings.HasPrefix(got["apiserver"], "healthy") {
				require.Greater(t, checks, 20, "each check of /readyz and /livez is a point")
			}
			for name, want := range tc.want {
				require.Contains(t, got, name)
				if want != "" {
					require.Contains(t, strings.Split(want, "|"), got[name], "%s: %v", name, got)
				}
			}
			require.NotContains(t, stdout.String()+stderr.String(), kube.AdminToken, "no secret is printed")
		})
	}
}

func write(t *testing.T, dir, name string, text []byte) string {
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

// hang returns the address of a port that accepts connections and never answers.
func hang(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
		}
	}()
	return fmt.Sprintf("https://%s", l.Addr())
}
