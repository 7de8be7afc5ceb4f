package backtest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
)

func run(t *testing.T, script, data string, o backtest.Options) *backtest.Report {
	t.Helper()
	r, err := backtest.Run(context.Background(), mustCompile(t, script), lines(data), o)
	require.NoError(t, err)
	return r
}

func minute(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }

// TestNoRecoveries: a rule that keeps recoveries to itself fires as often, and as
// long, as one that tells them.
func TestNoRecoveries(t *testing.T) {
	data := series(map[string][]any{"a": {95, 10, 95, 95, 10, 95, 10, 10}, "b": {95, 95}})
	for _, script := range []string{rule(90), strings.TrimSuffix(rule(90), ".stateChangesOnly()")} {
		want := run(t, script, data, backtest.Options{})
		got := run(t, script+".noRecoveries()", data, backtest.Options{})
		require.Equal(t, 4, want.Firings)
		require.Equal(t, 2, want.Flaps)
		require.Less(t, got.Events, want.Events)
		require.Equal(t, want.Firings, got.Firings)
		require.Equal(t, want.Flaps, got.Flaps)
		require.Equal(t, want.Seconds, got.Seconds)
		require.Equal(t, want.Alerts[0].Episodes, got.Alerts[0].Episodes)
		require.True(t, got.Alerts[1].Open)
	}
	var asked []string
	o := backtest.Options{}
	o.Run.OnQuietRecovery = func(node, id string, _ time.Time) { asked = append(asked, node+" "+id) }
	run(t, rule(90)+".noRecoveries()", data, o)
	require.Equal(t, []string{"alert2 a", "alert2 a", "alert2 a"}, asked)
}

// TestOutOfOrder: no episode ends before it begins, and none begins before the
// one in front of it.
func TestOutOfOrder(t *testing.T) {
	r := run(t, rule(90), "disk,host=a v=95 600000000000\ndisk,host=a v=10 60000000000\ndisk,host=a v=95 300000000000\ndisk,host=a v=10 720000000000\n", backtest.Options{})
	eps := r.Alerts[0].Episodes
	require.Len(t, eps, 2)
	last := time.Time{}
	for _, e := range eps {
		require.False(t, e.From.Before(last))
		require.False(t, e.To.Before(e.From))
		last = e.To
	}
	require.Equal(t, 2*time.Minute, r.Alerts[0].Seconds[alert.Critical])
	require.Equal(t, r.To.Sub(r.From), r.Alerts[0].Seconds[alert.OK]+2*time.Minute)
}

// TestTruncatedSpans: a span is not drawn out over a level that has none, the end
// is the true one, and only what is listed is compared.
func TestTruncatedSpans(t *testing.T) {
	data := series(map[string][]any{"a": {10, 80, 95, 95, 10, 10, 95, 85}})
	r := run(t, rule(90), data, backtest.Options{MaxSpans: 1})
	a := r.Alerts[0]
	require.Equal(t, []backtest.Span{{Level: alert.Warning, From: minute(1), To: minute(2)}}, a.Episodes[0].Spans)
	require.Equal(t, minute(4), a.Episodes[0].To)
	require.Equal(t, minute(1), r.ListedUntil)
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Regexp(t, `(?m)^a .* CRITICAL +WARNING$`, text.String())

	// 80 warns with the old rule only, so that its list ends sooner.
	data = series(map[string][]any{"a": {95, 10, 80, 10, 80, 10, 95, 10, 95, 10}})
	c, err := backtest.Compare(context.Background(), mustCompile(t, rule(90)), mustCompile(t, rule(95)), lines(data), backtest.Options{MaxSpans: 3, Near: time.Nanosecond})
	require.NoError(t, err)
	require.Equal(t, 1, c.Same)
	require.Equal(t, 2, c.Count(backtest.Vanished), "what begins at minute 6 is not listed of the old rule")
	require.Zero(t, c.Count(backtest.Appeared))
	text.Reset()
	require.NoError(t, c.WriteText(&text))
	require.Contains(t, text.String(), "compared before 2024-01-01T00:06:00Z")
}

// TestNearest: of several episodes that are near, the nearest is the same one.
func TestNearest(t *testing.T) {
	data := series(map[string][]any{"a": {90, 10, 95, 10, 95, 10, 95, 10, 95, 10}})
	plain := func(at string) string {
		return `stream|from().measurement('disk')|alert().id('x').crit(lambda: "v" >= ` + at + `).stateChangesOnly()`
	}
	for _, x := range []struct {
		old, new string
		kind     backtest.Kind
	}{{"90", "95", backtest.Vanished}, {"95", "90", backtest.Appeared}} {
		c, err := backtest.Compare(context.Background(), mustCompile(t, plain(x.old)), mustCompile(t, plain(x.new)), lines(data), backtest.Options{})
		require.NoError(t, err)
		require.Len(t, c.Changes, 1, "%v", c.Changes)
		require.Equal(t, x.kind, c.Changes[0].Kind)
		require.Equal(t, start, c.Changes[0].At())
		require.Equal(t, 4, c.Same)
	}
}

// TestSharedIDs: groups with one id are one alert, as they are in Kapacitor's
// topic; alert nodes with one id are two.
func TestSharedIDs(t *testing.T) {
	data := series(map[string][]any{"a": {95, 95, 10, 10}, "b": {10, 95, 95, 10}})
	r := run(t, `var d = stream|from().measurement('disk').groupBy('host')
d|alert().id('x').crit(lambda: "v" >= 90).stateChangesOnly()
d|alert().id('x').crit(lambda: "v" >= 99).warn(lambda: "v" >= 95).stateChangesOnly()`, data, backtest.Options{})
	require.Len(t, r.Alerts, 2)
	require.Equal(t, []string{"alert2", "alert3"}, []string{r.Alerts[0].Node, r.Alerts[1].Node})
	require.Equal(t, alert.Warning, r.Alerts[1].Highest)
	// b's OK at minute 3 is the last word, a's at minute 2 the first.
	require.Equal(t, minute(2), r.Alerts[0].Episodes[0].To)
	require.Equal(t, 1, r.Alerts[0].Firings)
}

// TestHostile: ids are data; they are escaped on a page and one line in a table.
func TestHostile(t *testing.T) {
	const evil = `</title><script>alert(1)</script>"'`
	r := run(t, `stream|from().measurement('disk').groupBy('host')|alert().id('{{ index .Tags "host" }}`+"\n\x1b[31m\t"+`').crit(lambda: "v" >= 90).stateChangesOnly()`,
		"disk,host="+evil+" v=95 1\n", backtest.Options{})
	require.Len(t, r.Alerts, 1)
	require.Contains(t, r.Alerts[0].ID, "\x1b")
	var text, html bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.NotContains(t, text.String(), "\x1b")
	require.Contains(t, text.String(), evil+`\n\x1b[31m\t  alert2`)
	require.NoError(t, r.WriteHTML(&html, backtest.Page{Title: evil}))
	require.NotContains(t, html.String(), "<script")
	require.NotContains(t, html.String(), "NaN")
}

// TestDayOfZone: days are those of the zone, also where it changes its clocks.
func TestDayOfZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	// 2024-03-31 has 23 hours there; 21:59Z is its last minute.
	text := "disk,host=a v=95 1711922340000000000\ndisk,host=a v=10 1711922350000000000\ndisk,host=a v=95 1711922400000000000\n"
	r := run(t, rule(90), text, backtest.Options{Location: zone})
	require.Equal(t, []backtest.Day{{Date: "2024-03-31", Firings: 1}, {Date: "2024-04-01", Firings: 1}}, r.Days)
}

// TestEmptyInput: what is no input is an error.
func TestEmptyInput(t *testing.T) {
	prog := mustCompile(t, rule(90))
	for _, in := range []backtest.Input{{}, backtest.Chain(backtest.Input{})} {
		_, err := backtest.Run(context.Background(), prog, in, backtest.Options{})
		require.ErrorContains(t, err, "empty Input")
		_, err = backtest.Compare(context.Background(), prog, prog, in, backtest.Options{})
		require.ErrorContains(t, err, "empty Input")
	}
}

// endless is line protocol that has no end, and ends with its context's reader.
type endless struct{ n int }

func (e *endless) Read(b []byte) (int, error) {
	e.n++
	return copy(b, "disk,host=a v=1 1704067200000000000\n"), nil
}

// TestOneRuleFails: the rule that fails ends the other, and is the error.
func TestOneRuleFails(t *testing.T) {
	crash := mustCompile(t, `stream|from().measurement('disk')|where(lambda: 1 / int("v" - 1.0) > 0)|alert().crit(lambda: TRUE)`)
	for _, pair := range [][2]*engine.Program{{crash, mustCompile(t, rule(90))}, {mustCompile(t, rule(90)), crash}} {
		_, err := backtest.Compare(context.Background(), pair[0], pair[1], backtest.Lines("endless", func() (io.Reader, error) { return &endless{}, nil }, engine.ReadOptions{}), backtest.Options{})
		var ce *engine.CrashError
		require.ErrorAs(t, err, &ce)
		require.False(t, errors.Is(err, context.Canceled))
	}
}
