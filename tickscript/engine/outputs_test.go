package engine_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// feed writes lines of line protocol to db.rp.
func feed(t testing.TB, run *engine.Run, lines ...string) {
	t.Helper()
	for _, l := range lines {
		pts, err := point.Parse([]byte(l), point.Options{})
		require.NoError(t, err)
		require.NoError(t, run.Write("db", "rp", pts...))
	}
}

// TestInfluxDBOut covers N185, N186 and N187: what is written where, and when.
func TestInfluxDBOut(t *testing.T) {
	for _, c := range []struct {
		name, script string
		steps        []string
		want         []string
	}{
		{"N186: the point's own database, extra tags win, closing flushes", `stream|from()|influxDBOut().tag('host', 'x').tag('z', 'y')`,
			[]string{"m,host=a v=1,s=\"q\",i=2i,b=true 36000000000000"},
			[]string{"db.rp m,host=x,z=y b=true,i=2i,s=\"q\",v=1 36000000000000"}},
		{"N186: properties", `stream|from()|influxDBOut().database('d').retentionPolicy('r').measurement('n').cluster('c')`,
			[]string{"m v=1 1"}, []string{"d.r n v=1 1"}},
		{"N186: computed points have no database", `stream|from()|window().period(1s).every(1s)|influxDBOut()`,
			[]string{"m v=1 1000000000", "m v=2 2000000000"}, []string{". m v=1 1000000000"}},
		{"N187: the buffer", `stream|from()|influxDBOut().buffer(2)`,
			[]string{"m v=1 1", "m v=2 2", "m v=3 3"}, []string{"db.rp m v=1 1; m v=2 2", "db.rp m v=3 3"}},
		{"N187: the flush interval", `stream|from()|influxDBOut().flushInterval(5s)`,
			[]string{"m v=1 1", "tick 10:00:05", "m v=2 2", "tick 10:00:10"}, []string{"db.rp m v=1 1", "db.rp m v=2 2"}},
		{"N187: a precision that is no duration's unit", `stream|from()|influxDBOut().precision('u')`, []string{"m v=1 1", "m v=2 2"}, nil},
		{"N188: create", `stream|from()|influxDBOut().database('my db').retentionPolicy('r').create()`,
			nil, []string{`CREATE DATABASE "my db" WITH NAME r`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			run := mustCompile(t, c.script).NewRun(engine.RunOptions{Start: at(t, "10:00:00"), OnWrite: func(w *engine.InfluxWrite) error {
				if w.Create != "" {
					got = append(got, w.Create)
					return nil
				}
				l := w.DB + "." + w.RP
				for i, p := range w.Points {
					b, err := point.Marshal(p)
					require.NoError(t, err)
					if i > 0 {
						l += ";"
					}
					l += " " + string(b[:len(b)-1])
				}
				got = append(got, l)
				return nil
			}})
			p := &play{t: t, run: run}
			for _, s := range c.steps {
				if s[:4] == "tick" {
					require.NoError(t, p.do(s))
				} else {
					feed(t, run, s)
				}
			}
			require.NoError(t, run.Close())
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
	var errs []error
	run := mustCompile(t, `stream|from()|influxDBOut().buffer(1)`).NewRun(engine.RunOptions{
		OnWrite: func(*engine.InfluxWrite) error { return errors.New("down") }, OnError: func(err error) { errs = append(errs, err) },
	})
	feed(t, run, "m v=1 1")
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], "failed to write points to InfluxDB: down")
	var got []engine.InfluxWrite
	run = mustCompile(t, `stream|from()|influxDBOut().cluster('c').writeConsistency('all').precision('s')`).NewRun(engine.RunOptions{
		OnWrite: func(w *engine.InfluxWrite) error { got = append(got, *w); return nil },
	})
	feed(t, run, "m v=1 1")
	require.NoError(t, run.Close())
	require.Len(t, got, 1)
	require.Equal(t, []string{"c", "all", "s"}, []string{got[0].Cluster, got[0].Consistency, got[0].Precision})
	_, err := engine.Compile(`stream|from()|influxDBOut().flushInterval(0s)`, engine.Options{})
	require.ErrorContains(t, err, "influxdbout-flush")
}

// TestLoopback covers N189 and N190.
func TestLoopback(t *testing.T) {
	const script = `stream|from().groupBy('host')|kapacitorLoopback().database('d').retentionPolicy('r').measurement('n').tag('x', 'y')
stream|from()|window().period(1s).every(1s)|kapacitorLoopback().database('d').retentionPolicy('r').measurement('n')`
	var got []string
	run := mustCompile(t, script).NewRun(engine.RunOptions{OnLoopback: func(l *engine.Loopback) error {
		got = append(got, fmt.Sprintf("%s.%s %s", l.DB, l.RP, l.Point))
		return nil
	}})
	feed(t, run, "m,host=a v=1 1000000000", "m,host=a v=2 2000000000")
	require.NoError(t, run.Close())
	require.Empty(t, cmp.Diff([]string{"d.r n,host=a,x=y v=1 1000000000", "d.r n,host=a,x=y v=2 2000000000", "d.r m,host=a v=1 1000000000"}, got))

	loop := []graph.DBRP{{Database: "d", RetentionPolicy: "r"}}
	_, err := engine.Compile(script, engine.Options{DBRPs: loop})
	require.ErrorContains(t, err, `loop detected on dbrp: "d"."r"`)
	var failed *engine.FailedError
	run = mustCompile(t, script).NewRun(engine.RunOptions{DBRPs: loop})
	require.ErrorAs(t, run.Close(), &failed)
}

// TestHTTPPost covers N182, N183 and N184 where nothing is recorded of them.
func TestHTTPPost(t *testing.T) {
	cfg := alert.DefaultConfig()
	cfg.HTTPPost = []alert.HTTPPostConfig{{
		Endpoint: "e", URL: "http://h/{{ .Name }}/{{ index .Tags \"host\" }}", Username: "u", Password: "secret", Headers: map[string]string{"X-A": "1", "X-B": "1"},
		RowTemplate: `{{ range .Values }}{{ json .v }}{{ jsonCompact .v }}{{ end }}`,
	}}
	prog, err := engine.Compile(`stream|from().groupBy('host')|httpPost().endpoint('e').header('X-A', '2').captureResponse()|log()`, engine.Options{Handlers: cfg})
	require.NoError(t, err)
	var got []string
	var errs []error
	run := prog.NewRun(engine.RunOptions{
		OnError: func(err error) { errs = append(errs, err) },
		OnPost: func(p *engine.Post) (engine.PostAnswer, error) {
			got = append(got, fmt.Sprintf("%s %s %v %q", p.Method, p.URL, p.Header, p.Body))
			require.NotContains(t, p.String(), "secret")
			return engine.PostAnswer{Status: 500, Body: []byte("no")}, nil
		},
	})
	feed(t, run, "m,host=a v=1.5 1000000000")
	require.NoError(t, run.Close())
	require.Empty(t, cmp.Diff([]string{`POST http://h/m/a [{Authorization Basic dTpzZWNyZXQ=} {X-A 2} {X-B 1}] "1.5\n1.5"`}, got))
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], "POST returned non 2xx status code 500: no")
	_, err = engine.Compile(`stream|from()|httpPost().endpoint('none')`, engine.Options{Handlers: cfg})
	require.ErrorContains(t, err, "endpoint 'none' does not exist")
}

func BenchmarkInfluxDBOut(b *testing.B) {
	run := mustCompile(b, `stream|from()|influxDBOut()`).NewRun(engine.RunOptions{OnWrite: func(*engine.InfluxWrite) error { return nil }})
	benchWrite(b, run)
}

func BenchmarkHTTPPost(b *testing.B) {
	run := mustCompile(b, `stream|from()|httpPost('http://h/')`).NewRun(engine.RunOptions{OnPost: func(*engine.Post) (engine.PostAnswer, error) { return engine.PostAnswer{Status: 200}, nil }})
	benchWrite(b, run)
}

func BenchmarkLoopback(b *testing.B) {
	run := mustCompile(b, `stream|from()|kapacitorLoopback().database('d').retentionPolicy('r')`).NewRun(engine.RunOptions{OnLoopback: func(*engine.Loopback) error { return nil }})
	benchWrite(b, run)
}

// benchWrite writes one point again and again. What leaves the engine is handed over
// for keeps, so each point is allocated.
func benchWrite(b *testing.B, run *engine.Run) {
	pt := point.New("m", point.Tags{}, point.Fields{}.Set("v", point.Float(1)), at(b, "10:00:00"))
	b.ReportAllocs()
	for b.Loop() {
		if err := run.Write("db", "rp", pt); err != nil {
			b.Fatal(err)
		}
	}
}
