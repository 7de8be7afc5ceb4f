package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// keeps says what the nodes wait for that keep what they get until something else
// arrives.
var keeps = map[string]string{
	"join":     "kept until every other input has a match, or has moved on",
	"union":    "kept until every input has come as far",
	"combine":  "kept until a point of another time arrives",
	"flatten":  "kept until a point of another time arrives",
	"sideload": "kept by the sideload",
	"noop":     "the end: what arrives here is only counted",
	"udf":      "the function has answered with nothing so far",
}

// because says why nothing left an operator that took a message.
func because(o op, n *graph.Node, p *point, b *batch) string {
	if r, ok := o.(reasoner); ok {
		if s := r.reason(p, b); s != "" {
			return s
		}
	}
	if s := keeps[n.Kind()]; s != "" {
		return s
	}
	return "nothing left the node"
}

// refusal says why a from node does not select what was written; "" when it does.
func (s *fromSpec) refusal(o *origin, measurement string) string {
	switch {
	case s.measurement != "" && s.measurement != measurement:
		return fmt.Sprintf("the measurement is %q, and %q is selected", measurement, s.measurement)
	case o == nil:
		return ""
	case s.db != "" && s.db != o.db:
		return fmt.Sprintf("the database is %q, and %q is selected", o.db, s.db)
	case s.rp != "" && s.rp != o.rp:
		return fmt.Sprintf("the retention policy is %q, and %q is selected", o.rp, s.rp)
	}
	return ""
}

func (o *fromOp) reason(p *point, _ *batch) string {
	if s := o.s.refusal(p.origin, p.name); s != "" {
		return s
	}
	return "where is false"
}

func (o *whereOp) reason(*point, *batch) string {
	if o.quiet {
		return "the predicate is false, or has failed, which quiet() keeps from being logged"
	}
	return "the predicate is false"
}

func (o *evalOp) reason(*point, *batch) string {
	return "an expression has failed, which quiet() keeps from being logged"
}

func utc(t int64) string { return time.Unix(0, t).UTC().Format(time.RFC3339Nano) }

func (o *windowOp) reason(p *point, _ *batch) string {
	st := o.of(p.group)
	if st == nil {
		return ""
	}
	return fmt.Sprintf("kept: the group's window, with this one as the last of its points, is emitted when a point of %s or later arrives", utc(st.nextEmit))
}

func (o *countWindowOp) reason(p *point, _ *batch) string {
	st := state[countState](&o.base, p.group)
	if st == nil {
		return ""
	}
	return fmt.Sprintf("kept: the group's window is emitted with its point number %d; this is number %d", st.next, st.count)
}

func (o *influxqlOp) reason(p *point, b *batch) string {
	switch {
	case b == nil:
		return "kept until a point of another time arrives"
	case len(b.rows) == 0:
		return "the batch is empty"
	}
	return "no result: no point of the batch has a usable value of " + o.s.field
}

// rowReasoner is a rowFunc that says why it dropped a point.
type rowReasoner interface{ rowReason(st any, p *point) string }

func (o *each) reason(p *point, b *batch) string {
	r, ok := o.f.(rowReasoner)
	if !ok || b != nil {
		return ""
	}
	return r.rowReason(o.state(p.group), p)
}

func (s *sampleSpec) rowReason(st any, p *point) string {
	if s.every != 0 {
		return fmt.Sprintf("not sampled: %s is no multiple of %s", utc(p.time), time.Duration(s.every))
	}
	return fmt.Sprintf("not sampled: it is number %d of the group, and numbers 1, %d, %d and so on pass", *st.(*int64), s.n+1, 2*s.n+1)
}

func (f *changeDetectFunc) rowReason(any, *point) string {
	return "unchanged: " + strings.Join(f.fields, ", ") + " as in the last point that passed"
}

func (f *derivativeFunc) rowReason(_ any, _ *point) string {
	if f.nonNegative {
		return "no rate: it is the group's first point, or " + f.field + " has fallen, and nonNegative() drops that"
	}
	return "no rate: it is the group's first point"
}

func (o *alertOp) mark() AlertStats { return o.stats }

// decide tells the levels, and why there is an event or none (A012-A020, A034).
func (o *alertOp) decide(v *Visit, was AlertStats, g *group) {
	st := state[alertState](&o.base, g)
	if st == nil {
		return // the id's template failed, which is among the errors
	}
	if v.Batch && len(v.Points) == 0 {
		v.Reason = "the batch is empty: it decides nothing"
		return
	}
	d := &Verdict{Before: st.Previous(), After: st.Level(), Inhibited: o.stats.Inhibited > was.Inhibited}
	d.Event = d.Inhibited || o.stats.Triggered > was.Triggered
	v.Alert = d
	change := fmt.Sprintf("the level was %s and is %s", d.Before, d.After)
	if d.Before == d.After {
		change = fmt.Sprintf("the level is %s, as it was", d.After)
	}
	v.Reason = change + ": " + o.outcome(st, d)
}

func (o *alertOp) outcome(st *alertState, d *Verdict) string {
	r := &o.s.rules
	changed := d.Before != d.After
	switch {
	case d.Inhibited:
		return "an event, which an inhibitor keeps from the handlers"
	case d.Event && !changed && r.StateChangesOnly:
		return fmt.Sprintf("an event, because the last one is %s ago or longer", time.Duration(r.Interval))
	case d.Event:
		return "an event"
	case d.After == alert.OK && !changed:
		return "no event"
	case r.Flapping && st.Flapping():
		return "no event, because it is flapping"
	case r.StateChangesOnly && !changed && r.Interval != 0:
		return fmt.Sprintf("no event, because of stateChangesOnly: the last one is less than %s ago", time.Duration(r.Interval))
	case r.StateChangesOnly && !changed:
		return "no event, because of stateChangesOnly"
	case r.NoRecoveries && d.After == alert.OK:
		return "no event, because of noRecoveries"
	}
	return "no event, because a template failed"
}
