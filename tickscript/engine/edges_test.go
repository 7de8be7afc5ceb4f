package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// TestEdges covers what travels between nodes besides points: barriers and the
// deletion of groups, which only a clock brings about.
func TestEdges(t *testing.T) {
	for _, c := range []struct {
		name, script, kind string
		steps, want        []string
	}{
		{"R001: points, batches, barriers and deletions pass the nodes between", `stream|from().groupBy('host')|barrier().idle(5s).delete(TRUE)|where(lambda: TRUE)|eval(lambda: "v").as('v')|default().field('w', 1.0)|window().period(4s).every(4s)|where(lambda: TRUE)|log()`, "log",
			[]string{"m,host=a v=1 09:00:00", "tick 10:00:05", "m,host=a v=2 09:00:01", "tick 10:00:10"},
			[]string{"host=a@09:00:04 09:00:00 v=1 w=1", "host=a@09:00:05 09:00:01 v=2 w=1"}},
		{"N071: a barrier that closes a window ends there", `stream|from()|barrier().idle(5s)|window().period(2s).every(2s)|count('v').as('n')|window().period(1s).every(1s)|log()`, "log",
			[]string{"m v=1 09:00:00", "m v=2 09:00:01", "tick 10:00:05", "tick 10:00:10", "tick 10:00:20"},
			// The second window sees the points that four barriers make, and no barrier: the last point stays in it.
			[]string{"@09:00:03 09:00:02 n=2", "@09:00:09 09:00:08 n=0", "@09:00:14 09:00:13 n=0"}},
		{"I010: a barrier does not end an instant", `stream|from()|barrier().idle(5s)|mean('v').as('v')|log()`, "log",
			[]string{"m v=1 09:00:00", "m v=3 09:00:00", "tick 10:00:10", "m v=5 09:00:20"}, []string{"@09:00:00 v=2"}},
		{"I010: a deletion drops an instant", `stream|from()|barrier().idle(5s).delete(TRUE)|mean('v').as('v')|log()`, "log",
			[]string{"m v=1 09:00:00", "m v=3 09:00:00", "tick 10:00:05", "m v=5 09:00:20", "m v=7 09:00:30"}, []string{"@09:00:20 v=5"}},
		{"N166: a deletion drops what waits in a join", `var a = stream|from().measurement('a').groupBy('host')|barrier().idle(5s).delete(TRUE)
var b = stream|from().measurement('b').groupBy('host')
a|join(b).as('a', 'b')|log()`, "log",
			[]string{"a,host=x v=1 09:00:00", "tick 10:00:05", "b,host=x v=2 09:00:00", "b,host=x v=3 09:00:01", "a,host=x v=4 09:00:01", "a,host=x v=5 09:00:02", "b,host=x v=6 09:00:02"},
			[]string{"host=x@09:00:01 a.v=4 b.v=3", "host=x@09:00:02 a.v=5 b.v=6"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlay(t, c.script, c.kind)
			require.NoError(t, p.do(c.steps...))
			require.Empty(t, cmp.Diff(c.want, p.got))
			require.Empty(t, p.errs)
		})
	}
}

// TestBarrierNames covers R012: a node that a barrier reaches first knows the group
// by the barrier's name.
func TestBarrierNames(t *testing.T) {
	var names []string
	run := mustCompile(t, `stream|from().groupBy('host')|barrier().idle(5s)|where(lambda: "v" > 1.0)|window().period(10s).every(10s)|log()`).NewRun(engine.RunOptions{
		Start: at(t, "10:00:00"), Trace: func(m *engine.Message) {
			if m.Node.Kind() == "window" {
				names = append(names, m.Name())
			}
		},
	})
	p := &play{t: t, run: run}
	require.NoError(t, p.do("m,host=a v=1 09:00:00", "m,host=b v=2 09:00:00", "tick 10:00:05", "m,host=a v=2 09:00:06", "m,host=a v=3 09:00:30", "m,host=b v=3 09:00:30"))
	require.Equal(t, []string{"barrier", "m"}, names)
}

// TestDeadmanTexts covers N054: the texts of a server without a [deadman] section.
func TestDeadmanTexts(t *testing.T) {
	var got []string
	run := mustCompile(t, `stream|from().groupBy('host')|deadman(0.0, 10s)`).NewRun(engine.RunOptions{
		Start: at(t, "10:00:00"), OnEvent: func(e *alert.Event) { got = append(got, e.ID+"|"+e.Message) },
	})
	p := &play{t: t, run: run}
	require.NoError(t, p.do("m,host=a v=1 09:00:00", "tick 10:00:20", "m,host=a v=1 09:00:01", "tick 10:00:30"))
	require.Equal(t, []string{
		"host=a:from1 for task 'task'|host=a:from1 for task 'task' is dead: 0.000 points/10s.",
		"host=a:from1 for task 'task'|host=a:from1 for task 'task' is alive: 1.000 points/10s.",
	}, got)
}

// TestSideloadSource covers N114 and N117: the source is asked for once, when the
// run starts, and a run without it ends, where Kapacitor's process would.
func TestSideloadSource(t *testing.T) {
	opened := map[string]int{}
	values := engine.SideloadValues{"all": {"k": 1.0}}
	const script = `stream|from().groupBy('host')|sideload().source('http://h/values').order('{{ .host }}', 'all').field('k', 0.0).tag('t', 'none')|log()`
	open := func(fail error) engine.RunOptions {
		return engine.RunOptions{Sideload: func(source string) (engine.SideloadSource, error) {
			opened[source]++
			return values, fail
		}}
	}
	run := mustCompile(t, script).NewRun(open(nil))
	feed(t, run, "m,host=a v=1 1", "m,host=b v=1 2", "m,host=a v=1 3")
	require.NoError(t, run.Close())
	require.Equal(t, map[string]int{"http://h/values": 1}, opened)

	var failed *engine.FailedError
	err := mustCompile(t, script).NewRun(open(fmt.Errorf("no such endpoint"))).Close()
	require.ErrorAs(t, err, &failed)
	require.ErrorContains(t, err, `opening sideload source "http://h/values": no such endpoint`)
}

// TestLinesWithoutTime covers D003: a line without a time gets the caller's.
func TestLinesWithoutTime(t *testing.T) {
	var got []string
	run := mustCompile(t, `stream|from()|log()`).NewRun(engine.RunOptions{OnLog: func(l *engine.LogLine) { got = append(got, l.Time.Format(time.TimeOnly)) }})
	now := at(t, "10:00:07")
	require.NoError(t, run.ReadFrom(t.Context(), strings.NewReader("m v=1\nm v=2 0\nm v=3\n"), engine.ReadOptions{Now: func() int64 { return now.UnixNano() }}))
	require.Equal(t, []string{"10:00:07", "00:00:00", "10:00:07"}, got)
}
