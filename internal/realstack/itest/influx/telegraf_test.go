package influx_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	conf "github.com/tickwright/tickwright/influx/telegraf"
	"github.com/tickwright/tickwright/internal/api"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/realstack/influxd2"
	"github.com/tickwright/tickwright/internal/realstack/telegraf"
)

// A real Telegraf loads what we print, runs our exec program, and its points arrive in real servers of both lines.
func TestTelegraf(t *testing.T) {
	telegraf.Require(t)
	influxd1.Require(t)
	self, err := os.Executable()
	require.NoError(t, err)
	name := fmt.Sprintf("telegraf_%d", time.Now().UnixNano())
	one := client1(t, name+"/autogen")
	require.NoError(t, one.CreateBucket(t.Context(), 0))
	clients := []*influx.Client{one}
	c := conf.Config{
		GlobalTags: map[string]string{"cluster": "c 1", "quote": `a"b\c`},
		Agent:      conf.Agent{Interval: conf.Every(time.Second), Hostname: "test-host"},
		Plugins: []conf.Plugin{
			&conf.InfluxDB{URLs: []string{influxd1.SharedAuth(t).URL}, Database: name, SkipDatabaseCreation: conf.Bool(true),
				Username: influxd1.AdminUser, Password: influxd1.AdminPassword},
			&conf.Exec{Commands: []string{self}, Environment: []string{"TICKWRIGHT_ITEST_ROLE=exec"}, DataFormat: "influx", Timeout: conf.Every(20 * time.Second)},
			&conf.CPU{PerCPU: conf.Bool(false), TotalCPU: conf.Bool(true)},
			&conf.Mem{},
			&conf.Disk{IgnoreFS: []string{"tmpfs"}, Input: conf.Input{Tags: map[string]string{"from": "us"}}},
		},
	}
	if influxd2.Cached(t.Context()) || os.Getenv("CI") == "true" {
		two := client2(t, name)
		require.NoError(t, two.CreateBucket(t.Context(), 0))
		clients = append(clients, two)
		c.Plugins = append(c.Plugins, &conf.InfluxDBv2{URLs: []string{influxd2.Shared(t).URL}, Token: influxd2.Token, Organization: influxd2.Org, Bucket: name})
	} else {
		t.Log("influxd 2.x is not built: its output is left out")
	}
	var file bytes.Buffer
	require.NoError(t, c.Write(&file))
	out, err := telegraf.Once(t.Context(), file.String())
	require.NoError(t, err, out)
	for _, c := range clients {
		points, err := api.Collect(c.Points(t.Context(), influx.Selection{Measurement: "kube_components", Start: time.Now().Add(-time.Minute), End: time.Now().Add(time.Minute)}))
		require.NoError(t, err)
		require.Len(t, points, 2, c)
		for _, p := range points {
			healthy, ok := p.Fields.Get("healthy")
			require.True(t, ok)
			require.Equal(t, p.Tags.Value("name") == "etcd-0", healthy.Any())
			message, _ := p.Fields.Get("message")
			require.Equal(t, `it's "so"`, message.String())
			require.Equal(t, map[string]string{"cluster": "c 1", "quote": `a"b\c`, "host": "test-host", "name": p.Tags.Value("name")}, p.Tags.Map())
		}
		names, err := api.Collect(c.Measurements(t.Context()))
		require.NoError(t, err)
		require.Contains(t, names, "mem")
	}
	require.NoError(t, one.In(name).DeleteBucket(t.Context()))
}

// The sample configurations of Telegraf's own plugins and of its agent, as they are and with every commented option
// switched on, say the same after having been read and printed.
func TestTelegrafSamples(t *testing.T) {
	dir := moduleDir(t, "github.com/influxdata/telegraf")
	files := []string{filepath.Join(dir, "cmd", "telegraf", "agent.conf")}
	more, err := filepath.Glob(filepath.Join(dir, "plugins", "*", "*", "sample.conf"))
	require.NoError(t, err)
	files = append(files, more...)
	require.Greater(t, len(files), 200)
	typed := map[string]bool{}
	invalid := 0
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		for name, text := range map[string]string{"": string(text), ", options on": switchOn(string(text))} {
			var want map[string]any
			if _, err := toml.Decode(text, &want); err != nil {
				// Some samples are no TOML when their options are switched on: one option in two forms, placeholders.
				require.NotEmpty(t, name, "%s: %v", f, err)
				invalid++
				continue
			}
			c, err := conf.Read(strings.NewReader(text))
			require.NoError(t, err, f+name)
			var out bytes.Buffer
			require.NoError(t, c.Write(&out), f+name)
			var got map[string]any
			_, err = toml.Decode(out.String(), &got)
			require.NoError(t, err, "%s%s:\n%s", f, name, out.String())
			delete(got, "agent")
			agent := want["agent"]
			delete(want, "agent")
			require.Empty(t, cmp.Diff(want, got, listsAlike), f+name)
			if agent != nil {
				var again map[string]any
				_, err = toml.Decode(out.String(), &again)
				require.NoError(t, err)
				require.Empty(t, cmp.Diff(agent, again["agent"], listsAlike), f+name)
			}
			for _, p := range c.Plugins {
				if _, raw := p.(*conf.Raw); !raw {
					typed[p.Kind()+name] = true
				}
			}
		}
	}
	for _, kind := range []string{
		"inputs.cpu", "inputs.mem", "inputs.disk", "inputs.exec", "inputs.kubernetes", "inputs.kube_inventory", "inputs.http_listener_v2",
		"outputs.influxdb", "outputs.influxdb_v2",
	} {
		require.True(t, typed[kind], kind)
	}
	t.Logf("%d sample files, each in two forms, of which %d are no TOML", len(files), invalid)
}

// listsAlike: a list of tables is one, in whichever of the two forms it was written; an empty list is a list.
var listsAlike = cmp.FilterValues(func(a, b any) bool { return isList(a) && isList(b) }, cmp.Transformer("list", func(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, fmt.Sprintf("%v", x))
		}
	case []map[string]any:
		for _, x := range v {
			out = append(out, fmt.Sprintf("%v", x))
		}
	}
	return out
}))

func isList(v any) bool {
	switch v.(type) {
	case []any, []map[string]any:
		return true
	}
	return false
}

var commented = regexp.MustCompile(`(?m)^(\s*)# ?(\w+ *= *[^#\n]*)$`)

// switchOn uncomments each "# option = value" whose option is not set yet in its section.
func switchOn(text string) string {
	seen := map[string]bool{}
	var out []string
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "[") {
			seen = map[string]bool{}
		}
		if commented.MatchString(line) {
			line = commented.ReplaceAllString(line, "$1$2")
			trimmed = strings.TrimSpace(line)
		}
		if name, _, ok := strings.Cut(trimmed, "="); ok && !strings.HasPrefix(trimmed, "#") {
			if name = strings.TrimSpace(name); seen[name] {
				continue
			}
			seen[name] = true
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// moduleDir finds the sources of a module that the recipes pin.
func moduleDir(t *testing.T, module string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-mod=mod", "-m", "-f", "{{.Dir}}", module)
	cmd.Dir = filepath.Join("..", "..", "recipes", "telegraf")
	out, err := cmd.Output()
	require.NoError(t, err)
	dir := strings.TrimSpace(string(out))
	if dir == "" {
		t.Skip("Telegraf's sources are not in the module cache: go run ./cmd/realstack build telegraf")
	}
	return dir
}
