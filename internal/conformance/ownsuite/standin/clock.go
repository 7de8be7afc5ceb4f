package standin

import (
	"sync"
	"time"
)

// Clock is the clock by which replays go.
type Clock interface {
	Zero() time.Time
	Set(t time.Time)
	// Until waits until the clock shows t.
	Until(t time.Time)
}

// Setter is the part that tests use.
type Setter = Clock

type setClock struct {
	mu   sync.Mutex
	cond *sync.Cond
	zero time.Time
	now  time.Time
}

// NewClock makes a clock that shows start until it is set.
func NewClock(start time.Time) Clock {
	c := &setClock{zero: start, now: start}
	c.cond = sync.NewCond(&c.mu)
	return c
}

func (c *setClock) Zero() time.Time { return c.zero }

func (c *setClock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.Before(c.now) {
		panic("cannot set time backwards")
	}
	c.now = t
	c.cond.Broadcast()
}

func (c *setClock) Until(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t.After(c.now) {
		c.cond.Wait()
	}
}

// shows tells whether the clock has reached a time.
func (c *setClock) shows(t time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !t.After(c.now)
}

// wallClock is the virtual wall clock of a task master: it moves when a test sleeps.
type wallClock struct{ now time.Time }
