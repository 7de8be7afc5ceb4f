package backtest

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Comparison is what changes when one version of a rule replaces another.
//
// Alerts are the same where their id is, and their alert nodes stand in the same
// place among the alert nodes of their scripts: a rule whose ids change loses all
// its alerts and gets new ones. Episodes of the same alert that overlap, or are at
// most Options.Near apart, are the same episode; of several, the nearest.
//
// Where a report is truncated, only what begins before the first episode that is
// not listed is compared.
type Comparison struct {
	Old *Report `json:"old"`
	New *Report `json:"new"`
	// Changes are in order of time.
	Changes []Change `json:"changes"`
	// Same counts the episodes without a change.
	Same int `json:"same"`
}

// Kind says what kind of change it is.
type Kind string

// The kinds of change. An episode that both moves and reaches another highest
// level is Relevelled.
const (
	// Appeared: only the new rule fires.
	Appeared Kind = "appeared"
	// Vanished: only the old rule fires.
	Vanished Kind = "vanished"
	// Moved: both fire, but begin or end at another time.
	Moved Kind = "moved"
	// Relevelled: both fire, with other levels.
	Relevelled Kind = "level"
)

// Change is one episode that is not the same with both rules.
type Change struct {
	Kind Kind   `json:"kind"`
	Node string `json:"node"`
	ID   string `json:"id"`
	// Old is nil for what appeared, New for what vanished.
	Old *Episode `json:"old,omitempty"`
	New *Episode `json:"new,omitempty"`
	// Begin and End are how much later the new episode begins and ends; negative is
	// earlier. In JSON they are seconds.
	Begin Seconds `json:"begin"`
	End   Seconds `json:"end"`
}

// Seconds is a duration whose JSON form is a number of seconds.
type Seconds time.Duration

// MarshalJSON writes seconds.
func (s Seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, time.Duration(s).Seconds(), 'f', -1, 64), nil
}

// At is the time of the change: where the first of its episodes begins.
func (c *Change) At() time.Time {
	switch {
	case c.Old == nil:
		return c.New.From
	case c.New == nil || c.Old.From.Before(c.New.From):
		return c.Old.From
	}
	return c.New.From
}

// Count returns how many changes of a kind there are.
func (c *Comparison) Count(k Kind) int {
	n := 0
	for i := range c.Changes {
		if c.Changes[i].Kind == k {
			n++
		}
	}
	return n
}

// alertKey is what tells an alert of one rule from that of another.
type alertKey struct {
	order int
	id    string
}

// until is when a comparison ends before its reports do.
func (c *Comparison) until() (t time.Time, ok bool) {
	for _, r := range []*Report{c.Old, c.New} {
		if r.Truncated && (!ok || r.ListedUntil.Before(t)) {
			t, ok = r.ListedUntil, true
		}
	}
	return t, ok
}

func compare(old, new *Report, opts *Options) *Comparison {
	c := &Comparison{Old: old, New: new, Changes: []Change{}}
	until, ends := c.until()
	known := func(eps []*Episode) []*Episode {
		if !ends {
			return eps
		}
		n, _ := slices.BinarySearchFunc(eps, until, func(e *Episode, t time.Time) int { return e.From.Compare(t) })
		return eps[:n]
	}
	before := map[alertKey]*Alert{}
	for _, a := range old.Alerts {
		before[alertKey{a.order, a.ID}] = a
	}
	for _, a := range new.Alerts {
		k := alertKey{a.order, a.ID}
		var eps []*Episode
		if o := before[k]; o != nil {
			eps = known(o.Episodes)
			delete(before, k)
		}
		c.pair(a, eps, known(a.Episodes), opts)
	}
	for _, a := range before {
		c.pair(a, known(a.Episodes), nil, opts)
	}
	slices.SortFunc(c.Changes, func(a, b Change) int {
		return cmp.Or(a.At().Compare(b.At()), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Node, b.Node))
	})
	return c
}

// pair goes through the episodes of both rules in order of time.
func (c *Comparison) pair(a *Alert, old, new []*Episode, opts *Options) {
	for len(old) > 0 || len(new) > 0 {
		switch {
		case len(new) == 0 || len(old) > 0 && new[0].From.Sub(old[0].To) > opts.Near || len(old) > 1 && nearer(old[1], old[0], new[0]):
			c.Changes = append(c.Changes, Change{Kind: Vanished, Node: a.Node, ID: a.ID, Old: old[0]})
			old = old[1:]
		case len(old) == 0 || old[0].From.Sub(new[0].To) > opts.Near || len(new) > 1 && nearer(new[1], new[0], old[0]):
			c.Changes = append(c.Changes, Change{Kind: Appeared, Node: a.Node, ID: a.ID, New: new[0]})
			new = new[1:]
		default:
			c.both(a, old[0], new[0], opts)
			old, new = old[1:], new[1:]
		}
	}
}

// nearer reports whether a is less far from x than b is.
func nearer(a, b, x *Episode) bool { return gap(a, x) < gap(b, x) }

// gap is the time between two episodes, 0 where they overlap.
func gap(a, b *Episode) time.Duration {
	return max(0, a.From.Sub(b.To), b.From.Sub(a.To))
}

func (c *Comparison) both(a *Alert, old, new *Episode, opts *Options) {
	ch := Change{Node: a.Node, ID: a.ID, Old: old, New: new, Begin: Seconds(new.From.Sub(old.From)), End: Seconds(new.To.Sub(old.To))}
	off := func(d Seconds) bool { return time.Duration(d).Abs() > opts.Tolerance }
	switch {
	case old.Highest != new.Highest:
		ch.Kind = Relevelled
	case off(ch.Begin) || off(ch.End) || old.Open != new.Open:
		ch.Kind = Moved
	case !sameSpans(old.Spans, new.Spans, opts.Tolerance):
		ch.Kind = Relevelled
	default:
		c.Same++
		return
	}
	c.Changes = append(c.Changes, ch)
}

func sameSpans(a, b []Span, tolerance time.Duration) bool {
	return slices.EqualFunc(a, b, func(x, y Span) bool {
		return x.Level == y.Level && x.From.Sub(y.From).Abs() <= tolerance
	})
}
