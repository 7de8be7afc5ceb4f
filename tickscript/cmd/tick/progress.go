package main

import (
	"fmt"
	"io"
	"time"
)

// progress draws one line about a long read, from its second second on.
type progress struct {
	w           io.Writer
	size, read  int64
	now         func() time.Time
	start, last time.Time
	drawn       bool
}

func newProgress(w io.Writer, size int64, now func() time.Time) *progress {
	t := now()
	return &progress{w: w, size: size, now: now, start: t, last: t}
}

// add counts bytes and redraws the line at most five times a second.
func (p *progress) add(n int64) {
	p.read += n
	t := p.now()
	since := t.Sub(p.start)
	if since < time.Second || t.Sub(p.last) < 200*time.Millisecond {
		return
	}
	p.last, p.drawn = t, true
	mb := float64(p.read) / (1 << 20)
	if p.size <= 0 {
		fmt.Fprintf(p.w, "\r%.0f MiB, %.0f MiB/s ", mb, mb/since.Seconds())
		return
	}
	left := time.Duration(float64(since) * (float64(p.size)/float64(p.read) - 1))
	fmt.Fprintf(p.w, "\r%3.0f %%, %.0f MiB/s, %s left   ", 100*float64(p.read)/float64(p.size), mb/since.Seconds(), left.Round(time.Second))
}

// done removes the line.
func (p *progress) done() {
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
