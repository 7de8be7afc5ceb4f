package kapacitor_test

import (
	"context"
	"encoding"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/clientv1"
	"github.com/tickwright/tickwright/kapacitor"
)

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// shape is a type as JSON sees it, in the form of clientv1 shapes.
func shape(t reflect.Type) any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t.Implements(textMarshaler) || t.Kind() == reflect.String:
		return "string"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Int64:
		return "int"
	case reflect.Float64:
		return "float"
	case reflect.Slice:
		return []any{shape(t.Elem())}
	case reflect.Map:
		return map[string]any{"*": shape(t.Elem())}
	case reflect.Struct:
		fields := map[string]any{}
		for i := range t.NumField() {
			if tag := t.Field(i).Tag.Get("json"); tag != "" && tag != "-" {
				fields[tag] = shape(t.Field(i).Type)
			}
		}
		return fields
	}
	return "any"
}

// TestTypesAreThoseOfKapacitorsClient: every JSON field, its type and whether it may be left out.
func TestTypesAreThoseOfKapacitorsClient(t *testing.T) {
	raw, err := clientv1.Run(t, "shapes")
	require.NoError(t, err)
	var theirs map[string]any
	require.NoError(t, json.Unmarshal(raw, &theirs))
	ours := map[string]any{}
	for name, v := range map[string]any{
		"Task": kapacitor.Task{}, "TaskRequest": kapacitor.TaskRequest{}, "TaskUpdate": kapacitor.TaskRequest{}, "Template": kapacitor.Template{},
		"TemplateRequest": kapacitor.TemplateRequest{}, "Recording": kapacitor.Recording{}, "RecordStreamRequest": kapacitor.RecordStreamRequest{},
		"RecordBatchRequest": kapacitor.RecordBatchRequest{}, "RecordQueryRequest": kapacitor.RecordQueryRequest{}, "Replay": kapacitor.Replay{},
		"ReplayRequest": kapacitor.ReplayRequest{}, "ReplayBatchRequest": kapacitor.ReplayBatchRequest{}, "ReplayQueryRequest": kapacitor.ReplayQueryRequest{},
		"Topic": kapacitor.Topic{}, "TopicEvent": kapacitor.TopicEvent{}, "TopicHandler": kapacitor.TopicHandler{}, "TopicHandlerRequest": kapacitor.TopicHandlerRequest{},
		"JSONOperation": kapacitor.JSONOperation{}, "ConfigSections": kapacitor.ConfigSections{}, "ConfigAction": kapacitor.ConfigAction{},
		"ServiceTests": kapacitor.ServiceTests{}, "ServiceTestResult": kapacitor.ServiceTestResult{}, "Store": kapacitor.Store{}, "User": kapacitor.User{},
		"DebugVars": kapacitor.DebugVars{},
	} {
		ours[name] = shape(reflect.TypeOf(v))
	}
	if d := cmp.Diff(theirs, ours); d != "" {
		t.Error("- theirs, + ours:\n", d)
	}
	t.Logf("%d types", len(ours))
}

// request is what a client sent.
type request struct {
	Method, Path, Query string
	Body                any
}

// recorder answers every call with something that both clients take, and keeps the requests.
func recorder(t *testing.T) (url string, got func() []request) {
	t.Helper()
	var mu sync.Mutex
	var list []request
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		q := request{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query().Encode()}
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &q.Body); err != nil {
				t.Errorf("%s %s: %v", r.Method, r.URL, err)
			}
		}
		mu.Lock()
		list = append(list, q)
		mu.Unlock()
		p := strings.TrimPrefix(r.URL.Path, "/kapacitor/v1/")
		post := r.Method == http.MethodPost
		switch {
		case r.Method == http.MethodDelete, p == "ping", p == "loglevel", post && (strings.HasPrefix(p, "config/") || strings.HasPrefix(p, "storage/")):
			w.WriteHeader(http.StatusNoContent)
			return
		case post && (strings.HasPrefix(p, "recordings") || strings.HasPrefix(p, "replays")):
			w.WriteHeader(http.StatusCreated)
		}
		_, _ = io.WriteString(w, `{"id":"x","name":"x","success":true,"options":{},"elements":[],"sections":{},"kapacitor":{},"series":[],"storage":[],"services":[],
			"tasks":[],"templates":[],"recordings":[],"replays":[],"topics":[],"events":[],"handlers":[],"users":[]}`)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, func() []request {
		mu.Lock()
		defer mu.Unlock()
		return list
	}
}

// TestRequestsAreThoseOfKapacitorsClient: both clients are asked the same, and send the same.
func TestRequestsAreThoseOfKapacitorsClient(t *testing.T) {
	url, theirs := recorder(t)
	out, err := clientv1.Run(t, "calls", url)
	require.NoError(t, err, "%s", out)
	url, ours := recorder(t)
	c, err := kapacitor.New(url)
	require.NoError(t, err)
	for i, call := range sameCalls() {
		require.NoError(t, call(t.Context(), c), "call %d", i)
	}
	a, b := theirs(), ours()
	require.Len(t, b, len(a))
	for i := range a {
		if d := cmp.Diff(a[i], b[i]); d != "" {
			t.Errorf("call %d, - theirs, + ours:\n%s", i, d)
		}
	}
	t.Logf("%d calls", len(a))
}

// sameCalls are those of clientv1 calls, in its order.
func sameCalls() []func(context.Context, *kapacitor.Client) error {
	type client = *kapacitor.Client
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	dbrps := []kapacitor.DBRP{{Database: "db", RetentionPolicy: "rp"}}
	d := kapacitor.DurationOf(90 * time.Second)
	d.Description = "how long"
	vars := kapacitor.Vars{
		"b": kapacitor.Bool(true), "i": kapacitor.Int(3), "f": kapacitor.Float(1.5), "s": kapacitor.String("x"), "r": kapacitor.Regex("^a$"), "d": d,
		"l": kapacitor.Lambda(`"v" > 1`), "list": kapacitor.List("host", "*"), "star": kapacitor.Star(),
	}
	handler := kapacitor.TopicHandlerRequest{Topic: "t", ID: "h", Kind: "slack", Options: map[string]any{"channel": "#ops"}, Match: "changed() == TRUE"}
	options := map[string]any{"level": "OK"}
	return []func(context.Context, client) error{
		func(ctx context.Context, c client) error {
			return one(c.CreateTask(ctx, kapacitor.TaskRequest{ID: "a", Type: kapacitor.Stream, DBRPs: dbrps, Script: "stream|from()", Status: kapacitor.Enabled, Vars: vars}))
		},
		func(ctx context.Context, c client) error {
			return one(c.CreateTask(ctx, kapacitor.TaskRequest{ID: "a", TemplateID: "tpl"}))
		},
		func(ctx context.Context, c client) error { return one(c.GetTask(ctx, "a", kapacitor.TaskView{})) },
		func(ctx context.Context, c client) error {
			return one(c.GetTask(ctx, "a", kapacitor.TaskView{DotLabels: true, RawScript: true, Replay: "r"}))
		},
		func(ctx context.Context, c client) error {
			return one(c.UpdateTask(ctx, "a", kapacitor.TaskRequest{ID: "b", Script: "x"}))
		},
		func(ctx context.Context, c client) error { return one(c.DisableTask(ctx, "a")) },
		func(ctx context.Context, c client) error { return c.DeleteTask(ctx, "a") },
		func(ctx context.Context, c client) error {
			return one(c.ListTasks(ctx, kapacitor.TaskQuery{Pattern: "a*", Fields: []string{"status", "type"}}, kapacitor.Page{Offset: 5, Limit: 7}))
		},
		func(ctx context.Context, c client) error { return one(c.TaskOutput(ctx, "a", "out")) },
		func(ctx context.Context, c client) error {
			return one(c.CreateTemplate(ctx, kapacitor.TemplateRequest{ID: "t", Type: kapacitor.Batch, Script: "x"}))
		},
		func(ctx context.Context, c client) error { return one(c.GetTemplate(ctx, "t", false)) },
		func(ctx context.Context, c client) error {
			return one(c.UpdateTemplate(ctx, "t", kapacitor.TemplateRequest{Script: "y"}))
		},
		func(ctx context.Context, c client) error { return c.DeleteTemplate(ctx, "t") },
		func(ctx context.Context, c client) error {
			return one(c.ListTemplates(ctx, kapacitor.TemplateQuery{Pattern: "a*"}, kapacitor.Page{Offset: 1, Limit: 2}))
		},
		func(ctx context.Context, c client) error {
			return one(c.RecordStream(ctx, kapacitor.RecordStreamRequest{ID: "r", Task: "a", Stop: at}))
		},
		func(ctx context.Context, c client) error {
			return one(c.RecordBatch(ctx, kapacitor.RecordBatchRequest{Task: "a", Start: at, Stop: at}))
		},
		func(ctx context.Context, c client) error {
			return one(c.RecordQuery(ctx, kapacitor.RecordQueryRequest{Query: "q", Type: kapacitor.Batch, Cluster: "c"}))
		},
		func(ctx context.Context, c client) error { return one(c.GetRecording(ctx, "r")) },
		func(ctx context.Context, c client) error { return c.DeleteRecording(ctx, "r") },
		func(ctx context.Context, c client) error {
			return one(c.ListRecordings(ctx, kapacitor.RunQuery{Pattern: "a*", Fields: []string{"size"}}, kapacitor.Page{}))
		},
		func(ctx context.Context, c client) error {
			return one(c.CreateReplay(ctx, kapacitor.ReplayRequest{ID: "p", Recording: "r", Task: "a", RecordingTime: true, Clock: kapacitor.Real}))
		},
		func(ctx context.Context, c client) error {
			return one(c.ReplayBatch(ctx, kapacitor.ReplayBatchRequest{Task: "a", Start: at, Stop: at}))
		},
		func(ctx context.Context, c client) error {
			return one(c.ReplayQuery(ctx, kapacitor.ReplayQueryRequest{Task: "a", Query: "q", Cluster: "c"}))
		},
		func(ctx context.Context, c client) error { return one(c.GetReplay(ctx, "p")) },
		func(ctx context.Context, c client) error { return c.DeleteReplay(ctx, "p") },
		func(ctx context.Context, c client) error {
			return one(c.ListReplays(ctx, kapacitor.RunQuery{}, kapacitor.Page{}))
		},
		func(ctx context.Context, c client) error {
			return one(c.ListTopics(ctx, kapacitor.TopicQuery{Pattern: "a*", MinLevel: "WARNING"}))
		},
		func(ctx context.Context, c client) error { return one(c.GetTopic(ctx, "main:a:alert2")) },
		func(ctx context.Context, c client) error { return c.DeleteTopic(ctx, "t") },
		func(ctx context.Context, c client) error { return one(c.ListTopicEvents(ctx, "t", "")) },
		func(ctx context.Context, c client) error { return one(c.GetTopicEvent(ctx, "t", "cpu:host=a b")) },
		func(ctx context.Context, c client) error { return one(c.ListTopicHandlers(ctx, "t", "a*")) },
		func(ctx context.Context, c client) error { return one(c.GetTopicHandler(ctx, "t", "h")) },
		func(ctx context.Context, c client) error { return one(c.CreateTopicHandler(ctx, handler)) },
		func(ctx context.Context, c client) error { return one(c.ReplaceTopicHandler(ctx, handler)) },
		func(ctx context.Context, c client) error {
			return one(c.PatchTopicHandler(ctx, "t", "h", kapacitor.JSONPatch{{Path: "/kind", Operation: "replace", Value: "log"}}))
		},
		func(ctx context.Context, c client) error { return c.DeleteTopicHandler(ctx, "t", "h") },
		func(ctx context.Context, c client) error { return one(c.ConfigSections(ctx)) },
		func(ctx context.Context, c client) error { return one(c.ConfigSection(ctx, "slack")) },
		func(ctx context.Context, c client) error { return one(c.ConfigElement(ctx, "slack", "")) },
		func(ctx context.Context, c client) error { return one(c.ConfigElement(ctx, "influxdb", "localhost")) },
		func(ctx context.Context, c client) error {
			return c.UpdateConfig(ctx, "slack", "", kapacitor.ConfigAction{Set: options, Delete: []string{"x"}})
		},
		func(ctx context.Context, c client) error {
			return c.UpdateConfig(ctx, "influxdb", "localhost", kapacitor.ConfigAction{Set: options})
		},
		func(ctx context.Context, c client) error {
			return c.UpdateConfig(ctx, "influxdb", "", kapacitor.ConfigAction{Add: options, Remove: []string{"y"}})
		},
		func(ctx context.Context, c client) error { return one(c.ListServiceTests(ctx, "")) },
		func(ctx context.Context, c client) error { return one(c.GetServiceTest(ctx, "slack")) },
		func(ctx context.Context, c client) error { return one(c.RunServiceTest(ctx, "slack", options)) },
		func(ctx context.Context, c client) error { return one(c.ListStores(ctx)) },
		func(ctx context.Context, c client) error { return c.RebuildStore(ctx, "tasks") },
		func(ctx context.Context, c client) error { return c.SetLogLevel(ctx, "DEBUG") },
		func(ctx context.Context, c client) error { return one(c.DebugVars(ctx)) },
		func(ctx context.Context, c client) error {
			return one(c.CreateUser(ctx, kapacitor.UserRequest{Name: "u", Password: "p", Type: kapacitor.AdminUser, Permissions: []kapacitor.UserPermission{kapacitor.APIPermission}}))
		},
		func(ctx context.Context, c client) error {
			return one(c.UpdateUser(ctx, "u", kapacitor.UserRequest{Password: "q"}))
		},
		func(ctx context.Context, c client) error { return one(c.GetUser(ctx, "u")) },
		func(ctx context.Context, c client) error { return c.DeleteUser(ctx, "u") },
		func(ctx context.Context, c client) error { return one(c.ListUsers(ctx, "", kapacitor.Page{})) },
		func(ctx context.Context, c client) error { return one(c.Ping(ctx)) },
		func(ctx context.Context, c client) error { return one(c.Backup(ctx, io.Discard)) },
	}
}

func one[T any](_ T, err error) error { return err }
