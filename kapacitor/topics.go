package kapacitor

import (
	"context"
	"net/url"
	"strings"
)

// TopicQuery selects topics.
type TopicQuery struct {
	Pattern  string // glob over ids; "" is all
	MinLevel string // OK, INFO, WARNING or CRITICAL; OK when empty
}

func minLevel(level string) string {
	if level == "" {
		return "OK"
	}
	return level
}

// ListTopics fetches all topics that match, ordered by id; the server does not page them.
func (c *Client) ListTopics(ctx context.Context, q TopicQuery) ([]Topic, error) {
	v := url.Values{"pattern": {q.Pattern}, "min-level": {minLevel(q.MinLevel)}}
	out, err := get[struct{ Topics []Topic }](ctx, c, "topics", call{op: "list topics", path: "alerts/topics", query: v})
	return out.Topics, err
}

// GetTopic fetches one topic.
func (c *Client) GetTopic(ctx context.Context, id string) (Topic, error) {
	return get[Topic](ctx, c, "id", call{op: "get topic", path: "alerts/topics/{}", args: []string{id}})
}

// DeleteTopic removes a topic with its events; its handlers stay defined.
func (c *Client) DeleteTopic(ctx context.Context, id string) error {
	return c.remove(ctx, "delete topic", "alerts/topics/{}", id)
}

// ListTopicEvents fetches the latest state of every alert id of a topic at or above a level ("" is OK), in no order; ErrNotFound when
// nothing was published to the topic since the server started.
func (c *Client) ListTopicEvents(ctx context.Context, topic, level string) ([]TopicEvent, error) {
	out, err := get[struct{ Events []TopicEvent }](ctx, c, "events", call{
		op: "list topic events", path: "alerts/topics/{}/events", args: []string{topic}, query: url.Values{"min-level": {minLevel(level)}},
	})
	return out.Events, err
}

// GetTopicEvent fetches the state of one alert id. An id with a slash, such as disk:path=/, which the server's URLs cannot say, is
// looked up in the list.
func (c *Client) GetTopicEvent(ctx context.Context, topic, id string) (TopicEvent, error) {
	if !strings.Contains(id, "/") && id != "." && id != ".." {
		return get[TopicEvent](ctx, c, "id", call{op: "get topic event", path: "alerts/topics/{}/events/{}", args: []string{topic, id}})
	}
	events, err := c.ListTopicEvents(ctx, topic, "")
	if err != nil {
		return TopicEvent{}, err
	}
	for _, e := range events {
		if e.ID == id {
			return e, nil
		}
	}
	return TopicEvent{}, notFound("get topic event", "topic %q has no event %q", topic, id)
}
