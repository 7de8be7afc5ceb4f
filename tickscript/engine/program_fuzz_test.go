package engine_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// limits are those that a run on random bytes must end within.
var limits = engine.Limits{Points: 2000, Groups: 500, Bytes: 32 << 20, Time: 2 * time.Second}

// FuzzProgram runs a random script on random bytes: whatever they are, the run ends, without a panic, with nothing or one of
// the engine's own errors.
func FuzzProgram(f *testing.F) {
	for seed := range uint64(20) {
		r := randscript.NewRand(seed)
		var text []byte
		for _, line := range randscript.Points(r, 20, false) {
			text = append(append(text, line...), '\n')
		}
		f.Add(seed, text)
	}
	f.Add(uint64(3), []byte("a v=1 -9223372036854775808\na v=2 9223372036854775807\nb,host=x i=9223372036854775807i\n"))
	f.Add(uint64(5), []byte("a,host=x v=nan,s=\"\\\"\n\",b=maybe 1\n\x00\xff,= \n\na v=1e308,i=1i 1700000000000"))
	f.Fuzz(func(t *testing.T, seed uint64, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		p := randscript.Any(seed)
		script := randscript.Placed(p.Text(0, "/0.log"))
		prog, err := engine.Compile(script, engine.Options{Task: "fuzz", Handlers: randscript.HandlerConfig()})
		require.NoError(t, err, script)
		// What hangs inside of one point no limit ends.
		hang := time.AfterFunc(4*limits.Time, func() { panic("it hangs: " + script) })
		defer hang.Stop()
		o := &outputs{}
		opts := engine.RunOptions{Limits: limits}
		o.whole(&opts)
		run := prog.NewRun(opts)
		if p.Queries == 0 {
			err = readInto(run, bytes.NewReader(data), 0, func(error) {})
		} else {
			err = batched(run, p.Queries, data)
		}
		if err == nil {
			err = run.Advance(context.Background(), start.Add(10*time.Second))
		}
		var limit *engine.LimitError
		var crash *engine.CrashError
		var failed *engine.FailedError
		if err != nil && run.Err() != nil && !errors.As(err, &limit) && !errors.As(err, &crash) && !errors.As(err, &failed) {
			t.Errorf("%s\nended with an error of type %T: %v", script, err, err)
		}
		o.ended(run, script, err)
	})
}

// batched gives a batch task points: those of one series that follow each other are a batch, for each query in turn.
func batched(run *engine.Run, queries int, data []byte) error {
	var b engine.Batch
	var series string
	n := 0
	write := func() error {
		if len(b.Points) == 0 {
			return nil
		}
		n++
		return run.WriteBatch(n%queries, b)
	}
	for _, p := range decoded(data) {
		if at := p.Series(); at != series {
			if err := write(); err != nil {
				return err
			}
			series, b = at, engine.Batch{Name: p.Measurement, Tags: p.Tags.Map()}
		}
		row := engine.BatchPoint{Time: time.Unix(0, p.Time), Fields: map[string]any{}}
		for _, f := range p.Fields {
			if f.Value.Kind() != point.KindUnsigned {
				row.Fields[f.Key] = f.Value.Any()
			}
		}
		b.Points, b.Time = append(b.Points, row), row.Time
	}
	return write()
}
