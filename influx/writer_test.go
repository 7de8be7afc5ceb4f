package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// fake is a server behind the Writer's send function.
type fake struct {
	mu     sync.Mutex
	answer func(n int, data string) error // n counts from 1
	n      int
	stored []string
	sizes  []int
	at     []time.Time
}

func (f *fake) send(ctx context.Context, data []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	f.at = append(f.at, time.Now())
	f.sizes = append(f.sizes, strings.Count(string(data), "\n"))
	if f.answer != nil {
		if err := f.answer(f.n, string(data)); err != nil {
			return err
		}
	}
	f.stored = append(f.stored, strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")...)
	return nil
}

func (f *fake) batches() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sizes)
}

func status(code int, message string) *Error {
	return decodeError(&api.Error{Status: code, Message: message}, nil).(*Error)
}

func pt(i int) point.Point {
	return point.Point{Measurement: "m", Fields: point.Fields{{Key: "v", Value: point.Int(int64(i))}}, Time: int64(i)}
}

func pts(from, to int) []point.Point {
	var out []point.Point
	for i := from; i < to; i++ {
		out = append(out, pt(i))
	}
	return out
}

func text(from, to int) []string {
	var out []string
	for _, p := range pts(from, to) {
		out = append(out, p.String())
	}
	return out
}

func open(t *testing.T, f *fake, o WriterOptions) *Writer {
	t.Helper()
	w, err := newWriter(f.send, o)
	require.NoError(t, err)
	return w
}

func TestWriterBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		w := open(t, f, WriterOptions{BatchPoints: 10, MaxAge: time.Minute})
		require.NoError(t, w.Write(t.Context(), pts(0, 25)...))
		synctest.Wait()
		require.Equal(t, []int{10, 10}, f.batches(), "full batches go at once")
		time.Sleep(59 * time.Second)
		synctest.Wait()
		require.Len(t, f.batches(), 2)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, []int{10, 10, 5}, f.batches(), "the rest goes when it is old enough")
		require.NoError(t, w.Write(t.Context(), pt(25)))
		require.NoError(t, w.Flush(t.Context()))
		require.Equal(t, text(0, 26), f.stored)
		require.NoError(t, w.Write(t.Context(), pt(26)))
		require.NoError(t, w.Close(t.Context()))
		require.Equal(t, text(0, 27), f.stored)
		require.ErrorIs(t, w.Close(t.Context()), ErrClosed)
		require.ErrorIs(t, w.Write(t.Context(), pt(1)), ErrClosed)
		require.Equal(t, WriterStats{Accepted: 27, Stored: 27}, w.Stats())
	})
}

func TestWriterRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{answer: func(n int, _ string) error {
			switch n {
			case 1:
				e := status(http.StatusServiceUnavailable, "busy")
				e.RetryAfter = 90 * time.Second
				return e
			case 2:
				return status(http.StatusTooManyRequests, "slower")
			case 3:
				return &Error{apiError: &api.Error{Err: errors.New("connection reset")}}
			case 4:
				return status(http.StatusInternalServerError, "timeout")
			}
			return nil
		}}
		w := open(t, f, WriterOptions{RetryFirst: time.Second, RetryLongest: 4 * time.Second})
		require.NoError(t, w.Write(t.Context(), pts(0, 3)...))
		require.NoError(t, w.Flush(t.Context()))
		require.Equal(t, text(0, 3), f.stored)
		require.GreaterOrEqual(t, f.at[1].Sub(f.at[0]), 90*time.Second, "Retry-After is obeyed")
		for i := 2; i < 5; i++ {
			require.LessOrEqual(t, f.at[i].Sub(f.at[i-1]), 4*time.Second)
		}
		require.NoError(t, w.Close(t.Context()))
		require.EqualValues(t, 4, w.Stats().Retries)
	})
}

func TestWriterNamesEveryFailedPoint(t *testing.T) {
	for _, tt := range []struct {
		name   string
		err    error
		opts   WriterOptions
		answer func(bad map[string]bool) func(int, string) error
		failed []int
		most   int // requests
	}{
		{name: "all refused", failed: []int{0, 1, 2, 3, 4, 5, 6, 7}, most: 1, answer: func(map[string]bool) func(int, string) error {
			return func(int, string) error { return status(401, "unauthorized") }
		}},
		{name: "partial", failed: []int{2, 5}, most: 20, answer: func(bad map[string]bool) func(int, string) error {
			return func(_ int, data string) error {
				dropped := 0
				for _, l := range strings.SplitAfter(data, "\n") {
					if bad[l] {
						dropped++
					}
				}
				if dropped > 0 {
					return status(400, fmt.Sprintf("partial write: field type conflict dropped=%d", dropped))
				}
				return nil
			}
		}},
		{name: "a bad line refuses all", failed: []int{7}, most: 20, answer: func(bad map[string]bool) func(int, string) error {
			return func(_ int, data string) error {
				for _, l := range strings.SplitAfter(data, "\n") {
					if bad[l] {
						return status(400, "unable to parse it")
					}
				}
				return nil
			}
		}},
		{name: "too large", failed: nil, most: 20, answer: func(map[string]bool) func(int, string) error {
			return func(_ int, data string) error {
				if strings.Count(data, "\n") > 3 {
					return status(413, "too large")
				}
				return nil
			}
		}},
		{name: "one point too large", failed: []int{4}, most: 20, answer: func(bad map[string]bool) func(int, string) error {
			return func(_ int, data string) error {
				for l := range bad {
					if strings.Contains(data, l) {
						return status(413, "too large")
					}
				}
				return nil
			}
		}},
		{name: "not about the points", failed: []int{0, 1, 2, 3, 4, 5, 6, 7}, most: 1, answer: func(map[string]bool) func(int, string) error {
			return func(int, string) error { return status(400, "bucket is required") }
		}},
		{name: "given up", failed: []int{0, 1, 2, 3, 4, 5, 6, 7}, most: 100, opts: WriterOptions{GiveUpAfter: time.Minute}, answer: func(map[string]bool) func(int, string) error {
			return func(int, string) error { return status(503, "busy") }
		}},
	} {
		for _, callback := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/callback=%v", tt.name, callback), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					bad := map[string]bool{}
					var want []string
					for _, i := range tt.failed {
						p := pt(i)
						bad[p.String()+"\n"] = true
						want = append(want, p.String()+"\n")
					}
					f := &fake{answer: tt.answer(bad)}
					var told []FailedPoint
					if callback {
						tt.opts.OnError = func(e *WriteError) { told = append(told, e.Failed...) }
					}
					w := open(t, f, tt.opts)
					require.NoError(t, w.Write(t.Context(), pts(0, 8)...))
					err := w.Flush(t.Context())
					if !callback && len(want) > 0 {
						var e *WriteError
						require.ErrorAs(t, err, &e)
						told = e.Failed
					} else {
						require.NoError(t, err)
					}
					var lines []string
					for _, p := range told {
						lines = append(lines, p.Line)
						require.Error(t, p.Err)
					}
					require.Equal(t, want, lines)
					var stored []string
					for i := range 8 {
						if !slices.Contains(tt.failed, i) {
							stored = append(stored, pts(i, i+1)[0].String())
						}
					}
					slices.Sort(f.stored)
					require.Equal(t, stored, slices.Compact(f.stored))
					require.LessOrEqual(t, f.n, tt.most)
					require.NoError(t, w.Close(t.Context()), "told once only")
					s := w.Stats()
					require.EqualValues(t, len(want), s.Failed)
					require.EqualValues(t, 8-len(want), s.Stored)
					require.Zero(t, s.Pending)
				})
			})
		}
	}
}

func TestWriterBackPressure(t *testing.T) {
	down := func(int, string) error { return status(503, "down") }
	size := len(pts(10, 11)[0].String()) + 1
	t.Run("block", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			up := make(chan struct{})
			f := &fake{answer: func(n int, s string) error {
				select {
				case <-up:
					return nil
				default:
					return down(n, s)
				}
			}}
			w := open(t, f, WriterOptions{BatchPoints: 2, MaxBytes: 4 * size})
			require.NoError(t, w.Write(t.Context(), pts(10, 14)...))
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := w.Write(ctx, pt(14))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorContains(t, err, "down")
			done := make(chan error, 1)
			go func() { done <- w.Write(t.Context(), pt(15)) }()
			// A second writer waits behind the first, and its context counts there too.
			ctx2, cancel2 := context.WithTimeout(t.Context(), time.Second)
			defer cancel2()
			require.ErrorIs(t, w.Write(ctx2, pt(16)), context.DeadlineExceeded)
			close(up)
			require.NoError(t, <-done)
			require.NoError(t, w.Close(t.Context()))
			require.Equal(t, append(text(10, 14), pts(15, 16)[0].String()), f.stored)
		})
	})
	t.Run("refuse", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, &fake{answer: down}, WriterOptions{MaxBytes: 4 * size, Full: Refuse})
			require.NoError(t, w.Write(t.Context(), pts(10, 14)...))
			require.ErrorIs(t, w.Write(t.Context(), pt(14)), ErrFull)
			closeAndCount(t, w, 4)
		})
	})
	t.Run("shed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{answer: down}
			var shed []string
			w := open(t, f, WriterOptions{BatchPoints: 1, MaxBytes: 4 * size, Full: ShedOldest, OnError: func(e *WriteError) {
				for _, p := range e.Failed {
					shed = append(shed, strings.TrimSpace(p.Line))
					require.ErrorIs(t, p.Err, ErrFull)
				}
			}})
			require.NoError(t, w.Write(t.Context(), pt(10)))
			synctest.Wait() // the first one is on its way, and is not shed
			require.NoError(t, w.Write(t.Context(), pts(11, 14)...))
			require.NoError(t, w.Write(t.Context(), pts(14, 16)...))
			require.Equal(t, text(11, 13), shed)
			closeAndCount(t, w, 4)
		})
	})
	t.Run("failed points count", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, &fake{answer: func(int, string) error { return status(401, "no") }}, WriterOptions{BatchPoints: 1, MaxBytes: 4 * size})
			require.NoError(t, w.Write(t.Context(), pts(10, 14)...))
			synctest.Wait()
			err := w.Write(t.Context(), pt(14))
			require.ErrorIs(t, err, ErrFull)
			var e *WriteError
			require.ErrorAs(t, err, &e)
			require.Len(t, e.Failed, 4)
			require.NoError(t, w.Write(t.Context(), pt(14)), "there is room now")
			closeAndCount(t, w, 1)
		})
	})
}

// closeAndCount closes with a deadline and expects that many points to be named.
func closeAndCount(t *testing.T, w *Writer, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err := w.Close(ctx)
	var e *WriteError
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Failed, n)
	s := w.Stats()
	require.Equal(t, s.Accepted, s.Stored+s.Failed+s.Pending)
}

func TestWriterClosesInAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, &fake{answer: func(int, string) error { return status(503, "down") }}, WriterOptions{BatchPoints: 2})
		require.NoError(t, w.Write(t.Context(), pts(0, 5)...))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, w.Flush(ctx), context.DeadlineExceeded)
		require.ErrorContains(t, w.Err(), "down")
		closeAndCount(t, w, 5)
	})
}

func TestWriterRefusesBadPoints(t *testing.T) {
	f := &fake{}
	w := open(t, f, WriterOptions{})
	err := w.Write(t.Context(), pt(0), point.Point{Measurement: "m"})
	require.ErrorContains(t, err, "point 1")
	require.NoError(t, w.Close(t.Context()))
	require.Zero(t, f.n, "none of them is accepted")
}

func TestWriterLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		down := true
		f := &fake{answer: func(int, string) error {
			if down {
				return status(http.StatusUnauthorized, "the token has run out")
			}
			return nil
		}}
		w := open(t, f, WriterOptions{Log: dir, BatchPoints: 3})
		require.NoError(t, w.Write(t.Context(), pts(0, 10)...))
		_, err := newWriter(f.send, WriterOptions{Log: dir})
		require.ErrorContains(t, err, "another writer")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err = w.Close(ctx)
		require.ErrorContains(t, err, "10 points stay in the log")

		w = open(t, f, WriterOptions{Log: dir, BatchPoints: 3})
		require.EqualValues(t, 10, w.Stats().Pending)
		require.NoError(t, w.Write(t.Context(), pt(10)))
		f.mu.Lock()
		down = false
		f.mu.Unlock()
		require.NoError(t, w.Close(t.Context()))
		require.Equal(t, text(0, 11), f.stored)

		w = open(t, f, WriterOptions{Log: dir})
		require.Zero(t, w.Stats().Pending, "what is stored is removed from the log")
		require.NoError(t, w.Close(t.Context()))
	})
}
