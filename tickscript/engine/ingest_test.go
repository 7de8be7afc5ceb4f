package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const ingestRule = `stream|from().measurement('m').groupBy('h')|alert().crit(lambda: "v" > 5.0).log('/x')`

// TestTagsMadeAnew: who makes the tags of each point anew does not make the run
// grow, and series are told apart all the same.
func TestTagsMadeAnew(t *testing.T) {
	prog, err := Compile(ingestRule, Options{})
	require.NoError(t, err)
	var levels []string
	run := prog.NewRun(RunOptions{OnLine: func(_ *graph.Node, l []byte) {
		levels = append(levels, string(l[:strings.Index(string(l), `","message`)]))
	}})
	for i := range 1000 {
		for _, host := range []string{"a", "b"} {
			p := lp.Point{Measurement: "m", Tags: lp.NewTags(lp.Tag{Key: "h", Value: host}), Fields: lp.Fields{{Key: "v", Value: lp.Float(float64(i % 10))}}, Time: int64(i)}
			require.NoError(t, run.Write("db", "rp", p))
		}
	}
	d := &run.source("db", "rp").decoded
	require.Len(t, d.order, 2)
	require.Len(t, d.same, 2)
	require.Equal(t, `{"id":"m:h=a`, levels[0])
	require.Equal(t, `{"id":"m:h=b`, levels[1])
}

// withError yields text and an error in one call, which io.Reader allows.
type withError struct {
	text string
	err  error
}

func (w withError) Read(b []byte) (int, error) { return copy(b, w.text), w.err }

type idleReader struct{}

func (idleReader) Read([]byte) (int, error) { return 0, nil }

// TestReadersThatFail: the lines before a failure are taken, however the reader
// reports it, and a reader that yields nothing ends the reading.
func TestReadersThatFail(t *testing.T) {
	prog, err := Compile(ingestRule, Options{})
	require.NoError(t, err)
	const text = "m,h=a v=9 1\nm,h=b v=9 2\nm,h=c v=9"
	boom := errors.New("boom")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, shards := range []int{1, 2} {
		for _, c := range []struct {
			name   string
			ctx    context.Context
			in     io.Reader
			want   error
			events int64
		}{
			{"after the text", context.Background(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(boom)), boom, 2},
			{"with the text", context.Background(), withError{text, boom}, boom, 2},
			{"idle", context.Background(), idleReader{}, io.ErrNoProgress, 0},
			{"cancelled", cancelled, strings.NewReader(text), context.Canceled, 0},
		} {
			t.Run(fmt.Sprint(c.name, " shards=", shards), func(t *testing.T) {
				run := prog.NewRun(RunOptions{Shards: shards})
				err := run.ReadFrom(c.ctx, c.in, ReadOptions{DB: "db", RP: "rp"})
				require.ErrorIs(t, err, c.want)
				require.Contains(t, err.Error(), fmt.Sprintf("after line %d:", c.events))
				require.Equal(t, c.events, run.Events())
			})
		}
	}
}

// TestOddTextInPieces: what odd text yields depends neither on the shards nor on
// how it arrives.
func TestOddTextInPieces(t *testing.T) {
	pieces := []string{
		"m", ",h=a", ",h=b", ",h=c", ",h=d", ",x=1", " ", " ", "v=9", "v=1", "v=1i", "v=\"", "\"", "\n", "\n", "\r\n", ",", "=", "\\", "#", " 17", " 18", "\\ ", "\x00", "é", "v=t", "v=7u",
		",w=\"a\nb\"", "m,h=a v=9 1\n", "m,h=b v=9 1\n", "m,h=c v=1 1\n", "m,h=d v=9 2\n", "m,h=e v=1", "m,h=f v=\"x y\" 3\n", " -9223372036854775808\n", " 9223372036854775807\n", "\n\n", "\t", "# c\n",
	}
	prog, err := Compile(ingestRule, Options{})
	require.NoError(t, err)
	judge := func(text string, shards int, pieces func(io.Reader) io.Reader) string {
		var b, bad strings.Builder
		run := prog.NewRun(RunOptions{
			Shards:  shards,
			OnLine:  func(_ *graph.Node, l []byte) { b.Write(l) },
			OnError: func(err error) { fmt.Fprintln(&b, err) },
		})
		err := run.ReadFrom(context.Background(), pieces(strings.NewReader(text)), ReadOptions{DB: "db", RP: "rp", Now: func() int64 { return 5 }, OnBadLine: func(err error) bool {
			fmt.Fprintln(&bad, err)
			return true
		}})
		return fmt.Sprint(b.String(), bad.String(), run.Points(), err, run.Close())
	}
	whole := func(r io.Reader) io.Reader { return r }
	events := 0
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var text strings.Builder
		for range rng.IntN(60) {
			text.WriteString(pieces[rng.IntN(len(pieces))])
		}
		want := judge(text.String(), 1, whole)
		events += strings.Count(want, `"CRITICAL"`)
		require.Equal(t, want, judge(text.String(), 1, iotest.OneByteReader), "%q", text.String())
		require.Equal(t, want, judge(text.String(), 1, iotest.DataErrReader), "%q", text.String())
		require.Equal(t, want, judge(text.String(), 3, whole), "%q", text.String())
		require.Equal(t, want, judge(text.String(), 2, iotest.HalfReader), "%q", text.String())
	}
	require.NotZero(t, events)
}

// TestManyNames: field names without end cost the same each, and fields are told
// apart by them all the same, in text and decoded.
func TestManyNames(t *testing.T) {
	const n = 20_000
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "m,h=a f%d=1,v=%d %d\n", i, i%10, i)
	}
	prog, err := Compile(ingestRule, Options{})
	require.NoError(t, err)
	pts, err := lp.Parse([]byte(text.String()), lp.Options{})
	require.NoError(t, err)
	var out [2]strings.Builder
	for i := range out {
		run := prog.NewRun(RunOptions{OnLine: func(_ *graph.Node, l []byte) { out[i].Write(l) }})
		if i == 0 {
			require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader(text.String()), ReadOptions{DB: "db", RP: "rp"}))
		} else {
			require.NoError(t, run.Write("db", "rp", pts...))
		}
		require.EqualValues(t, n, run.Points())
		for k := range n {
			name := fmt.Sprintf("f%d", k)
			require.Equal(t, name, run.syms.name(run.syms.id(name)))
		}
		require.EqualValues(t, n+2, len(run.syms.cur.Load().names), "the names, v, and none")
	}
	require.Equal(t, out[0].String(), out[1].String())
	require.Contains(t, out[0].String(), `"columns":["time","f19999","v"]`)
	// A copy goes its own way.
	s := prog.syms.clone()
	a, b := s.clone(), s.clone()
	require.Equal(t, a.id("a"), b.id("b"))
	require.Equal(t, "a", a.name(a.id("a")))
	require.Equal(t, "b", b.name(b.id("b")))
}

// TestLinesWithoutSpaces: text that is no line protocol is not searched to its
// end for each of its lines.
func TestLinesWithoutSpaces(t *testing.T) {
	prog, err := Compile(ingestRule, Options{})
	require.NoError(t, err)
	bad := 0
	for _, shards := range []int{1, 2} {
		run := prog.NewRun(RunOptions{Shards: shards})
		text := strings.Repeat("\n", 1<<20) + strings.Repeat("nothing\n", 1000) + "m,h=a,x=" + strings.Repeat("y", 2*nearby) + " v=9 1\n" + strings.Repeat("\r\n", 1000)
		err = run.ReadFrom(context.Background(), strings.NewReader(text), ReadOptions{DB: "db", RP: "rp", OnBadLine: func(err error) bool {
			bad++
			var le *lp.LineError
			require.ErrorAs(t, err, &le)
			return true
		}})
		require.NoError(t, err)
		require.EqualValues(t, 1, run.Events())
		require.NoError(t, run.Close())
	}
	require.Equal(t, 2000, bad)
}

// TestByteOrderMark: Kapacitor's decoder takes a byte order mark for a part of the
// first measurement, and so a rule about that measurement misses the line.
func TestByteOrderMark(t *testing.T) {
	prog, err := Compile("stream|from()|log()", Options{})
	require.NoError(t, err)
	var names []string
	run := prog.NewRun(RunOptions{OnLog: func(l *LogLine) { names = append(names, l.Name) }})
	feed(t, run, "\ufeffcpu v=1 1", "cpu v=2 2")
	require.Equal(t, []string{"\ufeffcpu", "cpu"}, names)
}
