package backtest

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// collector turns the events of a run into a report as they come.
type collector struct {
	opts *Options
	task string
	// nodes holds the alerts of each alert node; there are few nodes, so a list is
	// searched faster than a map.
	nodes []*nodeAlerts
	spans int
	// full says that something is not listed, cut when the first such episode began.
	full   bool
	cut    int64
	errors []NodeError
	days   dayCounts
}

// nodeAlerts are the alerts of one node, by id.
type nodeAlerts struct {
	name  string
	order int
	byID  map[string]*track
}

// track is an alert while events come.
type track struct {
	a        *Alert
	level    alert.Level
	since    int64
	in       [4]int64
	recovery int64
	// current is the open episode, nil where it is not listed.
	current *Episode
	days    dayCounts
}

func newCollector(prog *engine.Program, opts *Options) *collector {
	c := &collector{opts: opts, task: prog.Task()}
	for _, n := range prog.Graph().Nodes {
		if n.Kind() == "alert" {
			c.nodes = append(c.nodes, &nodeAlerts{name: n.Name, order: len(c.nodes), byID: map[string]*track{}})
		}
	}
	return c
}

func (c *collector) node(name string) *nodeAlerts {
	for _, n := range c.nodes {
		if n.name == name {
			return n
		}
	}
	panic("backtest: an event of a node that is no alert node: " + name)
}

// event takes one event. The time of a level counts from its event on.
func (c *collector) event(e *alert.Event) {
	n := c.node(e.Node)
	t := n.byID[e.ID]
	if t == nil {
		t = &track{a: &Alert{Node: n.name, ID: e.ID, Name: e.Name, Tags: alert.TagMap(e.Tags), order: n.order}, since: e.Time.UnixNano()}
		n.byID[e.ID] = t
	}
	t.a.Events++
	c.change(t, e.Time.UnixNano(), e.Level)
}

// quiet takes a recovery that makes no event.
func (c *collector) quiet(node, id string, at time.Time) {
	// The recovery of an alert whose firing was inhibited is none here.
	if t := c.node(node).byID[id]; t != nil {
		c.change(t, at.UnixNano(), alert.OK)
	}
}

// change takes a level. Points may be out of order: a level does not begin before
// the one that it follows.
func (c *collector) change(t *track, at int64, l alert.Level) {
	if l == t.level {
		return
	}
	at = max(at, t.since)
	if t.level == alert.OK {
		c.fire(t, at, l)
	} else {
		t.leave(at)
		if l == alert.OK {
			t.recover(at)
		} else {
			c.span(t, at, l)
		}
	}
	t.level, t.since = l, at
	t.a.Highest = max(t.a.Highest, l)
}

// fire begins an episode.
func (c *collector) fire(t *track, at int64, l alert.Level) {
	if t.a.Firings > 0 && time.Duration(at-t.recovery) < c.opts.FlapWindow {
		t.a.Flaps++
	}
	t.a.Firings++
	t.days.add(at, c.opts.Location)
	c.days.add(at, c.opts.Location)
	if c.spans >= c.opts.MaxSpans {
		c.truncate(at)
		t.current = nil
		return
	}
	t.current = &Episode{From: utc(at)}
	t.a.Episodes = append(t.a.Episodes, t.current)
	c.span(t, at, l)
}

// span begins the time in a level.
func (c *collector) span(t *track, at int64, l alert.Level) {
	ep := t.current
	if ep == nil {
		return
	}
	ep.Highest = max(ep.Highest, l)
	if c.spans >= c.opts.MaxSpans {
		c.truncate(ep.From.UnixNano())
		return
	}
	c.spans++
	ep.Spans = append(ep.Spans, Span{Level: l, From: utc(at)})
}

// truncate notes that an episode which began then is not listed, or not all of it.
func (c *collector) truncate(at int64) {
	if !c.full || at < c.cut {
		c.full, c.cut = true, at
	}
}

// leave ends the time in the current level.
func (t *track) leave(at int64) {
	t.in[t.level] += at - t.since
	if t.current == nil {
		return
	}
	t.current.To = utc(at)
	// After MaxSpans the current level may have no span.
	if n := len(t.current.Spans); n > 0 && t.current.Spans[n-1].To.IsZero() {
		t.current.Spans[n-1].To = utc(at)
	}
}

func (t *track) recover(at int64) {
	t.recovery, t.current = at, nil
}

// error counts an error that a node logged.
func (c *collector) error(err error) {
	e := NodeError{Text: err.Error()}
	var ne *engine.NodeError
	if errors.As(err, &ne) {
		e.Node, e.Text = ne.Node, ne.Message
	}
	for i := range c.errors {
		if x := &c.errors[i]; x.Node == e.Node && x.Text == e.Text {
			x.Count++
			return
		}
	}
	if len(c.errors) < maxErrors {
		e.Count = 1
		c.errors = append(c.errors, e)
		return
	}
	// Texts that carry values have no end.
	last := &c.errors[maxErrors-1]
	last.Node, last.Text = "", "other errors"
	last.Count++
}

// maxErrors is how many different errors a report tells apart.
const maxErrors = 100

// report ends what is open and sums up.
func (c *collector) report(input string, run *engine.Run, from, to time.Time) *Report {
	if u := c.opts.Until; u.After(to) {
		to = u.UTC()
	}
	r := &Report{
		Task: c.task, Input: input, Points: run.Points(), Events: run.Events(), Errors: c.errors, Truncated: c.full, Idle: run.Idle(),
		Days: c.days.list(), Alerts: []*Alert{},
	}
	for _, n := range c.nodes {
		for _, t := range n.byID {
			// The clock's own events may be later than the last point, and an alert may be
			// as old as a window that began before the first.
			if t.level != alert.OK && utc(t.since).After(to) {
				to = utc(t.since)
			}
			if eps := t.a.Episodes; len(eps) > 0 && (from.IsZero() || eps[0].From.Before(from)) {
				from = eps[0].From
			}
			if utc(t.recovery).After(to) && t.a.Firings > 0 {
				to = utc(t.recovery)
			}
		}
	}
	r.From, r.To = from, to
	if c.full {
		r.ListedUntil = utc(c.cut)
	}
	for _, n := range c.nodes {
		for _, t := range n.byID {
			r.add(t, to)
		}
	}
	slices.SortFunc(r.Alerts, func(a, b *Alert) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.ID, b.ID))
	})
	if d := to.Sub(from); d >= 24*time.Hour {
		r.PerDay = float64(r.Firings) / (d.Hours() / 24)
	}
	if r.Errors == nil {
		r.Errors = []NodeError{}
	}
	return r
}

func (r *Report) add(t *track, to time.Time) {
	a := t.a
	if t.level != alert.OK {
		a.Open, a.last = true, t.level
		if t.current != nil {
			t.current.Open = true
		}
		t.leave(to.UnixNano())
	}
	rest := to.Sub(r.From)
	for l := alert.Info; l <= alert.Critical; l++ {
		a.Seconds[l] = time.Duration(t.in[l])
		rest -= a.Seconds[l]
	}
	a.Seconds[alert.OK] = max(0, rest)
	a.Days = t.days.list()
	if a.Episodes == nil {
		a.Episodes = []*Episode{}
	}
	r.Firings += a.Firings
	r.Flaps += a.Flaps
	for l := range a.Seconds {
		r.Seconds[l] += a.Seconds[l]
	}
	r.Alerts = append(r.Alerts, a)
}

func utc(ns int64) time.Time { return time.Unix(0, ns).UTC() }

// dayCounts counts by day.
type dayCounts map[string]int

func (d *dayCounts) add(at int64, loc *time.Location) {
	if *d == nil {
		*d = dayCounts{}
	}
	(*d)[time.Unix(0, at).In(loc).Format(time.DateOnly)]++
}

func (d dayCounts) list() []Day {
	out := make([]Day, 0, len(d))
	for date, n := range d {
		out = append(out, Day{date, n})
	}
	slices.SortFunc(out, func(a, b Day) int { return cmp.Compare(a.Date, b.Date) })
	return out
}
