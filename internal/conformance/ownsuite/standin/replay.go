package standin

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// StreamCollector takes the points of a replay.
type StreamCollector struct{ tm *TaskMaster }

// Stream returns the input of the stream tasks.
func (tm *TaskMaster) Stream(string) (StreamCollector, error) { return StreamCollector{tm}, nil }

// BatchCollector takes the batches of a query node.
type BatchCollector struct {
	et    *ExecutingTask
	query int
}

// BatchCollectors returns the inputs of a batch task's queries.
func (tm *TaskMaster) BatchCollectors(id string) []BatchCollector {
	var out []BatchCollector
	for _, et := range tm.running {
		if et.Task.ID != id {
			continue
		}
		for _, n := range et.Task.graph.Nodes {
			if n.Kind() == "query" || n.Kind() == "queryFlux" {
				out = append(out, BatchCollector{et, len(out)})
			}
		}
	}
	return out
}

// replay is one that may still go on.
type replay struct {
	// sleeps takes the sleeps of a test while the replay waits for a point.
	sleeps chan time.Duration
	slept  chan struct{}
	done   chan struct{}
	tm     *TaskMaster
	// owed is a sleep that came while points were due.
	owed *time.Duration
}

// replays are those that were started, for Sleep.
var replays struct {
	sync.Mutex
	all []*replay
}

func started(tm *TaskMaster) *replay {
	r := &replay{sleeps: make(chan time.Duration), slept: make(chan struct{}), done: make(chan struct{}), tm: tm}
	replays.Lock()
	replays.all = append(replays.all, r)
	replays.Unlock()
	return r
}

// Sleep stands in for time.Sleep in tests. It returns when every replay has gone as far as it can, and lets the wall clocks
// of those that wait for more move on. A test that sleeps when nothing is replayed waits for a server of its own to take what
// was sent, which is given a moment.
func Sleep(d time.Duration) {
	replays.Lock()
	all := slices.Clone(replays.all)
	replays.Unlock()
	if len(all) == 0 {
		time.Sleep(min(d, 100*time.Millisecond))
	}
	for _, r := range all {
		select {
		case r.sleeps <- d:
			<-r.slept
		case <-r.done:
		}
	}
}

func (r *replay) sleep(d time.Duration) {
	r.tm.advance(d)
	r.slept <- struct{}{}
}

// settle pays the sleep that is owed.
func (r *replay) settle() {
	if d := r.owed; d != nil {
		r.owed = nil
		r.sleep(*d)
	}
}

// end forgets the replay.
func (r *replay) end() {
	r.settle()
	close(r.done)
	replays.Lock()
	defer replays.Unlock()
	replays.all = slices.DeleteFunc(replays.all, func(x *replay) bool { return x == r })
}

// ReplayStreamFromChan replays points that a test sends.
func ReplayStreamFromChan(c Clock, points <-chan PointMessage, to StreamCollector, recTime bool) <-chan error {
	done := make(chan error, 1)
	r := started(to.tm)
	go func() {
		defer r.end()
		var shift *time.Duration
		for {
			r.settle()
			select {
			case p, ok := <-points:
				if !ok {
					done <- nil
					return
				}
				if err := r.point(c, p, &shift, recTime); err != nil {
					done <- err
					return
				}
			case d := <-r.sleeps:
				r.sleep(d)
			}
		}
	}()
	return done
}

// point passes a point on when its time has come; the first is due at the clock's zero.
func (r *replay) point(c Clock, p PointMessage, shift **time.Duration, recTime bool) error {
	if *shift == nil {
		d := c.Zero().Sub(p.time)
		*shift = &d
	}
	due := p.time.Add(**shift).UTC()
	if !recTime {
		p.time = due
	}
	clk := c.(*setClock)
	for !clk.shows(due) {
		r.settle()
		arrived := make(chan struct{})
		go func() { c.Until(due); close(arrived) }()
		select {
		case <-arrived:
		case d := <-r.sleeps:
			r.owed = &d
		}
	}
	return r.tm.write(p)
}

// ReplayStreamFromIO replays a stream recording.
func ReplayStreamFromIO(c Clock, data io.ReadCloser, to StreamCollector, recTime bool, precision string) <-chan error {
	done := make(chan error, 1)
	r := started(to.tm)
	go func() {
		defer r.end()
		defer data.Close()
		done <- r.recording(c, data, recTime, precision)
	}()
	return done
}

func (r *replay) recording(c Clock, data io.Reader, recTime bool, precision string) error {
	unit, err := lp.ParsePrecision(precision)
	if err != nil {
		return err
	}
	var shift *time.Duration
	in := bufio.NewScanner(data)
	for in.Scan() {
		p := PointMessage{db: in.Text()}
		if !in.Scan() {
			return io.ErrUnexpectedEOF
		}
		p.rp = in.Text()
		if !in.Scan() {
			return io.ErrUnexpectedEOF
		}
		points, err := lp.Parse(bytes.Clone(in.Bytes()), lp.Options{Precision: unit})
		if err != nil {
			return err
		}
		p.point, p.time = points[0], points[0].Timestamp()
		if err := r.point(c, p, &shift, recTime); err != nil {
			return err
		}
	}
	return in.Err()
}

// ReplayBatchFromIO replays a recording for each query.
func ReplayBatchFromIO(c Clock, data []io.ReadCloser, to []BatchCollector, recTime bool) <-chan error {
	done := make(chan error, 1)
	if len(data) != len(to) {
		done <- fmt.Errorf("unexpected number of batch collectors. exp %d got %d", len(data), len(to))
		return done
	}
	et := to[0].et
	r := started(et.tm)
	go func() {
		defer r.end()
		done <- et.replay(c, data, recTime)
	}()
	return done
}

// replay makes of the recordings one, as Kapacitor's API stores it.
func (et *ExecutingTask) replay(c Clock, data []io.ReadCloser, recTime bool) error {
	var buf bytes.Buffer
	archive := zip.NewWriter(&buf)
	for i, d := range data {
		w, err := archive.Create(fmt.Sprint(i))
		if err == nil {
			_, err = io.Copy(w, d)
		}
		if err != nil {
			return err
		}
		d.Close()
	}
	if err := archive.Close(); err != nil {
		return err
	}
	rec, err := engine.OpenBatchRecording(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		return err
	}
	if !recTime {
		rec.ShiftTo = c.Zero()
	}
	et.tm.mu.Lock()
	defer et.tm.mu.Unlock()
	if withheld {
		return nil
	}
	return et.run.Replay(context.Background(), rec)
}
