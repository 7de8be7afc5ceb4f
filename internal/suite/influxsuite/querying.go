package influxsuite

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

func parameters(t *testing.T, s *suite) {
	c := s.bucket(t)
	evil := `x' OR host =~ /.*/ OR host = '`
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("b", 1, 2), disk(evil, 2, 3)))
	for _, tt := range []struct {
		query  string
		params influx.Params
		want   []float64
	}{
		{`SELECT used_percent FROM disk WHERE host = $h`, influx.Params{"h": "a"}, []float64{1}},
		{`SELECT used_percent FROM disk WHERE host = $h`, influx.Params{"h": evil}, []float64{3}},
		{`SELECT $f FROM $m WHERE host = $h`, influx.Params{"f": influx.Ident("used_percent"), "m": influx.Ident("disk"), "h": "b"}, []float64{2}},
		{`SELECT used_percent FROM disk WHERE time >= $t AND host != '$h'`, influx.Params{"t": at(1)}, []float64{2, 3}},
		{`SELECT used_percent FROM disk WHERE used_percent > $v -- $comment`, influx.Params{"v": 1.5}, []float64{2, 3}},
		{`SELECT used_percent FROM disk WHERE host =~ $re`, influx.Params{"re": mustRegexp("^[ab]$")}, []float64{1, 2}},
	} {
		var got []float64
		for row, err := range c.Query(t.Context(), tt.query, tt.params) {
			require.NoError(t, err, tt.query)
			v, _ := row.Get("used_percent")
			f, _ := v.Number()
			got = append(got, f)
		}
		require.Equal(t, tt.want, got, tt.query)
	}
	for _, tt := range []struct {
		query  string
		params influx.Params
		why    string
	}{
		{`SELECT $f FROM disk`, nil, "no value for the parameter $f"},
		{`SELECT used_percent FROM disk`, influx.Params{"f": 1}, "has no parameter $f"},
		{`SELECT used_percent FROM disk WHERE host = $h`, influx.Params{"h": []string{"a"}}, "cannot stand in a query"},
	} {
		_, err := api.Collect(c.Query(t.Context(), tt.query, tt.params))
		require.ErrorIs(t, err, influx.ErrInvalidRequest)
		require.ErrorContains(t, err, tt.why)
	}
}

func statements(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1)))
	var names []string
	for row, err := range c.Query(t.Context(), "SHOW MEASUREMENTS; SHOW TAG KEYS FROM autogen.disk", nil) {
		require.NoError(t, err)
		names = append(names, row.Text(row.Series.Columns[0]))
	}
	require.Equal(t, []string{"disk", "cluster", "host"}, names)

	rows, err := api.Collect(c.Query(t.Context(), "SELECT used_percent FROM disk; SELECT used_percent FROM nowhere.autogen.disk", nil))
	require.ErrorIs(t, err, influx.ErrNotFound)
	require.Len(t, rows, 1, "what came before the error")
	_, err = api.Collect(c.Query(t.Context(), "SELEKT", nil))
	require.ErrorIs(t, err, influx.ErrBadRequest)
	var e *influx.Error
	require.ErrorAs(t, err, &e)
	require.Contains(t, e.Message, "SELEKT")
	require.NotEmpty(t, e.RequestID)
}

func stopEarly(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("a", 1, 2)))
	for row, err := range c.Query(t.Context(), "SELECT used_percent FROM disk", nil) {
		require.NoError(t, err)
		require.Equal(t, at(0), row.Time())
		break
	}
	for p, err := range c.Points(t.Context(), all("disk")) {
		require.NoError(t, err)
		require.Equal(t, at(0), p.Timestamp())
		break
	}
}

func pointPages(t *testing.T, s *suite) {
	c := s.bucket(t)
	var want []point.Point
	// Dense, then nothing for days, then sparse; two hosts at each time.
	for i := range 400 {
		want = append(want, disk("a", i, float64(i)), disk("b", i, float64(i)))
	}
	for i := range 5 {
		want = append(want, disk("a", 400_000+i*50_000, 1))
	}
	require.NoError(t, c.Write(t.Context(), want...))
	require.Empty(t, cmp.Diff(want, read(t, c, all("disk"))))

	sel := influx.Selection{Measurement: "disk", Tags: map[string]string{"host": "b"}, Start: at(10), End: at(20)}
	got := read(t, c, sel)
	require.Len(t, got, 10, "the start belongs to it, the end does not")
	require.Equal(t, at(10), got[0].Timestamp())
	sel.Tags = map[string]string{"host": ""}
	require.Empty(t, read(t, c, sel), "no series lacks the tag")

	for _, bad := range []influx.Selection{{}, {Measurement: "disk"}, {Measurement: "disk", Start: at(1), End: at(1)}} {
		_, err := api.Collect(c.Points(t.Context(), bad))
		require.ErrorIs(t, err, influx.ErrInvalidRequest)
	}
}

func recording(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("a", 1, 2)))
	var out bytes.Buffer
	n, err := influx.WriteSRPL(&out, "telegraf", "autogen", c.Points(t.Context(), all("disk")))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	z, err := gzip.NewReader(&out)
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	require.Equal(t, "telegraf\nautogen\n"+disk("a", 0, 1).String()+"\ntelegraf\nautogen\n"+disk("a", 1, 2).String()+"\n", string(text))
}

func schema(t *testing.T, s *suite) {
	c := s.bucket(t)
	mem := point.New("mem", tags("host", "a"), point.Fields{{Key: "free", Value: point.Int(1)}, {Key: "state", Value: point.String("ok")}}, at(0))
	bare := point.New("bare", point.Tags{}, field("on", point.Bool(true)), at(0))
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("b", 1, 1), mem, bare))
	got, err := c.Schema(t.Context())
	require.NoError(t, err)
	want := influx.Schema{Measurements: map[string]influx.MeasurementSchema{
		"disk": {Tags: []string{"cluster", "host"}, Fields: map[string]string{"used_percent": "float"}},
		"mem":  {Tags: []string{"host"}, Fields: map[string]string{"free": "integer", "state": "string"}},
		"bare": {Tags: []string{}, Fields: map[string]string{"on": "boolean"}},
	}}
	require.Empty(t, cmp.Diff(want, got))
	var out bytes.Buffer
	require.NoError(t, got.Write(&out))
	require.Contains(t, out.String(), `"used_percent": "float"`)

	names, err := api.Collect(c.Measurements(t.Context()))
	require.NoError(t, err)
	require.Equal(t, []string{"bare", "disk", "mem"}, names)
	keys, err := api.Collect(c.TagKeys(t.Context(), "disk"))
	require.NoError(t, err)
	require.Equal(t, []string{"cluster", "host"}, keys)
	values, err := api.Collect(c.TagValues(t.Context(), "disk", "host"))
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, values)
	fields, err := api.Collect(c.FieldKeys(t.Context(), "mem"))
	require.NoError(t, err)
	require.Equal(t, []influx.FieldKey{{Measurement: "mem", Name: "free", Kind: point.KindInteger}, {Measurement: "mem", Name: "state", Kind: point.KindString}}, fields)
}

func flux(t *testing.T, s *suite) {
	if !s.Flux {
		t.Skip("this server does not run Flux; the library's own tests cover the reading of its answers")
	}
	c := s.bucket(t)
	evil := `x" or true or r.host == "${r.host}`
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("b", 1, 2.5), disk(evil, 2, 3)))
	query := `import "strings"
from(bucket: params.bucket) |> range(start: params.start, stop: params.stop)
	|> filter(fn: (r) => r.host == params.host and strings.hasPrefix(v: r._measurement, prefix: "di"))`
	for host, want := range map[string]float64{"b": 2.5, evil: 3} {
		recs, err := api.Collect(c.Flux(t.Context(), query, influx.Params{
			"bucket": c.Bucket(), "start": base.Add(-time.Hour), "stop": base.Add(time.Hour), "host": host,
		}))
		require.NoError(t, err)
		require.Len(t, recs, 1)
		require.Equal(t, point.Float(want), recs[0].Value())
		require.Equal(t, host, recs[0].Text("host"))
		require.False(t, recs[0].Time().IsZero())
	}
	_, err := api.Collect(c.Flux(t.Context(), `from(`, nil))
	require.Error(t, err)
	var e *influx.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "flux query", e.Op)
	require.False(t, strings.Contains(err.Error(), "token"))
}
