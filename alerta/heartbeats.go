package alerta

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// HeartbeatInfo is a stored heartbeat.
type HeartbeatInfo struct {
	ID          string     `json:"id"`
	Href        string     `json:"href"`
	Origin      string     `json:"origin"`
	Tags        []string   `json:"tags"`
	Attributes  Attributes `json:"attributes"`
	Type        string     `json:"type"`
	CreateTime  Time       `json:"createTime"`
	Timeout     Int        `json:"timeout"`    // seconds
	MaxLatency  Int        `json:"maxLatency"` // milliseconds
	ReceiveTime Time       `json:"receiveTime"`
	Customer    string     `json:"customer"`
	Latency     Int        `json:"latency"` // milliseconds between creation and receipt
	Since       Seconds    `json:"since"`   // since receipt
	Status      string     `json:"status"`  // ok, slow, expired
}

// Statuses of heartbeats.
const (
	HeartbeatOK      = "ok"
	HeartbeatSlow    = "slow"
	HeartbeatExpired = "expired"
)

// HeartbeatRequest is a sign of life.
type HeartbeatRequest struct {
	Origin     string // default: WithOrigin
	Tags       []string
	Attributes Attributes
	CreateTime time.Time     // server's default: now
	Timeout    time.Duration // after which it is expired; 0: the server's default; Never
	Customer   string
}

type heartbeatBody struct {
	Origin     string     `json:"origin"`
	Tags       []string   `json:"tags,omitempty"`
	Attributes Attributes `json:"attributes,omitempty"`
	CreateTime *Time      `json:"createTime,omitempty"`
	Timeout    *int64     `json:"timeout,omitempty"`
	Customer   string     `json:"customer,omitempty"`
}

// SendHeartbeat stores a heartbeat, one per origin and customer: the id stays that of the first.
func (c *Client) SendHeartbeat(ctx context.Context, r HeartbeatRequest) (HeartbeatInfo, error) {
	const op = "send heartbeat"
	if err := checkAttributes(op, r.Attributes); err != nil {
		return HeartbeatInfo{}, err
	}
	b := heartbeatBody{Origin: r.Origin, Tags: r.Tags, Attributes: r.Attributes, Timeout: seconds(r.Timeout), Customer: r.Customer}
	if b.Origin == "" {
		b.Origin = c.origin
	}
	if !r.CreateTime.IsZero() {
		t := At(r.CreateTime)
		b.CreateTime = &t
	}
	return send[HeartbeatInfo](ctx, c, "heartbeat", call{op: op, method: http.MethodPost, path: "heartbeat", body: b, repeat: api.RepeatSafe})
}

// GetHeartbeat fetches one heartbeat.
func (c *Client) GetHeartbeat(ctx context.Context, id string) (HeartbeatInfo, error) {
	const op = "get heartbeat"
	if err := checkID(op, id); err != nil {
		return HeartbeatInfo{}, err
	}
	return get[HeartbeatInfo](ctx, c, "heartbeat", call{op: op, path: "heartbeat/{}", args: []string{id}})
}

// DeleteHeartbeat removes one heartbeat.
func (c *Client) DeleteHeartbeat(ctx context.Context, id string) error {
	return c.change(ctx, "delete heartbeat", http.MethodDelete, "heartbeat/{}", id, nil, api.RepeatByMethod)
}

// HeartbeatFilter selects heartbeats; zero fields select all.
type HeartbeatFilter struct {
	Status   []string // ok, slow, expired
	Origin   []string
	Customer []string
}

func (f HeartbeatFilter) values() url.Values {
	return listValues("origin", "status", f.Status, "origin", f.Origin, "customer", f.Customer)
}

// HeartbeatPage is one page of heartbeats. Its total ignores the status filter.
type HeartbeatPage struct {
	PageInfo
	Heartbeats []HeartbeatInfo `json:"heartbeats"`
}

// ListHeartbeats returns one page, by origin.
func (c *Client) ListHeartbeats(ctx context.Context, f HeartbeatFilter, p Page) (HeartbeatPage, error) {
	return list[HeartbeatPage](ctx, c, "list heartbeats", "heartbeats", "heartbeats", f.values(), p)
}

// AllHeartbeats walks the heartbeats, by origin.
func (c *Client) AllHeartbeats(ctx context.Context, f HeartbeatFilter) iter.Seq2[HeartbeatInfo, error] {
	return walk(func(page int) ([]HeartbeatInfo, bool, error) {
		p, err := c.ListHeartbeats(ctx, f, Page{Number: page, Size: walkSize})
		return p.Heartbeats, p.More, err
	})
}
