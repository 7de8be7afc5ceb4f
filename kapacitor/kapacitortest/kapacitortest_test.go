package kapacitortest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var start = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// call sends a request below /kapacitor/v1 and returns status and body.
func call(t *testing.T, srv *kapacitortest.Server, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+"/kapacitor/v1"+path, strings.NewReader(body))
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

// define creates an enabled task for d.r.
func define(t *testing.T, srv *kapacitortest.Server, id, script string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"id": id, "status": "enabled", "script": script, "dbrps": []map[string]string{{"db": "d", "rp": "r"}}})
	require.NoError(t, err)
	status, answer := call(t, srv, "POST", "/tasks", string(body))
	require.Equal(t, 200, status, answer)
}

func write(t *testing.T, srv *kapacitortest.Server, lines string) {
	t.Helper()
	status, answer := call(t, srv, "POST", "/write?db=d&rp=r", lines)
	require.Equal(t, 204, status, answer)
}

// seen are the events so far, without their times.
func seen(srv *kapacitortest.Server) []string {
	var out []string
	for _, e := range srv.Events() {
		out = append(out, fmt.Sprintf("%s%s %s %s", e.Replay, e.Task, e.ID, e.Level))
	}
	return out
}

// TestAdvance: what a server does by its clock happens when the test says so.
func TestAdvance(t *testing.T) {
	asked := 0
	srv := kapacitortest.Run(t, kapacitortest.Config{
		Clock: start,
		InfluxDB: engine.BatchFunc(func(_ context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
			asked++
			return []engine.Batch{{Name: "cpu", Points: []engine.BatchPoint{{Time: q.Start, Fields: map[string]any{"v": 2.0}}}}}, nil
		}),
	})
	define(t, srv, "dead", `stream|from().measurement('m')|deadman(1.0, 1m)`)
	define(t, srv, "batch", `batch|query('select v from d.r.cpu').period(10s).every(10s)|alert().crit(lambda: "v" > 1.0)`)
	require.Empty(t, seen(srv))
	srv.Advance(35 * time.Second)
	require.Equal(t, 3, asked)
	require.Equal(t, []string{"batch cpu:nil CRITICAL", "batch cpu:nil CRITICAL", "batch cpu:nil CRITICAL"}, seen(srv))
	srv.Forget()
	srv.Advance(90 * time.Second)
	require.Contains(t, seen(srv), "dead nil:from1 for task 'dead' CRITICAL")
	require.Equal(t, start.Add(125*time.Second), srv.Now())
	_, body := call(t, srv, "GET", "/tasks/batch", "")
	require.Contains(t, body, `"batches_queried": 12`)
	srv.Advance(-time.Hour)
	require.Equal(t, start.Add(125*time.Second), srv.Now(), "the clock does not go back")
}

// TestAggregate: an aggregate handler sends at its interval, and publishes to another topic's handlers.
func TestAggregate(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{Clock: start})
	for topic, body := range map[string]string{
		"in":  `{"id":"a","kind":"aggregate","options":{"id":"sum","interval":60000000000,"topic":"out"}}`,
		"out": `{"id":"s","kind":"slack"}`,
	} {
		status, answer := call(t, srv, "POST", "/alerts/topics/"+topic+"/handlers", body)
		require.Equal(t, 200, status, answer)
	}
	define(t, srv, "a", `stream|from().measurement('m').groupBy('h')|alert().topic('in').crit(lambda: "v" > 1.0)`)
	write(t, srv, "m,h=a v=2 1\nm,h=b v=2 2\n")
	require.Empty(t, srv.Deliveries())
	srv.Advance(time.Minute)
	require.Len(t, srv.Deliveries(), 1)
	d := srv.Deliveries()[0]
	require.Equal(t, []any{"", "out", "s", "sum", alert.Critical}, []any{d.Task, d.Topic, d.Handler, d.Event.ID, d.Event.Level})
	require.Contains(t, d.Event.Message, "Received 2 events")
}

// TestOutputs: posts, writes and points that come back.
func TestOutputs(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{OnPost: func(*engine.Post) (engine.PostAnswer, error) { return engine.PostAnswer{Status: 204}, nil }})
	define(t, srv, "out", `var x = stream|from().measurement('m')
x|httpPost('http://example.invalid/x')
x|influxDBOut().database('db').buffer(1).flushInterval(1s)
x|kapacitorLoopback().database('loop').retentionPolicy('r')`)
	status, answer := call(t, srv, "POST", "/tasks", `{"id":"in","status":"enabled","dbrps":[{"db":"loop","rp":"r"}],"script":"stream|from()|alert().crit(lambda: TRUE)"}`)
	require.Equal(t, 200, status, answer)
	srv.Write("d", "r", point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(1)}}, start))
	require.Len(t, srv.Posts(), 1)
	require.Equal(t, "http://example.invalid/x", srv.Posts()[0].URL)
	require.NotEmpty(t, srv.Writes())
	require.Equal(t, "db", srv.Writes()[len(srv.Writes())-1].DB)
	require.Equal(t, []string{"in m:nil CRITICAL"}, seen(srv))
}

// TestCircle: tasks that write to each other for ever do not hang the server.
func TestCircle(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{})
	for from, to := range map[string]string{"a": "b", "b": "a"} {
		status, answer := call(t, srv, "POST", "/tasks", `{"id":"`+from+`","status":"enabled","dbrps":[{"db":"`+from+`","rp":"r"}],"script":"stream|from()|kapacitorLoopback().database('`+to+`').retentionPolicy('r')"}`)
		require.Equal(t, 200, status, answer)
	}
	status, _ := call(t, srv, "POST", "/write?db=a&rp=r", "m v=1 1")
	require.Equal(t, 204, status)
}

// TestReplayInRealTime: such a replay runs as the clock does, beside the task, whose state it leaves alone.
func TestReplayInRealTime(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{Clock: start})
	define(t, srv, "s", `stream|from().measurement('m')|alert().crit(lambda: "v" > 1.0).log('/tmp/x')`)
	var rec bytes.Buffer
	w := engine.NewStreamRecorder(&rec)
	for i, v := range []float64{2, 0, 2} {
		p := point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Float(v)}}, time.Unix(int64(10*i), 0))
		require.NoError(t, w.Write("d", "r", p))
	}
	require.NoError(t, w.Close())
	srv.AddRecording("rec", graph.StreamTask, rec.Bytes())
	status, answer := call(t, srv, "POST", "/replays", `{"id":"p","task":"s","recording":"rec","clock":"real"}`)
	require.Equal(t, 201, status, answer)
	require.Equal(t, []string{"ps m:nil CRITICAL"}, seen(srv))
	status, _ = call(t, srv, "GET", "/replays/p", "")
	require.Equal(t, 202, status)
	status, answer = call(t, srv, "GET", "/tasks/s?replay-id=p", "")
	require.Equal(t, 200, status, answer)
	srv.Advance(10 * time.Second)
	require.Equal(t, []string{"ps m:nil CRITICAL", "ps m:nil OK"}, seen(srv))
	require.Equal(t, start.Add(10*time.Second), srv.Events()[1].Time, "times are moved to the replay's")
	srv.Advance(time.Minute)
	status, answer = call(t, srv, "GET", "/replays/p", "")
	require.Equal(t, 200, status)
	require.Contains(t, answer, `"status": "finished"`)
	require.Len(t, seen(srv), 3)
	_, answer = call(t, srv, "GET", "/alerts/topics/main:s:alert2", "")
	require.Contains(t, answer, `"collected": 0`)
	data, ok := srv.Recording("rec")
	require.True(t, ok)
	require.Equal(t, rec.Bytes(), data)

	srv.AddRecording("broken", graph.StreamTask, []byte("x"))
	_, _ = call(t, srv, "POST", "/replays", `{"id":"q","task":"s","recording":"broken","clock":"real"}`)
	_, answer = call(t, srv, "GET", "/replays/q", "")
	require.Contains(t, answer, `"status": "failed"`)
}

// TestRealTime: with the machine's clock things happen by themselves.
func TestRealTime(t *testing.T) {
	asked := make(chan bool, 100)
	srv := kapacitortest.Run(t, kapacitortest.Config{RealTime: true, InfluxDB: engine.BatchFunc(func(context.Context, *engine.BatchQuery) ([]engine.Batch, error) {
		asked <- true
		return nil, nil
	})})
	define(t, srv, "b", `batch|query('select v from d.r.cpu').period(1s).every(20ms)|log()`)
	for range 3 {
		select {
		case <-asked:
		case <-time.After(10 * time.Second):
			t.Fatal("nothing is asked")
		}
	}
}

func TestAuth(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{Auth: true, Users: map[string]string{"bob": "pw"}, SharedSecret: "secret"})
	status, answer := call(t, srv, "GET", "/ping", "")
	require.Equal(t, 401, status)
	require.Contains(t, answer, "unable to parse authentication credentials")
	token := func(claims, secret string) string {
		enc := base64.RawURLEncoding.EncodeToString
		head := enc([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc([]byte(claims))
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(head))
		return head + "." + enc(mac.Sum(nil))
	}
	for _, x := range []struct {
		header string
		status int
	}{
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("bob:pw")), 204},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("bob:no")), 401},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("eve:pw")), 401},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte(":pw")), 401},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("~subscriber:x")), 204},
		{"Bearer " + token(`{"username":"bob","exp":99999999999}`, "secret"), 204},
		{"Bearer " + token(`{"username":"bob","exp":99999999999}`, "other"), 401},
		{"Bearer " + token(`{"username":"bob","exp":1}`, "secret"), 401},
		{"Bearer " + token(`{"username":"bob"}`, "secret"), 401},
		{"Bearer " + token(`{"exp":99999999999}`, "secret"), 401},
		{"Bearer x", 401},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/kapacitor/v1/ping", nil)
		require.NoError(t, err)
		req.Header.Set("Authorization", x.header)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, x.status, resp.StatusCode, x.header)
	}
	status, _ = call(t, srv, "GET", "/ping?u=bob&p=pw", "")
	require.Equal(t, 204, status)
}

func TestFaults(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{BasePath: "/kap/"})
	require.True(t, strings.HasSuffix(srv.URL, "/kap"))
	srv.Fail(kapacitortest.Fault{Path: "/tasks", Skip: 1, Times: 1, Status: 503, Header: map[string]string{"Retry-After": "1"}})
	for _, want := range []int{200, 503, 200} {
		status, _ := call(t, srv, "GET", "/tasks", "")
		require.Equal(t, want, status)
	}
	srv.Fail(kapacitortest.Fault{Method: "POST", Path: "/tasks", After: true})
	_, err := http.Post(srv.URL+"/kapacitor/v1/tasks", "", strings.NewReader(`{"id":"a","dbrps":[{"db":"d","rp":"r"}],"script":"stream|from()|log()"}`))
	require.Error(t, err, "the answer is lost")
	status, _ := call(t, srv, "GET", "/tasks/a", "")
	require.Equal(t, 200, status, "and the task is there")
	srv.Fail(kapacitortest.Fault{Reset: true})
	_, err = http.Get(srv.URL + "/kapacitor/v1/ping")
	require.Error(t, err)
	srv.Heal()
	status, _ = call(t, srv, "GET", "/ping", "")
	require.Equal(t, 204, status)
	resp, err := http.Get(srv.URL + "/kapacitor/v1/alerts//topics/../topics")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, "/kap/kapacitor/v1/alerts/topics", resp.Request.URL.Path, "led to the clean path")
	resp, err = http.Get(strings.TrimSuffix(srv.URL, "/kap") + "/kapacitor/v1/ping")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, 404, resp.StatusCode)
}

// TestLogs: what log nodes write and nodes report is streamed to those who ask for it.
func TestLogs(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{Clock: start})
	define(t, srv, "a", `stream|from().measurement('m')|log().prefix('P')|eval(lambda: "missing" + 1).as('x')`)
	req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/kapacitor/v1preview/logs?task=a", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, 200, resp.StatusCode)
	write(t, srv, "m,h=x v=1 1")
	in := bufio.NewScanner(resp.Body)
	require.True(t, in.Scan())
	require.Contains(t, in.Text(), "lvl=info msg=point service=kapacitor task_master=main task=a node=log2 prefix=P name=m")
	require.Contains(t, in.Text(), "field_v=1")
	require.True(t, in.Scan())
	require.Contains(t, in.Text(), "lvl=error")
	resp, err = http.Get(srv.URL + "/kapacitor/v1preview/logs?task=a&task=b")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, 400, resp.StatusCode)
	done := make(chan bool)
	go func() {
		for in.Scan() {
		}
		close(done)
	}()
	srv.Close()
	<-done
}

// TestGzip: a body may be compressed.
func TestGzip(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{})
	define(t, srv, "a", `stream|from()|alert().crit(lambda: TRUE)`)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte("m v=1 1\n"))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	for body, want := range map[string]int{b.String(): 204, "no gzip": 400} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/kapacitor/v1/write?db=d&rp=r", strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Encoding", "gzip")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, want, resp.StatusCode)
	}
	require.Len(t, srv.Events(), 1)
}

// TestWrite covers D004 and D005: the database is asked for once the lines have been read, and nothing is written by
// nothing, which is no mistake.
func TestWrite(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{})
	define(t, srv, "a", `stream|from()|alert().crit(lambda: TRUE)`)
	for _, c := range []struct {
		query, body string
		status      int
		answer      string
	}{
		{"rp=r", "m v=1 1", 400, "database is required"},
		{"rp=r", "m v= 1", 400, "unable to parse 'm v= 1'"},
		{"db=d", "m v=1 1", 204, ""}, // a retention policy that the task does not subscribe to
		{"db=d&rp=r", "", 204, ""},
		{"db=d&rp=r", "# nothing\n\n", 204, ""},
		{"db=d&rp=r", "m v=1 1", 204, ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/kapacitor/v1/write?"+c.query, strings.NewReader(c.body))
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, c.status, resp.StatusCode, "%s %q: %s", c.query, c.body, body)
		require.Contains(t, string(body), c.answer)
	}
	require.Len(t, srv.Events(), 1)
}

// TestRestart: a task that is stopped and started again remembers the levels of its alerts, as R022 says.
func TestRestart(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{})
	define(t, srv, "a", `stream|from()|alert().crit(lambda: "v" > 1.0).stateChangesOnly().log('/tmp/x')`)
	write(t, srv, "m v=2 1")
	for _, status := range []string{"disabled", "enabled"} {
		code, answer := call(t, srv, "PATCH", "/tasks/a", `{"status":"`+status+`"}`)
		require.Equal(t, 200, code, answer)
	}
	write(t, srv, "m v=2 2\n")
	require.Len(t, srv.Events(), 1, "still critical: no change of state")
	write(t, srv, "m v=0 3\n")
	require.Equal(t, []string{"a m:nil CRITICAL", "a m:nil OK"}, seen(srv))
}

// TestNoInfluxDB: a batch task without an InfluxDB behind the server stops with an error.
func TestNoInfluxDB(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{})
	define(t, srv, "b", `batch|query('select v from d.r.cpu').period(1s).every(1s)|log()`)
	_, answer := call(t, srv, "GET", "/tasks/b", "")
	require.Contains(t, answer, `"executing": false`)
	require.Contains(t, answer, "InfluxDB not configured")
}
