package kapacitorsuite

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

func testTopics(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "ListTopics", "GetTopic", "DeleteTopic", "ListTopicEvents", "GetTopicEvent")
	topic, d := s.name("topic"), s.dbrp()
	s.task(t, c, kapacitor.TaskRequest{Status: kapacitor.Enabled, DBRPs: []kapacitor.DBRP{d}, Script: rule + `.warn(lambda: "v" > 0.0).topic('` + topic + `')`})
	s.write(t, c, d, "m,h=a v=2 1000000000", "m,h=b v=1 2000000000", "m,h=/x v=2 3000000000")
	eventually(t, ctx, func() (bool, string) {
		x, err := c.GetTopic(ctx, topic)
		return err == nil && x.Collected == 3, x.Level
	})
	list, err := c.ListTopics(ctx, kapacitor.TopicQuery{Pattern: topic, MinLevel: "CRITICAL"})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "CRITICAL", list[0].Level)
	list, err = c.ListTopics(ctx, kapacitor.TopicQuery{Pattern: "none-*"})
	require.NoError(t, err)
	require.Empty(t, list)
	events, err := c.ListTopicEvents(ctx, topic, "CRITICAL")
	require.NoError(t, err)
	require.Len(t, events, 2)
	e, err := c.GetTopicEvent(ctx, topic, "b")
	require.NoError(t, err)
	require.Equal(t, "WARNING", e.State.Level)
	require.Equal(t, "b is WARNING", e.State.Message)
	e, err = c.GetTopicEvent(ctx, topic, "/x")
	require.NoError(t, err)
	require.Equal(t, "/x", e.ID)
	_, err = c.GetTopicEvent(ctx, topic, "none")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.ListTopicEvents(ctx, s.name("none"), "")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	require.NoError(t, c.DeleteTopic(ctx, topic))
	_, err = c.GetTopic(ctx, topic)
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
}

func testHandlers(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "ListTopicHandlers", "GetTopicHandler", "CreateTopicHandler", "ReplaceTopicHandler", "PatchTopicHandler", "DeleteTopicHandler")
	topic, other, d := s.name("topic"), s.name("other"), s.dbrp()
	h, err := c.CreateTopicHandler(ctx, kapacitor.TopicHandlerRequest{Topic: topic, ID: "p", Kind: "publish", Options: map[string]any{"topics": []any{other}}, Match: `changed() == TRUE`})
	require.NoError(t, err)
	require.Equal(t, "publish", h.Kind)
	t.Cleanup(func() {
		_ = c.DeleteTopicHandler(s.ctx(t), topic, "p")
		_ = c.DeleteTopic(s.ctx(t), other)
	})
	_, err = c.CreateTopicHandler(ctx, kapacitor.TopicHandlerRequest{Topic: topic, ID: "p", Kind: "publish"})
	require.ErrorIs(t, err, kapacitor.ErrConflict)
	_, err = c.CreateTopicHandler(ctx, kapacitor.TopicHandlerRequest{Topic: topic, ID: "q", Kind: "nothing"})
	require.ErrorContains(t, err, `unsupported action kind "nothing"`)

	// What comes to one topic is published to the other, when the level has changed.
	s.task(t, c, kapacitor.TaskRequest{Status: kapacitor.Enabled, DBRPs: []kapacitor.DBRP{d}, Script: rule + `.topic('` + topic + `')`})
	s.write(t, c, d, "m,h=a v=2 1", "m,h=a v=2 2", "m,h=a v=0 3")
	eventually(t, ctx, func() (bool, string) {
		x, _ := c.GetTopic(ctx, topic)
		y, err := c.GetTopic(ctx, other)
		return err == nil && x.Collected == 3 && y.Collected == 2, y.Level
	})

	file := filepath.Join(s.env.Dir, s.name("log"))
	_, err = c.CreateTopicHandler(ctx, kapacitor.TopicHandlerRequest{Topic: topic, ID: "l", Kind: "log", Options: map[string]any{"path": file}})
	require.NoError(t, err)
	h, err = c.PatchTopicHandler(ctx, topic, "l", kapacitor.JSONPatch{{Operation: "add", Path: "/match", Value: "level() > INFO"}})
	require.NoError(t, err)
	require.Equal(t, "level() > INFO", h.Match)
	require.Equal(t, map[string]any{"path": file}, h.Options)
	h, err = c.ReplaceTopicHandler(ctx, kapacitor.TopicHandlerRequest{Topic: topic, ID: "l", Kind: "log", Options: map[string]any{"path": file + "2"}})
	require.NoError(t, err)
	require.Empty(t, h.Match)
	list, err := c.ListTopicHandlers(ctx, topic, "")
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "l", list[0].ID)
	h, err = c.GetTopicHandler(ctx, topic, "l")
	require.NoError(t, err)
	require.Equal(t, file+"2", h.Options["path"])
	require.NoError(t, c.DeleteTopicHandler(ctx, topic, "l"))
	require.NoError(t, c.DeleteTopicHandler(ctx, topic, "l"))
	_, err = c.GetTopicHandler(ctx, topic, "l")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
}
