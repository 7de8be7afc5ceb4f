package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// FuzzScanner holds the selective scanner against the decoder of influx/point,
// which is InfluxData's: on every text, for every subset of demanded fields, the
// same values and the same error on the same line.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{
		"disk,cluster=a,host=b used_percent=83.5,free=1i,total=2i,s=\"x\",b=t 1700000000000000000\n",
		"m a=1 1\nm a=2 2\nm a=3 3", "m a=1i,b=-2.5 1\r\nm b=3 2\n", "m,t=1 a=\"q\\\"x\" 1\n", "m,t=1 a=\"line\nbreak\" 1\nm,t=1 a=\"b\" 2\n",
		"m a=1u 1\n", "m a=1e5 1\n", "m a=.5 1\n", "m a=1. 1\n", "m a=+1 1\n", "m a=-0 1\n", "m a=00012 5\n", "m a=9223372036854775807i 1\n", "m a=9223372036854775808i 1\n",
		"m a=123456789012345678901234567890 1\n", "m a=0.1234567890123456789 1\n", "m  a=1  1\n", "m a=1\n", "# note\nm a=1 1\n", "\n\nm a=1 1\n", "m,b=1,a=2 x=1 1\nm,a=2,b=1 x=2 2\n",
		"m,a=1,a=2 x=1 1\n", "m a=1,a=2 1\n", "m,t= a=1 1\n", "m a= 1\n", "m =1 1\n", "m a=1 -5\n", "m a=1 99999999999999999999\n", "m a=1 9223372036854775807\n", "m a=1 -9223372036854775807\n", "m a=1 9223372036854775806\n", "m a=1 -9223372036854775806\n", "m a=true,b=False,c=T,d=f,e=tru 1\n", "m\\ x,t\\,u=v\\=w f\\ g=1 1\n",
		"m a=1 1 \nm a=1 2\n", "m a=1,b 1\n", "m,x a=1 1\n", "m a=1 1x\n", "\xff\xfe a=1 1\n", "m a=1 1\nbad\nm a=2 2\n", "m a=nan 1\n", "m a=inf 1\n", "m a=0x10 1\n", "m a=1_000 1\n", "m,t=a\tb f=1 1\n", "m\"q\" f=1 1\n",
	} {
		f.Add([]byte(s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, subset uint8) {
		if len(text) > 4096 {
			return
		}
		want, wantErr := decoded(text)
		for _, buffer := range []int{0, 16} {
			got, err := scannedAll(t, text, subset, buffer)
			if wantErr != nil {
				require.Error(t, err, "the decoder says %v", wantErr)
				if lineOf(wantErr) != -2 {
					require.Equal(t, lineOf(wantErr), lineOf(err), "%v / %v", wantErr, err)
				}
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, filtered(want, subset), got)
		}
	})
}

// now is the time of lines without one.
func fuzzNow() int64 { return 42 }

func lineOf(err error) int64 {
	var le *lp.LineError
	if errors.As(err, &le) {
		return le.Line
	}
	return -1
}

type seen struct {
	series string
	t      int64
	fields map[string]string
}

func decoded(text []byte) ([]seen, error) {
	var out []seen
	r := lp.NewReader(bytes.NewReader(text), lp.Options{DefaultTime: fuzzNow})
	for p, err := range r.All() {
		if err != nil {
			return out, err
		}
		s := seen{series: p.Series(), t: p.Time, fields: map[string]string{}}
		for _, f := range p.Fields {
			if _, is := f.Value.Uint(); is {
				// The one thing that the engine refuses and the decoder does not.
				return out, &lp.LineError{Line: -2}
			}
			s.fields[f.Key] = fmt.Sprintf("%v %v", f.Value.Kind(), f.Value.Any())
		}
		out = append(out, s)
	}
	return out, nil
}

// demanded says whether a field belongs to the subset.
func demanded(key string, subset uint8) bool {
	if subset == 0xff || key == "" {
		return true
	}
	return subset>>(uint(len(key)+int(key[0]))%8)&1 == 1
}

func filtered(in []seen, subset uint8) []seen {
	var out []seen
	for _, s := range in {
		fields := map[string]string{}
		for k, v := range s.fields {
			if demanded(k, subset) {
				fields[k] = v
			}
		}
		s.fields = fields
		out = append(out, s)
	}
	return out
}

// scannedAll runs a stream node that keeps what it sees.
func scannedAll(t *testing.T, text []byte, subset uint8, buffer int) ([]seen, error) {
	prog, err := Compile("stream|from()", Options{})
	require.NoError(t, err)
	run := prog.NewRun(RunOptions{})
	src := run.source("", "")
	var out []seen
	pl := run.pipelines[0]
	k := &keeper{base: base{pl: pl, st: &counters{}, node: pl.bases[0].node}, f: func(p *point) {
		s := seen{series: seriesText(p), t: p.time, fields: map[string]string{}}
		for _, f := range p.fields {
			s.fields[pl.syms.name(f.id)] = shown2(f.v)
		}
		out = append(out, s)
	}}
	from := pl.sources[0]
	from.attach(k)
	from.want = demand{tags: names{all: true}}
	if subset == 0xff {
		from.want.fields.all = true
	} else {
		from.want.fields.set = map[string]bool{}
		for _, s := range mustKeys(text) {
			if demanded(s, subset) {
				from.want.fields.add(s)
			}
		}
	}
	_ = src
	err = run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{Now: fuzzNow, Buffer: buffer})
	return out, err
}

// mustKeys lists the field keys of whatever the decoder can read.
func mustKeys(text []byte) []string {
	var out []string
	for p, err := range lp.NewReader(bytes.NewReader(text), lp.Options{DefaultTime: fuzzNow, Continue: true}).All() {
		if err == nil {
			for _, f := range p.Fields {
				out = append(out, f.Key)
			}
		}
	}
	return out
}

type keeper struct {
	base
	f func(*point)
}

func (k *keeper) point(p *point) { k.f(p) }
func (k *keeper) batch(*batch)   {}

func seriesText(p *point) string {
	var tags []lp.Tag
	for i, k := range p.tags.keys.list {
		tags = append(tags, lp.Tag{Key: k, Value: p.tags.values[i]})
	}
	q := lp.Point{Measurement: p.name, Tags: lp.NewTags(tags...)}
	return q.Series()
}

func shown2(v lambda.Value) string {
	switch v.Kind() {
	case lambda.Float:
		return fmt.Sprintf("%v %v", lp.KindFloat, v.Float())
	case lambda.Int:
		return fmt.Sprintf("%v %v", lp.KindInteger, v.Int())
	case lambda.String:
		return fmt.Sprintf("%v %v", lp.KindString, v.Str())
	case lambda.Bool:
		return fmt.Sprintf("%v %v", lp.KindBoolean, v.Bool())
	}
	return "?"
}

// TestDigits: eight digits at a time give what one at a time gives.
func TestDigits(t *testing.T) {
	for _, s := range []string{"1", "12", "1234567", "12345678", "123456789", "1234567890123456789", "007", "12a", "1.5", "99999999x99", ""} {
		for pad := range 10 {
			text := []byte(s + strings.Repeat("z", pad))
			var n uint64
			i := 0
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				n = n*10 + uint64(text[i]-'0')
				i++
			}
			got, at := digits(text, 0, 0)
			require.Equal(t, n, got, "%s", text)
			require.Equal(t, i, at)
			require.Equal(t, i, skipDigits(text, 0))
		}
	}
}

// TestTruncateAndRound: times are cut and rounded as Go does it.
func TestTruncateAndRound(t *testing.T) {
	for _, ns := range []int64{0, 1, -1, 5e9, 15e9, 1700000000123456789, -1700000000123456789, math.MaxInt64 / 2} {
		for _, d := range []int64{1, 7, 1e9, 10e9, 3600e9, 7 * 86400e9, 1<<62 + 1} {
			want := timeAt(ns)
			require.Equal(t, want.Truncate(dur(d)).UnixNano(), truncateTime(ns, d))
			if d < 1<<61 {
				require.Equal(t, want.Round(dur(d)).UnixNano(), roundTime(ns, d))
			}
		}
	}
}
