package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryPolicy(t *testing.T) {
	reset := 0 // stands for a connection that is cut before any answer
	for name, tc := range map[string]struct {
		method string
		repeat Repeat
		body   any
		status int
		want   int32 // attempts
	}{
		"get 503":            {method: "GET", status: 503, want: 3},
		"get 500":            {method: "GET", status: 500, want: 1},
		"get 404":            {method: "GET", status: 404, want: 1},
		"get reset":          {method: "GET", status: reset, want: 3},
		"delete 502":         {method: "DELETE", status: 502, want: 3},
		"put 504 with body":  {method: "PUT", body: "{}", status: 504, want: 3},
		"put reader":         {method: "PUT", body: io.MultiReader(strings.NewReader("{}")), status: 503, want: 1},
		"put unsafe":         {method: "PUT", repeat: RepeatUnsafe, status: 503, want: 1},
		"post 503":           {method: "POST", body: "{}", status: 503, want: 1},
		"post reset":         {method: "POST", body: "{}", status: reset, want: 1},
		"post 429":           {method: "POST", body: "{}", status: 429, want: 3},
		"post declared safe": {method: "POST", repeat: RepeatSafe, body: "{}", status: 503, want: 3},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int32
			c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
				n.Add(1)
				if b, _ := io.ReadAll(r.Body); tc.body != nil && string(b) != "{}" {
					t.Errorf("body on attempt %d is %q", n.Load(), b)
				}
				if tc.status == reset {
					panic(http.ErrAbortHandler)
				}
				w.WriteHeader(tc.status)
			}))
			_, err := c.Do(context.Background(), Request{Method: tc.method, Path: "x", Body: tc.body, Repeat: tc.repeat}, nil)
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tc.want, n.Load())
			require.Equal(t, int(tc.want), e.Attempts)
		})
	}
}

func TestRetryKeepsRequestIDAndSucceeds(t *testing.T) {
	ids := map[string]bool{}
	n := 0
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		ids[r.Header.Get("X-Request-ID")] = true
		if n++; n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, `"ok"`)
	}))
	var out any
	resp, err := c.Do(context.Background(), Request{Path: "x"}, &out)
	require.NoError(t, err)
	require.Equal(t, "ok", out)
	require.Equal(t, 3, resp.Attempts)
	require.Len(t, ids, 1)
}

// fakeRT answers without a network, so that time can be virtual.
type fakeRT func(*http.Request) (*http.Response, error)

func (f fakeRT) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: http.NoBody}
}

func TestRetryAfterIsObeyedUpToItsCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var times []time.Duration
		after := "7"
		c, err := New("http://h", WithHTTPClient(&http.Client{Transport: fakeRT(func(*http.Request) (*http.Response, error) {
			times = append(times, time.Since(start))
			return answer(http.StatusServiceUnavailable, "Retry-After", after), nil
		})}))
		require.NoError(t, err)
		_, err = c.Do(context.Background(), Request{Path: "x"}, nil)
		require.ErrorIs(t, err, ErrServer)
		require.Equal(t, []time.Duration{0, 7 * time.Second, 14 * time.Second, 21 * time.Second}, times)

		times, after = nil, "31" // beyond the cap of 30 s
		_, err = c.Do(context.Background(), Request{Path: "x"}, nil)
		require.ErrorIs(t, err, ErrServer)
		require.Len(t, times, 1)
	})
}

func TestWaitsNeverOutliveTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := New("http://h", WithHTTPClient(&http.Client{Transport: fakeRT(func(*http.Request) (*http.Response, error) {
			return answer(http.StatusServiceUnavailable, "Retry-After", "20"), nil
		})}))
		require.NoError(t, err)
		start := time.Now()

		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_, err = c.Do(ctx, Request{Path: "x"}, nil)
		require.ErrorIs(t, err, ErrServer, "the answer there was, at once, instead of a wait that cannot succeed")
		require.Zero(t, time.Since(start))

		ctx, cancel = context.WithCancel(context.Background())
		time.AfterFunc(3*time.Second, cancel)
		_, err = c.Do(ctx, Request{Path: "x"}, nil)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, 3*time.Second, time.Since(start))
		var e *Error
		require.ErrorAs(t, err, &e)
		require.Contains(t, err.Error(), "last answer was 503")
	})
}

func TestBackoffIsBoundedAndJittered(t *testing.T) {
	p := Retry{Base: 100 * time.Millisecond, Cap: time.Second}
	for attempt, limit := range map[int]time.Duration{1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 4: 800 * time.Millisecond, 5: time.Second, 500: time.Second} {
		seen := map[time.Duration]bool{}
		for range 50 {
			d := p.backoff(attempt)
			require.True(t, d > 0 && d <= limit, "attempt %d: %v", attempt, d)
			seen[d] = true
		}
		require.Greater(t, len(seen), 10)
	}
	require.Zero(t, Retry{}.backoff(3))
}

func TestAttemptTimeoutIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c, err := New("http://h", WithAttemptTimeout(time.Second), WithHTTPClient(&http.Client{Transport: fakeRT(func(r *http.Request) (*http.Response, error) {
			if n++; n == 1 {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return answer(http.StatusNoContent), nil
		})}))
		require.NoError(t, err)
		_, err = c.Do(context.Background(), Request{Path: "x"}, nil)
		require.NoError(t, err)
		require.Equal(t, 2, n)
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"", "0", "120", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999999999999"} {
		f.Add(s)
	}
	now := time.Date(2026, 10, 21, 7, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := retryAfter(s, now); ok && d < 0 {
			t.Fatalf("%q: negative wait %v", s, d)
		}
	})
}
