package influxsuite

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

func read(t *testing.T, c *influx.Client, sel influx.Selection) []point.Point {
	t.Helper()
	got, err := api.Collect(c.Points(t.Context(), sel))
	require.NoError(t, err)
	return got
}

func server(t *testing.T, s *suite) {
	c := s.Client(t, "any")
	info, err := c.Server(t.Context())
	require.NoError(t, err)
	require.Equal(t, s.Version, info.Version)
	require.Equal(t, map[bool]int{true: 2, false: 1}[s.V2], info.Major)
	took, err := c.Ping(t.Context())
	require.NoError(t, err)
	require.Positive(t, took)
	h, err := c.Health(t.Context())
	require.NoError(t, err)
	require.True(t, h.OK(), "%+v", h)
}

func everyKind(t *testing.T, s *suite) {
	c := s.bucket(t)
	fields := point.Fields{
		{Key: "b", Value: point.Bool(true)}, {Key: "f", Value: point.Float(81.5)}, {Key: "g", Value: point.Float(3)},
		{Key: "i", Value: point.Int(-1 << 53)}, {Key: "s", Value: point.String("text")},
	}
	if s.Unsigned {
		fields = append(fields, point.Field{Key: "u", Value: point.Uint(7)})
	}
	want := []point.Point{
		point.New("kinds", tags("host", "a"), fields, at(0)),
		// A float that is whole stays a float, a missing field is missing, a series without the tag is one.
		point.New("kinds", point.Tags{}, field("g", point.Float(4)), at(1).Add(123*time.Nanosecond)),
	}
	require.NoError(t, c.Write(t.Context(), want...))
	require.Empty(t, cmp.Diff(want, read(t, c, all("kinds"))))
}

func awkward(t *testing.T, s *suite) {
	c := s.bucket(t)
	var want []point.Point
	for i, text := range []string{
		`a b`, `a,b=c`, `quote"s`, `it's`, `back\slash`, `C:\new\table`, "Köln 東京", `$name`, `/re/`, `-- x`, `"quoted"`, `\"`, `a\\b`, `a\=b`, `a\,b`, `a\ b`,
	} {
		// A backslash before such a character is refused in these names, see reserved.
		name := mustRegexp(`\\([,= "])`).ReplaceAllString(text, "$1")
		want = append(want, point.New("awkward "+name, tags("the key "+text, text), field("the field "+name, point.String(text+"\nline two\t!")), at(i)))
	}
	require.NoError(t, c.Write(t.Context(), want...))
	for _, p := range want {
		sel := all(p.Measurement)
		sel.Tags = p.Tags.Map()
		require.Empty(t, cmp.Diff([]point.Point{p}, read(t, c, sel)), p.Measurement)
	}
}

func twice(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("a", 1, 2)))
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), disk("a", 1, 3)))
	require.Empty(t, cmp.Diff([]point.Point{disk("a", 0, 1), disk("a", 1, 3)}, read(t, c, all("disk"))))
}

func partialWrite(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1)))
	var points []point.Point
	bad := map[int]bool{3: true, 4: true, 17: true}
	for i := range 20 {
		p := disk("a", i, float64(i))
		if bad[i] {
			p.Fields = field("used_percent", point.String("high"))
		}
		points = append(points, p)
	}
	err := c.Write(t.Context(), points...)
	var failed *influx.WriteError
	require.ErrorAs(t, err, &failed)
	require.Len(t, failed.Failed, len(bad))
	for _, f := range failed.Failed {
		p, err := f.Point()
		require.NoError(t, err)
		require.True(t, bad[int(p.Timestamp().Sub(base)/time.Second)], f.Line)
		require.ErrorContains(t, f.Err, "field type conflict")
		var e *influx.Error
		require.ErrorAs(t, f.Err, &e)
		require.ErrorIs(t, f.Err, influx.ErrBadRequest)
	}
	require.Len(t, read(t, c, all("disk")), 20-len(bad)+0)
}

func reserved(t *testing.T, s *suite) {
	c := s.bucket(t)
	err := c.Write(t.Context(), disk("a", 0, 1), point.New("m", point.Tags{}, field("time", point.Int(1)), at(0)))
	require.ErrorIs(t, err, influx.ErrInvalidRequest)
	require.ErrorContains(t, err, "point 1")
	require.ErrorIs(t, c.Write(t.Context(), point.New("m", tags("time", "x"), field("v", point.Int(1)), at(0))), influx.ErrInvalidRequest)
	for _, name := range []string{`m\"`, `m\ x`, `m\,x`, `m\=x`} {
		require.ErrorIs(t, c.Write(t.Context(), point.New(name, point.Tags{}, field("v", point.Int(1)), at(0))), influx.ErrInvalidRequest)
		require.ErrorIs(t, c.Write(t.Context(), point.New("m", point.Tags{}, field(name, point.Int(1)), at(0))), influx.ErrInvalidRequest)
	}
	require.Empty(t, read(t, c, all("disk")), "nothing of it is written")
}

func noBucket(t *testing.T, s *suite) {
	c := s.Client(t, "there_is_none/autogen")
	err := c.Write(t.Context(), disk("a", 0, 1))
	require.ErrorIs(t, err, influx.ErrNotFound)
	var e *influx.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "write points", e.Op)
	var failed *influx.WriteError
	require.ErrorAs(t, err, &failed)
	require.Len(t, failed.Failed, 1)
	_, err = api.Collect(s.Client(t, "there_is_none").FieldKeys(t.Context(), ""))
	require.ErrorIs(t, err, influx.ErrNotFound)
}

func writer(t *testing.T, s *suite) {
	c := s.bucket(t)
	w, err := c.Writer(influx.WriterOptions{BatchPoints: 7, Log: t.TempDir()})
	require.NoError(t, err)
	var want []point.Point
	for i := range 50 {
		p := disk("a", i, float64(i))
		want = append(want, p)
		require.NoError(t, w.Write(t.Context(), p))
	}
	require.NoError(t, w.Flush(t.Context()))
	require.Empty(t, cmp.Diff(want, read(t, c, all("disk"))))
	conflict := disk("a", 99, 0)
	conflict.Fields = field("used_percent", point.Bool(true))
	require.NoError(t, w.Write(t.Context(), disk("b", 98, 1), conflict))
	err = w.Close(t.Context())
	var failed *influx.WriteError
	require.ErrorAs(t, err, &failed)
	require.Len(t, failed.Failed, 1)
	require.Len(t, read(t, c, all("disk")), 51)
	require.Equal(t, influx.WriterStats{Accepted: 52, Stored: 51, Failed: 1, Retries: w.Stats().Retries}, w.Stats())
}

func manyPoints(t *testing.T, s *suite) {
	c := s.bucket(t)
	const n = 12_000 // more than one batch and more than two chunks
	points := make([]point.Point, n)
	for i := range points {
		points[i] = disk(fmt.Sprintf("h%d", i%3), i, float64(i)+0.5)
	}
	require.NoError(t, c.Write(t.Context(), points...))
	i := 0
	for row, err := range c.Query(t.Context(), `SELECT used_percent FROM disk`, nil) {
		require.NoError(t, err)
		v, _ := row.Get("used_percent")
		if f, ok := v.Number(); !ok || f != float64(i)+0.5 || !row.Time().Equal(at(i)) {
			t.Fatalf("row %d: %v at %s", i, v, row.Time())
		}
		i++
	}
	require.Equal(t, n, i)
	got := read(t, c, all("disk"))
	require.Len(t, got, n)
	for i := range got {
		if !got[i].Equal(points[i]) {
			t.Fatalf("point %d: %s, want %s", i, got[i], points[i])
		}
	}
}

func retention(t *testing.T, s *suite) {
	name := fmt.Sprintf("short_%d/keep", time.Now().UnixNano())
	c := s.Client(t, name)
	require.NoError(t, c.CreateBucket(t.Context(), 24*time.Hour))
	now := time.Now()
	old := point.New("m", point.Tags{}, field("v", point.Int(1)), now.Add(-72*time.Hour))
	fresh := point.New("m", point.Tags{}, field("v", point.Int(2)), now)
	err := c.Write(t.Context(), old, fresh)
	var failed *influx.WriteError
	require.ErrorAs(t, err, &failed)
	require.Len(t, failed.Failed, 1)
	p, err := failed.Failed[0].Point()
	require.NoError(t, err)
	require.True(t, p.Equal(old))
	require.ErrorContains(t, failed.Failed[0].Err, "retention policy")
	require.NoError(t, c.DeleteBucket(t.Context()))
	if !s.V2 {
		require.NoError(t, c.DropDatabase(t.Context(), name[:len(name)-len("/keep")]))
	}
	require.False(t, errors.Is(err, influx.ErrServer))
}
