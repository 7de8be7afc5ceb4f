package point_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/influxdata/line-protocol/v2/lineprotocol"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
)

func TestRoundTrip(t *testing.T) {
	for _, tt := range lines {
		t.Run(tt.name, func(t *testing.T) {
			text, err := point.Marshal(tt.want)
			require.NoError(t, err)
			got, err := point.Parse(text, point.Options{})
			require.NoError(t, err, "%q", text)
			require.Empty(t, cmp.Diff([]point.Point{tt.want}, got), "%q", text)
			require.Equal(t, string(text), got[0].String()+"\n")
		})
	}
}

func TestEncode(t *testing.T) {
	one := point.Fields{{Key: "v", Value: point.Int(1)}}
	field := func(v point.Value) point.Fields { return point.Fields{{Key: "v", Value: v}} }
	for _, tt := range []struct {
		name string
		p    point.Point
		prec point.Precision
		want string
		err  string
	}{
		{"tags and time", point.New("m", tags("b", "2", "a", "1"), one, time.Unix(1, 5)), 0, "m,a=1,b=2 v=1i 1000000005\n", ""},
		{"seconds", point.New("m", point.Tags{}, one, time.Unix(61, 5)), point.Second, "m v=1i 61\n", ""},
		{"minutes", point.New("m", point.Tags{}, one, time.Unix(61, 5)), point.Minute, "m v=1i 1\n", ""},
		{"line breaks stay", point.Point{Measurement: "m", Fields: field(point.String("a\nb\"\\n\t"))}, 0, "m v=\"a\nb\\\"\\\\n\t\" 0\n", ""},
		{"an empty tag is no tag", point.Point{Measurement: "m", Tags: tags("a", "", "b", "1"), Fields: one}, 0, "m,b=1 v=1i 0\n", ""},
		{"no fields", point.Point{Measurement: "m"}, 0, "", "no fields"},
		{"no value", point.Point{Measurement: "m", Fields: point.Fields{{Key: "v"}}}, 0, "", "no value"},
		{"no measurement", point.Point{Fields: one}, 0, "", "invalid measurement"},
		{"a comment", point.Point{Measurement: "#m", Fields: one}, 0, "", "comment"},
		{"NaN", point.Point{Measurement: "m", Fields: field(point.Float(math.NaN()))}, 0, "", "NaN"},
		{"infinite", point.Point{Measurement: "m", Fields: field(point.Float(math.Inf(1)))}, 0, "", "Inf"},
		{"backslash at the end", point.Point{Measurement: "m", Tags: tags("path", `C:\`), Fields: one}, 0, "", "invalid tag value"},
		{"line break in a tag", point.Point{Measurement: "m", Tags: tags("path", "a\nb"), Fields: one}, 0, "", "invalid tag value"},
		{"not UTF-8", point.Point{Measurement: "m", Fields: field(point.String("\xff"))}, 0, "", "utf-8"},
		{"out of range", point.Point{Measurement: "m", Fields: one, Time: math.MaxInt64}, 0, "", "out of range"},
		{"series too long", point.Point{Measurement: "m", Tags: tags("a", strings.Repeat("x", 70000)), Fields: one}, 0, "", "series key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := point.Encoder{Precision: tt.prec}
			before := []byte("before\n")
			got, err := e.Append(before, &tt.p)
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				require.Equal(t, "before\n", string(got))
				require.Contains(t, tt.p.String(), tt.err)
			} else {
				require.NoError(t, err)
				require.Equal(t, "before\n"+tt.want, string(got))
			}
			// An Encoder works on after an error.
			got, err = e.Append(got[:0], &point.Point{Measurement: "next", Fields: one})
			require.NoError(t, err)
			require.Equal(t, "next v=1i 0\n", string(got))
		})
	}
}

// The library agrees with what we write, line breaks in strings aside.
func TestLibraryReadsIt(t *testing.T) {
	p := point.New("my m", tags("k y", "v=1,"), point.Fields{{Key: "a b", Value: point.String(`q"\`)}, {Key: "n", Value: point.Float(0.1)}}, time.Unix(0, 7))
	text, err := point.Marshal(p)
	require.NoError(t, err)
	d := lineprotocol.NewDecoderWithBytes(text)
	require.True(t, d.Next())
	m, err := d.Measurement()
	require.NoError(t, err)
	require.Equal(t, "my m", string(m))
	k, v, err := d.NextTag()
	require.NoError(t, err)
	require.Equal(t, "k y v=1,", string(k)+" "+string(v))
	_, f, err := d.NextField()
	require.NoError(t, err)
	require.Equal(t, `q"\`, f.StringV())
	_, f, err = d.NextField()
	require.NoError(t, err)
	require.Equal(t, 0.1, f.FloatV())
}

func TestMarshalNamesThePoint(t *testing.T) {
	_, err := point.Marshal(lines[0].want, point.Point{Measurement: "bad"})
	require.ErrorContains(t, err, "point 1")
}
