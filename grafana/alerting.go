package grafana

import (
	"context"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// Grafana's own alerting, as its provisioning API (since 9.1) has it. What is made here cannot be edited in a browser, unless the client is
// made WithEditableAlerting.

// WithEditableAlerting leaves alerting resources which the client makes editable in a browser. The server refuses to change a resource that
// was made the other way.
func WithEditableAlerting() Option {
	return func(c *config) { c.editable = true }
}

// change sends a call that changes alerting resources.
func (c *Client) change(ctx context.Context, k call, out any) error {
	if c.editable {
		k.header = http.Header{"X-Disable-Provenance": {"true"}}
	}
	_, err := c.do(ctx, k, out)
	return err
}

// drop sends a call that removes an alerting resource.
func (c *Client) drop(ctx context.Context, k call) error {
	k.method = http.MethodDelete
	return c.change(ctx, k, nil)
}

// ContactPoint is a way to reach people: an e-mail address, a webhook. Those of one name are used together.
type ContactPoint struct {
	UID                   string         `json:"uid"`
	Name                  string         `json:"name"`
	Type                  string         `json:"type"` // "webhook", "email", "slack"
	Settings              map[string]any `json:"settings"`
	DisableResolveMessage bool           `json:"disableResolveMessage"`
	Provenance            string         `json:"provenance"`
	// Secrets are settings that are not to be shown, such as password or a webhook's URL with a token in it. They are sent among the
	// settings and never read: the server answers "[REDACTED]" for those that its kind of contact point keeps secret.
	Secrets map[string]Secret `json:"-"`
}

type contactPointBody struct {
	UID                   string         `json:"uid,omitempty"`
	Name                  string         `json:"name"`
	Type                  string         `json:"type"`
	Settings              map[string]any `json:"settings"`
	DisableResolveMessage bool           `json:"disableResolveMessage"`
}

func (p ContactPoint) body(op string) (contactPointBody, error) {
	b := contactPointBody{UID: p.UID, Name: p.Name, Type: p.Type, DisableResolveMessage: p.DisableResolveMessage, Settings: map[string]any{}}
	for k, v := range p.Settings {
		b.Settings[k] = v
	}
	for k, s := range p.Secrets {
		b.Settings[k] = s.Reveal()
	}
	if p.Name == "" || p.Type == "" {
		return b, invalid(op, "contact point needs a name and a type")
	}
	return b, nil
}

// ListContactPoints fetches the contact points of a name, or all when name is empty; the server has no pages here.
func (c *Client) ListContactPoints(ctx context.Context, name string) ([]ContactPoint, error) {
	k := call{op: "list contact points", path: "v1/provisioning/contact-points"}
	if name != "" {
		k.query = map[string][]string{"name": {name}}
	}
	return fetchList[ContactPoint](ctx, c, k)
}

// CreateContactPoint makes a contact point and returns it with its uid. Settings that its type does not take are ErrBadRequest. The server
// may need a minute until it uses it. Not repeated after a lost answer.
func (c *Client) CreateContactPoint(ctx context.Context, p ContactPoint) (ContactPoint, error) {
	const op = "create contact point"
	body, err := p.body(op)
	if err != nil {
		return ContactPoint{}, err
	}
	var out ContactPoint
	err = c.change(ctx, call{op: op, method: http.MethodPost, path: "v1/provisioning/contact-points", body: body, repeat: api.RepeatUnsafe,
		secrets: secretValues(p.Secrets)}, &must{"uid", &out})
	if err != nil {
		return ContactPoint{}, err
	}
	out.Settings = p.Settings // the answer repeats what was sent, secrets included
	return out, nil
}

// UpdateContactPoint replaces the contact point of p.UID. Settings that the server shows as "[REDACTED]" may be sent back as they are.
func (c *Client) UpdateContactPoint(ctx context.Context, p ContactPoint) error {
	const op = "update contact point"
	body, err := p.body(op)
	if err != nil {
		return err
	}
	return c.change(ctx, call{op: op, method: http.MethodPut, path: "v1/provisioning/contact-points/{}", args: []string{p.UID}, body: body,
		secrets: secretValues(p.Secrets)}, &message{})
}

// DeleteContactPoint removes a contact point. One that does not exist is no error to the server.
func (c *Client) DeleteContactPoint(ctx context.Context, uid string) error {
	return c.drop(ctx, call{op: "delete contact point", path: "v1/provisioning/contact-points/{}", args: []string{uid}})
}

// Policy is a node of the tree that decides who hears of an alert: the root takes every alert, a child those that its matchers let through.
type Policy struct {
	Receiver       string    `json:"receiver,omitempty"` // name of contact points
	GroupBy        []string  `json:"group_by,omitempty"`
	Matchers       []Matcher `json:"object_matchers,omitempty"` // all of them; none on the root
	MuteTimings    []string  `json:"mute_time_intervals,omitempty"`
	Continue       bool      `json:"continue,omitempty"` // siblings after this one are asked, too
	GroupWait      Duration  `json:"group_wait,omitempty"`
	GroupInterval  Duration  `json:"group_interval,omitempty"`
	RepeatInterval Duration  `json:"repeat_interval,omitempty"`
	Policies       []Policy  `json:"routes,omitempty"`
	Provenance     string    `json:"provenance,omitempty"`
}

// Matcher compares a label: name, one of = != =~ !~, value.
type Matcher [3]string

// Policies fetches the tree.
func (c *Client) Policies(ctx context.Context) (Policy, error) {
	return fetch[Policy](ctx, c, "receiver", call{op: "get notification policies", path: "v1/provisioning/policies"})
}

// SetPolicies replaces the whole tree. A contact point or mute timing that does not exist is ErrBadRequest.
func (c *Client) SetPolicies(ctx context.Context, root Policy) error {
	const op = "set notification policies"
	if root.Receiver == "" || len(root.Matchers) > 0 {
		return invalid(op, "the root needs a receiver and has no matchers")
	}
	return c.change(ctx, call{op: op, method: http.MethodPut, path: "v1/provisioning/policies", body: root}, &message{})
}

// ResetPolicies puts the server's own tree in place.
func (c *Client) ResetPolicies(ctx context.Context) error {
	return c.drop(ctx, call{op: "reset notification policies", path: "v1/provisioning/policies"})
}
