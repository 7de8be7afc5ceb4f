package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBacktest(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	status, out, errs := tick("", "backtest", "-tick", script, "-data", data, "-dbrp", "telegraf.autogen", "-precision", "s", "-until", "1970-01-01T00:00:13Z")
	require.Equal(t, 0, status, errs)
	require.Contains(t, out, "4 points, 3 events, 2 firings of 2 alerts")
	require.Regexp(t, `(?m)^a +alert2 +1 +0 +- +- +2s +CRITICAL +OK$`, out)
	require.Regexp(t, `(?m)^b +alert2 +1 +0 +- +- +10s +CRITICAL +CRITICAL$`, out)

	// The same from standard input, and from a compressed file.
	status, piped, errs := tick(points, "backtest", "-tick", script, "-data", "-", "-dbrp", "telegraf.autogen", "-precision", "s", "-format", "json")
	require.Equal(t, 0, status, errs)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, err := z.Write([]byte(points))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	status, fromGz, errs := tick("", "backtest", "-tick", script, "-data", write(t, "cpu.lp.gz", zipped.String()), "-dbrp", "telegraf.autogen", "-precision", "s", "-format", "json")
	require.Equal(t, 0, status, errs)
	var a, b struct {
		Firings int
		Events  int
	}
	require.NoError(t, json.Unmarshal([]byte(piped), &a))
	require.NoError(t, json.Unmarshal([]byte(fromGz), &b))
	require.Equal(t, 2, a.Firings)
	require.Equal(t, a, b)

	// Two files are one after another.
	next := write(t, "next.lp", "cpu,host=a v=99 20\n")
	status, out, errs = tick("", "backtest", "-tick", script, "-data", data, "-data", next, "-dbrp", "telegraf.autogen", "-precision", "s")
	require.Equal(t, 0, status, errs)
	require.Contains(t, out, "5 points, 4 events, 3 firings of 2 alerts")
}

func TestBacktestCompares(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	old := write(t, "old.tick", rule)
	page := filepath.Join(t.TempDir(), "page.html")
	// -var is for both scripts, so the new one differs in its text.
	require.NoError(t, os.WriteFile(script, bytes.Replace([]byte(rule), []byte("80.0"), []byte("92.0"), 1), 0o600))
	status, out, errs := tick("", "backtest", "-tick", script, "-old", old, "-data", data, "-dbrp", "telegraf.autogen", "-precision", "s", "-html", page)
	require.Equal(t, 0, status, errs)
	require.Contains(t, out, "0 appear, 1 vanish, 0 move, 0 change their level, 1 are the same")
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "vanished")
	require.Contains(t, string(html), "<title>cpu</title>")
}

func TestBacktestRefuses(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	bad := write(t, "bad.tick", "stream|from(\n")
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"nothing":     {nil, 2, "-tick and -data are needed"},
		"format":      {[]string{"-tick", script, "-data", data, "-format", "xml"}, 2, "-format"},
		"type":        {[]string{"-tick", script, "-data", data, "-type", "x"}, 2, "-type"},
		"until":       {[]string{"-tick", script, "-data", data, "-until", "noon"}, 2, "-until"},
		"negative":    {[]string{"-tick", script, "-data", data, "-flap", "-1m"}, 2, "-flap"},
		"stdin twice": {[]string{"-tick", script, "-old", script, "-data", "-"}, 1, "standard input"},
		"script":      {[]string{"-tick", bad, "-data", data}, 1, "bad.tick:2:1"},
		"old script":  {[]string{"-tick", script, "-old", bad, "-data", data}, 1, "bad.tick:2:1"},
		"no file":     {[]string{"-tick", script, "-data", "/none/x.lp"}, 1, "no such file"},
		"bad data":    {[]string{"-tick", script, "-data", write(t, "x.lp", "cpu v=1 1\ncpu v= 2\n")}, 1, "x.lp: line 2"},
		"page":        {[]string{"-tick", script, "-data", data, "-html", "/none/x.html"}, 1, "writing the page"},
		"batch": {[]string{"-tick", write(t, "b.tick", "batch|query('SELECT v FROM a.b.c').period(1m).every(1m)"), "-data", data}, 1,
			".brpl"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := tick("", append([]string{"backtest"}, c.args...)...)
			require.Equal(t, c.status, status, errs)
			require.Contains(t, errs, c.says)
			require.Empty(t, out)
		})
	}
}
