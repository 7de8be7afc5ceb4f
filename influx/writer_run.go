package influx

import (
	"context"
	"time"
)

// run sends one batch after the other until it is stopped.
func (w *Writer) run(ctx context.Context) {
	defer close(w.done)
	for {
		b, wait := w.next()
		if b == nil {
			if !w.sleep(ctx, wait) {
				return
			}
			continue
		}
		if !w.deliver(ctx, b) {
			return
		}
	}
}

// next takes the oldest batch if it is due; else it says how long that takes, 0 for until something changes.
func (w *Writer) next() (*batch, time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return nil, 0
	}
	b := w.queue[0]
	due := time.Until(b.since.Add(w.opts.MaxAge))
	if b.seq > w.flush && len(w.queue) == 1 && b.points < w.opts.BatchPoints && b.bytes < w.opts.BatchBytes && due > 0 {
		return nil, due
	}
	b.sending = true
	return b, 0
}

func (w *Writer) sleep(ctx context.Context, d time.Duration) bool {
	var timer <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-w.wake:
	case <-timer:
	}
	return true
}

// deliver brings one batch to its end. It returns false when the writer was stopped.
func (w *Writer) deliver(ctx context.Context, b *batch) bool {
	l, err := w.load(b)
	for err != nil {
		// The log cannot be read now (its disk is gone or full): nothing is given up, the next look may succeed.
		w.attemptFailed(err)
		if !w.sleep(ctx, w.opts.RetryFirst) {
			return false
		}
		l, err = w.load(b)
	}
	o := w.send.deliver(ctx, l)
	w.report(o)
	if w.journal != nil && len(o.left) > 0 {
		// All of it stays in the log. Sending the part that is stored once more changes nothing.
		return false
	}
	w.mu.Lock()
	w.queue = w.queue[1:]
	if len(o.left) == 0 {
		w.lastErr = nil
	}
	w.settle(b, o)
	empty := len(w.queue) == 0
	w.mu.Unlock()
	if w.journal != nil {
		w.forget(b, empty)
	} else if len(o.left) == 0 {
		b.lines.reset()
		buffers.Put(&b.lines)
	}
	return len(o.left) == 0
}

// settle books what became of a batch. mu is held.
func (w *Writer) settle(b *batch, o outcome) {
	w.stats.Pending -= int64(b.points)
	w.bytes -= b.bytes
	left := 0
	for i := range o.left {
		left += o.left[i].len()
	}
	w.left.left = append(w.left.left, o.left...)
	if o.err != nil {
		w.left.err = o.err
	}
	w.stats.Failed += int64(len(o.failed) + left)
	w.stats.Stored += int64(b.points - len(o.failed) - left)
	if w.opts.OnError == nil {
		w.failed = append(w.failed, o.failed...)
		for i := range o.failed {
			w.bytes += len(o.failed[i].Line)
		}
	}
	if len(w.queue) > 0 {
		w.doneSeq = w.queue[0].seq - 1
	} else {
		w.doneSeq = w.seq
	}
	w.notify()
}

// forget removes a settled batch from the log. The library copies what remains of a segment then, so that small batches
// are removed together; what is sent once more after a crash changes nothing.
func (w *Writer) forget(b *batch, empty bool) {
	const worthIt = 512 << 10
	w.unremoved += b.bytes
	if !empty && w.unremoved < worthIt {
		return
	}
	w.unremoved = 0
	if err := w.journal.remove(b.last); err != nil {
		w.mu.Lock()
		w.logErr = err
		w.mu.Unlock()
	}
}
