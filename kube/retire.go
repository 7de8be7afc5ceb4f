package kube

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// Target is what a hook acts on: the series, groups and alerts of a thing that went or was lost.
type Target struct {
	Event Event
	// Tags select what belongs to it: the exact values of the tags by which the Collector, Telegraf's kube_inventory or its
	// host metrics name it. All must match. It is never empty.
	Tags map[string]string
}

// String returns the event's line.
func (t Target) String() string { return t.Event.String() }

// Hook acts on a target. It may be called again for the same event, after a failure or a restart, and must then do no harm.
type Hook func(context.Context, Target) error

// Hooks are what Retire calls. Any of them may be nil. The package knows nothing about what is behind them; examples/retire
// shows them filled.
type Hooks struct {
	// DropState removes the target's groups from a live run of the evaluator, so that no deadman fires for it and a later
	// thing of the same name starts afresh: what Kapacitor's barrier node does with delete(TRUE).
	DropState Hook
	// RetireAlerts silences or closes the target's open alerts.
	RetireAlerts Hook
	// RetireSeries marks or deletes the target's series.
	RetireSeries Hook
	// Annotate leaves a mark on the dashboards. It is called for losses too.
	Annotate Hook
	// Escalate raises a lost thing: the very opposite of retiring it.
	Escalate Hook
	// Recover withdraws what Escalate raised.
	Recover Hook
	// Review is told about departures that nothing explains well enough to act on. Nothing is retired for them.
	Review Hook
}

// RetireOptions tune Retire. The zero value is ready for use.
type RetireOptions struct {
	// MinConfidence is the least confidence at which something is retired. Default 0.7.
	MinConfidence float64
	// Kinds are the kinds of subjects to act on. Default Node and Cluster: pods come and go with every rollout, and few rules
	// group by them.
	Kinds []Kind
	// Target names the tags of a subject. Default DefaultTarget.
	Target func(Event) map[string]string
	// Tries is how often a failing hook is called. Default 3. Between the tries it waits Wait, then twice as long, and so on.
	Tries int
	// Wait is the first wait. Default 1 s.
	Wait time.Duration
	// Timeout bounds each call of a hook. Default 30 s.
	Timeout time.Duration
	// OnError is told about a hook that failed for good. The other hooks of the event are called all the same.
	OnError func(*HookError)
}

// HookError says which hook failed for which event.
type HookError struct {
	Hook  string
	Event Event
	Err   error
}

// Error names the hook, the subject and the cause.
func (e *HookError) Error() string {
	return fmt.Sprintf("%s for %s (%s): %v", e.Hook, e.Event.Subject, e.Event.Why, e.Err)
}

// Unwrap returns the hook's own error.
func (e *HookError) Unwrap() error { return e.Err }

// DefaultTarget selects a node by host (Telegraf names its machine so), a pod by namespace and pod_name, a workload by
// namespace and deployment_name and so on, a namespace by namespace, and a cluster by cluster; the tag cluster is always
// among them when the event has one. It returns nil for a subject it cannot name safely: a cluster without a name, which
// would select everything.
func DefaultTarget(e Event) map[string]string {
	tags := map[string]string{}
	switch e.Subject.Kind {
	case Cluster:
		if e.Cluster == "" {
			return nil
		}
	case Node:
		tags["host"] = e.Subject.Name
	case Namespace:
		tags["namespace"] = e.Subject.Name
	case Pod:
		tags["namespace"], tags["pod_name"] = e.Subject.Namespace, e.Subject.Name
	case Deployment:
		tags["namespace"], tags["deployment_name"] = e.Subject.Namespace, e.Subject.Name
	case StatefulSet:
		tags["namespace"], tags["statefulset_name"] = e.Subject.Namespace, e.Subject.Name
	case DaemonSet:
		tags["namespace"], tags["daemonset_name"] = e.Subject.Namespace, e.Subject.Name
	default:
		return nil
	}
	if e.Cluster != "" {
		tags["cluster"] = e.Cluster
	}
	return tags
}

// Retire acts on a stream of events, such as Lifecycle.Events, until the stream ends:
//
//   - what went in the course of normal work is retired: DropState, RetireAlerts, RetireSeries, Annotate, in this order, so
//     that the rule is quiet before its alerts are closed, and the alerts are closed before their data goes;
//   - what was lost, or went because it was lost, is escalated: Escalate, Annotate; when it answers again, Recover;
//   - a departure that is unclear, or known with too little confidence, goes to Review and nowhere else.
//
// Appearances call no hook. A hook that fails is tried again, then reported to OnError; it stops neither the others nor the
// stream. Retire returns the stream's error.
func Retire(ctx context.Context, events iter.Seq2[Event, error], hooks Hooks, opt RetireOptions) error {
	opt = opt.withDefaults()
	for e, err := range events {
		if err != nil {
			return err
		}
		opt.act(ctx, e, hooks)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

func (o RetireOptions) withDefaults() RetireOptions {
	o.MinConfidence = cmp.Or(o.MinConfidence, 0.7)
	o.Tries = cmp.Or(o.Tries, 3)
	o.Wait = cmp.Or(o.Wait, time.Second)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	if o.Kinds == nil {
		o.Kinds = []Kind{Node, Cluster}
	}
	if o.Target == nil {
		o.Target = DefaultTarget
	}
	if o.OnError == nil {
		o.OnError = func(*HookError) {}
	}
	return o
}

// named is a hook and what to call it in errors.
type named struct {
	name string
	hook Hook
}

func (o RetireOptions) act(ctx context.Context, e Event, h Hooks) {
	known := false
	for _, k := range o.Kinds {
		known = known || k == e.Subject.Kind
	}
	if !known {
		return
	}
	var hooks []named
	switch {
	case e.Change == Recovered:
		hooks = []named{{"recover", h.Recover}}
	case e.Change == Appeared:
		return
	case e.Verdict == Failure:
		hooks = []named{{"escalate", h.Escalate}, {"annotate", h.Annotate}}
	case e.Change != Gone:
		return // lost, and foreseen: its departure will be told
	case e.Retires() && e.Confidence >= o.MinConfidence:
		hooks = []named{{"drop state", h.DropState}, {"retire alerts", h.RetireAlerts}, {"retire series", h.RetireSeries}, {"annotate", h.Annotate}}
	default:
		hooks = []named{{"review", h.Review}}
	}
	t := Target{Event: e, Tags: o.Target(e)}
	if len(t.Tags) == 0 {
		o.OnError(&HookError{Hook: hooks[0].name, Event: e, Err: errors.New("no tags select it; nothing is done, for without any everything would be selected")})
		return
	}
	for _, n := range hooks {
		if n.hook == nil {
			continue
		}
		if err := o.call(ctx, n.hook, t); err != nil {
			o.OnError(&HookError{Hook: n.name, Event: e, Err: err})
		}
	}
}

func (o RetireOptions) call(ctx context.Context, hook Hook, t Target) error {
	wait := o.Wait
	for try := 1; ; try++ {
		callCtx, cancel := context.WithTimeout(ctx, o.Timeout)
		err := hook(callCtx, t)
		cancel()
		if err == nil || try >= o.Tries || ctx.Err() != nil {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return err
		case <-timer.C:
		}
		wait *= 2
	}
}
