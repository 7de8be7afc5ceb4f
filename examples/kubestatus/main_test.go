package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
)

// status runs the program and returns the points by component.
func status(t *testing.T, args ...string) (code int, points map[string]point.Point, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	parsed, err := point.Parse(out.Bytes(), point.Options{})
	require.NoError(t, err, "not line protocol:\n%s", out.String())
	points = map[string]point.Point{}
	for _, p := range parsed {
		if p.Measurement == "kube_components" {
			points[p.Tags.Value("name")] = p
		}
	}
	return code, points, errs.String()
}

func field(p point.Point, key string) any {
	v, _ := p.Fields.Get(key)
	return v.Any()
}

func server(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestHealthy(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/componentstatuses" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"kind":"ComponentStatusList","apiVersion":"v1","items":[
				{"metadata":{"name":"scheduler"},"conditions":[{"type":"Healthy","status":"False","message":"dial tcp: connect: connection refused"}]}]}`)
			return
		}
		_, _ = io.WriteString(w, "[+]ping ok\n")
	})
	code, points, stderr := status(t, "--url", url, "--timeout", "5", "--cluster", "c 1", "--datacenter", "dc1")
	require.Zero(t, code, stderr)
	require.Empty(t, stderr)
	require.Equal(t, true, field(points["apiserver"], "healthy"))
	require.Equal(t, false, field(points["scheduler"], "healthy"))
	require.Equal(t, "unreachable", field(points["scheduler"], "cause"))
	require.Equal(t, "c 1", points["scheduler"].Tags.Value("cluster"))
	require.Equal(t, "dc1", points["scheduler"].Tags.Value("datacenter"))
}

func TestHanging(t *testing.T) {
	url := server(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	began := time.Now()
	code, points, stderr := status(t, "--url="+url, "--timeout=2s")
	require.Less(t, time.Since(began), 2500*time.Millisecond, "with an allowance for a busy machine")
	require.Zero(t, code, "the points say it: %s", stderr)
	require.Equal(t, false, field(points["apiserver"], "healthy"))
	require.Equal(t, "timeout", field(points["apiserver"], "cause"))
	require.Equal(t, "timeout", field(points["scheduler"], "cause"))
	require.Contains(t, stderr, "timeout")
}

func TestMistakes(t *testing.T) {
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	t.Setenv("HOME", t.TempDir())
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	bad := filepath.Join(t.TempDir(), "bad")
	require.NoError(t, os.WriteFile(bad, []byte("clusters: ["), 0o600))
	for _, tc := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--timeout", "soon"}, 2, "want a positive duration"},
		{[]string{"--timeout", "-1"}, 2, "want a positive duration"},
		{[]string{"extra"}, 2, "unexpected argument"},
		{[]string{"--bogus"}, 2, "not defined"},
		{[]string{"--kubeconfig", bad}, 1, "read kubeconfig"},
		{nil, 1, "find a cluster"},
		{[]string{"--url", "http://127.0.0.1:1", "--token-file", "/does/not/exist"}, 1, "read bearer token"},
	} {
		code, points, stderr := status(t, tc.args...)
		require.Equal(t, tc.code, code, "%v: %s", tc.args, stderr)
		require.Contains(t, stderr, tc.want)
		require.Empty(t, points, "nothing is printed when there is nothing to tell")
	}
	var out, errs strings.Builder
	require.Zero(t, run([]string{"-h"}, &out, &errs))
	require.Contains(t, errs.String(), "-timeout")
}
