package alerta

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Blackout is a time during which alerts are suppressed: those of the environment that have every attribute the blackout names. Its
// services and tags must all be among the alert's.
type Blackout struct {
	ID          string   `json:"id"`
	Href        string   `json:"href"`
	Priority    Int      `json:"priority"`
	Environment string   `json:"environment"`
	Service     []string `json:"service"`
	Resource    string   `json:"resource"`
	Event       string   `json:"event"`
	Group       string   `json:"group"`
	Tags        []string `json:"tags"`
	Origin      string   `json:"origin"`
	Customer    string   `json:"customer"`
	StartTime   Time     `json:"startTime"`
	EndTime     Time     `json:"endTime"`
	Duration    Seconds  `json:"duration"`
	Status      string   `json:"status"` // pending, active, expired
	Remaining   Seconds  `json:"remaining"`
	User        string   `json:"user"`
	CreateTime  Time     `json:"createTime"`
	Text        string   `json:"text"`
}

// Statuses of blackouts.
const (
	BlackoutPending = "pending"
	BlackoutActive  = "active"
	BlackoutExpired = "expired"
)

// BlackoutRequest is a blackout to be made. Environment is required; empty fields match every alert.
type BlackoutRequest struct {
	Environment string
	Service     []string
	Resource    string
	Event       string
	Group       string
	Tags        []string
	Origin      string
	Customer    string
	StartTime   time.Time     // default: now
	EndTime     time.Time     // or:
	Duration    time.Duration // server's default: 1 h
	User        string        // admins only
	Text        string
}

// blackoutBody has pointers because the server refuses empty strings.
type blackoutBody struct {
	Environment string   `json:"environment,omitempty"`
	Service     []string `json:"service"`
	Resource    *string  `json:"resource"`
	Event       *string  `json:"event"`
	Group       *string  `json:"group"`
	Tags        []string `json:"tags"`
	Origin      *string  `json:"origin"`
	Customer    *string  `json:"customer"`
	StartTime   *Time    `json:"startTime,omitempty"`
	EndTime     *Time    `json:"endTime,omitempty"`
	Duration    *int64   `json:"duration,omitempty"`
	User        *string  `json:"user,omitempty"`
	Text        *string  `json:"text"`
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func optionalTime(t time.Time) *Time {
	if t.IsZero() {
		return nil
	}
	v := At(t)
	return &v
}

func notNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// CreateBlackout makes a blackout. Not repeated after a lost answer; Silence is.
func (c *Client) CreateBlackout(ctx context.Context, r BlackoutRequest) (Blackout, error) {
	const op = "create blackout"
	switch {
	case r.Environment == "":
		return Blackout{}, invalid(op, "environment is empty")
	case !r.EndTime.IsZero() && r.Duration != 0:
		return Blackout{}, invalid(op, "both an end and a duration are given")
	case r.Duration < 0 || (!r.EndTime.IsZero() && !r.StartTime.IsZero() && !r.EndTime.After(r.StartTime)):
		return Blackout{}, invalid(op, "it would end before it begins")
	}
	return send[Blackout](ctx, c, "blackout", call{op: op, method: http.MethodPost, path: "blackout", repeat: api.RepeatUnsafe, body: blackoutBody{
		Environment: r.Environment, Service: notNil(r.Service), Resource: optional(r.Resource), Event: optional(r.Event), Group: optional(r.Group),
		Tags: notNil(r.Tags), Origin: optional(r.Origin), Customer: optional(r.Customer), StartTime: optionalTime(r.StartTime),
		EndTime: optionalTime(r.EndTime), Duration: seconds(r.Duration), User: optional(r.User), Text: optional(r.Text),
	}})
}

// GetBlackout fetches one blackout.
func (c *Client) GetBlackout(ctx context.Context, id string) (Blackout, error) {
	return get[Blackout](ctx, c, "blackout", call{op: "get blackout", path: "blackout/{}", args: []string{id}})
}

// UpdateBlackout fetches the blackout, lets edit change it, and stores the whole of it: an update with only some fields would lose the
// customer. Server-side fields (ID, Status, Remaining, ...) are ignored; Duration follows from the two times.
func (c *Client) UpdateBlackout(ctx context.Context, id string, edit func(*Blackout)) (Blackout, error) {
	const op = "update blackout"
	b, err := c.GetBlackout(ctx, id)
	if err != nil {
		return Blackout{}, err
	}
	edit(&b)
	if b.Environment == "" || !b.EndTime.After(b.StartTime.Time) {
		return Blackout{}, invalid(op, "environment is empty, or it would end before it begins")
	}
	d := int64(b.EndTime.Sub(b.StartTime.Time) / time.Second)
	return send[Blackout](ctx, c, "blackout", call{op: op, method: http.MethodPut, path: "blackout/{}", args: []string{id}, body: blackoutBody{
		Environment: b.Environment, Service: notNil(b.Service), Resource: optional(b.Resource), Event: optional(b.Event), Group: optional(b.Group),
		Tags: notNil(b.Tags), Origin: optional(b.Origin), Customer: optional(b.Customer), StartTime: &b.StartTime, EndTime: &b.EndTime,
		Duration: &d, Text: optional(b.Text),
	}})
}

// DeleteBlackout ends a blackout by removing it.
func (c *Client) DeleteBlackout(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{op: "delete blackout", method: http.MethodDelete, path: "blackout/{}", args: []string{id}}, &okStatus{})
	return err
}

// BlackoutFilter selects blackouts; zero fields select all.
type BlackoutFilter struct {
	Status      []string // active, pending, expired
	Environment []string
	Resource    []string
	Event       []string
	Group       []string
	Service     []string // any of them
	Customer    []string
}

func (f BlackoutFilter) values() url.Values {
	v := listValues("", "status", f.Status, "environment", f.Environment, "resource", f.Resource, "event", f.Event, "group", f.Group,
		"service", f.Service, "customer", f.Customer)
	v["sort-by"] = []string{"createTime", "environment", "resource", "event"}
	return v
}

// BlackoutPage is one page of blackouts.
type BlackoutPage struct {
	PageInfo
	Blackouts []Blackout `json:"blackouts"`
}

// ListBlackouts returns one page, newest first.
func (c *Client) ListBlackouts(ctx context.Context, f BlackoutFilter, p Page) (BlackoutPage, error) {
	return list[BlackoutPage](ctx, c, "list blackouts", "blackouts", "blackouts", f.values(), p)
}

// AllBlackouts walks the blackouts, newest first.
func (c *Client) AllBlackouts(ctx context.Context, f BlackoutFilter) iter.Seq2[Blackout, error] {
	return walk(func(page int) ([]Blackout, bool, error) {
		p, err := c.ListBlackouts(ctx, f, Page{Number: page, Size: walkSize})
		return p.Blackouts, p.More, err
	})
}
