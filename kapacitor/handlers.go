package kapacitor

import (
	"context"
	"net/http"
	"net/url"

	"github.com/tickwright/tickwright/internal/api"
)

const (
	handlersPath = "alerts/topics/{}/handlers"
	handlerPath  = handlersPath + "/{}"
)

// ListTopicHandlers fetches the handlers of a topic whose ids match the glob ("" is all).
func (c *Client) ListTopicHandlers(ctx context.Context, topic, pattern string) ([]TopicHandler, error) {
	out, err := get[struct{ Handlers []TopicHandler }](ctx, c, "handlers", call{
		op: "list topic handlers", path: handlersPath, args: []string{topic}, query: url.Values{"pattern": {pattern}},
	})
	return out.Handlers, err
}

// GetTopicHandler fetches one handler.
func (c *Client) GetTopicHandler(ctx context.Context, topic, id string) (TopicHandler, error) {
	return get[TopicHandler](ctx, c, "id", call{op: "get topic handler", path: handlerPath, args: []string{topic, id}})
}

// CreateTopicHandler defines a handler of r.Topic that does not exist yet; ErrConflict when it does.
func (c *Client) CreateTopicHandler(ctx context.Context, r TopicHandlerRequest) (TopicHandler, error) {
	return send[TopicHandler](ctx, c, "id", call{
		op: "create topic handler", method: http.MethodPost, path: handlersPath, args: []string{r.Topic}, body: r, secrets: secretTexts(r.Options),
	})
}

// ReplaceTopicHandler replaces handler r.ID of r.Topic.
func (c *Client) ReplaceTopicHandler(ctx context.Context, r TopicHandlerRequest) (TopicHandler, error) {
	return send[TopicHandler](ctx, c, "id", call{
		op: "replace topic handler", method: http.MethodPut, path: handlerPath, args: []string{r.Topic, r.ID}, body: r, secrets: secretTexts(r.Options),
	})
}

// PatchTopicHandler changes parts of a handler: all of the patch or nothing.
func (c *Client) PatchTopicHandler(ctx context.Context, topic, id string, patch JSONPatch) (TopicHandler, error) {
	return send[TopicHandler](ctx, c, "id", call{
		op: "patch topic handler", method: http.MethodPatch, path: handlerPath, args: []string{topic, id}, body: patch,
		contentType: "application/json+patch", repeat: api.RepeatUnsafe,
	})
}

// DeleteTopicHandler removes a handler.
func (c *Client) DeleteTopicHandler(ctx context.Context, topic, id string) error {
	return c.remove(ctx, "delete topic handler", handlerPath, topic, id)
}
