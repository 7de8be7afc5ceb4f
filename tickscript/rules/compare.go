package rules

import (
	"time"

	"github.com/tickwright/tickwright/tickscript"
)

// RelativeChange alerts on how much the metric has changed against what it was
// ago before, in percent of the older value: Levels{Warn: 20.0} alerts on a rise
// by more than a fifth, Levels{Warn: -20.0, Below: true} on a fall. The fields
// are "change", "now.stat" and "before.stat". Windows are aligned, so that the
// two always meet; an older value of zero is not judged.
func RelativeChange(m Metric, ago time.Duration, l Levels) *tickscript.AlertNode {
	s := tickscript.Stream()
	data := m.stream(s, true)
	before := data.Shift(ago)
	float := tickscript.Fn.Float
	now, old := float(tickscript.Field("now."+m.value())), float(tickscript.Field("before."+m.value()))
	a := data.Join(before).As("now", "before").
		Where(old.Ne(0.0)).
		Eval(now.Sub(old).Div(old).Mul(100.0)).As("change").Keep().
		Alert()
	l.judge(a, tickscript.Field("change"), tickscript.Expr{})
	return a
}

// Ratio alerts on one metric divided by another one of the same groups, such as
// errors by requests. The fields are "ratio", "a.stat" and "b.stat". A divisor of
// zero is not judged. The windows of both are those of the first, and aligned.
func Ratio(a, b Metric, l Levels) *tickscript.AlertNode {
	s := tickscript.Stream()
	b.Period, b.Every = a.Period, a.Every
	x, y := a.stream(s, true), b.stream(s, true)
	float := tickscript.Fn.Float
	above, below := float(tickscript.Field("a."+a.value())), float(tickscript.Field("b."+b.value()))
	alert := x.Join(y).As("a", "b").
		Where(below.Ne(0.0)).
		Eval(above.Div(below)).As("ratio").Keep().
		Alert()
	l.judge(alert, tickscript.Field("ratio"), tickscript.Expr{})
	return alert
}
