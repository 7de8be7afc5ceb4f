package alerta

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

// The bulk operations work on every alert of a query at once. A query without conditions is ErrEmptyFilter, since the server would take it
// for all alerts. The server does not confine them to the caller's customers.

// bulk sends one and returns the ids it names.
func (c *Client) bulk(ctx context.Context, op, method, path, member string, q Query, body any, repeat api.Repeat) ([]string, error) {
	v, err := bulkFilters(op, q)
	if err != nil {
		return nil, err
	}
	return send[[]string](ctx, c, member, call{op: op, method: method, path: path, query: v, body: body, repeat: repeat})
}

func bulkFilters(op string, q Query) (url.Values, error) {
	v, err := q.Values() // an order means nothing here
	if err != nil {
		return nil, invalid(op, "query: %w", err)
	}
	if v.Del("q.df"); len(v) == 0 {
		return nil, invalid(op, "%w; the server would take it for all alerts", ErrEmptyFilter)
	}
	return q.Values()
}

// BulkSetStatus sets the status of up to 1000 alerts and returns their ids. No alert at all is ErrNotFound. Without a Timeout in ch the server
// gives each alert its default timeout.
func (c *Client) BulkSetStatus(ctx context.Context, q Query, status string, ch Change) ([]string, error) {
	const op = "bulk set status"
	if status == "" {
		return nil, invalid(op, "status is empty")
	}
	return c.bulk(ctx, op, http.MethodPut, "_bulk/alerts/status", "updated", q, statusBody{status, ch.Text, seconds(ch.Timeout)}, api.RepeatByMethod)
}

// BulkTag adds tags and returns the ids of the alerts.
func (c *Client) BulkTag(ctx context.Context, q Query, tags ...string) ([]string, error) {
	if len(tags) == 0 {
		return nil, invalid("bulk tag", "no tags given")
	}
	return c.bulk(ctx, "bulk tag", http.MethodPut, "_bulk/alerts/tag", "updated", q, tagsBody{tags}, api.RepeatByMethod)
}

// BulkUntag removes tags and returns the ids of the alerts.
func (c *Client) BulkUntag(ctx context.Context, q Query, tags ...string) ([]string, error) {
	if len(tags) == 0 {
		return nil, invalid("bulk untag", "no tags given")
	}
	return c.bulk(ctx, "bulk untag", http.MethodPut, "_bulk/alerts/untag", "updated", q, tagsBody{tags}, api.RepeatByMethod)
}

// BulkSetAttributes merges attributes and returns the ids of the alerts. Unlike SetAttributes, nil cannot delete: the server would store it.
func (c *Client) BulkSetAttributes(ctx context.Context, q Query, attributes Attributes) ([]string, error) {
	const op = "bulk set attributes"
	if len(attributes) == 0 {
		return nil, invalid(op, "no attributes given")
	}
	for k, v := range attributes {
		if v == nil {
			return nil, invalid(op, "attribute %q is nil; in bulk the server would store that instead of deleting", k)
		}
	}
	if err := checkAttributes(op, attributes); err != nil {
		return nil, err
	}
	return c.bulk(ctx, op, http.MethodPut, "_bulk/alerts/attributes", "updated", q, attributesBody{attributes}, api.RepeatByMethod)
}

// BulkDelete removes alerts and returns their ids. It needs write:alerts, not delete:alerts.
func (c *Client) BulkDelete(ctx context.Context, q Query) ([]string, error) {
	return c.bulk(ctx, "bulk delete", http.MethodDelete, "_bulk/alerts", "deleted", q, nil, api.RepeatByMethod)
}

// BulkAction queues an action and returns the id of the task, for TaskStatus. Only servers with a Celery worker can; others answer 500.
func (c *Client) BulkAction(ctx context.Context, q Query, action string, ch Change) (string, error) {
	const op = "bulk action"
	v, err := bulkFilters(op, q)
	if err != nil {
		return "", err
	}
	if action == "" {
		return "", invalid(op, "action is empty")
	}
	text := ch.Text
	if text == "" {
		text = action + " operator action"
	}
	resp, err := c.do(ctx, call{op: op, method: http.MethodPut, path: "_bulk/alerts/action", query: v,
		body: actionBody{Action: action, Text: &text, Timeout: seconds(ch.Timeout)}, repeat: api.RepeatUnsafe}, &okStatus{})
	if err != nil {
		return "", err
	}
	location := resp.Header.Get("Location")
	return location[strings.LastIndex(location, "/")+1:], nil
}

// TaskStatus is the state of a queued bulk action: pending, started, success, failure, retry, revoked.
func (c *Client) TaskStatus(ctx context.Context, task string) (string, error) {
	return get[string](ctx, c, "status", call{op: "get task", path: "_bulk/task/{}", args: []string{task}})
}
