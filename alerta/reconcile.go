package alerta

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Desired is what the open alerts of an origin should be.
type Desired struct {
	Origin      string         // required; owner of the alerts. Raised alerts get it
	Environment string         // confines the comparison to one environment; "" means all
	Alerts      []AlertRequest // Origin is set by Reconcile; keys must differ
	// Refresh sends an unchanged alert again when it was last received longer ago (by this machine's clock), so that it does not expire;
	// 0: never.
	Refresh time.Duration
	DryRun  bool
	Text    string // noted with closed alerts; default "no longer reported"
}

// ReconcileReport is what Reconcile did, or with DryRun would do.
type ReconcileReport struct {
	Raised     []AlertKey // missing, or closed before
	Changed    []AlertKey // had another severity
	Refreshed  []AlertKey
	Unchanged  []AlertKey
	Closed     []AlertKey // open but not desired
	Suppressed []AlertKey // sent, and dropped by the server because of a blackout
}

// Reconcile makes the open alerts of an origin equal to a given set: it raises what is missing or has another severity and closes what is
// gone. It may be repeated, and run several times at once: equal alerts are left alone, and what another run did already is no error. The
// acks and shelves of people stay as they are while the severity does.
//
// The server keeps the origin of the first sender of an alert; a desired alert that another origin has open counts as present.
func (c *Client) Reconcile(ctx context.Context, d Desired) (ReconcileReport, error) {
	const op = "reconcile alerts"
	var rep ReconcileReport
	if d.Origin == "" {
		return rep, invalid(op, "origin is empty")
	}
	m, err := c.AlarmModel(ctx)
	if err != nil {
		return rep, err
	}
	if d.Text == "" {
		d.Text = "no longer reported"
	}
	want := map[AlertKey]AlertRequest{}
	var order []AlertKey
	for _, r := range d.Alerts {
		k := r.Key()
		if _, twice := want[k]; twice {
			return rep, invalid(op, "%s is desired twice", k)
		}
		if d.Environment != "" && r.Environment != d.Environment {
			return rep, invalid(op, "%s is not in environment %q", k, d.Environment)
		}
		if m.Normal(r.Severity) {
			return rep, invalid(op, "%s: severity %q means that nothing is wrong; leave it out instead", k, r.Severity)
		}
		r.Origin = d.Origin
		if err := c.check(ctx, r); err != nil {
			return rep, err
		}
		want[k] = r
		order = append(order, k)
	}

	q := Where(Equal(Origin, d.Origin))
	if d.Environment != "" {
		q = q.And(Equal(Environment, d.Environment))
	}
	have := map[AlertKey]Alert{}
	var gone []Alert
	for a, err := range c.AllAlerts(ctx, q, Show{}) {
		if err != nil {
			return rep, err
		}
		k, ok := desiredBy(a, want)
		switch {
		case ok:
			have[k] = a
		case m.Open(a.Status):
			gone = append(gone, a)
		}
	}

	var failed []error
	for _, k := range order {
		if err := c.reconcileOne(ctx, m, &rep, d, want[k], have); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", k, err))
		}
	}
	for _, a := range gone {
		if !d.DryRun {
			err := c.retire(ctx, m, a, RetireOptions{Text: d.Text})
			if err != nil && !errors.Is(err, ErrNotFound) {
				failed = append(failed, fmt.Errorf("%s: %w", a.Key(), err))
				continue
			}
		}
		rep.Closed = append(rep.Closed, a.Key())
	}
	if len(failed) > 0 {
		return rep, &Error{Op: op, Err: errors.Join(failed...)}
	}
	return rep, nil
}

// desiredBy finds the desired alert that a stored one stands for: the same key, or one that the server would correlate with it.
func desiredBy(a Alert, want map[AlertKey]AlertRequest) (AlertKey, bool) {
	if _, ok := want[a.Key()]; ok {
		return a.Key(), true
	}
	for _, event := range a.Correlate {
		k := a.Key()
		k.Event = event
		if _, ok := want[k]; ok {
			return k, true
		}
	}
	return AlertKey{}, false
}

func (c *Client) reconcileOne(ctx context.Context, m *AlarmModel, rep *ReconcileReport, d Desired, r AlertRequest, have map[AlertKey]Alert) error {
	k := r.Key()
	a, ok := have[k]
	if !ok {
		var err error
		if a, ok, err = c.findByKey(ctx, k); err != nil {
			return err
		}
	}
	into := &rep.Raised
	switch {
	case !ok || !m.Open(a.Status):
	case a.Severity != r.Severity || a.Event != r.Event:
		into = &rep.Changed
	case d.Refresh > 0 && time.Since(a.LastReceiveTime.Time) > d.Refresh:
		into = &rep.Refreshed
	default:
		rep.Unchanged = append(rep.Unchanged, k)
		return nil
	}
	if !d.DryRun {
		rec, err := c.Raise(ctx, r)
		if err != nil {
			return err
		}
		if rec.Outcome == Suppressed {
			into = &rep.Suppressed
		}
	}
	*into = append(*into, k)
	return nil
}

// findByKey looks for an alert whatever its origin.
func (c *Client) findByKey(ctx context.Context, k AlertKey) (Alert, bool, error) {
	q := Where(Equal(Environment, k.Environment), Equal(Resource, k.Resource), Equal(Event, k.Event))
	for a, err := range c.AllAlerts(ctx, q, Show{}) {
		if err != nil {
			return Alert{}, false, err
		}
		if k.Customer == "" || a.Customer == k.Customer {
			return a, true, nil
		}
	}
	return Alert{}, false, nil
}

// Empty reports whether nothing had to be done.
func (r ReconcileReport) Empty() bool {
	return len(slices.Concat(r.Raised, r.Changed, r.Refreshed, r.Closed, r.Suppressed)) == 0
}
