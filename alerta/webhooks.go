package alerta

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/tickwright/tickwright/internal/api"
)

// WebhookResult is what a webhook made of a payload.
type WebhookResult struct {
	IDs   []string // of the alerts, one for each in the payload; empty when the payload held none the webhook understood
	Alert *Alert   // when there was exactly one
}

// Webhook posts payload, as another program would, to one of the server's webhooks (prometheus, grafana, pagerduty, ...). An empty result
// without an error is possible: the grafana webhook takes the alerts of Grafana 9 and later for an empty legacy message; they belong to
// prometheus.
func (c *Client) Webhook(ctx context.Context, name string, query url.Values, payload any) (WebhookResult, error) {
	var out struct {
		ID    string   `json:"id"`
		IDs   []string `json:"ids"`
		Alert *Alert   `json:"alert"`
	}
	_, err := c.do(ctx, call{op: "post webhook", method: http.MethodPost, path: "webhooks/{}", args: []string{name}, query: query, body: payload,
		repeat: api.RepeatUnsafe}, &must{"status", &out})
	if err != nil {
		return WebhookResult{}, err
	}
	if out.IDs == nil && out.ID != "" {
		out.IDs = []string{out.ID}
	}
	return WebhookResult{IDs: out.IDs, Alert: out.Alert}, nil
}

// Oembed fetches an oEmbed description of one of the server's own URLs, as far as the server can make one.
func (c *Client) Oembed(ctx context.Context, target, title string) (json.RawMessage, error) {
	var out json.RawMessage
	_, err := c.do(ctx, call{op: "get oembed", path: "oembed", query: url.Values{"url": {target}, "title": {title}, "format": {"json"}}}, &out)
	return out, err
}
