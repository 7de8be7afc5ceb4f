package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestExplainCommand(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	status, out, errs := tick("", "explain", "-tick", script, "-data", data, "-at", "2", "-group", "host=a")
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "at 1970-01-01T00:00:00.000000002Z, group host=a:\n  from1, "+script+":3:4: |from()")
	require.Contains(t, out, `crit: "v" > 80.0 is true, because "v" = 90`)
	require.Contains(t, out, "the level was OK and is CRITICAL: an event")

	status, out, errs = tick(points, "explain", "-tick", script, "-data", "-", "-at", "1970-01-01T00:01:00Z", "-var", "limit=95.0")
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "no message has that time")
	require.Contains(t, out, "alert2, "+script+":4:4")
	require.Contains(t, out, "before, at 1970-01-01T00:00:00")
	require.Contains(t, out, "the level is OK, as it was: no event")

	// A silence is found by the clock, which follows the points.
	dead := write(t, "dead.tick", "stream|from().measurement('cpu').groupBy('host')|deadman(0.0, 10s)")
	status, out, errs = tick("cpu,host=a v=1 0\n", "explain", "-tick", dead, "-data", "-", "-at", "1970-01-01T00:00:30Z", "-group", "host=a")
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, `crit: "emitted" <= 0.0 is true, because "emitted" = 0`)
}

func TestExplainCommandComplains(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	bad := write(t, "bad.tick", "stream|form()")
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"nothing":      {nil, exitUsage, "-tick, -data and -at are needed"},
		"time":         {[]string{"-tick", script, "-data", data, "-at", "noon"}, exitUsage, `"noon" is neither a time`},
		"group":        {[]string{"-tick", script, "-data", data, "-at", "1", "-group", "a"}, exitUsage, "tags such as host=a"},
		"precision":    {[]string{"-tick", script, "-data", data, "-at", "1", "-precision", "x"}, exitUsage, "-precision"},
		"no script":    {[]string{"-tick", "none", "-data", data, "-at", "1"}, exitBad, "no such file"},
		"bad script":   {[]string{"-tick", bad, "-data", data, "-at", "1"}, exitBad, "bad.tick:1:8"},
		"no variable":  {[]string{"-tick", script, "-data", data, "-at", "1", "-var", "x=1"}, exitBad, "no such variable"},
		"no data":      {[]string{"-tick", script, "-data", "none", "-at", "1"}, exitBad, "no such file"},
		"unknown flag": {[]string{"-x"}, exitUsage, "not defined"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, errs := tick("", append([]string{"explain"}, c.args...)...)
			require.Equal(t, c.status, status, errs)
			require.Contains(t, errs, c.want)
		})
	}
}

// TestTestExplains: tick test -explain says why, in every form.
func TestTestExplains(t *testing.T) {
	dir := testDir(t)
	_, out, _ := tick("", "test", dir)
	require.NotContains(t, out, "why at")
	status, out, _ := tick("", "test", "-explain", dir)
	require.Equal(t, exitBad, status)
	require.Contains(t, out, "why at 1s, group host=a:\n")
	require.Contains(t, out, "passed on")
	_, out, _ = tick("", "test", "-explain", "-format", "json", dir)
	var reports []testReport
	require.NoError(t, json.Unmarshal([]byte(out), &reports))
	require.Empty(t, reports[0].Explanations)
	require.Len(t, reports[1].Explanations, 1)
}

// TestWatch: the tests run at once, again when a script changes, and not when
// nothing does.
func TestWatch(t *testing.T) {
	dir := testDir(t)
	ctx, stop := context.WithCancel(t.Context())
	ticks := make(chan time.Time)
	ran := make(chan struct{}, 10)
	done := make(chan int)
	e := &env{stderr: discard{}}
	go func() { done <- watch(ctx, e, []string{dir}, ticks, func() { ran <- struct{}{} }) }()
	<-ran
	ticks <- time.Time{}
	ticks <- time.Time{} // the first tick has been dealt with
	require.Empty(t, ran)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cpu.tick"), []byte(rule+"\n"), 0o600))
	ticks <- time.Time{}
	<-ran
	require.NoError(t, os.WriteFile(filepath.Join(dir, "new.ticktest"), nil, 0o600))
	ticks <- time.Time{}
	<-ran
	stop()
	require.Equal(t, exitOK, <-done)
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
