package sink_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/sink"
)

var events = flag.Int("events", 200_000, "events to put through a failing sink")

type later struct{}

func (later) Error() string   { return "later" }
func (later) Temporary() bool { return true }

var errNever = errors.New("never")

func delivery(i int) *alert.Delivery {
	return &alert.Delivery{Index: i, Event: &alert.Event{ID: fmt.Sprint(i)}, Payload: &alert.FileLine{Path: "/x"}}
}

// Every event put into a queue before a failing sink is delivered or returned,
// and the queue holds no more than its capacity.
func TestQueueLosesNothing(t *testing.T) {
	n := *events
	if raceEnabled {
		n = min(n, 20_000)
	}
	var calls, sent, failed atomic.Int64
	s := alert.SinkFunc(func(_ context.Context, d *alert.Delivery) error {
		switch calls.Add(1); {
		case d.Index%3 == 0:
			return errNever
		case d.Index%7 == 0:
			return later{}
		}
		return nil
	})
	q := sink.NewQueue(s, sink.QueueOptions{
		Capacity: 1000, Workers: 4, Attempts: 3, Backoff: time.Nanosecond, MaxBackoff: time.Nanosecond,
		OnSent:   func(*alert.Delivery) { sent.Add(1) },
		OnFailed: func(*alert.Delivery, error) { failed.Add(1) },
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d := delivery(0)
	for i := range n {
		d.Index = i
		require.NoError(t, q.Put(t.Context(), d))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(16<<20), "bounded memory")
	left := q.Close(t.Context())
	require.Empty(t, left)
	require.EqualValues(t, n, sent.Load()+failed.Load())
	require.Greater(t, failed.Load(), int64(n/3))
	require.ErrorIs(t, q.Put(t.Context(), d), sink.ErrClosed)
	require.ErrorIs(t, q.Offer(d), sink.ErrClosed)
}

func TestQueueTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		start := time.Now()
		s := alert.SinkFunc(func(context.Context, *alert.Delivery) error {
			at = append(at, time.Since(start))
			if len(at) < 4 {
				return later{}
			}
			return nil
		})
		q := sink.NewQueue(s, sink.QueueOptions{Backoff: time.Second, MaxBackoff: 3 * time.Second})
		require.NoError(t, q.Put(t.Context(), delivery(1)))
		require.Empty(t, q.Close(t.Context()))
		require.Len(t, at, 4)
		for i, most := range []time.Duration{time.Second, 2 * time.Second, 3 * time.Second} {
			pause := at[i+1] - at[i]
			require.GreaterOrEqual(t, pause, most/2)
			require.LessOrEqual(t, pause, most+1)
		}
	})
}

// H005: Kapacitor tries once; so does a queue that is told to.
func TestQueueLikeKapacitorH005(t *testing.T) {
	calls := 0
	s := alert.SinkFunc(func(context.Context, *alert.Delivery) error {
		calls++
		return later{}
	})
	var failed error
	q := sink.NewQueue(s, sink.QueueOptions{Attempts: 1, OnFailed: func(_ *alert.Delivery, err error) { failed = err }})
	require.NoError(t, q.Offer(delivery(1)))
	require.Empty(t, q.Close(t.Context()))
	require.Equal(t, 1, calls)
	require.ErrorIs(t, failed, later{})
}

func TestQueueHandsBackWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := alert.SinkFunc(func(ctx context.Context, _ *alert.Delivery) error {
			<-ctx.Done()
			return ctx.Err()
		})
		q := sink.NewQueue(s, sink.QueueOptions{Capacity: 2, Timeout: time.Hour, OnFailed: func(*alert.Delivery, error) { t.Error("handed back twice") }})
		for i := range 3 {
			require.NoError(t, q.Put(t.Context(), delivery(i)))
			synctest.Wait()
		}
		require.ErrorIs(t, q.Offer(delivery(3)), sink.ErrFull)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, q.Put(ctx, delivery(3)), context.DeadlineExceeded)
		left := q.Close(ctx)
		require.Len(t, left, 3)
		for i, u := range left {
			require.Equal(t, i, u.Delivery.Index)
			require.Error(t, u.Err)
		}
	})
}
