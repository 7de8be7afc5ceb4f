package kapacitor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Waits between two looks at something that the server does in the background.
const (
	firstWait = 10 * time.Millisecond
	lastWait  = time.Second
)

// WaitRecording looks at a recording until it is finished or the context ends. progress, when not nil, is called with each look. A
// recording that failed is returned with an error.
func (c *Client) WaitRecording(ctx context.Context, id string, progress func(Recording)) (Recording, error) {
	const op = "wait for recording"
	return wait(ctx, op, func() (Recording, bool, error) {
		r, err := c.GetRecording(ctx, id)
		if err != nil {
			return r, false, err
		}
		if progress != nil {
			progress(r)
		}
		if r.Status == Failed {
			return r, true, failed(op, "recording %s: %s", id, r.Error)
		}
		return r, r.Status == Finished, nil
	})
}

// WaitReplay looks at a replay until it is finished or the context ends. progress, when not nil, is called with each look. A replay that
// failed is returned with an error.
func (c *Client) WaitReplay(ctx context.Context, id string, progress func(Replay)) (Replay, error) {
	const op = "wait for replay"
	return wait(ctx, op, func() (Replay, bool, error) {
		r, err := c.GetReplay(ctx, id)
		if err != nil {
			return r, false, err
		}
		if progress != nil {
			progress(r)
		}
		if r.Status == Failed {
			return r, true, failed(op, "replay %s: %s", id, r.Error)
		}
		return r, r.Status == Finished, nil
	})
}

// ErrFailed is what the server did in the background and could not: a recording, a replay, a task that stopped.
var ErrFailed = errors.New("failed on the server")

func failed(op, format string, args ...any) error {
	return &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrFailed, fmt.Errorf(format, args...))}
}

// wait looks until done, with pauses that double.
func wait[T any](ctx context.Context, op string, look func() (T, bool, error)) (T, error) {
	pause := firstWait
	timer := time.NewTimer(0)
	defer timer.Stop()
	var last T
	for {
		select {
		case <-ctx.Done():
			return last, &Error{Op: op, Err: ctx.Err()}
		case <-timer.C:
		}
		v, done, err := look()
		if err != nil || done {
			return v, err
		}
		last = v
		timer.Reset(pause)
		pause = min(2*pause, lastWait)
	}
}
