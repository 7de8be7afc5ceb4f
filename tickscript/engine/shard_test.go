package engine

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// shardedRun returns everything that a run yields, in order, as text.
func shardedRun(t *testing.T, script string, text []byte, shards, buffer int) (string, error) {
	t.Helper()
	prog, err := Compile(script, Options{})
	require.NoError(t, err)
	var b strings.Builder
	run := prog.NewRun(RunOptions{
		Shards:  shards,
		OnLine:  func(n *graph.Node, line []byte) { fmt.Fprintf(&b, "%s %s", n.Name, line) },
		OnEvent: func(e *alert.Event) { fmt.Fprintf(&b, "event %s %s %s\n", e.ID, e.PreviousLevel, e.Level) },
		OnError: func(err error) { fmt.Fprintf(&b, "error %v\n", err) },
	})
	require.Equal(t, shards > 1 && !strings.Contains(script, "groupBy(*)"), len(run.shards) > 1, script)
	bad := func(error) bool { return true }
	rerr := run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{DB: "telegraf", RP: "autogen", Buffer: buffer, OnBadLine: bad})
	if rerr == nil {
		rerr = run.Close()
	}
	fmt.Fprintf(&b, "points %d events %d\n", run.Points(), run.Events())
	if rerr == nil {
		for _, st := range run.Stats() {
			fmt.Fprintf(&b, "%+v\n", st)
		}
	}
	return b.String(), rerr
}

// TestShardsDoNotShow: what a run yields does not depend on the number of shards.
func TestShardsDoNotShow(t *testing.T) {
	steps := 200
	if raceEnabled {
		steps = 50
	}
	text := workload.Disk{Hosts: 60, Steps: steps, Seed: 7, Hot: 70}.Text()
	lines := bytes.SplitAfter(text, []byte{'\n'})
	// Among them: an error, strings with line breaks and quotes, a bad line, a line
	// of a measurement nobody selects.
	lines[301] = []byte("disk,host=odd,cluster=c,datacenter=d used_percent=\"te\nxt\" 1700000001000000000\n")
	lines[302] = []byte("disk,host=odd,cluster=c,datacenter=d used_percent=\"a,b=\\\"\" 1700000001000000000\n")
	lines[777] = []byte("disk,host=broken used_percent= 5\n")
	lines[900] = []byte("cpu,host=a v=1 1700000001000000000\n")
	text = bytes.Join(lines, nil)
	for name, script := range map[string]string{
		"disk":       diskRule,
		"id of few":  strings.Replace(diskRule, `{{ index .Tags "host"}}/disk_used`, `{{ index .Tags "datacenter" }}`, 1),
		"star":       "stream|from().measurement('disk').groupBy(*)|alert().crit(lambda: \"used_percent\" > 90.0).stateChangesOnly().log('/x')",
		"two froms":  "stream|from().measurement('disk').groupBy('host')|alert().id('{{ index .Tags \"host\" }}').crit(lambda: \"used_percent\" > 90.0).log('/x')\nstream|from().measurement('disk').groupBy('host')|where(lambda: \"used_percent\" < 70.0)|alert().id('{{ index .Tags \"host\" }}').crit(lambda: TRUE).stateChangesOnly().log('/y')",
		"eval error": "stream|from().measurement('disk').groupBy('host')|eval(lambda: \"used_percent\" + 1.0).as('x')|alert().crit(lambda: \"x\" > 90.0).log('/x')",
	} {
		t.Run(name, func(t *testing.T) {
			want, err := shardedRun(t, script, text, 1, 0)
			require.NoError(t, err)
			require.Greater(t, strings.Count(want, "\n"), 40)
			for _, shards := range []int{2, 3, 5} {
				for _, buffer := range []int{0, 300000, 700} {
					got, err := shardedRun(t, script, text, shards, buffer)
					require.NoError(t, err)
					require.Equal(t, want, got)
				}
			}
		})
	}
}

// TestShardsStopAtOnePlace: a run that ends early ends at the same line.
func TestShardsStopAtOnePlace(t *testing.T) {
	text := workload.Disk{Hosts: 60, Steps: 50, Seed: 7, Hot: 70}.Text()
	lines := bytes.SplitAfter(text, []byte{'\n'})
	lines[1500] = []byte("disk,host=host-000003,cluster=c,datacenter=d free=0i 1700000001000000000\n")
	script := "stream|from().measurement('disk').groupBy('host')|alert().crit(lambda: 100 / \"free\" >= 0).log('/x')"
	want, err := shardedRun(t, script, bytes.Join(lines, nil), 1, 0)
	var crash *CrashError
	require.ErrorAs(t, err, &crash)
	got, gerr := shardedRun(t, script, bytes.Join(lines, nil), 3, 0)
	require.Equal(t, err.Error(), gerr.Error())
	require.Equal(t, strings.Split(want, "points ")[0], strings.Split(got, "points ")[0])
	// A bad line nobody forgives.
	prog, err := Compile(diskRule, Options{})
	require.NoError(t, err)
	run := prog.NewRun(RunOptions{Shards: 2})
	lines[1200] = []byte("disk,host=x y\n")
	err = run.ReadFrom(context.Background(), bytes.NewReader(bytes.Join(lines, nil)), ReadOptions{DB: "telegraf", RP: "autogen"})
	var le *lp.LineError
	require.ErrorAs(t, err, &le)
	require.EqualValues(t, 1201, le.Line)
	require.ErrorAs(t, run.Close(), &le)
}

// TestShardsWrite: decoded points are spread too.
func TestShardsWrite(t *testing.T) {
	text := workload.Disk{Hosts: 20, Steps: 100, Seed: 7, Hot: 70}.Text()
	pts, err := lp.Parse(text, lp.Options{})
	require.NoError(t, err)
	prog, err := Compile(diskRule, Options{})
	require.NoError(t, err)
	var out [2]bytes.Buffer
	for i := range out {
		run := prog.NewRun(RunOptions{Shards: 1 + 2*i, OnLine: func(_ *graph.Node, l []byte) { out[i].Write(l) }})
		require.NoError(t, run.Write("telegraf", "autogen", pts...))
		require.NoError(t, run.Close())
		require.EqualValues(t, 2000, run.Points())
	}
	require.NotZero(t, out[0].Len())
	require.Equal(t, out[0].String(), out[1].String())
}
