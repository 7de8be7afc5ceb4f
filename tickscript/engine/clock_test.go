package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// play is a run with a clock: steps are "tick TIME" or line protocol with times of
// day instead of nanoseconds.
type play struct {
	t    testing.TB
	run  *engine.Run
	got  []string
	errs []error
}

// show prints what leaves the nodes of a kind.
func newPlay(t testing.TB, script, kind string) *play {
	p := &play{t: t}
	p.run = mustCompile(t, script).NewRun(engine.RunOptions{
		Start:   at(t, "10:00:00"),
		OnError: func(err error) { p.errs = append(p.errs, err) },
		OnEvent: func(e *alert.Event) { p.got = append(p.got, fmt.Sprintf("%s %s", e.ID, e.Level)) },
		Trace: func(m *engine.Message) {
			if m.Node.Kind() != kind {
				return
			}
			l := strings.ReplaceAll(m.Group(), "\n", "/") + "@" + m.Time().Format(time.TimeOnly)
			for i := range m.Len() {
				if m.IsBatch() {
					l += " " + m.PointTime(i).Format(time.TimeOnly)
				}
				for _, f := range m.PointFields(i) {
					l += " " + f.Name + "=" + text(f.Value)
				}
			}
			p.got = append(p.got, l)
		},
	})
	return p
}

func (p *play) do(steps ...string) error {
	for _, s := range steps {
		var err error
		if hms, ok := strings.CutPrefix(s, "tick "); ok {
			err = p.run.Advance(context.Background(), at(p.t, hms))
		} else {
			i := strings.LastIndexByte(s, ' ')
			line := fmt.Sprintf("%s %d", s[:i], at(p.t, s[i+1:]).UnixNano())
			pts, perr := point.Parse([]byte(line), point.Options{})
			require.NoError(p.t, perr)
			err = p.run.Write("db", "rp", pts...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestClocked covers what the wall clock drives.
func TestClocked(t *testing.T) {
	for _, c := range []struct {
		name, script, kind string
		steps, want        []string
	}{
		{"N051 N056 R021: totals by group, and the nil group only before the first", `stream|from().groupBy('host')|stats(10s)|log()`, "stats",
			[]string{"tick 10:00:10", "m,host=a v=1 09:00:00", "m,host=b v=1 09:00:00", "m,host=a v=1 09:00:01", "tick 10:00:30"},
			[]string{"@10:00:10 emitted=0", "host=a@10:00:20 emitted=2", "host=b@10:00:20 emitted=1", "host=a@10:00:30 emitted=2", "host=b@10:00:30 emitted=1"}},
		{"N052: the first aligned points carry the time before the wait", `stream|from()|stats(1m).align()|log()`, "stats",
			[]string{"tick 10:02:30"}, []string{"@10:00:00 emitted=0", "@10:02:00 emitted=0"}},
		{"N051: a batch edge counts points", `stream|from()|window().period(2s).every(2s)|stats(10s)|log()`, "stats",
			[]string{"m v=1 09:00:00", "m v=1 09:00:01", "m v=1 09:00:02", "tick 10:00:10"}, []string{"@10:00:10 emitted=2"}},
		{"R021: what reaches the task's stream", `stream|stats(10s)|log()
stream|from().measurement('m')|log()`, "stats",
			[]string{"m v=1 09:00:00", "m v=1 09:00:00", "x v=1 09:00:00", "tick 10:00:10"}, []string{"@10:00:10 emitted=2"}},
		{"R024: a node without children is counted", `stream|from()|eval(lambda: "v").as('w')|stats(10s)|log()`, "stats",
			[]string{"m v=1 09:00:00", "m v=2 09:00:00", "tick 10:00:10"}, []string{"@10:00:10 emitted=2"}},
		{"N053 N055: deadman needs two emissions", `stream|from().groupBy('host')|deadman(1.0, 10s)`, "",
			[]string{"m,host=a v=1 09:00:00", "tick 10:00:10", "m,host=a v=1 09:00:01", "m,host=a v=1 09:00:02", "tick 10:00:20", "tick 10:00:30", "m,host=a v=1 09:00:01", "m,host=a v=1 09:00:01", "tick 10:00:40"},
			// The first emission carries the time before the wait, so the second is a rate over 20s.
			[]string{"host=a:from1 for task 'task' CRITICAL", "host=a:from1 for task 'task' CRITICAL", "host=a:from1 for task 'task' OK"}},
		{"N056: the nil group dies and never recovers", `stream|from().groupBy('host')|deadman(0.0, 10s).id('{{ .Group }}')`, "",
			[]string{"tick 10:00:20", "m,host=a v=1 09:00:00", "tick 10:01:00"}, []string{"nil CRITICAL", "host=a CRITICAL", "host=a CRITICAL", "host=a CRITICAL"}},
		{"N081 N082 N086: idle moves on from the last point's time and closes windows", `stream|from().groupBy('host')|barrier().idle(5s)|window().period(10s).every(10s)|log()`, "window",
			[]string{"m,host=a v=1 09:00:00", "tick 10:00:04", "m,host=a v=2 09:00:02", "tick 10:00:08", "tick 10:00:09", "tick 10:00:14"},
			[]string{"host=a@09:00:10 09:00:00 v=1 09:00:02 v=2"}},
		{"N083 N084: a period's barrier is the clock's time; older points go", `stream|from()|barrier().period(10s)|log()`, "log",
			[]string{"m v=1 09:00:00", "tick 10:00:10", "m v=2 10:00:09", "m v=3 10:00:10", "m v=4 10:00:11"},
			[]string{"@09:00:00 v=1", "@10:00:10 v=3", "@10:00:11 v=4"}},
		{"N084: points inside batches are dropped, batches pass", `stream|from()|window().period(2s).every(2s)|barrier().period(10s)|log()`, "log",
			[]string{"m v=1 09:00:00", "m v=2 09:00:02", "tick 10:00:10", "m v=3 09:00:04", "m v=4 10:00:11", "m v=5 10:00:14"},
			[]string{"@09:00:02 09:00:00 v=1", "@09:00:04", "@09:00:06", "@10:00:13 10:00:11 v=4"}},
		{"N085 R013: delete resets every node below", `stream|from().groupBy('host')|barrier().idle(5s).delete(TRUE)|stateCount(lambda: TRUE)|log()`, "stateCount",
			[]string{"m,host=a v=1 09:00:00", "m,host=a v=2 09:00:01", "tick 10:00:05", "m,host=a v=3 09:00:00"},
			[]string{"host=a@09:00:00 state_count=1 v=1", "host=a@09:00:01 state_count=2 v=2", "host=a@09:00:00 state_count=1 v=3"}},
		{"N084: without delete old points stay out", `stream|from()|barrier().idle(5s)|stateCount(lambda: TRUE)|log()`, "stateCount",
			[]string{"m v=1 09:00:00", "tick 10:00:05", "m v=2 09:00:04", "m v=3 09:00:05"},
			[]string{"@09:00:00 state_count=1 v=1", "@09:00:05 state_count=2 v=3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlay(t, c.script, c.kind)
			require.NoError(t, p.do(c.steps...))
			require.Empty(t, cmp.Diff(c.want, p.got))
			require.Empty(t, p.errs)
		})
	}
}

// TestBarrierJoin covers N165: a barrier makes a join without pending sets crash at
// the next later point.
func TestBarrierJoin(t *testing.T) {
	p := newPlay(t, `var a = stream|from().measurement('a')|barrier().idle(5s)
var b = stream|from().measurement('b')
a|join(b).as('a', 'b')|log()`, "log")
	require.NoError(t, p.do("a v=1 09:00:00", "b v=1 09:00:00", "b v=1 09:00:01", "a v=2 09:00:01", "tick 10:00:20"))
	err := p.do("b v=3 09:00:30", "a v=3 09:00:30", "b v=3 09:00:40", "a v=3 09:00:40", "b v=3 09:00:50", "a v=3 09:00:50")
	var crash *engine.CrashError
	require.ErrorAs(t, err, &crash)
}

// TestStatsRefused covers N050.
func TestStatsRefused(t *testing.T) {
	_, err := engine.Compile(`stream|from()|stats(0s)|log()`, engine.Options{})
	require.ErrorContains(t, err, "stats-interval")
}

// TestNow checks that now() is the run's clock.
func TestNow(t *testing.T) {
	p := newPlay(t, `stream|from()|eval(lambda: unixNano(now())).as('w')|log()`, "log")
	require.NoError(t, p.do("tick 10:00:05", "m v=1 09:00:00"))
	require.Equal(t, []string{fmt.Sprintf("@09:00:00 w=%d", at(t, "10:00:05").UnixNano())}, p.got)
}

// BenchmarkBarrierIdle passes points through a barrier; the timer is not set anew
// for each.
func BenchmarkBarrierIdle(b *testing.B) { benchClocked(b, `stream|from()|barrier().idle(10s)`) }

// BenchmarkStats counts points for stats.
func BenchmarkStats(b *testing.B) { benchClocked(b, `stream|from()|stats(10s)`) }

func benchClocked(b *testing.B, script string) {
	run := mustCompile(b, script).NewRun(engine.RunOptions{Start: at(b, "10:00:00")})
	pt := point.New("m", point.Tags{}, point.Fields{}.Set("v", point.Float(1)), at(b, "10:00:00"))
	b.ReportAllocs()
	for b.Loop() {
		if err := run.Write("db", "rp", pt); err != nil {
			b.Fatal(err)
		}
	}
}

// TestNowSharded: the shards of a run have its clock.
func TestNowSharded(t *testing.T) {
	var ids []string
	run := mustCompile(t, `stream|from().groupBy('host')|alert().id('{{ .Group }}').crit(lambda: hour(now()) == 10 AND minute(now()) == 5)`).NewRun(engine.RunOptions{
		Shards: 2, Start: at(t, "10:00:00"), OnEvent: func(e *alert.Event) { ids = append(ids, e.ID) },
	})
	read := func() {
		require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader("m,host=a v=1 1\nm,host=b v=1 2\n"), engine.ReadOptions{DB: "db", RP: "rp"}))
	}
	read()
	require.Empty(t, ids)
	require.NoError(t, run.Advance(context.Background(), at(t, "10:05:00")))
	read()
	require.NoError(t, run.Close())
	require.Equal(t, []string{"host=a", "host=b"}, ids)
}
