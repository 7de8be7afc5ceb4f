package alerta

import (
	"context"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// GetAlert fetches one alert with its whole history.
func (c *Client) GetAlert(ctx context.Context, id string) (Alert, error) {
	const op = "get alert"
	if err := checkID(op, id); err != nil {
		return Alert{}, err
	}
	return get[Alert](ctx, c, "alert", call{op: op, path: "alert/{}", args: []string{id}})
}

// DeleteAlert removes one alert and its history.
func (c *Client) DeleteAlert(ctx context.Context, id string) error {
	return c.change(ctx, "delete alert", http.MethodDelete, "alert/{}", id, nil, api.RepeatByMethod)
}

// change is a call on one alert of which only the success matters.
func (c *Client) change(ctx context.Context, op, method, path, id string, body any, repeat api.Repeat) error {
	if err := checkID(op, id); err != nil {
		return err
	}
	_, err := c.do(ctx, call{op: op, method: method, path: path, args: []string{id}, body: body, repeat: repeat}, &okStatus{})
	return err
}

// Change goes with a change of status or an action.
type Change struct {
	Text string
	// Timeout after which the server goes back on an ack or shelve, or expires the alert; 0: the server's default. Rounded up to seconds.
	Timeout time.Duration
}

type statusBody struct {
	Status  string `json:"status"`
	Text    string `json:"text"`
	Timeout *int64 `json:"timeout,omitempty"`
}

// SetStatus stores any status without asking the alarm model; the verbs (Ack, Close, ...) are almost always what is wanted. The server
// forgets the alert's timeout when none is given, after which the alert never expires, so the alert's own is fetched and sent again.
func (c *Client) SetStatus(ctx context.Context, id, status string, ch Change) error {
	const op = "set status"
	if status == "" {
		return invalid(op, "status is empty")
	}
	timeout := seconds(ch.Timeout)
	if timeout == nil {
		a, err := c.GetAlert(ctx, id)
		if err != nil {
			return err
		}
		if a.Timeout > 0 {
			s := int64(a.Timeout)
			timeout = &s
		}
	}
	return c.change(ctx, op, http.MethodPut, "alert/{}/status", id, statusBody{status, ch.Text, timeout}, api.RepeatByMethod)
}

type actionBody struct {
	Action  string  `json:"action"`
	Text    *string `json:"text,omitempty"` // null would be stored; absent becomes "<action> operator action"
	Timeout *int64  `json:"timeout,omitempty"`
}

// Action performs an action, also a custom one of a plugin. It is not repeated after a lost answer: a second ack is a conflict. Unknown
// names are accepted by the server and only noted in the history.
func (c *Client) Action(ctx context.Context, id, action string, ch Change) error {
	return c.action(ctx, id, action, ch, api.RepeatUnsafe)
}

func (c *Client) action(ctx context.Context, id, action string, ch Change, repeat api.Repeat) error {
	op := action + " alert"
	if action == "" {
		return invalid("act on alert", "action is empty")
	}
	b := actionBody{Action: action, Timeout: seconds(ch.Timeout)}
	if ch.Text != "" {
		b.Text = &ch.Text
	}
	return c.change(ctx, op, http.MethodPut, "alert/{}/action", id, b, repeat)
}

type tagsBody struct {
	Tags []string `json:"tags"`
}

// TagAlert adds tags; those it has already stay once.
func (c *Client) TagAlert(ctx context.Context, id string, tags ...string) error {
	if len(tags) == 0 {
		return invalid("tag alert", "no tags given")
	}
	return c.change(ctx, "tag alert", http.MethodPut, "alert/{}/tag", id, tagsBody{tags}, api.RepeatByMethod)
}

// UntagAlert removes tags.
func (c *Client) UntagAlert(ctx context.Context, id string, tags ...string) error {
	if len(tags) == 0 {
		return invalid("untag alert", "no tags given")
	}
	return c.change(ctx, "untag alert", http.MethodPut, "alert/{}/untag", id, tagsBody{tags}, api.RepeatByMethod)
}

type attributesBody struct {
	Attributes Attributes `json:"attributes"`
}

// SetAttributes merges attributes into the alert's; a nil value deletes its key. The server answers 500 when the last attribute goes,
// although the change is made; that is not an error here.
func (c *Client) SetAttributes(ctx context.Context, id string, attributes Attributes) error {
	const op = "set attributes"
	if len(attributes) == 0 {
		return invalid(op, "no attributes given")
	}
	if err := checkAttributes(op, attributes); err != nil {
		return err
	}
	err := c.change(ctx, op, http.MethodPut, "alert/{}/attributes", id, attributesBody{attributes}, api.RepeatByMethod)
	return clearedLastAttribute(err)
}

func clearedLastAttribute(err error) error {
	if e, ok := err.(*Error); ok && e.Status == http.StatusInternalServerError && e.Message == "failed to update attributes" {
		return nil
	}
	return err
}
