package influx_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/influxdconf"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
)

// A real influxd reads the listeners that we print: "influxd config" shows what it understood.
func TestInfluxdReadsOurListeners(t *testing.T) {
	influxd1.Require(t)
	binary, err := influxd1.Ensure(t.Context())
	require.NoError(t, err)
	want := influxdconf.Config{
		Collectd: []influxdconf.Collectd{{Enabled: true, BindAddress: "127.0.0.1:25826", Database: "c", TypesDB: "/usr/share/types.db", SecurityLevel: "sign",
			AuthFile: "/etc/auth", ParseMultiValuePlugin: "join", BatchSize: 7, BatchPending: 3, BatchTimeout: "4s", ReadBuffer: 8, RetentionPolicy: "r"}},
		Graphite: []influxdconf.Graphite{
			{Enabled: true, BindAddress: "127.0.0.1:2003", Protocol: "udp", Database: "g", Separator: "_", ConsistencyLevel: "one", BatchSize: 5, BatchPending: 2,
				BatchTimeout: "3s", UDPReadBuffer: 9, Tags: []string{"region=us-east"}, Templates: []string{"*.app env.service.resource.measurement"}, RetentionPolicy: "r"},
			{Enabled: false, BindAddress: "127.0.0.1:2004", Protocol: "tcp", Database: "h", Separator: ".", ConsistencyLevel: "one", BatchSize: 1, BatchPending: 1, BatchTimeout: "1s"},
		},
	}
	var text bytes.Buffer
	require.NoError(t, want.Write(&text))
	file := filepath.Join(t.TempDir(), "influxdb.conf")
	require.NoError(t, os.WriteFile(file, text.Bytes(), 0o600))
	cmd := exec.CommandContext(t.Context(), binary.Path, "config", "-config", file)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	got, err := influxdconf.Read(bytes.NewReader(out))
	require.NoError(t, err)
	clear := func(list []influxdconf.Graphite) []influxdconf.Graphite {
		for i := range list {
			list[i].Extra = nil
		}
		return list
	}
	require.Len(t, got.Collectd, 1)
	got.Collectd[0].Extra = nil
	require.Empty(t, cmp.Diff(want.Collectd, got.Collectd))
	require.Empty(t, cmp.Diff(want.Graphite, clear(got.Graphite)))
}

// InfluxDB's own sample configuration says the same after having been read and printed.
func TestInfluxdSample(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-mod=mod", "-m", "-f", "{{.Dir}}", "github.com/influxdata/influxdb")
	cmd.Dir = filepath.Join("..", "..", "recipes", "influxd1")
	dir, err := cmd.Output()
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "etc", "config.sample.toml"))
	require.NoError(t, err)
	for _, text := range []string{string(raw), switchOn(string(raw))} {
		var want, got map[string]any
		if _, err := toml.Decode(text, &want); err != nil {
			t.Logf("the sample with its options on is no TOML: %v", err)
			continue
		}
		c, err := influxdconf.Read(strings.NewReader(text))
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, c.Write(&out))
		_, err = toml.Decode(out.String(), &got)
		require.NoError(t, err, out.String())
		require.Contains(t, got, "meta")
		require.Equal(t, want["meta"], got["meta"])
		require.Equal(t, want["http"], got["http"])
		require.Len(t, c.Graphite, 1)
		require.Len(t, c.Collectd, 1)
		require.Equal(t, len(want), len(got))
	}
}
