package backtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Input is what a rule is judged over. It can be fed several times: once for each
// rule of a comparison, at the same time.
type Input struct {
	name string
	// prepare completes the options of a run; nil leaves them.
	prepare func(*engine.RunOptions)
	feed    func(context.Context, *engine.Run) error
}

// Name is what the input is called in reports and errors.
func (in Input) Name() string { return in.name }

// Lines is line protocol. open is called once for each rule; what it returns is
// closed if it is an io.Closer.
func Lines(name string, open func() (io.Reader, error), opts engine.ReadOptions) Input {
	return Input{name: name, feed: func(ctx context.Context, run *engine.Run) error {
		r, err := open()
		if err != nil {
			return err
		}
		if c, ok := r.(io.Closer); ok {
			defer c.Close()
		}
		return run.ReadFrom(ctx, r, opts)
	}}
}

// Recording is a stream or batch recording; see engine.OpenRecording. open is
// called once for each rule.
func Recording(name string, open func() (*engine.Recording, error)) Input {
	return Input{name: name, feed: func(ctx context.Context, run *engine.Run) error {
		rec, err := open()
		if err != nil {
			return err
		}
		return run.Replay(ctx, rec)
	}}
}

// Points is what a query or another program yields: points that were written to a
// database and retention policy, in order. seq is called once for each rule; the
// first error ends the backtest.
func Points(name, db, rp string, seq func(ctx context.Context) iter.Seq2[point.Point, error]) Input {
	return Input{name: name, feed: func(ctx context.Context, run *engine.Run) error {
		for p, err := range seq(ctx) {
			if err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := run.Write(db, rp, p); err != nil {
				return err
			}
		}
		return nil
	}}
}

// Queries runs the queries of a batch task by their schedule from one time to
// another; source answers them.
func Queries(name string, source engine.BatchSource, from, to time.Time) Input {
	return Input{
		name: name,
		prepare: func(o *engine.RunOptions) {
			o.Start, o.Batches, o.Follow = from, source, false
		},
		feed: func(ctx context.Context, run *engine.Run) error {
			if !to.After(from) {
				return fmt.Errorf("the schedule's end, %s, is not after its start, %s", to.Format(time.RFC3339), from.Format(time.RFC3339))
			}
			return run.Advance(ctx, to)
		},
	}
}

// Chain is several inputs, one after another, such as a file for each day.
func Chain(inputs ...Input) Input {
	names := make([]string, len(inputs))
	for i, in := range inputs {
		names[i] = in.name
	}
	return Input{
		name: strings.Join(names, ", "),
		prepare: func(o *engine.RunOptions) {
			for _, in := range inputs {
				if in.prepare != nil {
					in.prepare(o)
				}
			}
		},
		feed: func(ctx context.Context, run *engine.Run) error {
			for _, in := range inputs {
				if in.feed == nil {
					return errors.New("a part of the Chain is an empty Input")
				}
				if err := in.feed(ctx, run); err != nil {
					return fmt.Errorf("%s: %w", in.name, err)
				}
			}
			return nil
		},
	}
}
