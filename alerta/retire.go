package alerta

import (
	"context"
	"errors"
	"fmt"
)

// RetireMode is what Retire does with each alert.
type RetireMode uint8

const (
	// RetireClose closes the alerts that are open and leaves them to be read until housekeeping deletes them.
	RetireClose RetireMode = iota
	// RetireDelete removes the alerts, open or not, and their history.
	RetireDelete
)

// RetireOptions says how to retire.
type RetireOptions struct {
	Mode   RetireMode
	DryRun bool   // only report what would be done
	Text   string // noted in the history of closed alerts; default "retired"
}

// Retired is one alert in a RetireReport.
type Retired struct {
	ID       string
	Key      AlertKey
	Status   string // before
	Severity string // before
	Err      error  // why it could not be retired; nil otherwise
}

// RetireReport is what Retire did, or would do.
type RetireReport struct {
	DryRun  bool
	Mode    RetireMode
	Matched int       // alerts of the query
	Done    []Retired // closed or deleted; with DryRun: to be
	Already []Retired // were closed already, or gone when their turn came
	Failed  []Retired
}

// Retire closes or deletes all alerts of a query: those of an environment, a resource, or a cluster that goes away, as in
//
//	c.Retire(ctx, alerta.Where(alerta.Equal(alerta.Environment, "Production"), alerta.HasTag("cluster=blue")), alerta.RetireOptions{DryRun: true})
//
// A query without conditions is refused with ErrEmptyFilter. One alert that fails does not stop the rest; the error then names all that
// failed, and a second run finishes the work. On a server with the ISA 18.2 model, which cannot close, RetireClose clears the alerts and
// acks what remains.
func (c *Client) Retire(ctx context.Context, q Query, o RetireOptions) (RetireReport, error) {
	const op = "retire alerts"
	rep := RetireReport{DryRun: o.DryRun, Mode: o.Mode}
	if _, err := bulkFilters(op, q); err != nil {
		return rep, err
	}
	m, err := c.AlarmModel(ctx)
	if err != nil {
		return rep, err
	}
	if o.Text == "" {
		o.Text = "retired"
	}
	// All are gathered first: closing changes what the query finds, and so which alerts are on which page.
	var all []Alert
	for a, err := range c.AllAlerts(ctx, q, Show{}) {
		if err != nil {
			return rep, err
		}
		all = append(all, a)
	}
	rep.Matched = len(all)
	var failed []error
	for i, a := range all {
		if err := ctx.Err(); err != nil {
			failed = append(failed, fmt.Errorf("%d not reached: %w", len(all)-i, err))
			break
		}
		r := Retired{ID: a.ID, Key: a.Key(), Status: a.Status, Severity: a.Severity}
		if o.Mode == RetireClose && !m.Open(a.Status) {
			rep.Already = append(rep.Already, r)
			continue
		}
		if !o.DryRun {
			r.Err = c.retire(ctx, m, a, o)
		}
		switch {
		case r.Err == nil:
			rep.Done = append(rep.Done, r)
		case errors.Is(r.Err, ErrNotFound):
			r.Err = nil
			rep.Already = append(rep.Already, r)
		default:
			rep.Failed = append(rep.Failed, r)
			failed = append(failed, fmt.Errorf("%s: %w", r.Key, r.Err))
		}
	}
	if len(failed) > 0 {
		return rep, &Error{Op: op, Err: fmt.Errorf("%d of %d failed: %w", len(all)-len(rep.Done)-len(rep.Already), len(all), errors.Join(failed...))}
	}
	return rep, nil
}

func (c *Client) retire(ctx context.Context, m *AlarmModel, a Alert, o RetireOptions) error {
	switch {
	case o.Mode == RetireDelete:
		return c.DeleteAlert(ctx, a.ID)
	case !m.ISA():
		return c.Close(ctx, a.ID, Change{Text: o.Text})
	}
	return c.clearISA(ctx, a, o.Text)
}

// clearISA brings an alert to NORM: out of the shelf, cleared, and acked if nobody had.
func (c *Client) clearISA(ctx context.Context, a Alert, text string) error {
	if a.Status == StatusISAShelved {
		if err := c.Unshelve(ctx, a.ID, Change{Text: text}); err != nil {
			return err
		}
	}
	rec, err := c.Clear(ctx, a, text)
	if err != nil {
		return err
	}
	if rec.Alert == nil {
		return fmt.Errorf("not cleared: %s", rec.Message)
	}
	if rec.Alert.Status == StatusReturned {
		return c.Ack(ctx, a.ID, Change{Text: text})
	}
	return nil
}
