package engine_test

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/tickscript/engine"
)

var (
	randomPrograms = flag.Int("random-programs", 150, "how many random programs TestRandomPrograms runs")
	randomWays     = flag.Int("random-ways", 4, "in how many ways it runs each, besides the plain one")
	randomSeed     = flag.Uint64("random-seed", 1, "the first of them")
)

// feeding hands data to a run; bad counts the lines that cannot be read.
type feeding func(run *engine.Run, bad func(error)) error

// way is one way of running a program over the same data.
type way struct {
	name string
	// more changes the options; of limits what is compared to some kinds of outputs.
	more func(*engine.RunOptions)
	of   []string
	feed feeding
}

// lean are the outputs of a run that may have shards.
var lean = []string{"event", "line", "error", "httpOut", "ended", "closed", "counts", "stats"}

// TestRandomPrograms: what a random program yields depends neither on the order of maps nor on how the data comes: in
// which pieces, as text, as points or as a recording, on one shard or several, watched or not.
func TestRandomPrograms(t *testing.T) {
	outputs, kinds, sharded := 0, map[string]int{}, 0
	programs := *randomPrograms
	if engine.RaceEnabled {
		programs = min(programs, 50)
	}
	for i := range programs {
		seed := *randomSeed + uint64(i)
		r := randscript.NewRand(seed)
		p := randscript.Any(seed)
		script := randscript.Placed(p.Text(0, "/0.log"))
		ways := ofPoints(r, p)
		if p.Queries > 0 {
			ways = ofBatches(r, p)
		}
		want := runWay(t, script, ways[0])
		outputs += len(want.list)
		for _, line := range want.list {
			kind, _, _ := strings.Cut(line, " ")
			kinds[kind]++
		}
		others := ways[1:]
		r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		for _, w := range others[:min(len(others), *randomWays)] {
			got := runWay(t, script, w)
			a, b := want.of("bad"), got.of("bad")
			if w.of == nil {
				w.of = allBut(kinds, "bad")
			}
			if strings.HasPrefix(w.name, "points") {
				a, b = nil, nil
			}
			a, b = append(a, want.of(w.of...)...), append(b, got.of(w.of...)...)
			if d := firstDifference(a, b); d != "" {
				t.Errorf("seed %d, %s:\n%s%s", seed, w.name, script, d)
				break
			}
			if strings.Contains(w.name, "shards") {
				sharded++
			}
		}
	}
	t.Logf("%d programs, %d outputs: %v", programs, outputs, kinds)
	if programs < 150 {
		return // too few to show everything
	}
	for _, kind := range []string{"event", "line", "error", "payload", "log", "post", "write", "loopback", "scale", "httpOut", "stats", "bad"} {
		require.NotZero(t, kinds[kind], "no program shows %s", kind)
	}
	require.NotZero(t, sharded)
}

func allBut(kinds map[string]int, but string) (out []string) {
	for kind := range kinds {
		if kind != but {
			out = append(out, kind)
		}
	}
	return out
}

// firstDifference shows the first output that is not the same.
func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(want):
			return fmt.Sprintf("%d outputs more, the first is %s", len(got)-i, got[i])
		case i >= len(got):
			return fmt.Sprintf("%d outputs less, the first is %s", len(want)-i, want[i])
		case want[i] != got[i]:
			return fmt.Sprintf("output %d of %d:\n%s\n%s", i, len(want), want[i], got[i])
		}
	}
	return ""
}

// runWay compiles the program anew and runs it.
func runWay(t *testing.T, script string, w way) *outputs {
	t.Helper()
	prog, err := engine.Compile(script, engine.Options{Task: "random", Handlers: randscript.HandlerConfig()})
	require.NoError(t, err, script)
	o := &outputs{}
	var opts engine.RunOptions
	o.whole(&opts)
	if w.more != nil {
		w.more(&opts)
	}
	run := prog.NewRun(opts)
	err = w.feed(run, func(err error) { o.add("bad", "%v", err) })
	if err == nil {
		err = run.Advance(context.Background(), start.Add(5*time.Second))
	}
	o.ended(run, script, err)
	return o
}

// ofPoints are the ways of running a stream task.
func ofPoints(r *randscript.Rand, p *randscript.Pipeline) []way {
	lines := randscript.Points(r, 90, len(p.Chains) > 1)
	for range 2 {
		lines = slices.Insert(lines, r.IntN(len(lines)), r.Pick("a,host=x v= 5", "b", "a v=1 x", "c,host= v=1 1", "a v=\"two\nlines\" 1700000000500", "# note"))
	}
	if len(p.Chains) == 1 {
		lines = slices.Insert(lines, r.IntN(len(lines)), "a,host=x v=9") // at the present
	}
	text := []byte(strings.Join(lines, "\n") + "\n")
	read := func(in func() io.Reader, buffer int) feeding {
		return func(run *engine.Run, bad func(error)) error { return readInto(run, in(), buffer, bad) }
	}
	plain := read(func() io.Reader { return bytes.NewReader(text) }, 4<<10)
	pieces := func(r *rand.Rand) feeding {
		return read(func() io.Reader { return &pieceReader{bytes.NewReader(text), r} }, 1+r.IntN(100))
	}
	points := func(most int) feeding {
		return func(run *engine.Run, _ func(error)) error {
			for list := range slices.Chunk(decoded(text), most) {
				if err := run.Write("db", "rp", list...); err != nil {
					return err
				}
			}
			return nil
		}
	}
	shards := func(n int) func(*engine.RunOptions) {
		return func(o *engine.RunOptions) { o.Shards, o.OnPayload, o.OnLog = n, nil, nil }
	}
	watched := func(o *engine.RunOptions) { o.Trace = func(m *engine.Message) { m.Time() } }
	explained := func(o *engine.RunOptions) { o.Explain = func(*engine.Visit) {} }
	return []way{
		{name: "plain", feed: plain},
		{name: "again", feed: plain},
		{name: "byte by byte", feed: read(func() io.Reader { return iotest.OneByteReader(bytes.NewReader(text)) }, 1)},
		{name: "in pieces", feed: pieces(r.Rand)},
		{name: "the end with the last bytes", feed: read(func() io.Reader { return iotest.DataErrReader(bytes.NewReader(text)) }, 64)},
		{name: "points, one at a time", feed: points(1)},
		{name: "points, all at once", feed: points(len(text))},
		{name: "traced", more: watched, feed: plain},
		{name: "explained", more: explained, feed: plain},
		{name: "explained in pieces", more: explained, feed: pieces(r.Rand)},
		{name: "fewer hooks", more: shards(1), of: lean, feed: plain},
		{name: "2 shards", more: shards(2), of: lean, feed: plain},
		{name: "3 shards", more: shards(3), of: lean, feed: pieces(r.Rand)},
		{name: "points to 3 shards", more: shards(3), of: lean, feed: points(7)},
	}
}

func readInto(run *engine.Run, in io.Reader, buffer int, bad func(error)) error {
	return run.ReadFrom(context.Background(), in, engine.ReadOptions{
		DB: "db", RP: "rp", Precision: point.Millisecond, Buffer: buffer, Now: now,
		OnBadLine: func(err error) bool { bad(err); return true },
	})
}

// pieceReader reads pieces of random sizes, some of which are empty.
type pieceReader struct {
	r io.Reader
	n *rand.Rand
}

func (p *pieceReader) Read(b []byte) (int, error) {
	return p.r.Read(b[:min(len(b), p.n.IntN(200))])
}

// ofBatches are the ways of running a batch task.
func ofBatches(r *randscript.Rand, p *randscript.Pipeline) []way {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n := range p.Queries {
		// Kapacitor links the queries of a task from the last to the first.
		w, err := z.Create(fmt.Sprint(n))
		if err == nil {
			_, err = io.WriteString(w, p.Batches(r, p.Queries-1-n, 6))
		}
		if err != nil {
			panic(err) // a bytes.Buffer does not fail
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	replay := func(run *engine.Run, _ func(error)) error {
		rec, err := engine.OpenBatchRecording(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			return err
		}
		return run.Replay(context.Background(), rec)
	}
	return []way{
		{name: "plain", feed: replay},
		{name: "again", feed: replay},
		{name: "traced", more: func(o *engine.RunOptions) { o.Trace = func(m *engine.Message) { m.Time() } }, feed: replay},
		{name: "explained", more: func(o *engine.RunOptions) { o.Explain = func(*engine.Visit) {} }, feed: replay},
		{name: "fewer hooks", more: func(o *engine.RunOptions) { o.OnPayload, o.OnLog, o.Shards = nil, nil, 2 }, of: lean, feed: replay},
	}
}

// TestCountsOfUnseenFields: what default and delete count does not depend on whether anybody looks at the fields (N110, N112).
func TestCountsOfUnseenFields(t *testing.T) {
	for _, c := range []struct {
		node, counter string
		want          int64
	}{
		{"default().field('x', 1.0).field('y', 2.0)", "fields_defaulted", 3},
		{"delete().field('x').field('y')", "fields_deleted", 1},
	} {
		for _, next := range []string{"count('v')", "log()"} {
			run := mustCompile(t, "stream|from()|"+c.node+"|"+next).NewRun(engine.RunOptions{})
			require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader("m v=1,x=1 1\nm v=1 2\n"), engine.ReadOptions{DB: "db", RP: "rp"}))
			require.NoError(t, run.Close())
			require.Equal(t, c.want, run.Stats()[2].Own[c.counter], "%s before %s", c.node, next)
		}
	}
}

// TestNowInShards: the clock that Start sets is that of every shard.
func TestNowInShards(t *testing.T) {
	for _, shards := range []int{1, 3} {
		var o outputs
		var opts engine.RunOptions
		o.sharded(&opts)
		opts.Shards = shards
		run := mustCompile(t, "stream|from().measurement('m').groupBy('host')|where(lambda: hour(now()) == 22)|count('v')").NewRun(opts)
		require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader("m,host=a v=1 1\nm,host=b v=1 2\n"), engine.ReadOptions{DB: "db", RP: "rp"}))
		require.NoError(t, run.Close())
		require.Empty(t, o.list, "%d shards", shards)
		require.EqualValues(t, 2, run.Stats()[2].Emitted)
	}
}
