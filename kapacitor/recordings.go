package kapacitor

import (
	"context"
	"iter"
	"net/http"
)

// RunQuery selects recordings or replays.
type RunQuery struct {
	Pattern string   // glob over ids; "" is all
	Fields  []string // "status", "progress", ...; the id always is answered
}

// RecordStream begins to record; the answer is the recording as it runs. Wait for it with WaitRecording.
func (c *Client) RecordStream(ctx context.Context, r RecordStreamRequest) (Recording, error) {
	return c.record(ctx, "record stream", "stream", r)
}

// RecordBatch begins to record what the queries of a batch task answer.
func (c *Client) RecordBatch(ctx context.Context, r RecordBatchRequest) (Recording, error) {
	return c.record(ctx, "record batch", "batch", r)
}

// RecordQuery begins to record what a query answers.
func (c *Client) RecordQuery(ctx context.Context, r RecordQueryRequest) (Recording, error) {
	return c.record(ctx, "record query", "query", r)
}

func (c *Client) record(ctx context.Context, op, kind string, body any) (Recording, error) {
	return send[Recording](ctx, c, "id", call{op: op, method: http.MethodPost, path: "recordings/" + kind, body: body})
}

// GetRecording fetches one recording, running or not.
func (c *Client) GetRecording(ctx context.Context, id string) (Recording, error) {
	return get[Recording](ctx, c, "id", call{op: "get recording", path: "recordings/{}", args: []string{id}})
}

// DeleteRecording removes a recording and its data. Deleting one that does not exist is no error.
func (c *Client) DeleteRecording(ctx context.Context, id string) error {
	return c.remove(ctx, "delete recording", "recordings/{}", id)
}

// ListRecordings fetches one page.
func (c *Client) ListRecordings(ctx context.Context, q RunQuery, p Page) ([]Recording, error) {
	v := patternValues(q.Pattern, q.Fields)
	p.values(v)
	out, err := get[struct{ Recordings []Recording }](ctx, c, "recordings", call{op: "list recordings", path: "recordings", query: v})
	return out.Recordings, err
}

// AllRecordings walks all recordings, the latest first.
func (c *Client) AllRecordings(ctx context.Context, q RunQuery) iter.Seq2[Recording, error] {
	return all(ctx, func(x Recording) string { return x.ID }, func(ctx context.Context, p Page) ([]Recording, error) { return c.ListRecordings(ctx, q, p) })
}
