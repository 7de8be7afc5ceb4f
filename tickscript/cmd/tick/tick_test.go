package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tick runs the command with stdin and returns status, stdout and stderr.
func tick(stdin string, args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	status := run(&env{stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs}, args)
	return status, out.String(), errs.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

const rule = `var limit = 80.0
stream
  |from().measurement('cpu').groupBy('host')
  |alert().id('{{ index .Tags "host" }}').crit(lambda: "v" > limit).log('/tmp/x')
  |httpOut('last')
`

const points = `cpu,host=a v=70 1
cpu,host=a v=90 2
cpu,host=b v=95 3
cpu,host=a v=10 4
`

func TestReplayPrintsEvents(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	status, out, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "telegraf.autogen", "-precision", "s", "-stats")
	require.Equal(t, 0, status, errs)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 3)
	type event struct{ ID, Level, PreviousLevel, Time string }
	var got []event
	for _, l := range lines {
		var e event
		require.NoError(t, json.Unmarshal([]byte(l), &e))
		got = append(got, e)
	}
	require.Equal(t, []event{
		{"a", "CRITICAL", "OK", "1970-01-01T00:00:02Z"}, {"b", "CRITICAL", "OK", "1970-01-01T00:00:03Z"}, {"a", "OK", "CRITICAL", "1970-01-01T00:00:04Z"},
	}, got)
	require.Contains(t, errs, "points: 4\nevents: 3\n")
}

func TestReplayOptions(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	status, out, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "telegraf.autogen", "-var", "limit=94.0")
	require.Equal(t, 0, status, errs)
	require.Equal(t, 1, strings.Count(out, "\n"))
	status, out, _ = tick(points, "replay", "-tick", script, "-data", "-", "-dbrp", "telegraf.autogen", "-httpout", "last")
	require.Equal(t, 0, status)
	require.Equal(t, `{"series":[{"name":"cpu","tags":{"host":"a"},"columns":["time","v"],"values":[["1970-01-01T00:00:00.000000004Z",10]]},{"name":"cpu","tags":{"host":"b"},"columns":["time","v"],"values":[["1970-01-01T00:00:00.000000003Z",95]]}]}`+"\n", out)
	// What templates see of the server can be given.
	status, out, _ = tick(points, "replay", "-tick", script, "-data", "-", "-dbrp", "telegraf.autogen", "-cluster", "c-1", "-server", "s-1")
	require.Equal(t, 0, status)
	for _, part := range []string{"localhost", "c-1", "s-1"} {
		require.Contains(t, out, part)
	}
	// Points of another database are not the task's.
	status, out, _ = tick("", "replay", "-tick", script, "-data", data, "-dbrp", "other.autogen")
	require.Equal(t, 0, status)
	require.NotEmpty(t, out, "a from() without a database takes what the task subscribes to")
}

func TestReplayReportsEveryMistake(t *testing.T) {
	script := write(t, "bad.tick", "stream\n  |from().measurement(\"cpu\")\n  |wndow()\n  |alert().crit(lambda: limit > 5)\n")
	data := write(t, "cpu.lp", points)
	status, out, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "db.rp")
	require.Equal(t, 1, status)
	require.Empty(t, out)
	for _, at := range []string{"bad.tick:2:", "bad.tick:3:", "bad.tick:4:"} {
		require.Contains(t, errs, at)
	}
	require.Contains(t, errs, "^")
}

func TestReplayNamesTheBadLine(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", "cpu,host=a v=1 1\ncpu,host=b v= 2\ncpu,host=a v=99 3\n")
	status, out, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "db.rp")
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, "line 2, column")
	require.Contains(t, errs, "cpu,host=b v= 2")
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {"nonsense"}, {"replay"}, {"replay", "-tick", "x", "-data", "y", "-type", "both"}, {"replay", "-nonsense"},
		{"replay", "-tick", "x", "-data", "y", "-precision", "fortnight"}, {"replay", "-tick", "x", "-data", "y", "-dbrp", "nodot"}, {"bench", "-n", "0"},
	} {
		status, out, errs := tick("", args...)
		require.Equal(t, 2, status, "%v", args)
		require.Empty(t, out)
		require.NotEmpty(t, errs)
	}
	status, _, errs := tick("", "replay", "-tick", "does-not-exist", "-data", "x", "-dbrp", "a.b")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "does-not-exist")
}

func TestFmt(t *testing.T) {
	ugly, tidy := "stream|from().measurement('cpu')", "stream\n    |from()\n        .measurement('cpu')\n"
	status, out, _ := tick(ugly, "fmt")
	require.Equal(t, 0, status)
	require.Equal(t, tidy, out)
	file := write(t, "a.tick", ugly)
	status, out, _ = tick("", "fmt", "-l", file)
	require.Equal(t, 0, status)
	require.Equal(t, file+"\n", out)
	status, _, _ = tick("", "fmt", "-w", file)
	require.Equal(t, 0, status)
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, tidy, string(got))
	status, _, errs := tick("stream|", "fmt")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "1:8")
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	now := time.Unix(0, 0)
	p := newProgress(&b, 4<<20, func() time.Time { return now })
	p.add(1 << 20)
	require.Empty(t, b.String(), "nothing in the first second")
	now = now.Add(2 * time.Second)
	p.add(1 << 20)
	require.Contains(t, b.String(), " 50 %")
	require.Contains(t, b.String(), "2s left")
	p.done()
	require.True(t, strings.HasSuffix(b.String(), "\r\x1b[K"))
}

func TestFmtDiff(t *testing.T) {
	file := write(t, "a.tick", "var a = 1\nstream|from()\n")
	status, out, _ := tick("", "fmt", "-d", file)
	require.Equal(t, 0, status)
	require.Contains(t, out, "-   2 stream|from()\n")
	require.Contains(t, out, "+   4     |from()\n")
	require.NotContains(t, out, "var a")
}

func TestVet(t *testing.T) {
	bad := write(t, "bad.tick", "stream|nosuch()")
	status, out, _ := tick("", "vet", bad)
	require.Equal(t, 1, status)
	require.Contains(t, out, "bad.tick:1:")
	odd := write(t, "odd.tick", "stream|from().measurement('m')|alert().log('/x')")
	status, out, _ = tick("", "vet", odd)
	require.Equal(t, 0, status, out)
	require.Contains(t, out, "no-level")
	status, _, _ = tick("", "vet", "-strict", odd)
	require.Equal(t, 1, status)
	status, out, _ = tick("", "vet", "-skip", "no-level", odd)
	require.Equal(t, 0, status)
	require.NotContains(t, out, "no-level")
	status, out, _ = tick("", "vet", "-format", "json", odd)
	require.Equal(t, 0, status)
	require.True(t, json.Valid([]byte(out)))
	status, out, _ = tick("", "vet", "-format", "sarif", odd)
	require.Equal(t, 0, status)
	require.True(t, json.Valid([]byte(out)))
	require.Contains(t, out, "no-level")
	status, out, _ = tick("", "vet", "-list")
	require.Equal(t, 0, status)
	require.Contains(t, out, "no-level")
	template := write(t, "t.tick", "var m string\nstream|from().measurement(m)|alert().crit(lambda: TRUE).stateChangesOnly().log('/x')")
	status, out, _ = tick("", "vet", template)
	require.Equal(t, 0, status, out)
}

func TestGraphAndGen(t *testing.T) {
	file := write(t, "cpu.tick", rule)
	status, out, _ := tick("", "graph", file)
	require.Equal(t, 0, status)
	require.Equal(t, "digraph cpu {\nstream0 -> from1;\nfrom1 -> alert2;\nalert2 -> http_out3;\n}\n", out)
	status, out, _ = tick("", "graph", "-svg", file)
	require.Equal(t, 0, status)
	require.Contains(t, out, "<svg")
	status, out, _ = tick("", "gen", "-go", "-package", "mine", file)
	require.Equal(t, 0, status)
	require.Contains(t, out, "package mine")
	require.Contains(t, out, "tickscript.Stream()")
	for _, cmd := range []string{"graph", "vet"} {
		status, _, _ = tick("", cmd, "missing.tick")
		require.Equal(t, 1, status)
	}
}
