package backtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
)

var start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func mustCompile(t testing.TB, script string) *engine.Program {
	t.Helper()
	prog, err := engine.Compile(script, engine.Options{Task: "disk"})
	require.NoError(t, err)
	return prog
}

// rule fires at a threshold; warn is ten below it.
func rule(crit int) string {
	return fmt.Sprintf(`stream|from().measurement('disk').groupBy('host')|alert().id('{{ index .Tags "host" }}').warn(lambda: "v" >= %d).crit(lambda: "v" >= %d).stateChangesOnly()`, crit-10, crit)
}

// series is one value a minute for each host; "" is none.
func series(hosts map[string][]any) string {
	var b strings.Builder
	for m := 0; ; m++ {
		more := false
		for _, h := range []string{"a", "b", "c"} {
			if vs := hosts[h]; m < len(vs) {
				more = true
				if vs[m] != "" {
					fmt.Fprintf(&b, "disk,host=%s v=%v %d\n", h, vs[m], start.Add(time.Duration(m)*time.Minute).UnixNano())
				}
			}
		}
		if !more {
			return b.String()
		}
	}
}

func lines(text string) backtest.Input {
	return backtest.Lines("disk.lp", func() (io.Reader, error) { return strings.NewReader(text), nil }, engine.ReadOptions{DB: "db", RP: "rp"})
}

// days are two days of host a at one value a minute with a few exceptions.
func steady(n int, v any, at map[int]any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = v
		if x, ok := at[i]; ok {
			out[i] = x
		}
	}
	return out
}

// TestReport adds up by hand what a rule did over two days.
func TestReport(t *testing.T) {
	data := series(map[string][]any{
		// Warning for 2 minutes, critical for 3, a flap 5 minutes later for one minute,
		// then on the next day one of one minute.
		"a": steady(2881, 10, map[int]any{10: 80, 11: 80, 12: 95, 13: 95, 14: 95, 20: 80, 2000: 80}),
		"b": steady(2881, 10, map[int]any{2880: 95}), // fires with its last point
		"c": steady(2881, 10, nil),
	})
	r, err := backtest.Run(context.Background(), mustCompile(t, rule(90)), lines(data), backtest.Options{})
	require.NoError(t, err)
	require.Equal(t, start, r.From)
	require.Equal(t, start.Add(48*time.Hour), r.To)
	require.EqualValues(t, 3*2881, r.Points)
	require.EqualValues(t, 3+2+2+1, r.Events)
	require.Equal(t, 4, r.Firings)
	require.Equal(t, 1, r.Flaps)
	require.InDelta(t, 2.0, r.PerDay, 1e-9)
	require.Empty(t, cmp.Diff([]backtest.Day{{Date: "2024-01-01", Firings: 2}, {Date: "2024-01-02", Firings: 1}, {Date: "2024-01-03", Firings: 1}}, r.Days))
	require.Len(t, r.Alerts, 2, "an alert that never fired is not listed")
	a, b := r.Alerts[0], r.Alerts[1]
	require.Equal(t, "a", a.ID)
	require.Equal(t, map[string]string{"host": "a"}, a.Tags)
	require.Equal(t, 3, a.Firings)
	require.Equal(t, 1, a.Flaps)
	require.Equal(t, backtest.Levels{alert.OK: 48*time.Hour - 7*time.Minute, alert.Warning: 4 * time.Minute, alert.Critical: 3 * time.Minute}, a.Seconds)
	require.Equal(t, alert.Critical, a.Highest)
	require.False(t, a.Open)
	at := func(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }
	require.Empty(t, cmp.Diff(&backtest.Episode{From: at(10), To: at(15), Highest: alert.Critical, Spans: []backtest.Span{
		{Level: alert.Warning, From: at(10), To: at(12)}, {Level: alert.Critical, From: at(12), To: at(15)},
	}}, a.Episodes[0]))
	require.True(t, b.Open)
	require.Empty(t, cmp.Diff([]*backtest.Episode{{From: at(2880), To: at(2880), Open: true, Highest: alert.Critical, Spans: []backtest.Span{{Level: alert.Critical, From: at(2880), To: at(2880)}}}}, b.Episodes))
	require.Zero(t, b.Seconds[alert.Critical])
}

// TestOpenUntil: what is open lasts until the clock stops.
func TestOpenUntil(t *testing.T) {
	data := series(map[string][]any{"a": {10, 95, 95}})
	r, err := backtest.Run(context.Background(), mustCompile(t, rule(90)), lines(data), backtest.Options{Until: start.Add(time.Hour)})
	require.NoError(t, err)
	require.Equal(t, start.Add(time.Hour), r.To)
	require.Equal(t, 59*time.Minute, r.Alerts[0].Seconds[alert.Critical])
	require.Equal(t, time.Minute, r.Alerts[0].Seconds[alert.OK])
}

// TestDeadman: recorded silence fires, also the silence that lasts to the end.
func TestDeadman(t *testing.T) {
	data := series(map[string][]any{"a": steady(30, 1, map[int]any{10: "", 11: "", 12: "", 13: "", 14: ""}), "b": steady(20, 1, nil)})
	const script = `stream|from().measurement('disk').groupBy('host')|deadman(0.0, 2m).id('{{ index .Tags "host" }}').stateChangesOnly()`
	r, err := backtest.Run(context.Background(), mustCompile(t, script), lines(data), backtest.Options{Until: start.Add(time.Hour)})
	require.NoError(t, err)
	open := map[string]bool{}
	firings := map[string]int{}
	for _, a := range r.Alerts {
		open[a.ID], firings[a.ID] = a.Open, a.Firings
	}
	require.Equal(t, map[string]int{"a": 2, "b": 1}, firings, "%v", r.Alerts)
	require.Equal(t, map[string]bool{"a": true, "b": true}, open)
}

// TestCompare: a higher threshold loses one alert, shortens one, and leaves one.
func TestCompare(t *testing.T) {
	data := series(map[string][]any{
		"a": steady(100, 10, map[int]any{10: 85, 11: 95, 12: 99, 50: 85, 51: 85}),
		"b": steady(100, 10, map[int]any{70: 100, 71: 100}),
		"c": steady(100, 10, map[int]any{30: 75}),
	})
	old, new := mustCompile(t, rule(90)), mustCompile(t, rule(95))
	c, err := backtest.Compare(context.Background(), old, new, lines(data), backtest.Options{})
	require.NoError(t, err)
	var got []string
	for _, ch := range c.Changes {
		got = append(got, fmt.Sprintf("%s %s %s", ch.Kind, ch.ID, ch.At().Format("15:04")))
	}
	// With 95: warn from 85. c never warns at 75 with either (80, 85).
	require.Empty(t, cmp.Diff([]string(nil), got), "85 warns with both, 95 is critical with both")
	require.Equal(t, 3, c.Same)

	c, err = backtest.Compare(context.Background(), old, mustCompile(t, rule(98)), lines(data), backtest.Options{})
	require.NoError(t, err)
	got = nil
	for _, ch := range c.Changes {
		got = append(got, fmt.Sprintf("%s %s %s %v %v", ch.Kind, ch.ID, ch.At().Format("15:04"), time.Duration(ch.Begin), time.Duration(ch.End)))
	}
	// With 98: warn from 88, so 85 is nothing.
	require.Empty(t, cmp.Diff([]string{"moved a 00:10 1m0s 0s", "vanished a 00:50 0s 0s"}, got))
	require.Equal(t, 1, c.Same)

	// The other way round, what vanished appears; a tolerance of a minute leaves the
	// moved one as it is, but for its levels.
	c, err = backtest.Compare(context.Background(), mustCompile(t, rule(98)), old, lines(data), backtest.Options{Tolerance: time.Minute})
	require.NoError(t, err)
	require.Equal(t, 1, c.Count(backtest.Appeared))
	require.Equal(t, 0, c.Count(backtest.Moved))

	// A rule that never reaches critical.
	c, err = backtest.Compare(context.Background(), old, mustCompile(t, strings.Replace(rule(90), `.crit(lambda: "v" >= 90)`, "", 1)), lines(data), backtest.Options{})
	require.NoError(t, err)
	require.Equal(t, 2, c.Count(backtest.Relevelled))
}

// TestNear: episodes that do not overlap are one where they are near.
func TestNear(t *testing.T) {
	late := strings.Replace(rule(90), "|alert()", "|shift(3m)|alert()", 1)
	data := series(map[string][]any{"a": steady(60, 10, map[int]any{20: 95, 21: 95})})
	for near, want := range map[time.Duration]map[backtest.Kind]int{
		time.Second:     {backtest.Vanished: 1, backtest.Appeared: 1},
		5 * time.Minute: {backtest.Moved: 1},
	} {
		c, err := backtest.Compare(context.Background(), mustCompile(t, rule(90)), mustCompile(t, late), lines(data), backtest.Options{Near: near})
		require.NoError(t, err)
		got := map[backtest.Kind]int{}
		for _, ch := range c.Changes {
			got[ch.Kind]++
		}
		require.Empty(t, cmp.Diff(want, got), "near %s", near)
	}
}

// TestInputs: every kind of input gives the same report.
func TestInputs(t *testing.T) {
	text := series(map[string][]any{"a": steady(50, 10, map[int]any{5: 95, 6: 95, 40: 85})})
	pts, err := point.Parse([]byte(text), point.Options{})
	require.NoError(t, err)
	var rec bytes.Buffer
	sr := engine.NewStreamRecorder(&rec)
	for _, p := range pts {
		require.NoError(t, sr.Write("db", "rp", p))
	}
	require.NoError(t, sr.Close())
	half := strings.Index(text[len(text)/2:], "\n") + len(text)/2 + 1
	prog := mustCompile(t, rule(90))
	var want *backtest.Report
	for _, in := range []backtest.Input{
		lines(text),
		backtest.Points("points", "db", "rp", func(context.Context) iter.Seq2[point.Point, error] {
			return func(yield func(point.Point, error) bool) {
				for _, p := range pts {
					if !yield(p, nil) {
						return
					}
				}
			}
		}),
		backtest.Recording("disk.srpl", func() (*engine.Recording, error) { return engine.OpenStreamRecording(bytes.NewReader(rec.Bytes())) }),
		backtest.Chain(lines(text[:half]), lines(text[half:])),
	} {
		r, err := backtest.Run(context.Background(), prog, in, backtest.Options{})
		require.NoError(t, err)
		require.Equal(t, 2, r.Firings)
		r.Input = ""
		if want == nil {
			want = r
		}
		require.Empty(t, cmp.Diff(want, r, cmp.AllowUnexported(backtest.Alert{})), in.Name())
	}
}

// TestQueries runs a batch task by its schedule.
func TestQueries(t *testing.T) {
	prog, err := engine.Compile(`batch|query('SELECT mean(v) AS v FROM "db"."rp"."disk"').period(1m).every(1m)|alert().id('x').crit(lambda: "v" > 90).stateChangesOnly()`, engine.Options{Task: "q"})
	require.NoError(t, err)
	source := engine.BatchFunc(func(_ context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
		v := 10.0
		if m := q.Stop.Sub(start).Minutes(); m >= 20 && m < 30 {
			v = 95
		}
		return []engine.Batch{{Name: "disk", Time: q.Stop, Points: []engine.BatchPoint{{Time: q.Start, Fields: map[string]any{"v": v}}}}}, nil
	})
	r, err := backtest.Run(context.Background(), prog, backtest.Queries("cpu", source, start, start.Add(time.Hour)), backtest.Options{})
	require.NoError(t, err)
	require.Equal(t, 1, r.Firings)
	// A batch that fires has the time of its point, one that recovers its own (A015).
	require.Equal(t, 11*time.Minute, r.Alerts[0].Seconds[alert.Critical])
	_, err = backtest.Run(context.Background(), prog, backtest.Queries("cpu", source, start, start), backtest.Options{})
	require.ErrorContains(t, err, "is not after its start")
}

// TestFailures: what goes wrong is told with the input's name, and no report is
// made of a part.
func TestFailures(t *testing.T) {
	prog := mustCompile(t, rule(90))
	bad := lines("disk,host=a v=1 1\ndisk,host=a v=\n")
	_, err := backtest.Run(context.Background(), prog, bad, backtest.Options{})
	var le *point.LineError
	require.ErrorAs(t, err, &le)
	require.EqualValues(t, 2, le.Line)
	require.ErrorContains(t, err, "backtest of disk: disk.lp")
	_, err = backtest.Compare(context.Background(), prog, prog, bad, backtest.Options{})
	require.ErrorAs(t, err, &le)

	broken := errors.New("no such file")
	_, err = backtest.Run(context.Background(), prog, backtest.Lines("x", func() (io.Reader, error) { return nil, broken }, engine.ReadOptions{}), backtest.Options{})
	require.ErrorIs(t, err, broken)
	_, err = backtest.Run(context.Background(), prog, backtest.Points("q", "db", "rp", func(context.Context) iter.Seq2[point.Point, error] {
		return func(yield func(point.Point, error) bool) { yield(point.Point{}, broken) }
	}), backtest.Options{})
	require.ErrorIs(t, err, broken)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = backtest.Run(ctx, prog, lines("disk,host=a v=1 1\n"), backtest.Options{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = backtest.Run(context.Background(), prog, lines(""), backtest.Options{FlapWindow: -1})
	require.ErrorContains(t, err, "FlapWindow")

	crash := mustCompile(t, `stream|from().measurement('disk')|where(lambda: 1 / "n" > 0)|alert().crit(lambda: TRUE)`)
	_, err = backtest.Run(context.Background(), crash, lines("disk n=0i 1\n"), backtest.Options{})
	var ce *engine.CrashError
	require.ErrorAs(t, err, &ce)
}

// TestEmpty: a rule that sees nothing has a report all the same.
func TestEmpty(t *testing.T) {
	r, err := backtest.Run(context.Background(), mustCompile(t, rule(90)), lines(""), backtest.Options{})
	require.NoError(t, err)
	var text, html bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "no points")
	require.NoError(t, r.WriteHTML(&html, backtest.Page{}))
	require.Contains(t, html.String(), "No alert was raised")
}

// TestBounds: beyond MaxSpans the numbers go on, and what nodes log is told apart
// up to a limit.
func TestBounds(t *testing.T) {
	vs := make([]any, 1000)
	for i := range vs {
		vs[i] = 10 + 85*(i%2)
	}
	prog := mustCompile(t, rule(90))
	full, err := backtest.Run(context.Background(), prog, lines(series(map[string][]any{"a": vs})), backtest.Options{})
	require.NoError(t, err)
	r, err := backtest.Run(context.Background(), prog, lines(series(map[string][]any{"a": vs})), backtest.Options{MaxSpans: 10})
	require.NoError(t, err)
	require.True(t, r.Truncated)
	require.False(t, full.Truncated)
	require.Len(t, r.Alerts[0].Episodes, 10)
	require.Equal(t, 500, r.Firings)
	require.Equal(t, full.Seconds, r.Seconds)
	require.Equal(t, full.Flaps, r.Flaps)

	noisy := mustCompile(t, `stream|from().measurement('disk')|eval(lambda: "missing").as('x')|alert().crit(lambda: "x" > 1)`)
	r, err = backtest.Run(context.Background(), noisy, lines("disk v=1 1\ndisk v=1 2\n"), backtest.Options{})
	require.NoError(t, err)
	require.Len(t, r.Errors, 1)
	require.EqualValues(t, 2, r.Errors[0].Count)
	require.Equal(t, "eval2", r.Errors[0].Node)
}

// TestForms: the text, JSON and HTML of a comparison say the same.
func TestForms(t *testing.T) {
	data := series(map[string][]any{"a": steady(100, 10, map[int]any{10: 85, 11: 95, 50: 85, 51: 85})})
	c, err := backtest.Compare(context.Background(), mustCompile(t, rule(90)), mustCompile(t, rule(98)), lines(data), backtest.Options{})
	require.NoError(t, err)
	var text, js, html bytes.Buffer
	require.NoError(t, c.WriteText(&text))
	require.Contains(t, text.String(), "0 appear, 1 vanish, 0 move, 1 change their level, 0 are the same")
	require.NoError(t, c.WriteJSON(&js))
	var out struct {
		Changes []struct {
			Kind  string
			Begin float64
			Old   struct{ Highest string }
		}
		Old struct{ Seconds map[string]float64 }
	}
	require.NoError(t, json.Unmarshal(js.Bytes(), &out))
	require.Equal(t, "level", out.Changes[0].Kind)
	require.Equal(t, 60.0, out.Changes[0].Begin)
	require.Equal(t, "CRITICAL", out.Changes[0].Old.Highest)
	require.Equal(t, 60.0, out.Old.Seconds["critical"])
	require.NoError(t, c.WriteHTML(&html, backtest.Page{Title: `<b>"x"&`}))
	require.Contains(t, html.String(), "&lt;b&gt;")
	require.NotContains(t, html.String(), "<script")
	require.NotContains(t, html.String(), "http")
	require.Equal(t, 2, strings.Count(html.String(), `class="strip"`))
	require.Contains(t, html.String(), `<rect class="critical"`)
}

// TestPageBounds: a page of many alerts and spans stays small, and says so.
func TestPageBounds(t *testing.T) {
	var b strings.Builder
	for m := range 4000 {
		for h := range 3 {
			fmt.Fprintf(&b, "disk,host=h%d v=%d %d\n", h, 10+85*(m%2), start.Add(time.Duration(m)*time.Minute).UnixNano())
		}
	}
	r, err := backtest.Run(context.Background(), mustCompile(t, rule(90)), lines(b.String()), backtest.Options{})
	require.NoError(t, err)
	var html bytes.Buffer
	require.NoError(t, r.WriteHTML(&html, backtest.Page{MaxAlerts: 2}))
	require.Contains(t, html.String(), "1 more alerts are not drawn")
	require.LessOrEqual(t, strings.Count(html.String(), "<rect"), 2*1001)
}

// failing is a writer that takes nothing.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrors(t *testing.T) {
	c, err := backtest.Compare(context.Background(), mustCompile(t, rule(90)), mustCompile(t, rule(90)), lines(""), backtest.Options{})
	require.NoError(t, err)
	require.ErrorIs(t, c.WriteText(failing{}), io.ErrClosedPipe)
	require.ErrorIs(t, c.WriteJSON(failing{}), io.ErrClosedPipe)
	require.ErrorIs(t, c.WriteHTML(failing{}, backtest.Page{}), io.ErrClosedPipe)
}

// TestChangeIsToldInALine: what kind, where, from what to what, and by how much.
func TestChangeIsToldInALine(t *testing.T) {
	at := func(min int) time.Time { return time.Unix(0, 0).UTC().Add(time.Duration(min) * time.Minute) }
	warn := &backtest.Episode{From: at(0), To: at(10), Highest: alert.Warning}
	for want, c := range map[string]backtest.Change{
		"appeared a at 1970-01-01T00:00:00Z: WARNING 10m0s":                                        {Kind: backtest.Appeared, ID: "a", New: warn},
		"moved a at 1970-01-01T00:00:00Z: WARNING 10m0s, begins 5m0s later, ends 5m0s later":       {Kind: backtest.Moved, ID: "a", Old: warn, New: &backtest.Episode{From: at(5), To: at(15), Highest: alert.Warning}, Begin: backtest.Seconds(5 * time.Minute), End: backtest.Seconds(5 * time.Minute)},
		"level a at 1970-01-01T00:00:00Z: WARNING 10m0s -> CRITICAL 9m0s, open, ends 1m0s earlier": {Kind: backtest.Relevelled, ID: "a", Old: warn, New: &backtest.Episode{From: at(0), To: at(9), Highest: alert.Critical, Open: true}, End: backtest.Seconds(-time.Minute)},
	} {
		require.Equal(t, want, c.String())
	}
}
