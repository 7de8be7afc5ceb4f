package alert

import "math"

// Rules are the properties of an alert node that decide which levels become
// events.
type Rules struct {
	// History is the number of levels remembered, at least 2; it matters for
	// flapping only.
	History int
	// Flapping turns flap detection on, between the two thresholds.
	Flapping          bool
	FlapLow, FlapHigh float64
	// StateChangesOnly suppresses events of an unchanged level, for Interval
	// nanoseconds when that is not 0.
	StateChangesOnly bool
	Interval         int64
	NoRecoveries     bool
	// All judges a batch by its lowest level.
	All bool
}

// State is the alert state of one group. The zero State is OK and has never
// triggered.
type State struct {
	first, last int64
	// history is there where flapping is looked for.
	history     *history
	level, prev Level
	hasFirst    bool
	hasLast     bool
	flapping    bool
	changed     bool
	expired     bool
}

// history is a ring of the last levels; idx is the newest.
type history struct {
	ring []Level
	idx  int
}

// Level returns the current level.
func (s *State) Level() Level { return s.level }

// Previous returns the level before the one added last.
func (s *State) Previous() Level { return s.prev }

// Flapping reports whether the group is flapping.
func (s *State) Flapping() bool { return s.flapping }

// Add records a level at a time in nanoseconds.
func (s *State) Add(r *Rules, t int64, l Level) {
	s.changed = s.level != l
	s.prev, s.level = s.level, l
	if r.Flapping {
		s.flap(r, l)
	}
	s.expired = !s.changed && r.Interval != 0 && s.since(t) >= r.Interval
}

// since is the time since the last triggered event; it saturates when there was
// none, as Go's time subtraction does.
func (s *State) since(t int64) int64 {
	if !s.hasLast {
		return math.MaxInt64
	}
	return sub(t, s.last)
}

func sub(a, b int64) int64 {
	d := a - b
	if (a >= 0) != (b >= 0) && (d >= 0) != (a >= 0) {
		if a >= 0 {
			return math.MaxInt64
		}
		return math.MinInt64
	}
	return d
}

// flap keeps the history and weighs its changes (A025-A027): the weights rise
// from 0.8 to 1.2, the first comparison is the newest pair, the second wraps
// from the oldest to the newest.
func (s *State) flap(r *Rules, l Level) {
	n := max(r.History, 2)
	if s.history == nil {
		s.history = &history{ring: make([]Level, n)}
	}
	h := s.history
	h.idx = (h.idx + 1) % n
	h.ring[h.idx] = l
	const maxWeight, weightDiff = 1.2, 1.5
	weight := maxWeight / weightDiff
	step := (maxWeight - weight) / float64(n-1)
	changes := 0.0
	for i := range n - 1 {
		c := (i + h.idx) % n
		p := (c + n - 1) % n
		if h.ring[c] != h.ring[p] {
			changes += weight
		}
		weight += step
	}
	v := changes / float64(n-1)
	if s.flapping && v < r.FlapLow {
		s.flapping = false
	} else if !s.flapping && v > r.FlapHigh {
		s.flapping = true
	}
}

// PointTriggers reports whether the level just added makes a stream point
// trigger (A012); NoRecoveries is not looked at.
func (s *State) PointTriggers(r *Rules) bool {
	if r.Flapping && s.flapping || r.StateChangesOnly && !s.changed && !s.expired {
		return false
	}
	return s.level != OK || s.changed
}

// BatchTriggers is PointTriggers for a batch (A016): a recovery is never
// suppressed.
func (s *State) BatchTriggers(r *Rules) bool {
	if s.level == OK {
		return s.changed
	}
	return !(r.Flapping && s.flapping || r.StateChangesOnly && !s.changed && !s.expired)
}

// Trigger records that an event was triggered at t (A020).
func (s *State) Trigger(t int64) {
	s.last, s.hasLast = t, true
	if s.prev == OK {
		s.first, s.hasFirst = t, true
	}
}

// Duration is the time from the first to the last triggered event, in
// nanoseconds; it saturates where no first event was recorded (A021).
func (s *State) Duration() int64 {
	if !s.hasFirst {
		if s.hasLast {
			return math.MaxInt64
		}
		return 0
	}
	return sub(s.last, s.first)
}

// Restore puts the state where Kapacitor puts it when a task starts and its
// topic holds a level that is not OK (A011): the group's first message has time
// t, the stored event the time triggered.
func (s *State) Restore(r *Rules, t int64, l Level, triggered int64) {
	s.Add(r, t, l)
	s.Trigger(triggered)
}
