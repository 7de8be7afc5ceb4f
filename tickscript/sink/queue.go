package sink

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// QueueOptions say how a Queue works. The zero QueueOptions are usable.
type QueueOptions struct {
	// Capacity is how many deliveries may wait. Default 5000, as in Kapacitor.
	Capacity int
	// Workers is how many are sent at a time. Default 1, which keeps their order.
	Workers int
	// Attempts is how often a delivery is tried while its error is Temporary.
	// Default 5; 1 does what Kapacitor does.
	Attempts int
	// Backoff is the pause before the second attempt; it doubles with each and is
	// jittered by a half. Default 1s, at most MaxBackoff (default 1m).
	Backoff, MaxBackoff time.Duration
	// Timeout limits one attempt. Default 30s.
	Timeout time.Duration
	// OnSent is called after each success, OnFailed with each delivery that could
	// not be delivered; both by the workers, possibly concurrently.
	OnSent   func(*alert.Delivery)
	OnFailed func(*alert.Delivery, error)
}

func (o *QueueOptions) fill() {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&o.Capacity, 5000)
	def(&o.Workers, 1)
	def(&o.Attempts, 5)
	if o.Backoff <= 0 {
		o.Backoff = time.Second
	}
	if o.MaxBackoff <= 0 {
		o.MaxBackoff = time.Minute
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
}

// Queue sends deliveries in the background. What it takes is either sent or
// handed back: to OnFailed, or by Close.
type Queue struct {
	to   alert.Sink
	opts QueueOptions

	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	items  chan *alert.Delivery

	mu     sync.RWMutex
	closed bool

	leftMu sync.Mutex
	left   []Undelivered
}

// Undelivered is a delivery that was not sent, and why.
type Undelivered struct {
	Delivery *alert.Delivery
	Err      error
}

// NewQueue starts a queue before a sink.
func NewQueue(to alert.Sink, opts QueueOptions) *Queue {
	opts.fill()
	q := &Queue{to: to, opts: opts, items: make(chan *alert.Delivery, opts.Capacity)}
	q.ctx, q.cancel = context.WithCancel(context.Background())
	for range opts.Workers {
		q.wg.Add(1)
		go q.work()
	}
	return q
}

// Put takes a delivery, waiting for room. The delivery is copied with its event.
// An error says that it was not taken.
func (q *Queue) Put(ctx context.Context, d *alert.Delivery) error {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return ErrClosed
	}
	select {
	case q.items <- keep(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-q.ctx.Done():
		return ErrClosed
	}
}

// Offer is Put without waiting: ErrFull when there is no room, which is when
// Kapacitor drops an event.
func (q *Queue) Offer(d *alert.Delivery) error {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return ErrClosed
	}
	select {
	case q.items <- keep(d):
		return nil
	default:
		return ErrFull
	}
}

func keep(d *alert.Delivery) *alert.Delivery {
	c := *d
	if c.Event != nil {
		c.Event = c.Event.Clone()
	}
	return &c
}

// Close takes no more and waits until everything is sent or, when the context
// ends, gives up. It returns what was not sent for that reason.
func (q *Queue) Close(ctx context.Context) []Undelivered {
	stop := context.AfterFunc(ctx, q.cancel)
	defer stop()
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.items)
	}
	q.mu.Unlock()
	q.wg.Wait()
	q.cancel()
	q.leftMu.Lock()
	defer q.leftMu.Unlock()
	left := q.left
	q.left = nil
	return left
}

func (q *Queue) work() {
	defer q.wg.Done()
	for d := range q.items {
		err := q.deliver(d)
		switch {
		case err == nil:
			if f := q.opts.OnSent; f != nil {
				f(d)
			}
		case q.ctx.Err() != nil:
			q.leftMu.Lock()
			q.left = append(q.left, Undelivered{d, err})
			q.leftMu.Unlock()
		default:
			if f := q.opts.OnFailed; f != nil {
				f(d, err)
			}
		}
	}
}

// deliver tries until it succeeds, or fails for good, or too often.
func (q *Queue) deliver(d *alert.Delivery) error {
	pause := q.opts.Backoff
	for attempt := 1; ; attempt++ {
		if q.ctx.Err() != nil {
			return ErrClosed
		}
		ctx, cancel := context.WithTimeout(q.ctx, q.opts.Timeout)
		err := q.to.Send(ctx, d)
		cancel()
		if err == nil || attempt == q.opts.Attempts || !Temporary(err) {
			return err
		}
		// Half of the pause is chance, so that many do not come back at once.
		t := time.NewTimer(pause/2 + rand.N(pause/2+1)) //nolint:gosec // not a secret
		select {
		case <-t.C:
		case <-q.ctx.Done():
			t.Stop()
			return err
		}
		pause = min(2*pause, q.opts.MaxBackoff)
	}
}
