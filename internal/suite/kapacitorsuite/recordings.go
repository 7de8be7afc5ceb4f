package kapacitorsuite

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// batchRule asks the InfluxDB behind the server.
const batchRule = `batch|query('select v from ` + InfluxDB + `.autogen.cpu').period(10s).every(10s).groupBy(*)|alert().topic('TOPIC').crit(lambda: "v" > 1.0)`

var influxDBRP = kapacitor.DBRP{Database: InfluxDB, RetentionPolicy: "autogen"}

// record records three points of a stream task (D028).
func (s *suite) record(t *testing.T, c *kapacitor.Client, d kapacitor.DBRP, task string) kapacitor.Recording {
	t.Helper()
	ctx := s.ctx(t)
	id := s.name("rec")
	r, err := c.RecordStream(ctx, kapacitor.RecordStreamRequest{ID: id, Task: task, Stop: time.Unix(60, 0)})
	require.NoError(t, err)
	require.Equal(t, kapacitor.Running, r.Status)
	t.Cleanup(func() { _ = c.DeleteRecording(s.ctx(t), id) })
	// The server starts to record in the background; the first point that is late enough ends it.
	eventually(t, ctx, func() (bool, string) {
		s.write(t, c, d, "m,h=a v=2 1000000000", "m,h=b v=1 2000000000", "m,h=a v=0 3000000000", "m,h=a v=0 100000000000")
		r, err = c.GetRecording(ctx, id)
		require.NoError(t, err)
		return r.Status == kapacitor.Finished && r.Size > 30, string(r.Status)
	})
	return r
}

// testStreamRecording: the task that is replayed is disabled (D032).
func testStreamRecording(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "RecordStream", "GetRecording", "WaitRecording", "ListRecordings", "AllRecordings", "DeleteRecording", "CreateReplay", "GetReplay",
		"WaitReplay", "ListReplays", "AllReplays", "DeleteReplay")
	d, topic := s.dbrp(), s.name("topic")
	task := s.task(t, c, kapacitor.TaskRequest{Status: kapacitor.Enabled, DBRPs: []kapacitor.DBRP{d}, Script: rule + `.topic('` + topic + `')`})
	t.Cleanup(func() { _ = c.DeleteTopic(s.ctx(t), topic) })
	rec := s.record(t, c, d, task.ID)
	require.Equal(t, kapacitor.Stream, rec.Type)
	_, err := c.RecordStream(ctx, kapacitor.RecordStreamRequest{ID: rec.ID, Task: task.ID, Stop: time.Unix(60, 0)})
	require.ErrorIs(t, err, kapacitor.ErrConflict)
	_, err = c.RecordStream(ctx, kapacitor.RecordStreamRequest{Task: s.name("none")})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.GetRecording(ctx, s.name("none"))
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	list, err := c.ListRecordings(ctx, kapacitor.RunQuery{Pattern: rec.ID}, kapacitor.Page{})
	require.NoError(t, err)
	require.Len(t, list, 1)
	n := 0
	for _, err := range c.AllRecordings(ctx, kapacitor.RunQuery{Pattern: rec.ID}) {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, 1, n)

	// The task's own alerts are out of the way, so that those seen next are the replay's.
	_, err = c.DisableTask(ctx, task.ID)
	require.NoError(t, err)
	require.NoError(t, c.DeleteTopic(ctx, topic))
	id := s.name("replay")
	started, err := c.CreateReplay(ctx, kapacitor.ReplayRequest{ID: id, Recording: rec.ID, Task: task.ID, RecordingTime: true})
	require.NoError(t, err)
	require.Equal(t, kapacitor.Fast, started.Clock)
	done, err := c.WaitReplay(ctx, id, nil)
	require.NoError(t, err)
	require.Equal(t, kapacitor.Finished, done.Status)
	require.Equal(t, 1.0, done.Progress)
	e, err := c.GetTopicEvent(ctx, topic, "a")
	require.NoError(t, err)
	require.Equal(t, "OK", e.State.Level)
	require.True(t, e.State.Time.Equal(time.Unix(3, 0)), "%s: the time of the recording", e.State.Time)
	_, err = c.GetReplay(ctx, s.name("none"))
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.CreateReplay(ctx, kapacitor.ReplayRequest{Recording: s.name("none"), Task: task.ID})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	replays, err := c.ListReplays(ctx, kapacitor.RunQuery{Pattern: id}, kapacitor.Page{})
	require.NoError(t, err)
	require.Len(t, replays, 1)
	n = 0
	for _, err := range c.AllReplays(ctx, kapacitor.RunQuery{Pattern: id}) {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, 1, n)
	require.NoError(t, c.DeleteReplay(ctx, id))
	_, err = c.GetReplay(ctx, id)
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	got, err := c.WaitRecording(ctx, rec.ID, nil)
	require.NoError(t, err)
	require.Equal(t, rec.Size, got.Size)
	require.NoError(t, c.DeleteRecording(ctx, rec.ID))
}

func (s *suite) batchTask(t *testing.T, c *kapacitor.Client) (task kapacitor.Task, topic string) {
	t.Helper()
	topic = s.name("topic")
	t.Cleanup(func() { _ = c.DeleteTopic(s.ctx(t), topic) })
	task = s.task(t, c, kapacitor.TaskRequest{DBRPs: []kapacitor.DBRP{influxDBRP}, Script: replaceTopic(batchRule, topic)})
	require.Equal(t, kapacitor.Batch, task.Type)
	return task, topic
}

// replayed checks what came of the points of InfluxLines: handlers hear of it (D031).
func (s *suite) replayed(t *testing.T, c *kapacitor.Client, topic, id string) {
	t.Helper()
	ctx := s.ctx(t)
	_, err := c.WaitReplay(ctx, id, nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.DeleteReplay(s.ctx(t), id) })
	for _, event := range []string{"cpu:host=a", "cpu:host=b"} {
		e, err := c.GetTopicEvent(ctx, topic, event)
		require.NoError(t, err)
		require.Equal(t, "CRITICAL", e.State.Level, event)
	}
}

// testBatchRecording covers D029.
func testBatchRecording(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "RecordBatch")
	task, topic := s.batchTask(t, c)
	id := s.name("rec")
	rec, err := c.RecordBatch(ctx, kapacitor.RecordBatchRequest{ID: id, Task: task.ID, Start: time.Unix(0, 0), Stop: time.Unix(20, 0)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.DeleteRecording(s.ctx(t), id) })
	require.Equal(t, kapacitor.Batch, rec.Type)
	_, err = c.WaitRecording(ctx, id, nil)
	require.NoError(t, err)
	replay := s.name("replay")
	_, err = c.CreateReplay(ctx, kapacitor.ReplayRequest{ID: replay, Recording: id, Task: task.ID, RecordingTime: true})
	require.NoError(t, err)
	s.replayed(t, c, topic, replay)
}

// testQueryRecording covers D030.
func testQueryRecording(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "RecordQuery")
	task, topic := s.batchTask(t, c)
	id := s.name("rec")
	_, err := c.RecordQuery(ctx, kapacitor.RecordQueryRequest{ID: id, Type: kapacitor.Batch, Query: "select v from " + InfluxDB + ".autogen.cpu group by host"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.DeleteRecording(s.ctx(t), id) })
	_, err = c.WaitRecording(ctx, id, nil)
	require.NoError(t, err)
	replay := s.name("replay")
	_, err = c.CreateReplay(ctx, kapacitor.ReplayRequest{ID: replay, Recording: id, Task: task.ID, RecordingTime: true})
	require.NoError(t, err)
	s.replayed(t, c, topic, replay)
	bad := s.name("rec")
	_, err = c.RecordQuery(ctx, kapacitor.RecordQueryRequest{ID: bad, Type: kapacitor.Stream, Query: "select v from cpu"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.DeleteRecording(s.ctx(t), bad) })
	_, err = c.WaitRecording(ctx, bad, nil)
	require.ErrorIs(t, err, kapacitor.ErrFailed)
	require.ErrorContains(t, err, "Is the query fully qualified?")
}

func testLiveReplays(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "ReplayBatch", "ReplayQuery")
	task, topic := s.batchTask(t, c)
	replay := s.name("replay")
	_, err := c.ReplayBatch(ctx, kapacitor.ReplayBatchRequest{ID: replay, Task: task.ID, Start: time.Unix(0, 0), Stop: time.Unix(20, 0), RecordingTime: true, Clock: kapacitor.Fast})
	require.NoError(t, err)
	s.replayed(t, c, topic, replay)
	require.NoError(t, c.DeleteTopic(ctx, topic))
	replay = s.name("replay")
	_, err = c.ReplayQuery(ctx, kapacitor.ReplayQueryRequest{ID: replay, Task: task.ID, Query: "select v from " + InfluxDB + ".autogen.cpu group by host", RecordingTime: true, Clock: kapacitor.Fast})
	require.NoError(t, err)
	s.replayed(t, c, topic, replay)
}
