package kapacitor_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/api/apitest"
	"github.com/tickwright/tickwright/kapacitor"
)

// serve starts a server below apitest.BasePath and returns a client for it.
func serve(t *testing.T, h http.HandlerFunc, opts ...kapacitor.Option) *kapacitor.Client {
	t.Helper()
	srv := httptest.NewServer(http.StripPrefix(apitest.BasePath, h))
	t.Cleanup(srv.Close)
	c, err := kapacitor.New(srv.URL+apitest.BasePath, append([]kapacitor.Option{kapacitor.WithRetries(2, 1, 1)}, opts...)...)
	require.NoError(t, err)
	return c
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, message string) {
	reply(w, status, kapacitor.ErrorBody{Error: message, Message: message})
}

// TestErrorsSayWhatTheServerSaid: status, text, and the kind of error behind the server's loose use of statuses.
func TestErrorsSayWhatTheServerSaid(t *testing.T) {
	kinds := map[string]error{
		"bad request": kapacitor.ErrBadRequest, "unauthorized": kapacitor.ErrUnauthorized, "forbidden": kapacitor.ErrForbidden, "not found": kapacitor.ErrNotFound,
		"conflict": kapacitor.ErrConflict, "server": kapacitor.ErrServer, "script": kapacitor.ErrScript,
	}
	for _, c := range []struct {
		status  int
		message string
		kinds   string
	}{
		{400, "task a already exists", "conflict"},
		{400, "unknown template t: err: no template exists", "not found"},
		{400, "must specify dbrp", "bad request"},
		{400, "invalid TICKscript: line 1 char 15: no method", "bad request script"},
		{400, "invalid task type: invalid", "bad request script"},
		{401, "unable to parse authentication credentials", "unauthorized"},
		{403, "config override service is not enabled", "forbidden"},
		{404, "no task exists", "not found"},
		{500, "error finding recording: no recording exists", "not found"},
		{500, `failed to get topic events: unknown topic "t"`, "not found"},
		{500, `failed to create handler: cannot register handler, handler with ID "h" already exists`, "conflict"},
		{500, "something else", "server"},
	} {
		cl := serve(t, func(w http.ResponseWriter, r *http.Request) { refuse(w, c.status, c.message) })
		_, err := cl.GetTask(t.Context(), "a", kapacitor.TaskView{})
		var e *kapacitor.Error
		require.ErrorAs(t, err, &e, c.message)
		require.Equal(t, []any{c.status, c.message, "get task", http.MethodGet}, []any{e.Status, e.Message, e.Op, e.Method})
		require.True(t, strings.HasSuffix(e.URL, "/some/base/kapacitor/v1/tasks/a?dot-view=attributes&replay-id=&script-format=formatted"), e.URL)
		require.Contains(t, err.Error(), c.message)
		for name, kind := range kinds {
			require.Equal(t, strings.Contains(c.kinds, name), errors.Is(err, kind), "%s: is it %s?", c.message, name)
		}
	}
}

// TestScriptErrorHasItsPlace: the server's line and character become a place in the script that was sent.
func TestScriptErrorHasItsPlace(t *testing.T) {
	const script = "stream\n  |from()\n  |bogus()"
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		refuse(w, 400, `invalid TICKscript: line 3 char 4: no method or property "bogus" on *pipeline.FromNode`)
	})
	_, err := c.CreateTask(t.Context(), kapacitor.TaskRequest{ID: "a", Script: script})
	var e *kapacitor.Error
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Diagnostics, 1)
	d := e.Diagnostics[0]
	require.Equal(t, `3:4: no method or property "bogus" on *pipeline.FromNode`, d.Range.Start.String()+": "+d.Message)
	require.Equal(t, strings.Index(script, "bogus"), d.Range.Start.Offset)
	require.Equal(t, e.Message, d.Kapacitor)
}

// TestIDsStayWithinTheirSegment: no id can address another resource than the one it names.
func TestIDsStayWithinTheirSegment(t *testing.T) {
	var mu sync.Mutex
	var got []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.Method+" "+r.URL.EscapedPath())
		w.WriteHeader(http.StatusNoContent)
	})
	for _, id := range []string{"", ".", "..", "a/b", "/", "../tasks/x"} {
		require.ErrorIs(t, c.DeleteTask(t.Context(), id), kapacitor.ErrInvalidRequest, "%q", id)
		require.ErrorIs(t, c.DeleteTopic(t.Context(), id), kapacitor.ErrInvalidRequest, "%q", id)
		require.ErrorIs(t, c.DeleteTopicHandler(t.Context(), "t", id), kapacitor.ErrInvalidRequest, "%q", id)
		require.ErrorIs(t, c.DeleteTopicHandler(t.Context(), id, "h"), kapacitor.ErrInvalidRequest, "%q", id)
	}
	require.Empty(t, got, "a bad id was sent")
	require.NoError(t, c.DeleteTopic(t.Context(), "main:é ?#%:alert2"))
	require.Equal(t, []string{"DELETE /kapacitor/v1/alerts/topics/main:%C3%A9%20%3F%23%25:alert2"}, got)
}

// TestEventWithASlashIsFound: ids such as disk:path=/ cannot be asked for by URL.
func TestEventWithASlashIsFound(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/kapacitor/v1/alerts/topics/t/events", r.URL.Path)
		reply(w, 200, map[string]any{"topic": "t", "events": []kapacitor.TopicEvent{{ID: "disk:path=/"}, {ID: "disk:path=/var", State: kapacitor.EventState{Level: "CRITICAL"}}}})
	})
	e, err := c.GetTopicEvent(t.Context(), "t", "disk:path=/var")
	require.NoError(t, err)
	require.Equal(t, "CRITICAL", e.State.Level)
	_, err = c.GetTopicEvent(t.Context(), "t", "disk:path=/none")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
}

// list serves the tasks of ids, by pages, as the server does.
func list(ids *[]string, calls *atomic.Int64) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodDelete {
			id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
			for i, x := range *ids {
				if x == id {
					*ids = append(append([]string(nil), (*ids)[:i]...), (*ids)[i+1:]...)
					break
				}
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		calls.Add(1)
		offset, _ := strconv.Atoi(r.FormValue("offset"))
		limit, _ := strconv.Atoi(r.FormValue("limit"))
		page := []kapacitor.Task{}
		for i := offset; i < len(*ids) && i < offset+limit; i++ {
			page = append(page, kapacitor.Task{ID: (*ids)[i]})
		}
		reply(w, 200, map[string]any{"tasks": page})
	}
}

func idsOf(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("task-%04d", i)
	}
	return ids
}

// TestListsHaveNoEndAt100: the server answers 100 rows unless it is asked for more.
func TestListsHaveNoEndAt100(t *testing.T) {
	for _, n := range []int{0, 1, 99, 100, 101, 199, 200, 1000} {
		ids, calls := idsOf(n), atomic.Int64{}
		c := serve(t, list(&ids, &calls))
		var got []string
		for task, err := range c.AllTasks(t.Context(), kapacitor.TaskQuery{}) {
			require.NoError(t, err)
			got = append(got, task.ID)
		}
		require.Empty(t, cmp.Diff(append([]string(nil), ids...), got))
		require.LessOrEqual(t, calls.Load(), int64(n/99+1), "%d rows", n)
	}
}

// TestDeletingWhileWalkingMissesNothing: rows move up when one before them goes.
func TestDeletingWhileWalkingMissesNothing(t *testing.T) {
	ids, calls := idsOf(450), atomic.Int64{}
	c := serve(t, list(&ids, &calls))
	deleted := 0
	for task, err := range c.AllTasks(t.Context(), kapacitor.TaskQuery{}) {
		require.NoError(t, err)
		require.NoError(t, c.DeleteTask(t.Context(), task.ID))
		deleted++
	}
	require.Equal(t, 450, deleted)
	require.Empty(t, ids)
	t.Logf("450 rows deleted while they were listed: %d list calls", calls.Load())
}

// TestCreateIsNotRepeated: what may have been done is not done twice; what the server cannot have seen is.
func TestCreateIsNotRepeated(t *testing.T) {
	var calls atomic.Int64
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	})
	_, err := c.CreateTask(t.Context(), kapacitor.TaskRequest{ID: "a"})
	require.ErrorIs(t, err, kapacitor.ErrTransport)
	require.EqualValues(t, 1, calls.Load())
	require.Error(t, c.WriteLines(t.Context(), "db", "rp", 0, []byte("m v=1 1")))
	require.EqualValues(t, 2, calls.Load())
	_, err = c.EnableTask(t.Context(), "a")
	require.Error(t, err)
	require.EqualValues(t, 4, calls.Load(), "enabling twice is enabling once")
}

// TestLogsEndWithTheContext: client/v1 panics there.
func TestLogsEndWithTheContext(t *testing.T) {
	gone := make(chan struct{})
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/kapacitor/v1preview/logs", r.URL.Path)
		require.Equal(t, "lvl=info%2B&task=a", r.URL.RawQuery)
		fmt.Fprintln(w, `ts=2026-11-28T16:41:12.134Z lvl=info msg="enabled \"a\"" service=task_store task=a empty=`)
		fmt.Fprintln(w, `no log line`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(gone)
	})
	left := apitest.Goroutines(t, func() {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var lines []kapacitor.LogLine
		var errs []error
		for l, err := range c.Logs(ctx, kapacitor.LogQuery{Level: "info", Tags: map[string]string{"task": "a"}}) {
			if lines, errs = append(lines, l), append(errs, err); len(lines) == 2 {
				cancel()
			}
		}
		require.Equal(t, kapacitor.LogLine{
			Time: time.Date(2026, 11, 28, 16, 41, 12, 134e6, time.UTC), Level: "info", Message: `enabled "a"`,
			Fields: map[string]string{"service": "task_store", "task": "a", "empty": ""},
			Text:   `ts=2026-11-28T16:41:12.134Z lvl=info msg="enabled \"a\"" service=task_store task=a empty=`,
		}, lines[0])
		require.NoError(t, errs[0])
		require.Len(t, lines, 2)
		require.Equal(t, "no log line", lines[1].Text)
		require.ErrorContains(t, errs[1], "no key=value")
		<-gone
	})
	require.NotContains(t, left, "kapacitor.(*Client)")
}

// TestLogsSayWhyTheyEnd: an error of the server, and an answer that breaks off.
func TestLogsSayWhyTheyEnd(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { refuse(w, 403, "no") })
	require.ErrorIs(t, drain(c.Logs(t.Context(), kapacitor.LogQuery{})), kapacitor.ErrForbidden)
	c = serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "ts=2026-11-28T16:41:12.134Z lvl=info msg=x")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	err := drain(c.Logs(t.Context(), kapacitor.LogQuery{}))
	var e *kapacitor.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "follow log", e.Op)
}

// TestBackupThatEndsEarlyIsAnError: client/v1 leaves the count to the caller.
func TestBackupThatEndsEarlyIsAnError(t *testing.T) {
	short := false
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		_, _ = io.WriteString(w, "12345")
		if short {
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "67890")
	})
	var b strings.Builder
	n, err := c.Backup(t.Context(), &b)
	require.NoError(t, err)
	require.Equal(t, []any{int64(10), "1234567890"}, []any{n, b.String()})
	short = true
	_, err = c.Backup(t.Context(), io.Discard)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

// TestSecretsStayHidden: neither credentials nor what a server repeats of them are shown.
func TestSecretsStayHidden(t *testing.T) {
	const password, token, webhook = "pass-word-1", "token-1234567", "https://hooks.example.org/services/T0/B0"
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		refuse(w, 400, "cannot take "+string(b)+" of "+r.Header.Get("Authorization"))
	}, kapacitor.WithToken(token))
	check := func(err error) {
		t.Helper()
		require.Error(t, err)
		var e *kapacitor.Error
		require.ErrorAs(t, err, &e)
		js, _ := json.Marshal(e)
		for _, text := range []string{fmt.Sprintf("%v %+v %#v", err, err, err), fmt.Sprintf("%v %+v", *e, *e), string(js), fmt.Sprintf("%v %+v %#v", c, c, c)} {
			for _, secret := range []string{password, token, webhook} {
				require.NotContains(t, text, secret)
			}
		}
	}
	_, err := c.CreateUser(t.Context(), kapacitor.UserRequest{Name: "u", Password: password})
	check(err)
	_, err = c.RunServiceTest(t.Context(), "slack", map[string]any{"url": webhook})
	check(err)
	check(c.UpdateConfig(t.Context(), "slack", "", kapacitor.ConfigAction{Set: map[string]any{"url": webhook, "nested": []any{map[string]any{"p": password}}}}))

	r := kapacitor.UserRequest{Name: "u", Password: password}
	js, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", r, r, r, js), password)

	_, err = kapacitor.New("http://ops:" + password + "@[::1")
	require.Error(t, err)
	require.NotContains(t, err.Error(), password)
	c, err = kapacitor.New("http://ops:" + password + "@127.0.0.1:1/base")
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:1/base", c.Endpoint())
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", c, c, c), password)
}

// TestPasswordReachesTheServer: it is hidden from people, not from the server.
func TestPasswordReachesTheServer(t *testing.T) {
	var body map[string]any
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body = nil
		require.NoError(t, json.NewDecoder(r.Body).Decode(&body))
		reply(w, 200, kapacitor.User{Name: "u"})
	})
	_, err := c.CreateUser(t.Context(), kapacitor.UserRequest{Name: "u", Password: "p", Type: kapacitor.NormalUser, Permissions: []kapacitor.UserPermission{kapacitor.APIPermission}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"name": "u", "password": "p", "type": "normal", "permissions": []any{"api"}}, body)
	_, err = c.UpdateUser(t.Context(), "u", kapacitor.UserRequest{Password: "q"})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"password": "q", "permissions": nil}, body)
}

// TestWaitTellsProgress: a recording is looked at until it ends, and a failure is an error.
func TestWaitTellsProgress(t *testing.T) {
	var looks atomic.Int64
	last := kapacitor.Finished
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		rec := kapacitor.Recording{ID: "r", Status: kapacitor.Running, Progress: float64(looks.Add(1)) / 4}
		status := http.StatusAccepted
		if looks.Load() == 4 {
			rec.Status, rec.Error, status = last, "disk full", http.StatusOK
		}
		reply(w, status, rec)
	})
	var seen []float64
	rec, err := c.WaitRecording(t.Context(), "r", func(r kapacitor.Recording) { seen = append(seen, r.Progress) })
	require.NoError(t, err)
	require.Equal(t, kapacitor.Finished, rec.Status)
	require.Equal(t, []float64{0.25, 0.5, 0.75, 1}, seen)

	last = kapacitor.Failed
	looks.Store(0)
	rec, err = c.WaitRecording(t.Context(), "r", nil)
	require.ErrorIs(t, err, kapacitor.ErrFailed)
	require.ErrorContains(t, err, "disk full")
	require.Equal(t, "r", rec.ID)

	looks.Store(-1 << 40)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = c.WaitRecording(ctx, "r", nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
