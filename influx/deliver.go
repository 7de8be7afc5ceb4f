package influx

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// delivery brings lines to the server until each is stored or known to be refused.
type delivery struct {
	send func(ctx context.Context, data []byte) error
	// attempts per request; 0 means until the context ends.
	attempts int
	// until bounds the time spent on one batch, 0 does not.
	until time.Duration
	base  time.Duration
	cap   time.Duration
	// hold keeps trying when the server refuses the writer rather than the points (401, 403, 404): an outage outlived
	// in a log must not end with its points thrown away because a token has run out.
	hold bool
	// failure, if not nil, is told of each failed attempt.
	failure func(error)
}

// outcome is what became of a batch.
type outcome struct {
	failed []FailedPoint
	left   []lines // not delivered when the context ended
	err    error   // why left is not empty
}

func (d *delivery) deliver(ctx context.Context, l lines) outcome {
	var o outcome
	var deadline time.Time
	if d.until > 0 {
		deadline = time.Now().Add(d.until)
	}
	d.part(ctx, l, deadline, &o)
	return o
}

func (d *delivery) part(ctx context.Context, l lines, deadline time.Time, o *outcome) {
	if o.err != nil {
		o.left = append(o.left, l)
		return
	}
	err := d.try(ctx, l.data, deadline)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		o.err = err
		o.left = append(o.left, l)
	case l.len() > 1 && splits(err, l.len()):
		half := l.len() / 2
		d.part(ctx, l.slice(0, half), deadline, o)
		d.part(ctx, l.slice(half, l.len()), deadline, o)
	default:
		for i := range l.len() {
			o.failed = append(o.failed, FailedPoint{Line: string(l.at(i)), Err: err})
		}
	}
}

// try sends one body until it is answered for good.
func (d *delivery) try(ctx context.Context, data []byte, deadline time.Time) error {
	for attempt := 1; ; attempt++ {
		err := d.send(ctx, data)
		if err == nil || ctx.Err() != nil {
			return err
		}
		if d.failure != nil {
			d.failure(err)
		}
		if !d.again(err) || attempt == d.attempts {
			return err
		}
		wait := d.wait(err, attempt)
		if !deadline.IsZero() && time.Now().Add(wait).After(deadline) {
			return fmt.Errorf("given up after %s and %d attempts: %w", d.until, attempt, err)
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return fmt.Errorf("%w while waiting to repeat: %w", ctx.Err(), err)
		case <-t.C:
		}
	}
}

func (d *delivery) again(err error) bool {
	if errors.Is(err, ErrInvalidRequest) {
		return false
	}
	var e *Error
	if !errors.As(err, &e) {
		return true
	}
	switch e.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return d.hold
	}
	return e.Status == 0 || e.Status >= 500
}

const longestRetryAfter = 10 * time.Minute

func (d *delivery) wait(err error, attempt int) time.Duration {
	limit := min(d.base<<min(attempt-1, 20), d.cap)
	if limit <= 0 {
		limit = d.cap
	}
	var wait time.Duration
	if limit > 0 {
		wait = limit/2 + rand.N(limit/2+1)
	}
	var e *Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		wait = max(wait, min(e.RetryAfter, longestRetryAfter))
	}
	return wait
}

// aboutPoints recognises the messages by which the servers refuse points rather than the request.
var aboutPoints = regexp.MustCompile(`partial write|unable to parse|field type conflict|beyond retention policy|max key length|dropped=|invalid (number|field|boolean|tag)|missing (fields|tag|field|measurement)`)

// splits reports whether a refused batch of n lines may hold some that the server takes, or is just too large.
func splits(err error, n int) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Status {
	case http.StatusRequestEntityTooLarge:
		return true
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return aboutPoints.MatchString(e.Message) && e.Dropped != n
	}
	return false
}

// send writes one body of line protocol in ns.
func (c *Client) send(ctx context.Context, data []byte) error {
	ctx = withCall(ctx, callInfo{op: "write points", repeat: api.RepeatSafe, write: true})
	err := c.v2once.WriteAPIBlocking(c.org, c.bucket).WriteRecord(ctx, string(data))
	return typed(err)
}

// typed finds our error in the library's.
func typed(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return err
}

// Write stores points and returns when the server has them. It repeats what is worth repeating a few times (WithRetry);
// it splits what is too large; and when the server stores a part, it finds out which points it refuses: they are in a
// [*WriteError]. A point that cannot be encoded is an error before anything is sent.
func (c *Client) Write(ctx context.Context, points ...point.Point) error {
	if len(points) == 0 {
		return nil
	}
	if c.bucket == "" {
		return c.refuse("write points", errors.New("no bucket: give one with WithBucket or In"))
	}
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	l, err := e.encode(points)
	if err != nil {
		return c.refuse("write points", err)
	}
	d := delivery{send: c.send, attempts: max(1, c.retry.Max), base: c.retry.Base, cap: c.retry.Cap}
	var o outcome
	for _, part := range batches(l, defaultBatchPoints, defaultBatchBytes) {
		d.part(ctx, part, time.Time{}, &o)
	}
	return o.writeError()
}

// writeError returns all points that are not stored, nil if there are none.
func (o *outcome) writeError() error {
	failed := o.failed
	for _, l := range o.left {
		for i := range l.len() {
			failed = append(failed, FailedPoint{Line: string(l.at(i)), Err: o.err})
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return &WriteError{Failed: failed}
}

// batches cuts l into parts within the limits; a single line may be longer.
func batches(l lines, maxPoints, maxBytes int) []lines {
	if l.len() <= maxPoints && len(l.data) <= maxBytes {
		return []lines{l}
	}
	var out []lines
	for from := 0; from < l.len(); {
		to := from + 1
		for to < l.len() && to-from < maxPoints && l.ends[to]-l.start(from) <= maxBytes {
			to++
		}
		out = append(out, l.slice(from, to))
		from = to
	}
	return out
}
