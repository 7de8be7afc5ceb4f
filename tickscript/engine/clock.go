package engine

import (
	"container/heap"
	"context"
	"fmt"
	"time"
)

// clock is a run's virtual wall clock: it drives what Kapacitor takes from the
// wall clock, and moves only when the caller moves it. Inside it counts
// nanoseconds since the clock started; base is where that was.
type clock struct {
	base, elapsed int64
	started       bool
	timers        timers
	seq           int64
	// onStart waits for the wall time to be known.
	onStart []func()
}

// timer is a function that is due at a time of the clock.
type timer struct {
	at, seq int64
	do      func()
}

// wall is the clock's time in nanoseconds since the Unix epoch.
func (c *clock) wall() int64 { return c.base + c.elapsed }

// after calls do once, when d has passed.
func (c *clock) after(d int64, do func()) {
	c.seq++
	heap.Push(&c.timers, timer{at: c.elapsed + d, seq: c.seq, do: do})
}

// every calls do again and again: first when first has passed, then each d.
func (c *clock) every(first, d int64, do func()) {
	var tick func()
	tick = func() {
		c.after(d, tick)
		do()
	}
	c.after(first, tick)
}

// whenStarted calls do as soon as the clock shows a time of day.
func (c *clock) whenStarted(do func()) {
	if c.started {
		do()
		return
	}
	c.onStart = append(c.onStart, do)
}

// start sets the clock. What was timed before counts from here on.
func (c *clock) start(t int64) {
	c.base, c.started = t, true
	for _, do := range c.onStart {
		do()
	}
	c.onStart = nil
}

// timers is a heap by time; of equal times the older timer is first.
type timers []timer

func (h timers) Len() int { return len(h) }
func (h timers) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].seq < h[j].seq
}
func (h timers) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *timers) Push(x any)   { *h = append(*h, x.(timer)) }
func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = timer{}
	*h = (*h)[:last]
	return t
}

// scheduled is an operator that has timers from the start.
type scheduled interface{ schedule() }

// startClock starts timers and, where the options say when, the clock.
func (r *Run) startClock() {
	r.feeding = context.Background()
	for _, pl := range r.pipelines {
		pl.opts, pl.ctx, pl.streamed = &r.opts, context.Background(), r.streamCount
		for _, o := range pl.ops {
			if s, ok := o.(scheduled); ok {
				s.schedule()
			}
		}
		if !r.opts.Start.IsZero() {
			pl.startAt(r.opts.Start)
		}
	}
}

func (pl *pipeline) startAt(t time.Time) {
	pl.env.Now = pl.clock.wall
	pl.clock.start(t.UnixNano())
}

// Advance moves the run's wall clock to t and does all that is due until then:
// queries by their schedules, statistics and with them deadman, barriers, flushes
// of write buffers. Points that are written do not move the clock. A run without
// RunOptions.Start starts its clock with the first call, which so does nothing
// else. The clock cannot go back. The context is the one that a BatchSource gets,
// and is looked at between timers.
func (r *Run) Advance(ctx context.Context, t time.Time) error {
	if r.closed {
		return ErrClosed
	}
	for _, pl := range r.pipelines {
		if err := pl.advance(ctx, t); err != nil {
			return err
		}
	}
	// A program that is sharded has no timers, but its lambdas may ask for now().
	for _, s := range r.shards {
		s.run.pipelines[0].env.Now = r.pipelines[0].clock.wall
	}
	return r.failure()
}

func (pl *pipeline) advance(ctx context.Context, t time.Time) error {
	c := &pl.clock
	if pl.err != nil {
		return pl.err
	}
	if !c.started {
		pl.startAt(t)
		return pl.err
	}
	to := t.UnixNano() - c.base
	if to < c.elapsed {
		return fmt.Errorf("moving the clock to %s: it shows %s already; a clock cannot go back", t.UTC().Format(time.RFC3339Nano), time.Unix(0, c.wall()).UTC().Format(time.RFC3339Nano))
	}
	pl.ctx = ctx
	defer func() { pl.ctx = context.Background() }()
	for len(c.timers) > 0 && c.timers[0].at <= to {
		if err := ctx.Err(); err != nil {
			return err
		}
		due := heap.Pop(&c.timers).(timer)
		c.elapsed = due.at
		due.do()
		pl.take(0)
		if pl.err != nil {
			return pl.err
		}
	}
	c.elapsed = to
	return nil
}

// NextTimer returns when the next thing is due, for a caller that moves the clock
// along a real one; ok is false when nothing is, or the clock does not run yet.
func (r *Run) NextTimer() (t time.Time, ok bool) {
	for _, pl := range r.pipelines {
		c := &pl.clock
		if !c.started || len(c.timers) == 0 {
			continue
		}
		if at := time.Unix(0, c.base+c.timers[0].at).UTC(); !ok || at.Before(t) {
			t, ok = at, true
		}
	}
	return t, ok
}

// follow moves the clock to the time of what is about to be taken.
func (r *Run) follow(t int64) {
	if !r.followed {
		r.first, r.last, r.followed = t, t, true
	}
	r.first, r.last = min(r.first, t), max(r.last, t)
	for _, pl := range r.pipelines {
		c := &pl.clock
		switch {
		case pl.err != nil:
		case !c.started:
			pl.startAt(time.Unix(0, t))
		case t <= c.wall():
		case len(c.timers) == 0 || c.base+c.timers[0].at > t:
			c.elapsed = t - c.base
		default:
			// What fails is kept as the pipeline's error; a context that has ended ends what
			// feeds the points, too.
			_ = pl.advance(r.feeding, time.Unix(0, t))
		}
	}
}

// Span returns the earliest and the latest time of what was fed, for a run that
// follows it; ok is false before the first point.
func (r *Run) Span() (first, last time.Time, ok bool) {
	if !r.followed {
		return first, last, false
	}
	return time.Unix(0, r.first).UTC(), time.Unix(0, r.last).UTC(), true
}
