package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Retry bounds how often and how fast a failed attempt is repeated.
type Retry struct {
	Max           int           // attempts in all; 0 and 1 never repeat
	Base          time.Duration // longest wait before the second attempt; doubles with each attempt
	Cap           time.Duration // longest wait between two attempts
	RetryAfterCap time.Duration // a Retry-After beyond it ends the call
	Statuses      []int         // statuses that are repeated
}

// DefaultRetry is four attempts, waits up to 0.2 s, 0.4 s and 0.8 s, and a Retry-After of at most 30 s.
func DefaultRetry() Retry {
	return Retry{
		Max: 4, Base: 200 * time.Millisecond, Cap: 10 * time.Second, RetryAfterCap: 30 * time.Second,
		Statuses: []int{
			http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		},
	}
}

func retry(p Retry) link {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			info := callOf(r.Context())
			for {
				info.attempts++
				resp, err := next.RoundTrip(r)
				wait, again := p.next(r, info, resp, err)
				if !again {
					return resp, err
				}
				if deadline, ok := r.Context().Deadline(); ok && time.Until(deadline) <= wait {
					return resp, err
				}
				if resp != nil {
					// Read what is left so that the connection can be used again.
					_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
					resp.Body.Close()
				}
				if werr := sleep(r.Context(), wait); werr != nil {
					if err == nil {
						err = fmt.Errorf("last answer was %d", resp.StatusCode)
					}
					return nil, fmt.Errorf("%w while waiting to repeat: %w", werr, err)
				}
				again2, rerr := replay(r)
				if rerr != nil {
					return nil, rerr
				}
				r = again2
			}
		})
	}
}

// next decides whether another attempt follows, and after how long.
func (p Retry) next(r *http.Request, info *call, resp *http.Response, err error) (time.Duration, bool) {
	if info.attempts >= p.Max || r.Context().Err() != nil || !replayable(r) {
		return 0, false
	}
	if err != nil {
		var fatal *noRetryError
		if errors.As(err, &fatal) || (!safe(r, info) && !neverSent(err)) {
			return 0, false
		}
		return p.backoff(info.attempts), true
	}
	if !slices.Contains(p.Statuses, resp.StatusCode) || (!safe(r, info) && resp.StatusCode != http.StatusTooManyRequests) {
		return 0, false
	}
	if after, ok := retryAfter(resp.Header.Get("Retry-After"), time.Now()); ok {
		return after, after <= p.RetryAfterCap
	}
	return p.backoff(info.attempts), true
}

// backoff waits a random part of a doubling time ("full jitter"), so that many clients do not come back at once.
func (p Retry) backoff(attempt int) time.Duration {
	limit := p.Base << min(attempt-1, 20)
	if limit > p.Cap || limit < p.Base {
		limit = p.Cap
	}
	if limit <= 0 {
		return 0
	}
	return rand.N(limit) + 1
}

func safe(r *http.Request, info *call) bool {
	switch info.repeat {
	case RepeatSafe:
		return true
	case RepeatUnsafe:
		return false
	}
	switch r.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

// neverSent is true when no connection was made, so the server cannot have acted.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func replayable(r *http.Request) bool {
	return r.Body == nil || r.Body == http.NoBody || r.GetBody != nil
}

func replay(r *http.Request) (*http.Request, error) {
	out := r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, fmt.Errorf("replay body: %w", err)
		}
		out.Body = body
	}
	return out, nil
}

// retryAfter reads both forms of the header: seconds and an HTTP date.
func retryAfter(v string, now time.Time) (time.Duration, bool) {
	if v == "" {
		return 0, false
	}
	if s, err := strconv.ParseInt(v, 10, 64); err == nil {
		if s < 0 {
			return 0, false
		}
		if s > int64(365*24*3600) { // a longer one would overflow a Duration and is beyond any cap
			s = 365 * 24 * 3600
		}
		return time.Duration(s) * time.Second, true
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now)), true
	}
	return 0, false
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// noRetryError marks a failure that another attempt cannot change.
type noRetryError struct{ err error }

func (e *noRetryError) Error() string { return e.err.Error() }
func (e *noRetryError) Unwrap() error { return e.err }
