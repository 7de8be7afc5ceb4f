package alert

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"time"
)

// AggregateOptions are the settings of an aggregate handler (T010). Message is a
// template over Count and Interval.
type AggregateOptions struct {
	ID       string        `opt:"id"`
	Interval time.Duration `opt:"interval"`
	Topic    string        `opt:"topic"`
	Message  string        `opt:"message"`
}

// PublishOptions are the settings of a publish handler (T009).
type PublishOptions struct {
	Topics []string `opt:"topics"`
}

// aggregator collects events and makes one of them at each tick of its interval.
type aggregator struct {
	o    *AggregateOptions
	tmpl *template.Template

	mu      sync.Mutex
	pending []*Event
	// next is the next tick; ticks are counted from when the handler was made.
	next time.Time
}

type aggregateData struct {
	Count    int
	Interval time.Duration
}

func newAggregator(o *AggregateOptions, now time.Time) (*aggregator, error) {
	t, err := template.New("message").Parse(o.Message)
	if err != nil {
		return nil, err
	}
	if err := t.Execute(&bytes.Buffer{}, aggregateData{}); err != nil {
		return nil, fmt.Errorf("failed to evaluate message template with aggregate message data: %w", err)
	}
	if o.Interval <= 0 {
		return nil, errors.New("the interval of an aggregate handler must be more than 0: Kapacitor crashes")
	}
	return &aggregator{o: o, tmpl: t, next: now.Add(o.Interval)}, nil
}

func (a *aggregator) add(e *Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pending = append(a.pending, e.Clone())
}

// due is the time of the next tick that has something to send.
func (a *aggregator) due() (time.Time, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.next, len(a.pending) > 0
}

// skip passes the ticks up to a time.
func (a *aggregator) skip(now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.next.After(now) {
		n := now.Sub(a.next)/a.o.Interval + 1
		a.next = a.next.Add(n * a.o.Interval)
	}
}

// flush makes the event of a tick.
func (a *aggregator) flush() *Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := a.pending
	a.pending = nil
	a.next = a.next.Add(a.o.Interval)
	var msg bytes.Buffer
	_ = a.tmpl.Execute(&msg, aggregateData{Count: len(list), Interval: a.o.Interval})
	out := &Event{ID: a.o.ID, Message: msg.String(), Topic: a.o.Topic, NoExternal: true}
	details := make([]string, len(list))
	for i, e := range list {
		out.Level = max(out.Level, e.Level)
		if e.Time.After(out.Time) {
			out.Time = e.Time
		}
		out.Duration = max(out.Duration, e.Duration)
		details[i] = e.Message
		out.Data = append(out.Data, e.Data...)
		out.NoExternal = out.NoExternal && e.NoExternal
		out.published = max(out.published, e.published)
	}
	out.Details = strings.Join(details, "\n")
	return out
}

// Advance moves the clock: aggregate handlers make their events at the ticks of
// their intervals, in the order of time.
func (ts *Topics) Advance(now time.Time, out func(*Delivery)) {
	for {
		ts.mu.Lock()
		var list []*aggregator
		for _, hs := range ts.handlers {
			for _, h := range hs {
				if h.aggregate != nil {
					list = append(list, h.aggregate)
				}
			}
		}
		ts.mu.Unlock()
		var first *aggregator
		var at time.Time
		for _, a := range list {
			t, pending := a.due()
			if t.After(now) || !pending {
				continue
			}
			if first == nil || t.Before(at) || t.Equal(at) && a.o.ID < first.o.ID {
				first, at = a, t
			}
		}
		if first == nil {
			for _, a := range list {
				a.skip(now)
			}
			ts.mu.Lock()
			ts.now = now
			ts.mu.Unlock()
			return
		}
		e := first.flush()
		// What others have not reached yet stays theirs; what they have passed with
		// nothing to send is passed.
		for _, a := range list {
			if _, pending := a.due(); !pending {
				a.skip(at)
			}
		}
		ts.Collect(e.Topic, e, out)
	}
}
