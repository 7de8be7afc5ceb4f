package alerta

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Raise sends an alert that something is wrong. Unlike Send it is repeated after a lost answer: at worst the alert counts one duplicate.
// A normal severity is refused, since it would close the alert; see Clear.
func (c *Client) Raise(ctx context.Context, r AlertRequest) (Receipt, error) {
	m, err := c.AlarmModel(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if m.Normal(r.Severity) {
		return Receipt{}, invalid("raise alert", "severity %q means that nothing is wrong; use Clear or Close", r.Severity)
	}
	return c.send(ctx, r, api.RepeatSafe)
}

// Clear reports that what an alert was about is over: it sends the same alert with the server's normal severity, which closes it (in ISA
// 18.2: NORM, or RTNUN until somebody acks). A blackout suppresses it like any other alert.
func (c *Client) Clear(ctx context.Context, a Alert, text string) (Receipt, error) {
	m, err := c.AlarmModel(ctx)
	if err != nil {
		return Receipt{}, err
	}
	return c.send(ctx, AlertRequest{
		Resource: a.Resource, Event: a.Event, Environment: a.Environment, Severity: m.Defaults.NormalSeverity, Service: a.Service, Group: a.Group,
		Text: text, Origin: a.Origin, Type: a.Type, Timeout: timeoutOf(a.Timeout), Customer: a.Customer,
	}, api.RepeatSafe)
}

func timeoutOf(s Int) time.Duration {
	if s == 0 {
		return 0
	}
	return time.Duration(s) * time.Second
}

// verb is an action that may be repeated: a conflict is no error when the alert is already where the action leads.
func (c *Client) verb(ctx context.Context, id, action string, ch Change, there ...string) error {
	m, err := c.AlarmModel(ctx)
	if err != nil {
		return err
	}
	if m.ISA() && !slices.Contains([]string{"ack", "unack", "shelve", "unshelve"}, action) {
		return &Error{Op: action + " alert", Err: fmt.Errorf("%w: %s knows ack, unack, shelve and unshelve; use Clear", ErrNotInModel, m.Name)}
	}
	err = c.action(ctx, id, action, ch, api.RepeatSafe)
	if !errors.Is(err, ErrConflict) {
		return err
	}
	a, getErr := c.GetAlert(ctx, id)
	if getErr == nil && slices.Contains(there, a.Status) {
		return nil
	}
	return err
}

// Ack takes charge of an alert. Acking an acked alert is no error; a shelved, closed or expired one is ErrConflict.
func (c *Client) Ack(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "ack", ch, StatusAck, StatusAcked)
}

// Unack gives an acked alert back: it has the status it had before the ack. An open alert is no error.
func (c *Client) Unack(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "unack", ch, StatusOpen, StatusUnacked)
}

// Shelve puts an alert aside, for the server's shelve timeout if none is given.
func (c *Client) Shelve(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "shelve", ch, StatusShelved, StatusISAShelved)
}

// Unshelve takes a shelved alert back to the status it had before. An open alert is no error.
func (c *Client) Unshelve(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "unshelve", ch, StatusOpen, StatusAck, StatusNormal, StatusUnacked)
}

// Close ends an alert; its severity becomes the normal one. A closed alert is no error. ISA 18.2 has no such action: ErrNotInModel.
func (c *Client) Close(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "close", ch, StatusClosed)
}

// Reopen opens an acked, shelved, closed or expired alert, a closed one with the severity it had before. An open alert is no error.
func (c *Client) Reopen(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "open", ch, StatusOpen)
}

// Expire marks an alert as expired at once, as housekeeping would when its timeout is over.
func (c *Client) Expire(ctx context.Context, id string, ch Change) error {
	return c.verb(ctx, id, "expired", ch, StatusExpired)
}

// PollEvery is how often WaitFor looks.
const PollEvery = time.Second

// WaitFor returns the alert as soon as it has one of the statuses, looking about once a second until the context ends. An alert that is
// deleted meanwhile is ErrNotFound.
func (c *Client) WaitFor(ctx context.Context, id string, status ...string) (Alert, error) {
	const op = "wait for alert"
	if len(status) == 0 {
		return Alert{}, invalid(op, "no status to wait for")
	}
	for {
		a, err := c.GetAlert(ctx, id)
		if err != nil {
			return a, err
		}
		if slices.Contains(status, a.Status) {
			return a, nil
		}
		// Jittered, so that many waiters do not ask at the same moment.
		t := time.NewTimer(PollEvery/2 + rand.N(PollEvery))
		select {
		case <-ctx.Done():
			t.Stop()
			return a, &Error{Op: op, Method: http.MethodGet, URL: c.Endpoint(), Err: fmt.Errorf("status is %q, not one of %q: %w", a.Status, status, ctx.Err())}
		case <-t.C:
		}
	}
}
