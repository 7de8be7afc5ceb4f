package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// at is a time of day on one fixed day, as hours, minutes and seconds.
func at(t testing.TB, hms string) time.Time {
	t.Helper()
	x, err := time.Parse("2006-01-02 15:04:05", "2024-03-05 "+hms)
	require.NoError(t, err)
	return x
}

func mustCompile(t testing.TB, script string) *engine.Program {
	t.Helper()
	p, err := engine.Compile(script, engine.Options{})
	require.NoError(t, err)
	return p
}

// TestQueryRefused covers N031, N034, N035 and N036: mistakes that Kapacitor finds
// when the task starts.
func TestQueryRefused(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{`batch|query('SELECT v FROM db.rp.m; SELECT w FROM db.rp.m').every(1s)|log()`, "query-text"},
		{`batch|query('SHOW DATABASES').every(1s)|log()`, "query-text"},
		{`batch|query('SELECT FROM').every(1s)|log()`, "query"},
		{`batch|query('SELECT v FROM db.rp.m').every(1s).groupBy(time(1s), time(2s))|log()`, "query-one-time-dimension"},
		{`batch|query('SELECT v FROM db.rp.m').every(1s).fill('zero')|log()`, "query-fill"},
		{`batch|query('SELECT v FROM db.rp.m').every(1s).cron('* * * * *')|log()`, "query-schedule"},
		{`batch|query('SELECT v FROM db.rp.m').period(1s)|log()`, "query-no-schedule"},
		{`batch|query('SELECT v FROM db.rp.m').every(-1s)|log()`, "every"},
		{`batch|queryFlux('buckets()').period(1s)|log()`, "queryFlux-no-schedule"},
	} {
		_, err := engine.Compile(c.script, engine.Options{})
		require.ErrorContains(t, err, c.want, c.script)
	}
}

// asked runs a script's clock from 10:00:07 and returns the queries that were made.
func asked(t *testing.T, script string, until string) []engine.BatchQuery {
	t.Helper()
	var out []engine.BatchQuery
	run := mustCompile(t, script).NewRun(engine.RunOptions{
		Start: at(t, "10:00:07"),
		Batches: engine.BatchFunc(func(_ context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
			out = append(out, *q)
			return nil, nil
		}),
	})
	require.NoError(t, run.Advance(context.Background(), at(t, until)))
	require.NoError(t, run.Close())
	return out
}

// TestQuerySchedule covers N030, N037, N038 and N039.
func TestQuerySchedule(t *testing.T) {
	for _, c := range []struct {
		props string
		until string
		want  []string // time, start and stop
	}{
		{".every(10s).period(30s)", "10:00:27", []string{"10:00:17 09:59:47 10:00:17", "10:00:27 09:59:57 10:00:27"}},
		{".every(10s).period(30s).align()", "10:00:29", []string{"10:00:10 09:59:40 10:00:10", "10:00:20 09:59:50 10:00:20"}},
		{".every(10s).period(5s).offset(1m)", "10:00:20", []string{"10:00:17 09:59:12 09:59:17"}},
		{".every(10s)", "10:00:17", []string{"10:00:17 10:00:17 10:00:17"}},
		{".cron('*/2 * * * *').period(1m)", "10:04:30", []string{"10:02:00 10:01:00 10:02:00", "10:04:00 10:03:00 10:04:00"}},
		{".cron('30 * * * * * *').period(1m)", "10:00:40", []string{"10:00:30 09:59:30 10:00:30"}}, // with seconds
	} {
		var got []string
		for _, q := range asked(t, `batch|query('SELECT v FROM db.rp.m')`+c.props+`|log()`, c.until) {
			got = append(got, q.Time.Format(time.TimeOnly)+" "+q.Start.Format(time.TimeOnly)+" "+q.Stop.Format(time.TimeOnly))
		}
		require.Empty(t, cmp.Diff(c.want, got), c.props)
	}
}

// TestQueryCommand covers N030, N032, N033, N034, N035 and N041.
func TestQueryCommand(t *testing.T) {
	const span = `time >= '2024-03-05T10:00:07Z' AND time < '2024-03-05T10:00:17Z'`
	for _, c := range []struct{ text, props, want string }{
		{`SELECT v FROM db.rp.m`, ``, `SELECT v FROM db.rp.m WHERE ` + span},
		{`SELECT v FROM "db"."rp"."m" WHERE a = 1 OR b = 2`, ``, `SELECT v FROM db.rp.m WHERE a = 1 OR b = 2 AND ` + span},
		{`SELECT mean(v) FROM db.rp.m GROUP BY host FILL(0) LIMIT 3`, ``, `SELECT mean(v) FROM db.rp.m WHERE ` + span + ` fill(0) LIMIT 3`},
		{`SELECT mean(v) FROM db.rp.m`, `.groupBy('host', time(5s)).fill('none')`, `SELECT mean(v) FROM db.rp.m WHERE ` + span + ` GROUP BY host, time(5s, 0s) fill(none)`},
		{`SELECT mean(v) FROM db.rp.m`, `.groupBy(*, 1m).fill(1.5)`, `SELECT mean(v) FROM db.rp.m WHERE ` + span + ` GROUP BY *, time(1m, 0s) fill(1.5)`},
		{`SELECT mean(v) FROM db.rp.m`, `.groupBy(time(5s, 1s))`, `SELECT mean(v) FROM db.rp.m WHERE ` + span + ` GROUP BY time(5s, 1s)`},
		{`SELECT mean(v) FROM db.rp.m`, `.groupBy(time(5s)).alignGroup()`, `SELECT mean(v) FROM db.rp.m WHERE ` + span + ` GROUP BY time(5s, 2s)`},
	} {
		qs := asked(t, `batch|query('`+c.text+`').every(10s).period(10s)`+c.props+`|log()`, "10:00:17")
		require.Len(t, qs, 1)
		require.Equal(t, c.want, qs[0].Command)
	}
	qs := asked(t, `batch|queryFlux('buckets()').every(10s).offset(1s).org('o').orgID('i').cluster('c')|log()`, "10:00:17")
	require.Empty(t, cmp.Diff([]engine.BatchQuery{{
		Node: "queryFlux1", Cluster: "c", Command: "buckets()", Flux: true, Org: "o", OrgID: "i",
		Time: at(t, "10:00:17"), Start: at(t, "10:00:16"), Stop: at(t, "10:00:16"),
	}}, qs))
}

// answers lists what a query node emits for one answer.
func answers(t *testing.T, script string, batches []engine.Batch, fail error) (lines []string, errs []error) {
	t.Helper()
	run := mustCompile(t, script).NewRun(engine.RunOptions{
		Start:   at(t, "10:00:00"),
		OnError: func(err error) { errs = append(errs, err) },
		Trace: func(m *engine.Message) {
			if m.Node.ID != 1 {
				return
			}
			l := m.Group() + " " + m.Time().Format(time.TimeOnly)
			for i := range m.Len() {
				l += " |" + m.PointTime(i).Format(time.TimeOnly)
				for _, f := range m.PointFields(i) {
					l += " " + f.Name + "=" + f.Value.Kind().String() + ":" + text(f.Value)
				}
			}
			lines = append(lines, l)
		},
		Batches: engine.BatchFunc(func(context.Context, *engine.BatchQuery) ([]engine.Batch, error) { return batches, fail }),
	})
	require.NoError(t, run.Advance(context.Background(), at(t, "10:00:10")))
	return lines, errs
}

// TestQueryAnswer covers N044, N045, N046, N047 and N048.
func TestQueryAnswer(t *testing.T) {
	series := []engine.Batch{{
		Name: "m", Tags: map[string]string{"host": "a"},
		Points: []engine.BatchPoint{
			{Time: at(t, "10:00:01"), Fields: map[string]any{"v": int64(1), "w": nil}},
			{Time: at(t, "10:00:02"), Fields: map[string]any{"v": nil}},
			{Time: at(t, "10:00:03"), Fields: map[string]any{"v": 1.5, "s": "x", "b": true}},
		},
	}, {Name: "m", Tags: map[string]string{"host": "b"}}}
	for _, c := range []struct {
		script string
		want   []string
	}{
		{`batch|query('SELECT v FROM db.rp.m').every(10s)|log()`, []string{
			"host=a 10:00:10 |10:00:01 v=float:1 |10:00:03 b=boolean:true s=string:x v=float:1.5", "host=b 10:00:10"}},
		{`batch|query('SELECT v FROM db.rp.m').every(10s).groupBy(1s).offset(2s).groupByMeasurement()|log()`, []string{
			"m\nhost=a 10:00:03 |10:00:01 v=float:1 |10:00:03 b=boolean:true s=string:x v=float:1.5", "m\nhost=b 10:00:08"}},
		{`batch|queryFlux('x').every(10s).offset(2s)|log()`, []string{
			"host=a 10:00:03 |10:00:01 v=int:1 |10:00:03 b=boolean:true s=string:x v=float:1.5", "host=b 10:00:10"}},
	} {
		got, errs := answers(t, c.script, series, nil)
		require.Empty(t, errs)
		require.Empty(t, cmp.Diff(c.want, got), c.script)
	}
	got, errs := answers(t, `batch|query('SELECT v FROM db.rp.m').every(10s)|log()`, nil, errors.New("down"))
	require.Empty(t, got)
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], "error executing query: down")
}

// TestQueryForeign covers N043: batching stops the task, a replay does not.
func TestQueryForeign(t *testing.T) {
	for script, want := range map[string]string{
		`batch|query('SELECT v FROM other.rp.m').every(10s)|log()`:                    `batch query is not allowed to request data from "other"."rp"`,
		`batch|query('SELECT v FROM (SELECT v FROM "db"."rp"."m")').every(10s)|log()`: "unknown query source",
		`batch|query('SELECT v FROM db.rp.m').every(10s)|log()`:                       "",
	} {
		n := 0
		run := mustCompile(t, script).NewRun(engine.RunOptions{
			DBRPs: []graph.DBRP{{Database: "db", RetentionPolicy: "rp"}},
			Batches: engine.BatchFunc(func(context.Context, *engine.BatchQuery) ([]engine.Batch, error) {
				n++
				return nil, nil
			}),
		})
		ctx := context.Background()
		err := run.Advance(ctx, at(t, "10:00:00"))
		if want != "" {
			var failed *engine.FailedError
			require.ErrorAs(t, err, &failed)
			require.ErrorContains(t, err, want)
			continue
		}
		require.NoError(t, err)
		require.NoError(t, run.Advance(ctx, at(t, "10:01:00")))
		require.Equal(t, 6, n)
		next, ok := run.NextTimer()
		require.True(t, ok)
		require.Equal(t, at(t, "10:01:10"), next)
		require.ErrorContains(t, run.Advance(ctx, at(t, "10:00:00")), "cannot go back")
	}
}

// BenchmarkQueryBatch feeds batches of ten rows to a mean.
func BenchmarkQueryBatch(b *testing.B) {
	run := mustCompile(b, `batch|query('SELECT v FROM db.rp.m').every(10s)|mean('v')`).NewRun(engine.RunOptions{})
	batch := engine.Batch{Name: "m", Tags: map[string]string{"host": "a"}, Time: at(b, "10:00:00")}
	for i := range 10 {
		batch.Points = append(batch.Points, engine.BatchPoint{Time: at(b, "10:00:00").Add(time.Duration(i) * time.Second), Fields: map[string]any{"v": float64(i)}})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := run.WriteBatch(0, batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(run.Points())/b.Elapsed().Seconds(), "points/s")
}

// text prints a value.
func text(v lambda.Value) string {
	b, err := alert.AppendValue(nil, v)
	if err != nil {
		return "error: " + err.Error()
	}
	return strings.Trim(string(b), `"`)
}
