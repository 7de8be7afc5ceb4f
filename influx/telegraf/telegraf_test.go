package telegraf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/influx/telegraf"
)

func full() telegraf.Config {
	all := ""
	return telegraf.Config{
		GlobalTags: map[string]string{"cluster": "prod", "data center": "dc\"1\\"},
		Agent: telegraf.Agent{
			Interval: telegraf.Every(10 * time.Second), RoundInterval: telegraf.Bool(false), Hostname: "a", MetricBatchSize: 100,
			Extra: map[string]any{"snmp_translator": "gosmi"},
		},
		Plugins: []telegraf.Plugin{
			&telegraf.InfluxDB{URLs: []string{"http://127.0.0.1:8086"}, Database: "telegraf", SkipDatabaseCreation: telegraf.Bool(true), Password: "hidden-password",
				HTTPHeaders: map[string]string{"X-A": "b"}, TLS: telegraf.TLS{InsecureSkipVerify: telegraf.Bool(true)},
				Output: telegraf.Output{Alias: "main", Filter: telegraf.Filter{NamePass: []string{"disk*"}, TagPass: map[string][]string{"host": {"a", "b"}}}}},
			&telegraf.InfluxDBv2{URLs: []string{"http://127.0.0.1:9999"}, Token: "hidden-token", Organization: "o", Bucket: "b"},
			&telegraf.CPU{PerCPU: telegraf.Bool(false), TotalCPU: telegraf.Bool(true)},
			&telegraf.Mem{},
			&telegraf.Raw{Name: "processors.rename", Table: map[string]any{"order": int64(1), "replace": []map[string]any{{"tag": "a", "dest": "b"}, {"tag": "c", "dest": "d"}}}},
			&telegraf.Disk{IgnoreFS: []string{"tmpfs", "overlay"}, Input: telegraf.Input{Interval: "1m", Tags: map[string]string{"x": "y"}}},
			&telegraf.Exec{Commands: []string{"/bin/a \"b c\"", "/bin/d"}, DataFormat: "influx", Timeout: "5s"},
			&telegraf.Kubernetes{URL: "http://127.0.0.1:10255", BearerTokenString: "hidden-bearer"},
			&telegraf.KubeInventory{URL: "https://x", Namespace: &all, ResourceInclude: []string{"pods"}},
			&telegraf.HTTPListener{ServiceAddress: "tcp://:8080", SuccessCode: 204, DataFormat: "influx"},
			&telegraf.CPU{Input: telegraf.Input{Alias: "second"}},
		},
		Extra: map[string]any{"custom": map[string]any{"a": int64(1)}},
	}
}

func write(t *testing.T, c *telegraf.Config) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, c.Write(&b))
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	want := full()
	text := write(t, &want)
	got, err := telegraf.Read(strings.NewReader(text))
	require.NoError(t, err, text)
	require.Empty(t, cmp.Diff(&want, got, cmpopts.EquateEmpty()), text)
	require.Equal(t, text, write(t, got), "printing is stable")
	require.Contains(t, text, "[[outputs.influxdb]]\n")
	require.Contains(t, text, `"hidden-token"`)
}

func TestSecretsStayInTheFile(t *testing.T) {
	c := full()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, p := range c.Plugins {
			if _, raw := p.(*telegraf.Raw); !raw {
				require.NotContains(t, fmt.Sprintf(verb, p), "hidden")
			}
		}
	}
}

func TestRead(t *testing.T) {
	const in = `
# comment
[global_tags]
  user = "$USER"
[agent]
  interval = "10s"
  quiet = false
  new_option = 3
[[inputs.cpu]]
  percpu = true
  some_new_option = [1, 2]
  [inputs.cpu.tags]
    a = "b"
[[outputs.file]]
  files = ["stdout"]
[[inputs.disk]]
  mount_points = "not a list"
[[inputs.cpu]]
  totalcpu = false
[[processors.regex]]
  [[processors.regex.tags]]
    key = "k"
`
	c, err := telegraf.Read(strings.NewReader(in))
	require.NoError(t, err)
	var kinds []string
	for _, p := range c.Plugins {
		kinds = append(kinds, fmt.Sprintf("%s %T", p.Kind(), p))
	}
	require.Equal(t, []string{
		"inputs.cpu *telegraf.CPU", "outputs.file *telegraf.Raw", "inputs.disk *telegraf.Raw", "inputs.cpu *telegraf.CPU", "processors.regex *telegraf.Raw",
	}, kinds, "in the order of the file; what a type cannot hold stays raw")
	cpu := c.Plugins[0].(*telegraf.CPU)
	require.True(t, *cpu.PerCPU)
	require.Equal(t, map[string]string{"a": "b"}, cpu.Tags)
	require.Equal(t, map[string]any{"some_new_option": []any{int64(1), int64(2)}}, cpu.Extra)
	require.Equal(t, map[string]any{"new_option": int64(3)}, c.Agent.Extra)
	require.False(t, *c.Agent.Quiet)
	again, err := telegraf.Read(strings.NewReader(write(t, c)))
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(c, again, cmpopts.EquateEmpty()))

	for _, bad := range []string{"[agent]\n interval = $X", "x = 1", "[agent]\n interval = [1]", "[global_tags]\n a = 1", "[inputs]\n cpu = 1"} {
		_, err := telegraf.Read(strings.NewReader(bad))
		require.Error(t, err, bad)
	}
	require.Error(t, (&telegraf.Config{Plugins: []telegraf.Plugin{&telegraf.Raw{Name: "cpu"}}}).Write(&bytes.Buffer{}))
}

func TestDuration(t *testing.T) {
	for in, want := range map[telegraf.Duration]time.Duration{
		"": 0, "10s": 10 * time.Second, "1m30s": 90 * time.Second, "7d": 168 * time.Hour, "1d12h": 36 * time.Hour, "5": 5 * time.Second, "0.5": time.Second / 2,
	} {
		got, err := in.Duration()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, bad := range []telegraf.Duration{"x", "1dx", "99999999999999999999d"} {
		_, err := bad.Duration()
		require.Error(t, err)
	}
}

func TestRun(t *testing.T) {
	good := point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(1)}}, time.Unix(1, 0))
	line := "m v=1i 1000000000\n"
	for _, tt := range []struct {
		name   string
		gather telegraf.Gather
		status int
		stdout string
		stderr string
	}{
		{"points", func(_ context.Context, emit func(...point.Point) error) error { return emit(good, good) }, 0, line + line, ""},
		{"none", func(context.Context, func(...point.Point) error) error { return nil }, 0, "", ""},
		{"error after a point", func(_ context.Context, emit func(...point.Point) error) error {
			return errors.Join(emit(good), errors.New("disk\n gone"))
		}, 1, line, "disk gone\n"},
		{"bad point ignored by the program", func(_ context.Context, emit func(...point.Point) error) error {
			_ = emit(point.Point{Measurement: "m"})
			return emit(good)
		}, 1, line, "encode point of measurement \"m\": it has no fields\n"},
		{"panic", func(context.Context, func(...point.Point) error) error { panic("oops") }, 1, "", "panic: oops\n"},
		{"long error", func(context.Context, func(...point.Point) error) error { return errors.New(strings.Repeat("x", 2000)) }, 1, "", strings.Repeat("x", 511) + "\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			require.Equal(t, tt.status, telegraf.Run(t.Context(), &out, &errs, tt.gather))
			require.Equal(t, tt.stdout, out.String())
			require.Equal(t, tt.stderr, errs.String())
		})
	}
}

func FuzzRead(f *testing.F) {
	c := full()
	var b bytes.Buffer
	_ = c.Write(&b)
	f.Add(b.String())
	f.Add("[agent]\n a = 1979-05-27T07:32:00Z\n[[inputs.x]]\n a = [[1,2],[\"a\"]]\n b = {c = 1.5, d = inf}\n")
	f.Fuzz(func(t *testing.T, in string) {
		c, err := telegraf.Read(strings.NewReader(in))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := c.Write(&b); err != nil {
			return
		}
		again, err := telegraf.Read(&b)
		require.NoError(t, err)
		require.Equal(t, len(c.Plugins), len(again.Plugins))
	})
}
