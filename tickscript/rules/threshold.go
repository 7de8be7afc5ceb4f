package rules

import (
	"time"

	"github.com/tickwright/tickwright/tickscript"
)

// Threshold alerts when the metric is above its limits, or below them. The value
// is the field "stat" in templates, unless Metric.As says otherwise.
//
// It is the disk rule that the project started from.
func Threshold(m Metric, l Levels) *tickscript.AlertNode {
	a := m.stream(tickscript.Stream(), false).Alert()
	l.judge(a, tickscript.Field(m.value()), tickscript.Expr{})
	return a
}

// RateOfChange alerts on how much the metric changes in unit, such as a counter
// of errors by the minute. The rate, a float, is the field "rate". With
// counterOnly a falling value is no rate: it is a counter that was reset.
func RateOfChange(m Metric, unit time.Duration, counterOnly bool, l Levels) *tickscript.AlertNode {
	d := m.stream(tickscript.Stream(), false).Derivative(m.value()).Unit(unit)
	if counterOnly {
		d.NonNegative()
	}
	a := d.As("rate").Alert()
	l.judge(a, tickscript.Field("rate"), tickscript.Expr{})
	return a
}

// DiskWillFill alerts when a value that grows as it did over the last window
// will reach full within the limits, which are durations: Levels{Warn: 7 * 24 *
// time.Hour, Crit: 24 * time.Hour}. The field "hours_left" is a float, and the
// value itself stays the field "stat". A value that does not grow never alerts.
// Levels.Below has no meaning here.
func DiskWillFill(m Metric, full float64, l Levels) *tickscript.AlertNode {
	const never = 1e6
	value, growth, left := tickscript.Fn.Float(tickscript.Field(m.value())), tickscript.Field("growth"), tickscript.Field("hours_left")
	a := m.stream(tickscript.Stream(), false).
		Derivative(m.value()).Unit(time.Hour).As("growth").
		// Both branches of if are computed: a division by 0.0 is no error, and
		// its result is not taken.
		Eval(tickscript.Fn.If(growth.Gt(0.0), tickscript.Lit(full).Sub(value).Div(growth), never)).As("hours_left").Keep(m.value(), "growth", "hours_left").
		Alert()
	hours := Levels{Info: inHours(l.Info), Warn: inHours(l.Warn), Crit: inHours(l.Crit), Below: true}
	hours.judge(a, left, tickscript.Expr{})
	return a
}

// inHours turns a duration into a float of hours. Anything else is taken as
// hours already.
func inHours(v any) any {
	if d, ok := v.(time.Duration); ok {
		return d.Hours()
	}
	return v
}

// Deadman alerts with CRITICAL while a group sends at most threshold points in
// an interval. It knows only groups that were seen, and cannot tell a failure
// from a machine that was taken away on purpose.
func Deadman(m Metric, threshold float64, interval time.Duration) *tickscript.AlertNode {
	return m.from(tickscript.Stream()).Deadman(threshold, interval)
}
