package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// tell writes a visit and what followed from it, without the times of windows.
func tell(b *strings.Builder, v *engine.Visit, depth int) {
	fmt.Fprintf(b, "%s%s", strings.Repeat("  ", depth), v.Node.Name)
	for _, p := range v.Points {
		for _, f := range p.Fields {
			fmt.Fprintf(b, " %s=%v", f.Name, show(f.Value))
		}
	}
	for _, e := range v.Evaluations {
		fmt.Fprintf(b, " [%s: %s", e.Property, e.Text)
		for _, s := range e.Values[:len(e.Values)-1] {
			fmt.Fprintf(b, "; %v", show(s.Value))
		}
		fmt.Fprintf(b, " -> %v]", show(e.Result))
	}
	for _, err := range v.Errors {
		fmt.Fprintf(b, " error: %v", err)
	}
	if v.Reason != "" {
		fmt.Fprintf(b, " (%s)", v.Reason)
	}
	b.WriteByte('\n')
	for _, n := range v.Next {
		tell(b, n, depth+1)
	}
}

// TestExplain is what became of each point, and why.
func TestExplain(t *testing.T) {
	const from = `stream|from().measurement('m').groupBy('host')`
	for name, c := range map[string]struct {
		script string
		data   string
		want   string
	}{
		"measurement": {from, "n v=1 1", `from1 v=1 (the measurement is "n", and "m" is selected)`},
		"database":    {`stream|from().database('x').measurement('m')`, "m v=1 1", `from1 v=1 (the database is "db", and "x" is selected)`},
		"policy":      {`stream|from().retentionPolicy('x').measurement('m')`, "m v=1 1", `from1 v=1 (the retention policy is "rp", and "x" is selected)`},
		"subscription": {"dbrp \"a\".\"b\"\nstream|from().measurement('m')", "m v=1 1",
			"from1 v=1 (the task does not subscribe to db.rp, where the point was written)"},
		"from's where": {`stream|from().measurement('m').where(lambda: "host" == 'b')`, "m,host=a v=1 1",
			`from1 v=1 [where: "host" == 'b'; a -> false] (where is false)`},
		"second from": {`stream|from()|from().measurement('m')`, "n v=1 1", "from1 v=1\n  from2 v=1 (the measurement is \"n\", and \"m\" is selected)"},
		"where": {from + `|where(lambda: "v" > 2.0 AND "v" < 9.0)`, "m v=1 1\nm v=3 2",
			"from1 v=1\n  where2 v=1 [where: \"v\" > 2.0 AND \"v\" < 9.0; 1; false -> false] (the predicate is false)\n" +
				"from1 v=3\n  where2 v=3 [where: \"v\" > 2.0 AND \"v\" < 9.0; 3; true; 3; true -> true]"},
		"where fails": {from + `|where(lambda: "w" > 2.0)`, "m v=1 1",
			"from1 v=1\n  where2 v=1 [where: \"w\" > 2.0 -> missing] error: where2 (1:48): error while evaluating WHERE expression: left reference value \"w\" is missing value"},
		"eval": {from + `|eval(lambda: "v" * 2.0, lambda: "d" + 1.0).as('d', 'e')`, "m v=1 1",
			"from1 v=1\n  eval2 v=1 [eval: \"v\" * 2.0; 1 -> 2] [eval: \"d\" + 1.0; 2 -> 3]"},
		"eval, quiet": {from + `|eval(lambda: "w" * 2.0).as('d').quiet()`, "m v=1 1",
			"from1 v=1\n  eval2 v=1 [eval: \"w\" * 2.0 -> missing] (an expression has failed, which quiet() keeps from being logged)"},
		"window": {from + `|window().period(10s).every(10s)|mean('v')`, "m v=1 0\nm v=3 10000000000",
			"from1 v=1\n  window2 v=1 (kept: the group's window, with this one as the last of its points, is emitted when a point of 1970-01-01T00:00:10Z or later arrives)\n" +
				"from1 v=3\n  window2 v=3\n    mean3 v=1"},
		"window by count": {from + `|window().periodCount(2).everyCount(2)`, "m v=1 1",
			"from1 v=1\n  window2 v=1 (kept: the group's window is emitted with its point number 2; this is number 1)"},
		"mean of nothing": {from + `|window().period(1s).every(1s)|where(lambda: "v" > 5)|mean('v')`, "m v=1 0\nm v=1 1000000000",
			"from1 v=1\n  window2 v=1 (kept: the group's window, with this one as the last of its points, is emitted when a point of 1970-01-01T00:00:01Z or later arrives)\n" +
				"from1 v=1\n  window2 v=1\n    where3 v=1 [where: \"v\" > 5; 1 -> false]\n      mean4 (the batch is empty)"},
		"mean of points": {from + `|mean('v')`, "m v=1 1", "from1 v=1\n  mean2 v=1 (kept until a point of another time arrives)"},
		"sample": {from + `|sample(3)`, "m v=1 1\nm v=2 2",
			"from1 v=1\n  sample2 v=1\nfrom1 v=2\n  sample2 v=2 (not sampled: it is number 2 of the group, and numbers 1, 4, 7 and so on pass)"},
		"sample by time": {from + `|sample(1s)`, "m v=1 1500000000", "from1 v=1\n  sample2 v=1 (not sampled: 1970-01-01T00:00:01.5Z is no multiple of 1s)"},
		"changeDetect": {from + `|changeDetect('v')`, "m v=1 1\nm v=1 2",
			"from1 v=1\n  changeDetect2 v=1\nfrom1 v=1\n  changeDetect2 v=1 (unchanged: v as in the last point that passed)"},
		"derivative": {from + `|derivative('v').nonNegative()`, "m v=1 1",
			"from1 v=1\n  derivative2 v=1 (no rate: it is the group's first point, or v has fallen, and nonNegative() drops that)"},
		"stateCount": {from + `|stateCount(lambda: "v" > 0)`, "m v=1 1", "from1 v=1\n  state_count2 v=1 [stateCount: \"v\" > 0; 1 -> true]"},
		"union": {"var a = stream|from().measurement('m')\nvar b = stream|from().measurement('n')\na|union(b)", "m v=1 1",
			"from1 v=1\n  union4 v=1 (kept until every input has come as far)\nfrom2 v=1 (the measurement is \"m\", and \"n\" is selected)"},
		"alert": {from + `|alert().warn(lambda: "v" > 1).crit(lambda: "v" > 5).critReset(lambda: "v" < 3).stateChangesOnly()`,
			"m v=1 1\nm v=6 2\nm v=4 3\nm v=2 4\nm v=0 5",
			"from1 v=1\n  alert2 v=1 [crit: \"v\" > 5; 1 -> false] [warn: \"v\" > 1; 1 -> false] (the level is OK, as it was: no event)\n" +
				"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level was OK and is CRITICAL: an event)\n" +
				"from1 v=4\n  alert2 v=4 [crit: \"v\" > 5; 4 -> false] [critReset: \"v\" < 3; 4 -> false] (the level is CRITICAL, as it was: no event, because of stateChangesOnly)\n" +
				"from1 v=2\n  alert2 v=2 [crit: \"v\" > 5; 2 -> false] [critReset: \"v\" < 3; 2 -> true] [crit: \"v\" > 5; 2 -> false] [warn: \"v\" > 1; 2 -> true] (the level was CRITICAL and is WARNING: an event)\n" +
				"from1 v=0\n  alert2 v=0 [crit: \"v\" > 5; 0 -> false] [warn: \"v\" > 1; 0 -> false] [warn: \"v\" > 1; 0 -> false] (the level was WARNING and is OK: an event)"},
		"no recoveries": {from + `|alert().crit(lambda: "v" > 5).noRecoveries()`, "m v=6 1\nm v=1 2",
			"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level was OK and is CRITICAL: an event)\n" +
				"from1 v=1\n  alert2 v=1 [crit: \"v\" > 5; 1 -> false] [crit: \"v\" > 5; 1 -> false] (the level was CRITICAL and is OK: no event, because of noRecoveries)"},
		"interval": {from + `|alert().crit(lambda: "v" > 5).stateChangesOnly(2s)`, "m v=6 0\nm v=6 1000000000\nm v=6 2000000000",
			"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level was OK and is CRITICAL: an event)\n" +
				"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level is CRITICAL, as it was: no event, because of stateChangesOnly: the last one is less than 2s ago)\n" +
				"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level is CRITICAL, as it was: an event, because the last one is 2s ago or longer)"},
		"flapping": {from + `|alert().crit(lambda: "v" > 5).flapping(0.1, 0.2).history(5)`, "m v=6 1\nm v=1 2\nm v=6 3",
			"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level was OK and is CRITICAL: no event, because it is flapping)\n" +
				"from1 v=1\n  alert2 v=1 [crit: \"v\" > 5; 1 -> false] [crit: \"v\" > 5; 1 -> false] (the level was CRITICAL and is OK: no event, because it is flapping)\n" +
				"from1 v=6\n  alert2 v=6 [crit: \"v\" > 5; 6 -> true] (the level was OK and is CRITICAL: no event, because it is flapping)"},
		"inhibited": {"var s = stream|from().measurement('m')\ns|alert().id('a').crit(lambda: TRUE).inhibit('c')\ns|alert().id('b').category('c').crit(lambda: TRUE)", "m v=1 1",
			"from1 v=1\n  alert2 v=1 [crit: TRUE -> true] (the level was OK and is CRITICAL: an event)\n" +
				"  alert3 v=1 [crit: TRUE -> true] (the level was OK and is CRITICAL: an event, which an inhibitor keeps from the handlers)"},
		"crash": {from + `|where(lambda: 1 / "v" > 0)`, "m v=0i 1",
			"from1 v=0\n  where2 v=0 [where: 1 / \"v\" > 0; 0; missing -> missing] error: where2 (1:48): would crash Kapacitor: runtime error: integer divide by zero"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, decoded := range []bool{false, true} {
				var b strings.Builder
				run := mustCompile(t, c.script).NewRun(engine.RunOptions{Shards: 2, Explain: func(v *engine.Visit) { tell(&b, v, 0) }})
				if decoded {
					_ = run.Write("db", "rp", points(t, c.data)...)
				} else {
					_ = run.ReadFrom(context.Background(), strings.NewReader(c.data+"\n"), engine.ReadOptions{DB: "db", RP: "rp"})
				}
				require.Empty(t, cmp.Diff(c.want+"\n", b.String()))
			}
		})
	}
}

// TestExplainWhatTheClockSends: what a stats node sends by itself begins with its
// child.
func TestExplainWhatTheClockSends(t *testing.T) {
	var b strings.Builder
	run := mustCompile(t, `stream|from().measurement('m').groupBy('host')|deadman(0.0, 10s)`).NewRun(engine.RunOptions{
		Start: at(t, "10:00:00"), Explain: func(v *engine.Visit) { tell(&b, v, 0) },
	})
	require.NoError(t, run.Advance(context.Background(), at(t, "10:00:20")))
	require.Contains(t, b.String(), "derivative4 emitted=0\n  alert5 emitted=0 [crit: \"emitted\" <= 0.0; 0 -> true] (the level was OK and is CRITICAL: an event)")
}

// TestExplainedRunsAlike: a run that is explained does what one does that is not,
// over the recorded cases.
func TestExplainedRunsAlike(t *testing.T) {
	visits, evaluations := 0, 0
	for i, dir := range corpusCases(t) {
		var c recordedCase
		var a recordedAnswer
		require.NoError(t, json.Unmarshal(readFile(t, dir+"/case.json"), &c))
		require.NoError(t, json.Unmarshal(readFile(t, dir+"/answer.json"), &a))
		size := 0
		for _, d := range c.Data {
			size += len(readFile(t, d.File))
		}
		if i%2 > 0 || engine.RaceEnabled && i%8 > 0 || size > 20_000 {
			continue
		}
		prog, err := compileCase(t, dir, &c, &a)
		if err != nil {
			continue
		}
		now := func(o *engine.RunOptions) { o.Start = time.Unix(1_700_000_000, 0) }
		want := judgeCase(t, prog, &c, now)
		got := judgeCase(t, prog, &c, now, func(o *engine.RunOptions) {
			var count func(v *engine.Visit)
			count = func(v *engine.Visit) {
				visits++
				for _, e := range v.Evaluations {
					evaluations++
					last := e.Values[len(e.Values)-1]
					require.Equal(t, e.Err, last.Err, dir)
				}
				if v.Alert != nil && v.Alert.Event != (v.Emitted > 0) {
					t.Errorf("%s: %s is said to be an event: %t; emitted %d", dir, v.Reason, v.Alert.Event, v.Emitted)
				}
				for _, n := range v.Next {
					count(n)
				}
			}
			o.Explain = count
		})
		require.Empty(t, cmp.Diff(want.logs, got.logs), dir)
		require.Empty(t, cmp.Diff(want.requests, got.requests), dir)
		require.Empty(t, cmp.Diff(counters(want.run), counters(got.run), cmp.AllowUnexported(engine.NodeStats{})), dir)
		require.Equal(t, fmt.Sprint(want.err), fmt.Sprint(got.err), dir)
	}
	if engine.RaceEnabled {
		visits, evaluations = 4*visits, 4*evaluations // a quarter of the cases was looked at
	}
	require.Greater(t, visits, 4_000)
	require.Greater(t, evaluations, 1_000)
}

// show is a value as text.
func show(v lambda.Value) string {
	switch v.Kind() {
	case lambda.Missing, lambda.Nil:
		return v.Kind().String()
	}
	return fmt.Sprint(alert.Any(v))
}

func points(t *testing.T, data string) []point.Point {
	t.Helper()
	list, err := point.Parse([]byte(data), point.Options{})
	require.NoError(t, err)
	return list
}

// counters are the nodes' counters but for the groups: an aggregate that takes a
// window without its rows keeps no state of its group.
func counters(r *engine.Run) []engine.NodeStats {
	list := r.Stats()
	for i := range list {
		list[i].Groups = 0
	}
	return list
}
