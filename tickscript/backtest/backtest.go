package backtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Options say how a backtest is run. The zero Options are those that most want.
type Options struct {
	// Run are the options of the engine's runs: databases, functions, sources. Its
	// OnEvent, OnQuietRecovery and OnError are called beside the report's own, in a comparison by both
	// rules, which run at the same time. Follow is set, and Shards is not used.
	Run engine.RunOptions
	// Until moves the clock on when the input has ended, so that what falls silent
	// last is found too. The zero Time stops with the last point.
	Until time.Time
	// FlapWindow is how soon after a recovery a firing is a flap. Default 10 minutes.
	FlapWindow time.Duration
	// Tolerance is how far the begin or end of an episode may be off before a
	// comparison calls it moved. Default none.
	Tolerance time.Duration
	// Near is how far episodes of two rules may be apart and still be the same one,
	// moved. Default 5 minutes.
	Near time.Duration
	// Location is the zone of days. Default UTC.
	Location *time.Location
	// MaxSpans bounds the spans that a report lists; beyond it only the numbers go on.
	// Default 1,000,000.
	MaxSpans int
}

func (o *Options) defaults() {
	if o.FlapWindow == 0 {
		o.FlapWindow = 10 * time.Minute
	}
	if o.Near == 0 {
		o.Near = 5 * time.Minute
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.MaxSpans == 0 {
		o.MaxSpans = 1_000_000
	}
}

func (o *Options) check(in Input) error {
	if in.feed == nil {
		return errors.New("backtest: an empty Input; make one with Lines, Recording, Points, Queries or Chain")
	}
	if o.FlapWindow < 0 || o.Tolerance < 0 || o.Near < 0 || o.MaxSpans < 0 {
		return errors.New("backtest: FlapWindow, Tolerance, Near and MaxSpans cannot be negative")
	}
	return nil
}

// Run judges an input with a rule. An error of the input is returned with its
// name; what ended the rule early (*engine.CrashError, *engine.FailedError,
// *engine.LimitError) is returned too.
func Run(ctx context.Context, prog *engine.Program, in Input, opts Options) (*Report, error) {
	opts.defaults()
	if err := opts.check(in); err != nil {
		return nil, err
	}
	return runOne(ctx, prog, in, opts)
}

func runOne(ctx context.Context, prog *engine.Program, in Input, opts Options) (*Report, error) {
	c := newCollector(prog, &opts)
	ro := opts.Run
	ro.Follow, ro.Shards = true, 0
	if in.prepare != nil {
		in.prepare(&ro)
	}
	ro.OnEvent = c.event
	if f := opts.Run.OnEvent; f != nil {
		ro.OnEvent = func(e *alert.Event) {
			c.event(e)
			f(e)
		}
	}
	ro.OnQuietRecovery = c.quiet
	if f := opts.Run.OnQuietRecovery; f != nil {
		ro.OnQuietRecovery = func(node, id string, at time.Time) {
			c.quiet(node, id, at)
			f(node, id, at)
		}
	}
	ro.OnError = c.error
	if f := opts.Run.OnError; f != nil {
		ro.OnError = func(err error) {
			c.error(err)
			f(err)
		}
	}
	run := prog.NewRun(ro)
	err := in.feed(ctx, run)
	if err == nil && !opts.Until.IsZero() {
		err = moveOn(ctx, run, opts.Until)
	}
	if err == nil {
		err = run.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("backtest of %s: %s: %w", prog.Task(), in.name, err)
	}
	from, to, ok := run.Span()
	if !ok {
		from, to = ro.Start, ro.Start
	}
	return c.report(in.name, run, from, to), nil
}

// moveOn moves the clock to a time that it may have passed.
func moveOn(ctx context.Context, run *engine.Run, until time.Time) error {
	_, last, ok := run.Span()
	if !ok || !until.After(last) {
		return nil
	}
	return run.Advance(ctx, until)
}

// Compare judges an input with two versions of a rule, side by side.
func Compare(ctx context.Context, old, new *engine.Program, in Input, opts Options) (*Comparison, error) {
	opts.defaults()
	if err := opts.check(in); err != nil {
		return nil, err
	}
	// The first that fails ends the other.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var reports [2]*Report
	var wg sync.WaitGroup
	for i, prog := range []*engine.Program{old, new} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r, err := runOne(ctx, prog, in, opts)
			if err != nil {
				cancel(err)
			}
			reports[i] = r
		}()
	}
	wg.Wait()
	if reports[0] == nil || reports[1] == nil {
		return nil, context.Cause(ctx)
	}
	return compare(reports[0], reports[1], &opts), nil
}
