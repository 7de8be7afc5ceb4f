package alerta

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

const opSend = "send alert"

// Outcome is what became of a sent alert. The server answers 200-class statuses to things that stored no alert.
type Outcome string

// Outcomes of Send.
const (
	Stored     Outcome = "stored"      // a new alert
	Duplicate  Outcome = "duplicate"   // the same alert again: its count went up
	Correlated Outcome = "correlated"  // an existing alert changed its severity or event
	Suppressed Outcome = "suppressed"  // dropped because of a blackout; nothing is stored
	Heartbeat  Outcome = "heartbeat"   // taken as a heartbeat; ID is the heartbeat's
	Looped     Outcome = "looped"      // dropped because it had been forwarded in a circle
	Rejected   Outcome = "rejected"    // refused by a policy; comes with an error that is ErrRejected
	Limited    Outcome = "ratelimited" // refused by a rate limit; comes with an error that is ErrTooManyRequests
)

// Receipt is the answer to a sent alert.
type Receipt struct {
	Outcome Outcome
	ID      string // of the stored alert, which on duplication and correlation is the first one's; or of the heartbeat; else ""
	Alert   *Alert // nil when no alert is stored
	Message string // the server's explanation when no alert is stored
}

// Send posts an alert. It is not repeated after a lost answer, since the server would count a duplicate; Raise is. A Receipt whose Alert
// is nil means that nothing was stored although the server said "ok".
func (c *Client) Send(ctx context.Context, r AlertRequest) (Receipt, error) {
	return c.send(ctx, r, api.RepeatUnsafe)
}

func (c *Client) send(ctx context.Context, r AlertRequest, repeat api.Repeat) (Receipt, error) {
	if err := c.check(ctx, r); err != nil {
		return Receipt{}, err
	}
	var out struct {
		ID      string `json:"id"`
		Alert   *Alert `json:"alert"`
		Message string `json:"message"`
	}
	resp, err := c.do(ctx, call{op: opSend, method: http.MethodPost, path: "alert", body: r.body(c.origin), repeat: repeat}, &out)
	if err != nil {
		var rec Receipt
		var e *Error
		if errors.As(err, &e) {
			rec.Message = e.Message
		}
		switch {
		case errors.Is(err, ErrRejected):
			rec.Outcome = Rejected
		case errors.Is(err, ErrTooManyRequests):
			rec.Outcome = Limited
		}
		return rec, err
	}
	rec := Receipt{ID: out.ID, Alert: out.Alert, Message: out.Message}
	switch a := out.Alert; {
	case resp.Status == http.StatusAccepted && strings.Contains(strings.ToLower(out.Message), "heartbeat"):
		rec.Outcome = Heartbeat
	case resp.Status == http.StatusAccepted && strings.Contains(strings.ToLower(out.Message), "blackout"):
		rec.Outcome, rec.ID = Suppressed, "" // the server names an id that was never stored
	case resp.Status == http.StatusAccepted && a == nil:
		rec.Outcome = Looped
	case a == nil:
		return rec, &Error{Op: opSend, Method: http.MethodPost, Status: resp.Status, RequestID: resp.RequestID, Attempts: resp.Attempts,
			Err: errors.New(`answer has no "alert"`)}
	case a.Repeat:
		rec.Outcome = Duplicate
	case a.ID != a.LastReceiveID:
		rec.Outcome = Correlated
	default:
		rec.Outcome = Stored
	}
	return rec, nil
}

// check finds what the server would answer with 500, or worse, accept: an alert without severity is stored as closed.
func (c *Client) check(ctx context.Context, r AlertRequest) error {
	switch {
	case r.Resource == "":
		return invalid(opSend, "resource is empty")
	case r.Event == "":
		return invalid(opSend, "event is empty")
	case r.Severity == "":
		return invalid(opSend, "severity is empty; the server would store a closed alert")
	case r.ID != "" && !uuidForm.MatchString(r.ID):
		return invalid(opSend, "id %q is not a full UUID", r.ID)
	case slices.Contains(r.Correlate, "") || slices.Contains(r.Service, ""):
		return invalid(opSend, "correlate and service may not contain empty strings")
	}
	if err := checkAttributes(opSend, r.Attributes); err != nil {
		return err
	}
	m, err := c.AlarmModel(ctx)
	if err != nil {
		return err
	}
	if _, ok := m.Severity[r.Severity]; !ok {
		return invalid(opSend, "severity %q is not one of the server's: %s", r.Severity, strings.Join(m.Severities(), ", "))
	}
	if m.ISA() && m.Normal(r.Severity) {
		return c.checkISA(ctx, r)
	}
	return nil
}

// checkISA refuses a new alert that is normal from the start: the ISA 18.2 model stores it without a status, after which the server can
// no longer list it beside others (500).
func (c *Client) checkISA(ctx context.Context, r AlertRequest) error {
	for a, err := range c.AllAlerts(ctx, Where(Equal(Environment, r.Environment), Equal(Resource, r.Resource)), Show{}) {
		if err != nil {
			return err
		}
		if a.Event == r.Event || slices.Contains(a.Correlate, r.Event) {
			return nil
		}
	}
	return invalid(opSend, "%s: nothing to clear; with the ISA 18.2 model the server would store an alert without a status", r.Key())
}

func checkAttributes(op string, a Attributes) error {
	for k := range a {
		if strings.ContainsAny(k, ".$") || k == "" {
			return invalid(op, "attribute %q: keys may be neither empty nor contain '.' or '$'", k)
		}
	}
	return nil
}
