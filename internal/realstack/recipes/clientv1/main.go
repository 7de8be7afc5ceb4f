// Command clientv1 shows what Kapacitor's own Go client says: its types by their JSON fields, and the requests that it sends. It is built
// apart because that client links a Rust library.
//
//	clientv1 shapes       the types, as JSON
//	clientv1 calls URL    one call of each method, in a fixed order
package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	client "github.com/influxdata/kapacitor/client/v1"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "shapes" {
		shapes()
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "calls" {
		if err := calls(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	fmt.Fprintln(os.Stderr, "usage: clientv1 shapes | clientv1 calls URL")
	os.Exit(2)
}

func shapes() {
	out := map[string]any{}
	for name, v := range map[string]any{
		"Task": client.Task{}, "TaskRequest": client.CreateTaskOptions{}, "TaskUpdate": client.UpdateTaskOptions{}, "Template": client.Template{},
		"TemplateRequest": client.CreateTemplateOptions{}, "Recording": client.Recording{}, "RecordStreamRequest": client.RecordStreamOptions{},
		"RecordBatchRequest": client.RecordBatchOptions{}, "RecordQueryRequest": client.RecordQueryOptions{}, "Replay": client.Replay{},
		"ReplayRequest": client.CreateReplayOptions{}, "ReplayBatchRequest": client.ReplayBatchOptions{}, "ReplayQueryRequest": client.ReplayQueryOptions{},
		"Topic": client.Topic{}, "TopicEvent": client.TopicEvent{}, "TopicHandler": client.TopicHandler{}, "TopicHandlerRequest": client.TopicHandlerOptions{},
		"JSONOperation": client.JSONOperation{}, "ConfigSections": client.ConfigSections{}, "ConfigAction": client.ConfigUpdateAction{},
		"ServiceTests": client.ServiceTests{}, "ServiceTestResult": client.ServiceTestResult{}, "Store": client.Storage{}, "User": client.User{},
		"DebugVars": client.DebugVars{},
	} {
		out[name] = shape(reflect.TypeOf(v))
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", "  ")
	_ = enc.Encode(out)
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// shape is a type as JSON sees it.
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
			f := t.Field(i)
			tag := f.Tag.Get("json")
			if tag == "" || tag == "-" {
				continue
			}
			name, opts, _ := strings.Cut(tag, ",")
			if opts != "" {
				name += "," + opts
			}
			fields[name] = shape(f.Type)
		}
		return fields
	}
	return "any"
}

func calls(url string) error {
	c, err := client.New(client.Config{URL: url})
	if err != nil {
		return err
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	dbrps := []client.DBRP{{Database: "db", RetentionPolicy: "rp"}}
	vars := client.Vars{
		"b": {Type: client.VarBool, Value: true}, "i": {Type: client.VarInt, Value: int64(3)}, "f": {Type: client.VarFloat, Value: 1.5}, "s": {Type: client.VarString, Value: "x"},
		"r": {Type: client.VarRegex, Value: "^a$"}, "d": {Type: client.VarDuration, Value: 90 * time.Second, Description: "how long"}, "l": {Type: client.VarLambda, Value: `"v" > 1`},
		"list": {Type: client.VarList, Value: []client.Var{{Type: client.VarString, Value: "host"}, {Type: client.VarStar}}}, "star": {Type: client.VarStar},
	}
	handler := client.TopicHandlerOptions{Topic: "t", ID: "h", Kind: "slack", Options: map[string]any{"channel": "#ops"}, Match: "changed() == TRUE"}
	options := map[string]any{"level": "OK"}
	return first(
		one(c.CreateTask(client.CreateTaskOptions{ID: "a", Type: client.StreamTask, DBRPs: dbrps, TICKscript: "stream|from()", Status: client.Enabled, Vars: vars})),
		one(c.CreateTask(client.CreateTaskOptions{ID: "a", TemplateID: "tpl"})),
		one(c.Task(c.TaskLink("a"), nil)),
		one(c.Task(c.TaskLink("a"), &client.TaskOptions{DotView: "labels", ScriptFormat: "raw", ReplayID: "r"})),
		one(c.UpdateTask(c.TaskLink("a"), client.UpdateTaskOptions{ID: "b", TICKscript: "x"})),
		one(c.UpdateTask(c.TaskLink("a"), client.UpdateTaskOptions{Status: client.Disabled})),
		c.DeleteTask(c.TaskLink("a")),
		one(c.ListTasks(&client.ListTasksOptions{Pattern: "a*", Fields: []string{"status", "type"}, Offset: 5, Limit: 7})),
		one(c.TaskOutput(c.TaskLink("a"), "out")),
		one(c.CreateTemplate(client.CreateTemplateOptions{ID: "t", Type: client.BatchTask, TICKscript: "x"})),
		one(c.Template(c.TemplateLink("t"), nil)),
		one(c.UpdateTemplate(c.TemplateLink("t"), client.UpdateTemplateOptions{TICKscript: "y"})),
		c.DeleteTemplate(c.TemplateLink("t")),
		one(c.ListTemplates(&client.ListTemplatesOptions{Pattern: "a*", Offset: 1, Limit: 2})),
		one(c.RecordStream(client.RecordStreamOptions{ID: "r", Task: "a", Stop: at})),
		one(c.RecordBatch(client.RecordBatchOptions{Task: "a", Start: at, Stop: at})),
		one(c.RecordQuery(client.RecordQueryOptions{Query: "q", Type: client.BatchTask, Cluster: "c"})),
		one(c.Recording(c.RecordingLink("r"))),
		c.DeleteRecording(c.RecordingLink("r")),
		one(c.ListRecordings(&client.ListRecordingsOptions{Pattern: "a*", Fields: []string{"size"}})),
		one(c.CreateReplay(client.CreateReplayOptions{ID: "p", Recording: "r", Task: "a", RecordingTime: true, Clock: client.Real})),
		one(c.ReplayBatch(client.ReplayBatchOptions{Task: "a", Start: at, Stop: at})),
		one(c.ReplayQuery(client.ReplayQueryOptions{Task: "a", Query: "q", Cluster: "c"})),
		one(c.Replay(c.ReplayLink("p"))),
		c.DeleteReplay(c.ReplayLink("p")),
		one(c.ListReplays(nil)),
		one(c.ListTopics(&client.ListTopicsOptions{Pattern: "a*", MinLevel: "WARNING"})),
		one(c.Topic(c.TopicLink("main:a:alert2"))),
		c.DeleteTopic(c.TopicLink("t")),
		one(c.ListTopicEvents(c.TopicEventsLink("t"), nil)),
		one(c.TopicEvent(c.TopicEventLink("t", "cpu:host=a b"))),
		one(c.ListTopicHandlers(c.TopicHandlersLink("t"), &client.ListTopicHandlersOptions{Pattern: "a*"})),
		one(c.TopicHandler(c.TopicHandlerLink("t", "h"))),
		one(c.CreateTopicHandler(c.TopicHandlersLink("t"), handler)),
		one(c.ReplaceTopicHandler(c.TopicHandlerLink("t", "h"), handler)),
		one(c.PatchTopicHandler(c.TopicHandlerLink("t", "h"), client.JSONPatch{{Path: "/kind", Operation: "replace", Value: "log"}})),
		c.DeleteTopicHandler(c.TopicHandlerLink("t", "h")),
		one(c.ConfigSections()),
		one(c.ConfigSection(c.ConfigSectionLink("slack"))),
		one(c.ConfigElement(c.ConfigElementLink("slack", ""))),
		one(c.ConfigElement(c.ConfigElementLink("influxdb", "localhost"))),
		c.ConfigUpdate(c.ConfigElementLink("slack", ""), client.ConfigUpdateAction{Set: options, Delete: []string{"x"}}),
		c.ConfigUpdate(c.ConfigElementLink("influxdb", "localhost"), client.ConfigUpdateAction{Set: options}),
		c.ConfigUpdate(c.ConfigSectionLink("influxdb"), client.ConfigUpdateAction{Add: options, Remove: []string{"y"}}),
		one(c.ListServiceTests(nil)),
		one(c.ServiceTest(c.ServiceTestLink("slack"))),
		one(c.DoServiceTest(c.ServiceTestLink("slack"), options)),
		one(c.ListStorage()),
		c.DoStorageAction(c.StorageLink("tasks"), client.StorageActionOptions{Action: client.StorageRebuild}),
		c.LogLevel("DEBUG"),
		one(c.DebugVars()),
		one(c.CreateUser(client.CreateUserOptions{Name: "u", Password: "p", Type: client.AdminUser, Permissions: []client.Permission{client.APIPermission}})),
		one(c.UpdateUser(c.UserLink("u"), client.UpdateUserOptions{Password: "q"})),
		one(c.User(c.UserLink("u"))),
		c.DeleteUser(c.UserLink("u")),
		one(c.ListUsers(nil)),
		ping(c),
		backup(c),
	)
}

func one[T any](_ T, err error) error { return err }

func ping(c *client.Client) error {
	_, _, err := c.Ping()
	return err
}

func backup(c *client.Client) error {
	_, body, err := c.Backup()
	if err == nil {
		body.Close()
	}
	return err
}

// first names the call that failed; they have all been made by then.
func first(errs ...error) error {
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
	}
	return nil
}
