package point_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
)

func tags(kv ...string) point.Tags {
	var t []point.Tag
	for i := 0; i < len(kv); i += 2 {
		t = append(t, point.Tag{Key: kv[i], Value: kv[i+1]})
	}
	return point.NewTags(t...)
}

// lines is read here, round-tripped in encode_test.go and used as fuzz seeds.
var lines = []struct {
	name string
	in   string
	want point.Point
}{
	{"plain", "cpu value=1 2", point.Point{Measurement: "cpu", Fields: point.Fields{{Key: "value", Value: point.Float(1)}}, Time: 2}},
	{"all kinds", `m f=1.5,e=-1e3,i=-3i,u=4u,s="x y",t=true,n=F 1577836800000000000`, point.Point{
		Measurement: "m", Time: 1577836800000000000, Fields: point.Fields{
			{Key: "f", Value: point.Float(1.5)}, {Key: "e", Value: point.Float(-1000)}, {Key: "i", Value: point.Int(-3)},
			{Key: "u", Value: point.Uint(4)}, {Key: "s", Value: point.String("x y")}, {Key: "t", Value: point.Bool(true)},
			{Key: "n", Value: point.Bool(false)}}}},
	{"tags are sorted", "disk,path=/,host=a used=1i 3", point.Point{
		Measurement: "disk", Tags: tags("host", "a", "path", "/"), Fields: point.Fields{{Key: "used", Value: point.Int(1)}}, Time: 3}},
	{"escapes", `my\ cpu\,x,ta\=g=v\ a\,l fi\ eld=1,b\x=2 4`, point.Point{
		Measurement: "my cpu,x", Tags: tags("ta=g", "v a,l"), Time: 4, Fields: point.Fields{
			{Key: "fi eld", Value: point.Float(1)}, {Key: `b\x`, Value: point.Float(2)}}}},
	{"quotes in a string", `m s="say \"hi\", a=b \\ c" 5`, point.Point{
		Measurement: "m", Time: 5, Fields: point.Fields{{Key: "s", Value: point.String(`say "hi", a=b \ c`)}}}},
	{"line break in a string", "m s=\"one\ntwo\",v=1i 6", point.Point{
		Measurement: "m", Time: 6, Fields: point.Fields{{Key: "s", Value: point.String("one\ntwo")}, {Key: "v", Value: point.Int(1)}}}},
	{"backslash n is two characters", `m s="C:\new\temp\root" 7`, point.Point{
		Measurement: "m", Time: 7, Fields: point.Fields{{Key: "s", Value: point.String(`C:\new\temp\root`)}}}},
	{"the last of two fields counts", "m a=1,b=2,a=3 8", point.Point{
		Measurement: "m", Time: 8, Fields: point.Fields{{Key: "a", Value: point.Float(3)}, {Key: "b", Value: point.Float(2)}}}},
	{"no time", "m a=1", point.Point{Measurement: "m", Time: 99, Fields: point.Fields{{Key: "a", Value: point.Float(1)}}}},
	{"before 1970", "m a=1 -5", point.Point{Measurement: "m", Time: -5, Fields: point.Fields{{Key: "a", Value: point.Float(1)}}}},
	{"carriage return", "m a=1 5\r", point.Point{Measurement: "m", Time: 5, Fields: point.Fields{{Key: "a", Value: point.Float(1)}}}},
	{"unicode", `größe,ort=Köln name="東京" 1`, point.Point{
		Measurement: "größe", Tags: tags("ort", "Köln"), Time: 1, Fields: point.Fields{{Key: "name", Value: point.String("東京")}}}},
	{"empty string", `m s="" 1`, point.Point{Measurement: "m", Time: 1, Fields: point.Fields{{Key: "s", Value: point.String("")}}}},
	{"spaces", "  m a=1   9  ", point.Point{Measurement: "m", Time: 9, Fields: point.Fields{{Key: "a", Value: point.Float(1)}}}},
}

func fixed() int64 { return 99 }

func TestRead(t *testing.T) {
	var all strings.Builder
	var want []point.Point
	for _, tt := range lines {
		t.Run(tt.name, func(t *testing.T) {
			got, err := point.Parse([]byte(tt.in), point.Options{DefaultTime: fixed})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff([]point.Point{tt.want}, got))
		})
		all.WriteString(tt.in + "\n\n# a comment, with a \"quote\n")
		want = append(want, tt.want)
	}
	// The whole table twice, so that every series is new and then known, through readers that give little at a time.
	text := all.String() + all.String()
	want = append(want, want...)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader,
		"halves": iotest.HalfReader, "data with EOF": iotest.DataErrReader,
	} {
		t.Run(name, func(t *testing.T) {
			r := point.NewReader(wrap(strings.NewReader(text)), point.Options{DefaultTime: fixed})
			var got []point.Point
			for p, err := range r.All() {
				require.NoError(t, err)
				got = append(got, p)
			}
			require.Empty(t, cmp.Diff(want, got))
			require.EqualValues(t, strings.Count(text, "\n")+1, r.Line())
		})
	}
}

func TestPrecision(t *testing.T) {
	for _, tt := range []struct {
		precision string
		ts        string
		want      int64
		bad       bool
	}{
		{"", "7", 7, false}, {"n", "7", 7, false}, {"u", "7", 7e3, false}, {"µs", "7", 7e3, false}, {"ms", "7", 7e6, false},
		{"s", "-7", -7e9, false}, {"m", "7", 420e9, false}, {"h", "7", 25200e9, false},
		{"s", "9223372036854775807", 0, true}, {"h", "2562048", 0, true}, {"ns", "9223372036854775807", 0, true},
		{"ns", "92233720368547758070", 0, true}, {"ns", "1-2", 0, true}, {"ns", "-", 0, true},
	} {
		t.Run(tt.precision+" "+tt.ts, func(t *testing.T) {
			prec, err := point.ParsePrecision(tt.precision)
			require.NoError(t, err)
			got, err := point.Parse([]byte("m a=1 "+tt.ts), point.Options{Precision: prec})
			if tt.bad {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got[0].Time)
		})
	}
	_, err := point.ParsePrecision("d")
	require.Error(t, err)
	// A line without a time gets one in the unit of the others.
	got, err := point.Parse([]byte("m a=1"), point.Options{Precision: point.Second, DefaultTime: func() int64 { return 3_999_999_999 }})
	require.NoError(t, err)
	require.EqualValues(t, 3_000_000_000, got[0].Time)
}

func TestBadLines(t *testing.T) {
	for _, tt := range []struct {
		name         string
		in           string
		line         int64
		column       int
		text         string
		why          string
		alsoWithGood bool // the series is known from a line before
	}{
		{"no fields", "cpu", 1, 4, "cpu", "expected tag key or field", false},
		{"no value", "cpu a= 1", 1, 7, "cpu a= 1", "unrecognized type", true},
		{"bad number", "cpu,host=a ok=1,v=1.2.3 5", 1, 19, "cpu,host=a ok=1,v=1.2.3 5", "invalid float", true},
		{"bad time", "cpu v=1 yesterday", 1, 9, "cpu v=1 yesterday", "invalid timestamp", true},
		{"duplicate tag", "cpu,a=1,b=2,a=3 v=1", 1, 1, "cpu,a=1,b=2,a=3 v=1", `the tag "a" stands twice`, false},
		{"after a string of two lines", "cpu s=\"x\ny\",v=no 1", 2, 6, `y",v=no 1`, "unrecognized type", true},
		{"escapes before the error", `cpu s="a\nb\tc",v=no 1`, 1, 19, `cpu s="a\nb\tc",v=no 1`, "unrecognized type", true},
		{"not UTF-8", "cpu,host=\xff v=1", 1, 10, "cpu,host=\xff v=1", "invalid utf-8", false},
		{"text after the time", "cpu v=1 5 6", 1, 11, "cpu v=1 5 6", "unexpected text", true},
		{"lone carriage return", "\rcpu v=1 5", 1, 1, "\rcpu v=1 5", "invalid character", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkBad := func(prefix string) {
				text := prefix + tt.in + "\ncpu,host=z v=8 9\n"
				got, err := point.Parse([]byte(text), point.Options{Continue: true})
				require.Error(t, err)
				var bad *point.LineError
				require.ErrorAs(t, err, &bad)
				require.ErrorContains(t, bad.Err, tt.why)
				require.Equal(t, tt.line+int64(strings.Count(prefix, "\n")), bad.Line)
				require.Equal(t, tt.column, bad.Column)
				require.Equal(t, tt.text, bad.Text)
				require.Len(t, got, 1+strings.Count(prefix, "v="), "the good lines")
				require.EqualValues(t, 9, got[len(got)-1].Time)

				got, err = point.Parse([]byte(text), point.Options{})
				require.ErrorAs(t, err, &bad)
				require.Len(t, got, strings.Count(prefix, "v="), "it stops")
			}
			checkBad("")
			checkBad("# comment\n\n")
			if tt.alsoWithGood {
				checkBad(tt.in[:strings.IndexByte(tt.in, ' ')] + " s=\"known\n\",v=1 1\n")
			}
		})
	}
}

func TestMissingQuote(t *testing.T) {
	for name, in := range map[string]string{
		"no other quote":     "a v=1 1\nb s=\"oops 2\nc v=3 3\nd v=4 4\n",
		"quotes in the next": "a v=1 1\nb s=\"oops 2\nc v=3,s=\"fine\" 3\nd v=4 4\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := point.Parse([]byte(in), point.Options{Continue: true})
			var bad *point.LineError
			require.ErrorAs(t, err, &bad)
			require.EqualValues(t, 2, bad.Line)
			require.Equal(t, 5, bad.Column)
			require.Equal(t, "b s=\"oops 2", bad.Text)
			require.Len(t, got, 3)
			require.Equal(t, []int64{1, 3, 4}, []int64{got[0].Time, got[1].Time, got[2].Time})
		})
	}
}

func TestTooLongLine(t *testing.T) {
	long := "m s=\"" + strings.Repeat("x", 5000) + "\" 2\n"
	in := "m a=1 1\n" + long + "m a=3 3\n"
	for _, limit := range []int{100, 4999} {
		r := point.NewReader(iotest.HalfReader(strings.NewReader(in)), point.Options{Continue: true, MaxLine: limit})
		var times []int64
		var errs []error
		for p, err := range r.All() {
			if err != nil {
				errs = append(errs, err)
				continue
			}
			times = append(times, p.Time)
		}
		require.Equal(t, []int64{1, 3}, times)
		require.Len(t, errs, 1)
		require.ErrorContains(t, errs[0], "too long")
		require.Less(t, len(errs[0].Error()), 300)
	}
	got, err := point.Parse([]byte(in), point.Options{MaxLine: 6000})
	require.NoError(t, err)
	require.Len(t, got, 3)
}

func TestReadError(t *testing.T) {
	broken := errors.New("cable cut")
	r := point.NewReader(io.MultiReader(strings.NewReader("m a=1 1\nm a=2 2\nm a="), iotest.ErrReader(broken)), point.Options{Continue: true})
	n := 0
	var last error
	for _, err := range r.All() {
		if last = err; err == nil {
			n++
		} else {
			break
		}
	}
	require.Equal(t, 2, n)
	require.ErrorIs(t, last, broken)
	_, err := r.Read()
	require.ErrorIs(t, err, broken)
}

func TestSharedTags(t *testing.T) {
	got, err := point.Parse([]byte("m,a=1 v=1 1\nm,a=1 v=2 2\nm,a=2 v=2 2\n"), point.Options{})
	require.NoError(t, err)
	require.True(t, got[0].Tags == got[1].Tags, "one series, one tag set")
	require.False(t, got[0].Tags == got[2].Tags)
	// Appending to one point's fields must not reach the next point.
	_ = append(got[0].Fields, point.Field{Key: "x"})
	require.Equal(t, "v", got[1].Fields[0].Key)
}

func TestReuseFields(t *testing.T) {
	r := point.NewReader(strings.NewReader("m a=1 1\nm a=2 2\n"), point.Options{ReuseFields: true})
	p1, err := r.Read()
	require.NoError(t, err)
	kept := p1.Clone()
	p2, err := r.Read()
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(point.Fields{{Key: "a", Value: point.Float(1)}}, kept.Fields))
	require.Empty(t, cmp.Diff(point.Fields{{Key: "a", Value: point.Float(2)}}, p2.Fields))
}

func FuzzRead(f *testing.F) {
	for _, tt := range lines {
		f.Add([]byte(tt.in + "\n" + tt.in))
	}
	f.Add([]byte("a s=\"x\nb s=\"y\" 1"))
	f.Add([]byte("cpu s=\"a\\nb\" x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		opts := point.Options{Continue: true, DefaultTime: fixed}
		got, err := point.Parse(data, opts)
		// The same input in small pieces gives the same points and the same errors.
		var pieces []point.Point
		var bad []error
		for p, e := range point.NewReader(iotest.OneByteReader(bytes.NewReader(data)), opts).All() {
			if e != nil {
				bad = append(bad, e)
				continue
			}
			pieces = append(pieces, p)
		}
		require.Empty(t, cmp.Diff(got, pieces))
		require.Equal(t, err == nil, len(bad) == 0)
		if err != nil {
			require.Equal(t, errors.Join(bad...).Error(), err.Error())
		}
		// What can be written is read back as it was.
		for _, p := range got {
			text, err := point.Marshal(p)
			if err != nil {
				continue
			}
			again, err := point.Parse(text, point.Options{})
			require.NoError(t, err, "%q", text)
			require.Empty(t, cmp.Diff([]point.Point{p}, again), "%q", text)
		}
	})
}
