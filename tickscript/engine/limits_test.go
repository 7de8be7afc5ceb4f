package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// many are n points of measurement m a second apart, spread over hosts.
func many(n, hosts int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "m,host=%d v=%d,s=\"text\" %d000000000\n", i%hosts, i, i)
	}
	return b.String()
}

// limited runs a script over text and returns how it ended.
func limited(t *testing.T, script string, opts engine.RunOptions, text string) (*engine.Run, error) {
	t.Helper()
	run := mustCompile(t, script).NewRun(opts)
	err := run.ReadFrom(context.Background(), strings.NewReader(text), engine.ReadOptions{DB: "db", RP: "rp"})
	return run, err
}

func wantLimit(t *testing.T, err error, what string, most int64) {
	t.Helper()
	var limit *engine.LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, engine.LimitError{What: what, Max: most}, *limit)
}

// TestLimitPoints: as many points as are allowed are judged, and not one more.
func TestLimitPoints(t *testing.T) {
	const script = `stream|from().measurement('m').groupBy('host')|alert().crit(lambda: TRUE)`
	events := 0
	opts := engine.RunOptions{Shards: 4, Limits: engine.Limits{Points: 5}, OnEvent: func(*alert.Event) { events++ }}
	run, err := limited(t, script, opts, many(5, 2)+"\n# the end\n")
	require.NoError(t, err)
	require.NoError(t, run.Close())
	require.Equal(t, 5, events)

	events = 0
	run, err = limited(t, script, opts, many(9, 2))
	wantLimit(t, err, "points", 5)
	require.Equal(t, 5, events)
	require.EqualValues(t, 6, run.Points())
	wantLimit(t, run.Err(), "points", 5)
	wantLimit(t, run.Close(), "points", 5)

	events = 0
	run = mustCompile(t, script).NewRun(opts)
	pts, err := point.Parse([]byte(many(9, 2)), point.Options{})
	require.NoError(t, err)
	wantLimit(t, run.Write("db", "rp", pts...), "points", 5)
	require.Equal(t, 5, events)
	require.EqualValues(t, 6, run.Points())
}

// TestLimitPointsOfBatches: the rows of batches are points, wherever they come from.
func TestLimitPointsOfBatches(t *testing.T) {
	const script = `batch|query('SELECT v FROM db.rp.m').every(10s)|log()`
	batch := engine.Batch{Name: "m", Time: at(t, "10:00:00")}
	for i := range 3 {
		batch.Points = append(batch.Points, engine.BatchPoint{Time: at(t, "10:00:00").Add(time.Duration(i)), Fields: map[string]any{"v": 1.0}})
	}
	passed := 0
	opts := engine.RunOptions{
		Start: at(t, "10:00:00"), Limits: engine.Limits{Points: 5},
		OnLog: func(l *engine.LogLine) {
			if l.Message == "batch point" {
				passed++
			}
		},
		Batches: engine.BatchFunc(func(context.Context, *engine.BatchQuery) ([]engine.Batch, error) { return []engine.Batch{batch}, nil }),
	}
	run := mustCompile(t, script).NewRun(opts)
	require.NoError(t, run.WriteBatch(0, batch))
	wantLimit(t, run.WriteBatch(0, batch), "points", 5)
	require.Equal(t, 3, passed)

	passed = 0
	run = mustCompile(t, script).NewRun(opts)
	wantLimit(t, run.Advance(context.Background(), at(t, "10:01:00")), "points", 5)
	require.Equal(t, 3, passed)
	require.EqualValues(t, 6, run.Points())

	var b bytes.Buffer
	require.NoError(t, engine.WriteBatchRecording(&b, []engine.Batch{batch, batch}))
	rec, err := engine.OpenBatchRecording(bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	passed = 0
	wantLimit(t, mustCompile(t, script).NewRun(opts).Replay(context.Background(), rec), "points", 5)
	require.Equal(t, 3, passed)
}

// TestLimitGroups: a tag of endless values ends the run.
func TestLimitGroups(t *testing.T) {
	const script = `stream|from().measurement('m').groupBy('host')|stateCount(lambda: TRUE)|log()`
	opts := engine.RunOptions{Limits: engine.Limits{Groups: 10}}
	_, err := limited(t, script, opts, many(100, 10))
	require.NoError(t, err)
	_, err = limited(t, script, opts, many(100, 11))
	wantLimit(t, err, "groups", 10)
}

// TestLimitBytes: whatever holds points back is counted, and what holds none is not.
func TestLimitBytes(t *testing.T) {
	m := `stream|from().measurement('m').groupBy('host')`
	text := many(5000, 10)
	for _, c := range []struct {
		name, script string
		holds        bool
	}{
		{"window of numbers", m + `|window().period(10h).every(10h)|mean('v')`, true},
		{"window of points", m + `|window().period(10h).every(1h)|log()`, true},
		{"window by count", m + `|window().periodCount(100000).everyCount(100000)|log()`, true},
		{"a short window", m + `|window().period(1m).every(1m)|log()`, false},
		{"union with what never comes", "var a = " + m + "\nvar b = stream|from().measurement('x')\na|union(b)|log()", true},
		{"join with what never comes", "var a = " + m + "\nvar b = stream|from().measurement('x').groupBy('host')\na|join(b).as('a', 'b')|log()", true},
		{"join on with what never comes", "var a = " + m + "\nvar b = stream|from().measurement('x')\na|join(b).as('a', 'b').on('host')|log()", true},
		{"flatten of one time", m + `|flatten().on('host').tolerance(100h)|log()`, true},
		{"batches of one time", m + `|window().period(1s).every(1s)|shift(1s)|groupBy('host')|log()`, false},
		{"instants", m + `|shift(1s)|top(1, 'v')|log()`, false},
		{"nothing held", m + `|where(lambda: "v" >= 0)|alert().crit(lambda: "v" > 10)`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := limited(t, c.script, engine.RunOptions{Limits: engine.Limits{Bytes: 32 << 10}}, text)
			if c.holds {
				wantLimit(t, err, "bytes", 32<<10)
			} else {
				require.NoError(t, err)
			}
			_, err = limited(t, c.script, engine.RunOptions{Limits: engine.Limits{Bytes: 1 << 30}}, text)
			require.NoError(t, err)
		})
	}
}

// TestLimitBytesOfOneInstant: an aggregate and a groupBy hold what has one time.
func TestLimitBytesOfOneInstant(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&text, "m,host=%d,port=%d v=%d 1\n", i%2, i, i)
	}
	for _, script := range []string{
		`stream|from().groupBy('host')|top(1, 'v')|log()`,
		`stream|from().groupBy('host')|mean('v')|log()`,
		`stream|from().groupBy('host')|combine(lambda: TRUE, lambda: TRUE).as('a', 'b')|log()`,
		`stream|from().groupBy('port')|window().periodCount(1).everyCount(1)|groupBy('host')|log()`,
	} {
		_, err := limited(t, script, engine.RunOptions{Limits: engine.Limits{Bytes: 32 << 10}}, text.String())
		wantLimit(t, err, "bytes", 32<<10)
	}
}

// waiting is a reader that takes its time before it ends.
type waiting struct{ d time.Duration }

func (w waiting) Read([]byte) (int, error) {
	<-time.After(w.d)
	return 0, io.EOF
}

// TestLimitTime: the wall time counts from NewRun.
func TestLimitTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := many(3000, 3)
		for _, c := range []struct {
			wait time.Duration
			over bool
		}{{time.Second, false}, {3 * time.Second, true}} {
			run := mustCompile(t, `stream|from()|log()`).NewRun(engine.RunOptions{Limits: engine.Limits{Time: 2 * time.Second}})
			in := io.MultiReader(strings.NewReader(text), waiting{c.wait}, strings.NewReader(text))
			err := run.ReadFrom(context.Background(), in, engine.ReadOptions{DB: "db", RP: "rp"})
			if c.over {
				wantLimit(t, err, "time", int64(2*time.Second))
			} else {
				require.NoError(t, err)
			}
		}
	})
}

// TestLimitsOfSet: the rules of a set share points, and have groups and memory each.
func TestLimitsOfSet(t *testing.T) {
	set, err := engine.CompileSet(
		engine.Script{Text: `stream|from().groupBy('host')|stateCount(lambda: TRUE)|log()`, Options: engine.Options{Task: "many"}},
		engine.Script{Text: `stream|from()|stateCount(lambda: TRUE)|log()`, Options: engine.Options{Task: "one"}},
	)
	require.NoError(t, err)
	read := func(l engine.Limits) (*engine.SetRun, error) {
		run := set.NewRun(engine.RunOptions{Limits: l})
		return run, run.ReadFrom(context.Background(), strings.NewReader(many(100, 10)), engine.ReadOptions{DB: "db", RP: "rp"})
	}
	run, err := read(engine.Limits{Groups: 5})
	require.NoError(t, err)
	wantLimit(t, run.Rule(0).Err(), "groups", 5)
	require.NoError(t, run.Rule(1).Err())
	run, err = read(engine.Limits{Points: 50})
	wantLimit(t, err, "points", 50)
	for i := range 2 {
		wantLimit(t, run.Rule(i).Err(), "points", 50)
	}
	require.EqualValues(t, 51, run.Points())
}
