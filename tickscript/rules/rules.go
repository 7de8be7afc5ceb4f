// Package rules has the rules that most systems need, ready-made: each is a
// function that builds a script and returns its alert, so that handlers, topics
// and everything else an alert can have are added with the builder's own
// methods:
//
//	alert := rules.Threshold(rules.Metric{Measurement: "disk", Field: "used_percent", GroupBy: []string{"host"}},
//		rules.Levels{Warn: 80.0, Crit: 90.0})
//	alert.StateChangesOnly().Slack().Channel("#ops")
//	text, err := alert.Rule().Text()
//
// What is missing or contradictory is reported by Text, with the place of the
// call.
package rules

import (
	"time"

	"github.com/tickwright/tickwright/tickscript"
)

// Metric says which data a rule looks at, and how it is summed up.
type Metric struct {
	// Database, RetentionPolicy and Measurement select the points; empty takes any.
	Database, RetentionPolicy, Measurement string
	// Where selects points further; the zero Expr takes all.
	Where tickscript.Expr
	// GroupBy are the tags by which the rule tells things apart: one alert for each
	// group. "*" alone groups by all tags.
	GroupBy []string
	// Field is the field to look at.
	Field string
	// Aggregate sums the field up over a window; Mean unless set. See None.
	Aggregate Aggregate
	// Period is the length of a window, Every the time from one window to the next,
	// the same as Period unless set. Both may be a time.Duration, a
	// tickscript.DurationVar or an expression. Period is 10 seconds unless set.
	Period, Every any
	// As is the name of the value in conditions and templates: "stat" unless set,
	// the field's own name where nothing is summed up.
	As string
}

// Aggregate is a function of InfluxQL that makes one value of a window.
type Aggregate string

// The aggregates. None judges every single point, without a window.
const (
	Mean   Aggregate = "mean"
	Median Aggregate = "median"
	Min    Aggregate = "min"
	Max    Aggregate = "max"
	Sum    Aggregate = "sum"
	First  Aggregate = "first"
	Last   Aggregate = "last"
	Count  Aggregate = "count"
	Spread Aggregate = "spread"
	Stddev Aggregate = "stddev"
	None   Aggregate = "none"
)

// Levels are the limits of an alert. Each may be a number, a variable or an
// expression, and nil leaves the level out. Field values are floats or ints; a
// limit of the other kind is compared all the same.
type Levels struct {
	Info, Warn, Crit any
	// Below alerts when the value is below the limits, not above.
	Below bool
}

// value is the name of the value that the metric gives.
func (m Metric) value() string {
	switch {
	case m.As != "":
		return m.As
	case m.Aggregate == None:
		return m.Field
	}
	return "stat"
}

// from selects the metric's points.
func (m Metric) from(s *tickscript.StreamSource) *tickscript.FromNode {
	f := s.From()
	if m.Database != "" {
		f.Database(m.Database)
	}
	if m.RetentionPolicy != "" {
		f.RetentionPolicy(m.RetentionPolicy)
	}
	if m.Measurement != "" {
		f.Measurement(m.Measurement)
	}
	if m.Where.String() != "" {
		f.Where(m.Where)
	}
	switch {
	case len(m.GroupBy) == 1 && m.GroupBy[0] == "*":
		f.GroupByAll()
	case len(m.GroupBy) > 0:
		f.GroupBy(m.GroupBy...)
	}
	return f
}

// window adds a window.
func (m Metric) window(c tickscript.Chain) *tickscript.WindowNode {
	period := m.Period
	if period == nil {
		period = 10 * time.Second
	}
	every := m.Every
	if every == nil {
		every = period
	}
	w := c.Window()
	duration(period, w.Period, w.PeriodVar)
	duration(every, w.Every, w.EveryVar)
	return w
}

// duration sets a duration that may be a variable.
func duration(v any, native func(time.Duration) *tickscript.WindowNode, valued func(tickscript.DurationValue) *tickscript.WindowNode) {
	switch v := v.(type) {
	case time.Duration:
		native(v)
	case tickscript.DurationValue:
		valued(v)
	default:
		valued(tickscript.Lit(v))
	}
}

// stream selects and sums up. Aligned windows end at multiples of Every, so that
// those of two metrics have the same times.
func (m Metric) stream(s *tickscript.StreamSource, aligned bool) tickscript.Chain {
	f := m.from(s)
	if m.Aggregate == None {
		if m.As == "" || m.As == m.Field {
			return f.Chain
		}
		return f.Eval(tickscript.Field(m.Field)).As(m.As).Chain
	}
	w := m.window(f.Chain)
	if aligned {
		w.Align()
	}
	var n *tickscript.InfluxQLNode
	switch m.Aggregate {
	case Median:
		n = w.Median(m.Field)
	case Min:
		n = w.Min(m.Field)
	case Max:
		n = w.Max(m.Field)
	case Sum:
		n = w.Sum(m.Field)
	case First:
		n = w.First(m.Field)
	case Last:
		n = w.Last(m.Field)
	case Count:
		n = w.Count(m.Field)
	case Spread:
		n = w.Spread(m.Field)
	case Stddev:
		n = w.Stddev(m.Field)
	default:
		n = w.Mean(m.Field)
	}
	return n.As(m.value()).Chain
}

// judge sets the levels of an alert. The value is judged when the guard is true;
// the zero Expr guards nothing.
func (l Levels) judge(a *tickscript.AlertNode, value, guard tickscript.Expr) {
	for _, level := range []struct {
		limit any
		set   func(tickscript.LambdaValue) *tickscript.AlertNode
	}{{l.Info, a.Info}, {l.Warn, a.Warn}, {l.Crit, a.Crit}} {
		if level.limit == nil {
			continue
		}
		condition := value.Gt(level.limit)
		if l.Below {
			condition = value.Lt(level.limit)
		}
		if guard.String() != "" {
			condition = guard.And(condition)
		}
		level.set(condition)
	}
}
