package kapacitor

import (
	"context"
	"iter"
	"net/http"
)

// CreateReplay begins to replay a recording. Wait for it with WaitReplay.
func (c *Client) CreateReplay(ctx context.Context, r ReplayRequest) (Replay, error) {
	r.Clock = orFast(r.Clock)
	return c.replay(ctx, "replay recording", "replays", r)
}

// ReplayBatch begins to run the queries of a batch task over the past.
func (c *Client) ReplayBatch(ctx context.Context, r ReplayBatchRequest) (Replay, error) {
	r.Clock = orFast(r.Clock)
	return c.replay(ctx, "replay batch", "replays/batch", r)
}

// ReplayQuery begins to replay what a query answers.
func (c *Client) ReplayQuery(ctx context.Context, r ReplayQueryRequest) (Replay, error) {
	r.Clock = orFast(r.Clock)
	return c.replay(ctx, "replay query", "replays/query", r)
}

func orFast(c Clock) Clock {
	if c == "" {
		return Fast
	}
	return c
}

func (c *Client) replay(ctx context.Context, op, path string, body any) (Replay, error) {
	return send[Replay](ctx, c, "id", call{op: op, method: http.MethodPost, path: path, body: body})
}

// GetReplay fetches one replay, running or not.
func (c *Client) GetReplay(ctx context.Context, id string) (Replay, error) {
	return get[Replay](ctx, c, "id", call{op: "get replay", path: "replays/{}", args: []string{id}})
}

// DeleteReplay removes a replay, and stops it when it runs.
func (c *Client) DeleteReplay(ctx context.Context, id string) error {
	return c.remove(ctx, "delete replay", "replays/{}", id)
}

// ListReplays fetches one page.
func (c *Client) ListReplays(ctx context.Context, q RunQuery, p Page) ([]Replay, error) {
	v := patternValues(q.Pattern, q.Fields)
	p.values(v)
	out, err := get[struct{ Replays []Replay }](ctx, c, "replays", call{op: "list replays", path: "replays", query: v})
	return out.Replays, err
}

// AllReplays walks all replays, the latest first.
func (c *Client) AllReplays(ctx context.Context, q RunQuery) iter.Seq2[Replay, error] {
	return all(ctx, func(x Replay) string { return x.ID }, func(ctx context.Context, p Page) ([]Replay, error) { return c.ListReplays(ctx, q, p) })
}
