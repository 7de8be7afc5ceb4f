package ticktest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// logged is a rule that keeps its state over a restart: it has a handler.
const logged = `script
  var limit = 90
  stream
    |from().measurement('cpu').groupBy('host')
    |alert().id('{{ index .Tags "host" }}').crit(lambda: "v" > limit).stateChangesOnly().log('/tmp/x')
`

// TestRestart: the level comes back, and with it the time of the first event; a
// window that was open is lost.
func TestRestart(t *testing.T) {
	_, _, found := judge(t, logged+`
test the level comes back
  data
    cpu,host=a v @1m: 95 95 95 10
  steps
    90s restart
  events
    0s crit a
    3m ok   a was=crit for=3m

test nothing was said before, so nothing comes back
  data
    cpu,host=a v @1m: 10 10 95
  steps
    90s restart
  events
    2m crit a was=ok
`)
	require.Empty(t, found)
	const rest = "  data\n    cpu,host=a v @2s: 95x12\n  events\n"
	_, _, found = judge(t, windowed+"test a\n"+rest+"    10s crit a\n")
	require.Empty(t, found)
	// Points from before the restart are no part of a window after it.
	_, _, found = judge(t, windowed+"test a\n  steps\n    5s restart\n"+rest+"    16s crit a\n")
	require.Empty(t, found)
}

// TestRedefinition: another limit, or another script, from a time on.
func TestRedefinition(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.tick")
	require.NoError(t, os.WriteFile(other, []byte(`stream
    |from().measurement('cpu').groupBy('host')
    |alert().id('other {{ index .Tags "host" }}').warn(lambda: "v" > 1).stateChangesOnly().log('/tmp/x')`), 0o600))
	f, err := Parse(filepath.Join(dir, "x.ticktest"), logged+`
test a lower limit
  data
    cpu,host=a v @1m: 85 85 85
  steps
    1m var limit = 80
  events
    1m crit a was=ok

test another script with another id
  data
    cpu,host=a v @1m: 95 95 95
  steps
    1m script other.tick
  events
    0s crit a
    1m warn "other a" was=ok
  counts
    alert2 collected=2

test what is wrong with it has a place
  data
    cpu,host=a v @1m: 95
  steps
    1m script none.tick
  events none

test and so has a variable that it lacks
  data
    cpu,host=a v @1m: 95
  steps
    1m var none = 1
  events none
`)
	require.NoError(t, err)
	for _, test := range f.Tests[:2] {
		o := test.Run(context.Background())
		require.NoError(t, o.Err)
		require.Empty(t, o.Findings)
	}
	require.ErrorContains(t, f.Tests[2].Run(context.Background()).Err, "x.ticktest:30:8: the task cannot be defined so: reading the script")
	require.ErrorContains(t, f.Tests[3].Run(context.Background()).Err, "x.ticktest:37:8: the task cannot be defined so: variable none: the script has no such variable")
}

// TestClockStep: a day goes by on the wall clock before points of the first
// minutes arrive.
func TestClockStep(t *testing.T) {
	start := time.Now()
	r := Run(t, Case{
		Script: `stream|from().measurement('cpu').groupBy('host')|deadman(0.0, 1m).id('{{ index .Tags "host" }}').stateChangesOnly()`,
		Data:   "cpu,host=a v @30s: 1x20",
		Steps:  "5m clock 1d",
		Until:  24*time.Hour + 10*time.Minute,
		Levels: "host=a crit from 6m to 24h1m, crit from 24h2m, else ok",
	})
	require.Equal(t, 24*time.Hour+10*time.Minute, r.End)
	require.Less(t, time.Since(start), 5*time.Second)
}

// TestPlan: what a test does, in order.
func TestPlan(t *testing.T) {
	f, err := Parse("x.ticktest", logged+`
test a
  var limit = 50
  data
    cpu,host=a v @1m: 1 2 3 4
  steps
    2m var limit = 60
    2m restart
    3m clock 5m
  httpout x at 1m none
  until 10m
`)
	require.NoError(t, err)
	p, err := f.Tests[0].Plan()
	require.NoError(t, err)
	type act struct {
		at     time.Duration
		points int
		define int
		look   string
	}
	var got []act
	for _, a := range p.Acts {
		got = append(got, act{a.At, len(a.Points), a.Define, a.Look})
	}
	require.Equal(t, []act{
		{0, 2, -1, ""}, {time.Minute, 0, -1, "x"}, {2 * time.Minute, 0, 1, ""}, {2 * time.Minute, 0, 1, ""}, {2 * time.Minute, 1, -1, ""},
		{5 * time.Minute, 0, -1, ""}, {3 * time.Minute, 1, -1, ""}, {10 * time.Minute, 0, -1, ""},
	}, got)
	require.Len(t, p.Definitions, 2)
	require.Equal(t, int64(60), p.Definitions[1].Vars["limit"].Int)
	require.Equal(t, []string{"points come later than their time"}, p.Wall())

	f, err = Parse("x.ticktest", "script\n  stream|from()|where(lambda: now() > 1)|deadman(1.0, 1s)\ntest a\n  events none\n")
	require.NoError(t, err)
	p, err = f.Tests[0].Plan()
	require.NoError(t, err)
	require.Equal(t, []string{"stats3 has a timer", "where2 asks for now()"}, p.Wall())
}
