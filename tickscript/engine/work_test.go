package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var updateWork = flag.Bool("update", false, "rewrite golden files")

// work is what a run touched, per 1,000 points: it does not depend on the
// machine, so a slow-down fails a test without a stopwatch.
type work struct {
	// Fields were decoded or converted eagerly, Lazily for an event.
	Fields, Lazily int64
	// Keys were hashed: lines whose series was not the expected one.
	Keys int64
	// Careful lines went to the decoder.
	Careful int64
	Events  int64
	// AllocsSteady is rounded to whole allocations per 1,000 points once every series
	// is known, events aside.
	AllocsSteady int64
}

const workFile = "testdata/work.json"

// TestWork compares the work of the benchmark rules with what it was.
func TestWork(t *testing.T) {
	got := map[string]work{}
	for _, c := range []struct {
		name, script string
		hot          int
	}{
		{"from", benchFrom, 0},
		{"groupBy, where", benchFrom + "|groupBy('host')|where(lambda: \"used_percent\" > 1000.0)", 0},
		{"eval", benchFrom + "|eval(lambda: \"used_percent\" / 100.0).as('r')", 0},
		{"alert, none firing", benchFrom + ".groupBy('host')|alert().warn(lambda: \"used_percent\" > 1000).crit(lambda: \"used_percent\" > 2000).log('/tmp/x')", 0},
		{"window, mean", benchFrom + ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')", 0},
		{"disk rule", diskRule, 50},
	} {
		w := workload.Disk{Hosts: 100, Steps: 50, Seed: 1, Hot: c.hot}
		const rounds = 7
		texts := make([][]byte, rounds)
		for i := range texts {
			w.From = i * w.Steps
			texts[i] = w.Text()
		}
		next := 0
		prog, err := Compile(c.script, Options{})
		require.NoError(t, err)
		run := prog.NewRun(RunOptions{OnLine: func(*graph.Node, []byte) {}})
		feed := func() {
			require.NoError(t, run.ReadFrom(context.Background(), bytes.NewReader(texts[next]), ReadOptions{DB: "telegraf", RP: "autogen"}))
			next++
		}
		src := run.source("telegraf", "autogen")
		src.count = &workCount{}
		feed()
		per := int64(w.Points()) / 1000
		c0 := *src.count
		k := work{Fields: c0.Fields / per, Lazily: c0.Lazily / per, Keys: c0.Keys / per, Careful: c0.Careful / per, Events: run.Events() / per}
		src.count = nil
		if c.hot == 0 {
			k.AllocsSteady = int64(testing.AllocsPerRun(rounds-2, feed)) / per
		}
		got[c.name] = k
	}
	if *updateWork {
		b, err := json.MarshalIndent(got, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(workFile, append(b, '\n'), 0o644)) //nolint:gosec // a golden file
	}
	b, err := os.ReadFile(workFile)
	require.NoError(t, err)
	var want map[string]work
	require.NoError(t, json.Unmarshal(b, &want))
	require.Equal(t, want, got, "the engine works more, or less, than it did; with -update the new figures are taken")
}

// TestGroupBytes: what the disk rule remembers of a group. Half of the hosts raise
// alerts, in the second row; their events' states are kept for their topic.
func TestGroupBytes(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes memory of its own: what a group weighs is measured without it")
	}
	prog, err := Compile(diskRule, Options{})
	require.NoError(t, err)
	for _, c := range []struct {
		hot int
		max int64
	}{{0, 520}, {50, 600}} {
		w := workload.Disk{Hosts: 20_000, Steps: 12, Seed: 1, Hot: c.hot}
		before := heapInUse()
		run := prog.NewRun(RunOptions{OnLine: func(*graph.Node, []byte) {}})
		require.NoError(t, run.ReadFrom(context.Background(), w.Reader(), ReadOptions{DB: "telegraf", RP: "autogen"}))
		got := (heapInUse() - before) / int64(w.Hosts)
		require.Equal(t, c.hot > 0, run.Events() > 0)
		require.LessOrEqual(t, got, c.max, "%d %% of the hosts raise alerts", c.hot)
	}
}

// heapInUse is what is reachable, in bytes.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
