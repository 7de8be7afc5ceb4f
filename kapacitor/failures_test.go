package kapacitor_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api/apitest"
	"github.com/tickwright/tickwright/kapacitor"
)

func drain[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

type client = *kapacitor.Client

// TestFailures drives every method of the client through the ways in which HTTP fails.
func TestFailures(t *testing.T) {
	type method = apitest.Method[client]
	var methods []method
	add := func(name string, call func(ctx context.Context, c client) error) {
		methods = append(methods, method{Name: name, Call: call})
	}
	done := func(name string, call func(ctx context.Context, c client) error) {
		methods = append(methods, method{Name: name, Call: call})
	}
	handler := kapacitor.TopicHandlerRequest{Topic: "t", ID: "h", Kind: "log"}

	methods = append(methods, method{Name: "Ping", Call: func(ctx context.Context, c client) error { _, err := c.Ping(ctx); return err }})
	add("CreateTask", func(ctx context.Context, c client) error {
		_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: "a"})
		return err
	})
	add("GetTask", func(ctx context.Context, c client) error {
		_, err := c.GetTask(ctx, "a", kapacitor.TaskView{})
		return err
	})
	add("UpdateTask", func(ctx context.Context, c client) error {
		_, err := c.UpdateTask(ctx, "a", kapacitor.TaskRequest{ID: "b"})
		return err
	})
	add("EnableTask", func(ctx context.Context, c client) error { _, err := c.EnableTask(ctx, "a"); return err })
	add("DisableTask", func(ctx context.Context, c client) error { _, err := c.DisableTask(ctx, "a"); return err })
	add("ReloadTask", func(ctx context.Context, c client) error { _, err := c.ReloadTask(ctx, "a"); return err })
	done("DeleteTask", func(ctx context.Context, c client) error { return c.DeleteTask(ctx, "a") })
	add("AllTasks", func(ctx context.Context, c client) error { return drain(c.AllTasks(ctx, kapacitor.TaskQuery{})) })
	add("TaskOutput", func(ctx context.Context, c client) error { _, err := c.TaskOutput(ctx, "a", "x"); return err })

	add("CreateTemplate", func(ctx context.Context, c client) error {
		_, err := c.CreateTemplate(ctx, kapacitor.TemplateRequest{ID: "a"})
		return err
	})
	add("GetTemplate", func(ctx context.Context, c client) error { _, err := c.GetTemplate(ctx, "a", true); return err })
	add("UpdateTemplate", func(ctx context.Context, c client) error {
		_, err := c.UpdateTemplate(ctx, "a", kapacitor.TemplateRequest{Script: "x"})
		return err
	})
	done("DeleteTemplate", func(ctx context.Context, c client) error { return c.DeleteTemplate(ctx, "a") })
	add("AllTemplates", func(ctx context.Context, c client) error {
		return drain(c.AllTemplates(ctx, kapacitor.TemplateQuery{}))
	})

	add("RecordStream", func(ctx context.Context, c client) error {
		_, err := c.RecordStream(ctx, kapacitor.RecordStreamRequest{Task: "a"})
		return err
	})
	add("RecordBatch", func(ctx context.Context, c client) error {
		_, err := c.RecordBatch(ctx, kapacitor.RecordBatchRequest{Task: "a"})
		return err
	})
	add("RecordQuery", func(ctx context.Context, c client) error {
		_, err := c.RecordQuery(ctx, kapacitor.RecordQueryRequest{Query: "q"})
		return err
	})
	add("GetRecording", func(ctx context.Context, c client) error { _, err := c.GetRecording(ctx, "a"); return err })
	add("WaitRecording", func(ctx context.Context, c client) error { _, err := c.WaitRecording(ctx, "a", nil); return err })
	done("DeleteRecording", func(ctx context.Context, c client) error { return c.DeleteRecording(ctx, "a") })
	add("AllRecordings", func(ctx context.Context, c client) error { return drain(c.AllRecordings(ctx, kapacitor.RunQuery{})) })

	add("CreateReplay", func(ctx context.Context, c client) error {
		_, err := c.CreateReplay(ctx, kapacitor.ReplayRequest{Task: "a"})
		return err
	})
	add("ReplayBatch", func(ctx context.Context, c client) error {
		_, err := c.ReplayBatch(ctx, kapacitor.ReplayBatchRequest{Task: "a"})
		return err
	})
	add("ReplayQuery", func(ctx context.Context, c client) error {
		_, err := c.ReplayQuery(ctx, kapacitor.ReplayQueryRequest{Task: "a"})
		return err
	})
	add("GetReplay", func(ctx context.Context, c client) error { _, err := c.GetReplay(ctx, "a"); return err })
	add("WaitReplay", func(ctx context.Context, c client) error { _, err := c.WaitReplay(ctx, "a", nil); return err })
	done("DeleteReplay", func(ctx context.Context, c client) error { return c.DeleteReplay(ctx, "a") })
	add("AllReplays", func(ctx context.Context, c client) error { return drain(c.AllReplays(ctx, kapacitor.RunQuery{})) })

	add("ListTopics", func(ctx context.Context, c client) error {
		_, err := c.ListTopics(ctx, kapacitor.TopicQuery{})
		return err
	})
	add("GetTopic", func(ctx context.Context, c client) error { _, err := c.GetTopic(ctx, "t"); return err })
	done("DeleteTopic", func(ctx context.Context, c client) error { return c.DeleteTopic(ctx, "t") })
	add("ListTopicEvents", func(ctx context.Context, c client) error { _, err := c.ListTopicEvents(ctx, "t", ""); return err })
	add("GetTopicEvent", func(ctx context.Context, c client) error { _, err := c.GetTopicEvent(ctx, "t", "e"); return err })
	add("GetTopicEvent by list", func(ctx context.Context, c client) error { _, err := c.GetTopicEvent(ctx, "t", "e/f"); return err })
	add("ListTopicHandlers", func(ctx context.Context, c client) error { _, err := c.ListTopicHandlers(ctx, "t", ""); return err })
	add("GetTopicHandler", func(ctx context.Context, c client) error { _, err := c.GetTopicHandler(ctx, "t", "h"); return err })
	add("CreateTopicHandler", func(ctx context.Context, c client) error { _, err := c.CreateTopicHandler(ctx, handler); return err })
	add("ReplaceTopicHandler", func(ctx context.Context, c client) error { _, err := c.ReplaceTopicHandler(ctx, handler); return err })
	add("PatchTopicHandler", func(ctx context.Context, c client) error {
		_, err := c.PatchTopicHandler(ctx, "t", "h", kapacitor.JSONPatch{})
		return err
	})
	done("DeleteTopicHandler", func(ctx context.Context, c client) error { return c.DeleteTopicHandler(ctx, "t", "h") })

	add("ConfigSections", func(ctx context.Context, c client) error { _, err := c.ConfigSections(ctx); return err })
	add("ConfigSection", func(ctx context.Context, c client) error { _, err := c.ConfigSection(ctx, "slack"); return err })
	add("ConfigElement", func(ctx context.Context, c client) error { _, err := c.ConfigElement(ctx, "slack", ""); return err })
	done("UpdateConfig", func(ctx context.Context, c client) error {
		return c.UpdateConfig(ctx, "slack", "", kapacitor.ConfigAction{Set: map[string]any{"enabled": true}})
	})
	add("ListServiceTests", func(ctx context.Context, c client) error { _, err := c.ListServiceTests(ctx, ""); return err })
	add("GetServiceTest", func(ctx context.Context, c client) error { _, err := c.GetServiceTest(ctx, "slack"); return err })
	add("RunServiceTest", func(ctx context.Context, c client) error { _, err := c.RunServiceTest(ctx, "slack", nil); return err })
	add("ListStores", func(ctx context.Context, c client) error { _, err := c.ListStores(ctx); return err })
	done("RebuildStore", func(ctx context.Context, c client) error { return c.RebuildStore(ctx, "tasks") })
	methods = append(methods, method{Name: "Backup", NoBody: true, Call: func(ctx context.Context, c client) error {
		_, err := c.Backup(ctx, &bytes.Buffer{})
		return err
	}})
	add("DebugVars", func(ctx context.Context, c client) error { _, err := c.DebugVars(ctx); return err })
	done("SetLogLevel", func(ctx context.Context, c client) error { return c.SetLogLevel(ctx, "INFO") })
	done("ReloadSideload", func(ctx context.Context, c client) error { return c.ReloadSideload(ctx) })

	add("CreateUser", func(ctx context.Context, c client) error {
		_, err := c.CreateUser(ctx, kapacitor.UserRequest{Name: "u"})
		return err
	})
	add("GetUser", func(ctx context.Context, c client) error { _, err := c.GetUser(ctx, "u"); return err })
	add("UpdateUser", func(ctx context.Context, c client) error {
		_, err := c.UpdateUser(ctx, "u", kapacitor.UserRequest{})
		return err
	})
	done("DeleteUser", func(ctx context.Context, c client) error { return c.DeleteUser(ctx, "u") })
	add("AllUsers", func(ctx context.Context, c client) error { return drain(c.AllUsers(ctx, "")) })

	p := point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(1)}}, time.Unix(1, 0))
	done("Write", func(ctx context.Context, c client) error { return c.Write(ctx, "db", "rp", p) })
	done("WriteLines", func(ctx context.Context, c client) error {
		return c.WriteLines(ctx, "db", "rp", point.Second, []byte("m v=1 1"))
	})
	done("WriteFrom", func(ctx context.Context, c client) error {
		_, err := c.WriteFrom(ctx, "db", "rp", point.NewReader(bytes.NewReader([]byte("m v=1 1\n")), point.Options{}), 0)
		return err
	})

	apitest.Suite[client]{
		New: func(t testing.TB, url string, hc *http.Client) client {
			c, err := kapacitor.New(url, kapacitor.WithHTTPClient(hc), kapacitor.WithToken("secret-token"), kapacitor.WithRetries(2, 1, 1))
			require.NoError(t, err)
			return c
		},
		Typed: func(err error) bool {
			var e *kapacitor.Error
			return errors.As(err, &e) && e.Op != ""
		},
		Methods: methods,
	}.Run(t)
}
