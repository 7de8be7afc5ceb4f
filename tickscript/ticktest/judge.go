package ticktest

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Answer is what happened elsewhere, such as on a real server, when a test's
// [Plan] was carried out there.
type Answer struct {
	// Events are all alert events, in order. What was not observed of one, such as
	// its group, is left empty and cannot be compared.
	Events []*alert.Event
	// HTTPOut are the bodies of httpOut endpoints at the end, by name; nil are not
	// compared.
	HTTPOut map[string][]byte
	// Stats are the nodes' counters; nil are not compared.
	Stats []engine.NodeStats
}

// Judge compares an answer with what the test expects, so that the test can be
// held against another evaluator than this module's. What the answer has nothing
// about is listed in Outcome.Skipped.
func (t *Test) Judge(plan *Plan, a *Answer) *Outcome {
	r := &Result{Start: plan.Start, Events: a.Events, Stats: a.Stats, spec: t.spec, plan: plan, live: true, outs: map[look]shown{}}
	for i := range plan.Definitions {
		r.defs = append(r.defs, since{Definition: &plan.Definitions[i]})
	}
	r.Graph = plan.Definitions[len(plan.Definitions)-1].prog.Graph()
	for _, act := range plan.Acts {
		r.points = append(r.points, act.Points...)
		r.End = max(r.End, act.end(plan.Start))
	}
	for name, body := range a.HTTPOut {
		r.outs[look{name, atEnd}] = shown{body: body}
	}
	return t.spec.compare(r).outcome(r)
}

// Time is when an event happened, from the start of the test.
func (r *Result) Time(e *alert.Event) time.Duration { return e.Time.Sub(r.Start) }
