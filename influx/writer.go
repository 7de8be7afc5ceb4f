package influx

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

// FullPolicy says what a Writer does with points for which its buffer has no room.
type FullPolicy int

const (
	// Block waits until there is room or the context ends.
	Block FullPolicy = iota
	// Refuse returns [ErrFull] at once; the points are not accepted.
	Refuse
	// ShedOldest makes room by giving up the oldest waiting points, which are named in an error.
	ShedOldest
)

const (
	defaultBatchPoints = 5000
	defaultBatchBytes  = 1 << 20
	defaultMaxBytes    = 64 << 20
)

// WriterOptions configure a [Writer]. The zero value is good.
type WriterOptions struct {
	// BatchPoints and BatchBytes are how large a batch grows before it is sent: 5,000 points, 1 MiB.
	BatchPoints int
	BatchBytes  int
	// MaxAge is how long a point waits for its batch to grow: 1 s.
	MaxAge time.Duration
	// MaxBytes bounds what is buffered (with Log: what the log holds), in bytes of line protocol, together with the
	// failed points that nobody has been told of yet: 64 MiB.
	MaxBytes int
	// Full says what happens when MaxBytes is reached.
	Full FullPolicy
	// RetryFirst and RetryLongest are the longest wait before the first repetition, and before any: 0.25 s, 30 s. A
	// longer Retry-After is obeyed, up to ten minutes.
	RetryFirst   time.Duration
	RetryLongest time.Duration
	// GiveUpAfter bounds how long one batch is repeated; then its points are named in an error. 0 repeats until Close.
	GiveUpAfter time.Duration
	// OnError is told of points that could not be stored; they are in no other error then. It is called by the goroutine
	// that sends, or by the Write that sheds, and must not call the Writer. Without it, the next Flush or Close returns
	// them.
	OnError func(*WriteError)
	// Log is the folder of a write-ahead log. With it, a point is accepted when it is on disk, and what the server has
	// not acknowledged is sent by the next Writer that is opened with the same folder.
	Log string
	// LogNoSync leaves out the fsync of each append: kill -9 still loses nothing, a power cut may.
	LogNoSync bool
}

func (o WriterOptions) withDefaults() WriterOptions {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	defDuration := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&o.BatchPoints, defaultBatchPoints)
	def(&o.BatchBytes, defaultBatchBytes)
	def(&o.MaxBytes, defaultMaxBytes)
	defDuration(&o.MaxAge, time.Second)
	defDuration(&o.RetryFirst, 250*time.Millisecond)
	defDuration(&o.RetryLongest, 30*time.Second)
	return o
}

// Writer collects points into batches and sends them in the background, one batch after the other, so that of two values
// for one series, field and time the later one stays. It is safe for concurrent use.
//
// Every accepted point, that is, of a Write which returned nil, is acknowledged by the server or named in a [*WriteError]
// that OnError, Flush or Close gives. With a log, Close leaves in it what the server has not acknowledged.
type Writer struct {
	opts    WriterOptions
	journal *journal
	send    delivery
	stop    context.CancelFunc
	done    chan struct{}
	wake    chan struct{}

	unremoved int // bytes of settled batches still in the log; the sender's own

	// order is taken while points go into the log and the queue, so that both have the same order. It is a channel so
	// that waiting for it ends with a context.
	order chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed and replaced whenever the fields below change
	queue   []*batch
	seq     uint64 // of the newest batch
	doneSeq uint64 // all batches up to this one are settled
	flush   uint64 // batches up to this one are sent at once
	bytes   int    // waiting, in flight, and failed but not reported
	stats   WriterStats
	failed  []FailedPoint
	lastErr error
	closed  bool
	logErr  error
	left    outcome
}

// buffers keep the arrays of batches that were sent.
var buffers = sync.Pool{New: func() any { return new(lines) }}

// batch waits to be sent. With a log it holds the numbers of its entries, else its lines.
type batch struct {
	lines       lines
	first, last uint64
	points      int
	bytes       int
	seq         uint64
	since       time.Time
	sending     bool
}

// WriterStats count what a Writer has done.
type WriterStats struct {
	Accepted int64 // points accepted by this Writer or found in its log
	Stored   int64 // points acknowledged by the server
	Failed   int64 // points named in errors
	Pending  int64 // points that wait or are in flight
	Retries  int64 // failed attempts
}

// Writer returns a Writer to the client's bucket. Close it.
func (c *Client) Writer(opts WriterOptions) (*Writer, error) {
	if c.bucket == "" {
		return nil, c.refuse("open writer", errors.New("no bucket: give one with WithBucket or In"))
	}
	return newWriter(c.send, opts)
}

func newWriter(send func(context.Context, []byte) error, opts WriterOptions) (*Writer, error) {
	opts = opts.withDefaults()
	w := &Writer{
		opts: opts, changed: make(chan struct{}), wake: make(chan struct{}, 1), done: make(chan struct{}),
		order: make(chan struct{}, 1),
	}
	w.send = delivery{
		send: send, until: opts.GiveUpAfter, base: opts.RetryFirst, cap: opts.RetryLongest, hold: opts.Log != "", failure: w.attemptFailed,
	}
	if opts.Log != "" {
		var err error
		if w.journal, err = openJournal(opts.Log, opts.LogNoSync); err != nil {
			return nil, err
		}
		if err := w.replay(); err != nil {
			return nil, errors.Join(err, w.journal.close())
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go w.run(ctx)
	return w, nil
}

// replay queues what the log holds.
func (w *Writer) replay() error {
	for i := w.journal.first; i < w.journal.next; i++ {
		l, err := w.journal.read(i, i)
		if err != nil {
			return err
		}
		w.enqueue(l, i)
		w.stats.Accepted += int64(l.len())
	}
	w.flush = w.seq
	return nil
}

// Write accepts points, all or none. It returns when they are buffered (with a log: on disk), not when they are stored.
// It waits while the buffer is full, as [WriterOptions.Full] says. If it is full of failed points that nobody has been
// told of, it returns them in a [*WriteError] joined with [ErrFull].
func (w *Writer) Write(ctx context.Context, points ...point.Point) error {
	if len(points) == 0 {
		return nil
	}
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	l, err := e.encode(points)
	if err != nil {
		return fmt.Errorf("influxdb: accept points: %w", err)
	}
	select {
	case w.order <- struct{}{}:
		defer func() { <-w.order }()
	case <-ctx.Done():
		return fmt.Errorf("influxdb: accept points: %w while others wait for room", ctx.Err())
	}
	if err := w.makeRoom(ctx, len(l.data)); err != nil {
		return err
	}
	parts := batches(l, w.opts.BatchPoints, w.opts.BatchBytes)
	var first uint64
	if w.journal != nil {
		if first, err = w.journal.append(parts...); err != nil {
			return fmt.Errorf("influxdb: accept points: %w", err)
		}
	}
	w.mu.Lock()
	for i, part := range parts {
		w.enqueue(part, first+uint64(i))
	}
	w.stats.Accepted += int64(l.len())
	w.mu.Unlock()
	w.poke()
	return nil
}

// enqueue adds lines to the newest batch or starts one. mu is held.
func (w *Writer) enqueue(l lines, index uint64) {
	var b *batch
	if n := len(w.queue); n > 0 {
		b = w.queue[n-1]
	}
	if b == nil || b.sending || b.points+l.len() > w.opts.BatchPoints || b.bytes+len(l.data) > w.opts.BatchBytes {
		w.seq++
		b = &batch{seq: w.seq, since: time.Now(), first: index}
		if w.journal == nil {
			b.lines = *buffers.Get().(*lines)
		}
		w.queue = append(w.queue, b)
	}
	b.last = index
	b.points += l.len()
	b.bytes += len(l.data)
	if w.journal == nil {
		b.lines.add(l)
	}
	w.bytes += len(l.data)
	w.stats.Pending += int64(l.len())
}

// makeRoom waits until n bytes fit. A write larger than the whole buffer waits until it is empty.
func (w *Writer) makeRoom(ctx context.Context, n int) error {
	for {
		w.mu.Lock()
		if w.closed {
			w.mu.Unlock()
			return ErrClosed
		}
		if w.bytes == 0 || w.bytes+n <= w.opts.MaxBytes {
			w.mu.Unlock()
			return nil
		}
		if len(w.failed) > 0 {
			err := w.takeFailed()
			w.mu.Unlock()
			return errors.Join(ErrFull, err)
		}
		changed := w.changed
		switch w.opts.Full {
		case Refuse:
			err := fmt.Errorf("%w: %d bytes wait: %w", ErrFull, w.bytes, errOrNone(w.lastErr))
			w.mu.Unlock()
			return err
		case ShedOldest:
			if o, ok := w.shed(); ok {
				w.mu.Unlock()
				w.report(o)
				continue
			}
		}
		w.flush = w.seq
		w.mu.Unlock()
		w.poke()
		select {
		case <-ctx.Done():
			w.mu.Lock()
			last := w.lastErr
			w.mu.Unlock()
			return fmt.Errorf("influxdb: accept points: %w while the buffer is full: %w", ctx.Err(), errOrNone(last))
		case <-changed:
		}
	}
}

var errNoFailure = errors.New("no attempt has failed")

func errOrNone(err error) error {
	if err == nil {
		return errNoFailure
	}
	return err
}

// shed gives up the oldest batch that is not being sent. mu is held.
func (w *Writer) shed() (outcome, bool) {
	for i, b := range w.queue {
		if b.sending {
			continue
		}
		l, err := w.load(b)
		if err != nil {
			return outcome{}, false
		}
		w.queue = append(w.queue[:i:i], w.queue[i+1:]...)
		o := outcome{failed: failAll(l, fmt.Errorf("%w: shed to make room for newer points", ErrFull))}
		w.settle(b, o)
		return o, true
	}
	return outcome{}, false
}

// report tells OnError of failed points.
func (w *Writer) report(o outcome) {
	if w.opts.OnError != nil && len(o.failed) > 0 {
		w.opts.OnError(&WriteError{Failed: o.failed})
	}
}

func failAll(l lines, err error) []FailedPoint {
	failed := make([]FailedPoint, l.len())
	for i := range failed {
		failed[i] = FailedPoint{Line: string(l.at(i)), Err: err}
	}
	return failed
}

func (w *Writer) load(b *batch) (lines, error) {
	if w.journal == nil {
		return b.lines, nil
	}
	return w.journal.read(b.first, b.last)
}

// poke makes the sender look at the queue.
func (w *Writer) poke() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Stats returns the counts so far.
func (w *Writer) Stats() WriterStats {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stats
}

// Err returns the last failed attempt while points wait because of it, nil when the last attempt succeeded.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lastErr
}

func (w *Writer) attemptFailed(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stats.Retries++
	w.lastErr = err
}

// Flush sends all points accepted so far at once and returns when each is settled: nil if all are stored, a
// [*WriteError] with those that are not. If the context ends first, the points keep being sent and the error says how
// many wait and why.
func (w *Writer) Flush(ctx context.Context) error {
	w.mu.Lock()
	target := w.seq
	w.flush = max(w.flush, target)
	w.mu.Unlock()
	w.poke()
	for {
		w.mu.Lock()
		if w.doneSeq >= target || w.stopped() {
			err := w.takeFailed()
			w.mu.Unlock()
			return err
		}
		changed, pending, last := w.changed, w.stats.Pending, w.lastErr
		w.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("influxdb: flush: %w, %d points wait: %w", ctx.Err(), pending, errOrNone(last))
		}
	}
}

func (w *Writer) stopped() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

// takeFailed returns the failed points that nobody was told of. mu is held.
func (w *Writer) takeFailed() error {
	if len(w.failed) == 0 {
		return nil
	}
	for i := range w.failed {
		w.bytes -= len(w.failed[i].Line)
	}
	err := &WriteError{Failed: w.failed}
	w.failed = nil
	w.notify()
	return err
}

// notify wakes everybody who waits for a change. mu is held.
func (w *Writer) notify() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// Close flushes and ends the Writer. If the context ends first, it stops sending; the points that are not stored are in
// the [*WriteError] it returns, or, with a log, stay in the log for the next Writer, and the error says how many.
func (w *Writer) Close(ctx context.Context) error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return ErrClosed
	}
	w.closed = true
	w.notify()
	w.mu.Unlock()
	// A Write that was let in before is finished first.
	w.order <- struct{}{}
	<-w.order
	flushErr := w.Flush(ctx)
	w.stop()
	<-w.done

	w.mu.Lock()
	defer w.mu.Unlock()
	var pending int64
	if w.journal != nil {
		pending = w.stats.Pending
	} else {
		for _, b := range w.queue {
			w.left.left = append(w.left.left, b.lines)
		}
		if w.left.err == nil {
			w.left.err = flushErr
		}
		if err := w.left.writeError(); err != nil {
			w.failed = append(w.failed, err.(*WriteError).Failed...)
		}
	}
	var errs []error
	var named *WriteError
	if errors.As(flushErr, &named) {
		w.failed = append(named.Failed, w.failed...)
	}
	if len(w.failed) > 0 {
		errs = append(errs, &WriteError{Failed: w.failed})
	}
	if pending > 0 {
		errs = append(errs, fmt.Errorf("influxdb: close writer: %d points stay in the log %s: %w", pending, w.opts.Log, flushErr))
	}
	if w.journal != nil {
		if err := w.journal.close(); err != nil {
			errs = append(errs, fmt.Errorf("close write-ahead log: %w", err))
		}
	}
	errs = append(errs, w.logErr)
	return errors.Join(errs...)
}
