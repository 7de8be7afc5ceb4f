package influx_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
)

func zip(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

func TestReceiver(t *testing.T) {
	good := point.Point{Measurement: "m", Fields: point.Fields{{Key: "v", Value: point.Int(1)}}, Time: 5_000_000_000}
	for _, tt := range []struct {
		name   string
		method string
		url    string
		header http.Header
		body   string
		status int
		want   []influx.Received
		says   string
	}{
		{"1.x", "POST", "/write?db=d&rp=r", nil, "m v=1i 5000000000", 204, []influx.Received{{Database: "d", RetentionPolicy: "r", Points: []point.Point{good}}}, ""},
		{"2.x", "POST", "/api/v2/write?org=o&bucket=d/r&precision=ms", nil, "m v=1i 5000", 204, []influx.Received{{Database: "d", RetentionPolicy: "r", Org: "o", Points: []point.Point{good}}}, ""},
		{"gzip", "POST", "/write?db=d&precision=s", http.Header{"Content-Encoding": {"gzip"}}, zip("m v=1i 5"), 204, []influx.Received{{Database: "d", Points: []point.Point{good}}}, ""},
		{"no time", "POST", "/write?db=d&precision=s", nil, "m v=1i", 204, []influx.Received{{Database: "d", Points: []point.Point{good}}}, ""},
		{"partial", "POST", "/write?db=d&precision=s", nil, "m v=1i 5\nm v= 5\n", 400, []influx.Received{{Database: "d", Points: []point.Point{good}}}, "partial write: unable to parse line 2"},
		{"no database", "POST", "/write", nil, "m v=1i 5", 400, nil, "database is required"},
		{"bad precision", "POST", "/write?db=d&precision=day", nil, "m v=1i 5", 400, nil, "precision"},
		{"bad gzip", "POST", "/write?db=d", http.Header{"Content-Encoding": {"gzip"}}, "m v=1i 5", 400, nil, "gzip"},
		{"too large", "POST", "/write?db=d", nil, strings.Repeat("m v=1i 5\n", 200), 413, nil, "too large"},
		{"too large when unpacked", "POST", "/write?db=d", http.Header{"Content-Encoding": {"gzip"}}, zip(strings.Repeat("m v=1i 5\n", 200)), 413, nil, "too large"},
		{"wrong method", "GET", "/write?db=d", nil, "", 405, nil, "method"},
		{"empty", "POST", "/write?db=d", nil, "", 204, nil, ""},
		{"ping", "GET", "/ping", nil, "", 204, nil, ""},
		{"telegraf's first query", "POST", "/query?q=CREATE+DATABASE+d", nil, "", 200, nil, `"results"`},
		{"elsewhere", "GET", "/", nil, "", 404, nil, "not found"},
		{"sink fails", "POST", "/write?db=full", nil, "m v=1i 5", 500, nil, "no room"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []influx.Received
			rc := &influx.Receiver{MaxBody: 1000, Now: func() int64 { return 5_999_999_999 }, Sink: func(_ context.Context, r influx.Received) error {
				if r.Database == "full" {
					return errors.New("no room")
				}
				got = append(got, r)
				return nil
			}}
			r := httptest.NewRequest(tt.method, tt.url, strings.NewReader(tt.body))
			for k, v := range tt.header {
				r.Header[k] = v
			}
			w := httptest.NewRecorder()
			rc.ServeHTTP(w, r)
			require.Equal(t, tt.status, w.Code, w.Body.String())
			require.Contains(t, w.Body.String(), tt.says)
			require.Empty(t, cmp.Diff(tt.want, got))
			require.Equal(t, "1.8.10", w.Header().Get("X-Influxdb-Version"))
		})
	}
}

func TestReceiverAuth(t *testing.T) {
	rc := &influx.Receiver{Auth: influx.PasswordAuth("u", "p"), Sink: func(context.Context, influx.Received) error { return nil }}
	token := &influx.Receiver{Auth: influx.TokenAuth("secret"), Sink: rc.Sink}
	basic := func(u, p string) http.Header {
		r := httptest.NewRequest("GET", "/", nil)
		r.SetBasicAuth(u, p)
		return r.Header
	}
	for _, tt := range []struct {
		name   string
		rc     *influx.Receiver
		query  string
		header http.Header
		status int
	}{
		{"nothing", rc, "", nil, 401}, {"basic", rc, "", basic("u", "p"), 204}, {"wrong", rc, "", basic("u", "x"), 401},
		{"in the URL", rc, "&u=u&p=p", nil, 204}, {"1.8 as a token", rc, "", http.Header{"Authorization": {"Token u:p"}}, 204},
		{"token", token, "", http.Header{"Authorization": {"Token secret"}}, 204}, {"wrong token", token, "", http.Header{"Authorization": {"Token secre"}}, 401},
		{"empty token", token, "", http.Header{"Authorization": {"Token "}}, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/write?db=d"+tt.query, strings.NewReader("m v=1 1"))
			r.Header = tt.header
			if r.Header == nil {
				r.Header = http.Header{}
			}
			w := httptest.NewRecorder()
			tt.rc.ServeHTTP(w, r)
			require.Equal(t, tt.status, w.Code)
		})
	}
}

// A Writer and a Receiver understand each other.
func TestWriterToReceiver(t *testing.T) {
	var mu sync.Mutex
	var got []point.Point
	srv := httptest.NewServer(&influx.Receiver{Auth: influx.TokenAuth("t0ken"), Sink: func(_ context.Context, r influx.Received) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.Points...)
		return nil
	}})
	defer srv.Close()
	c, err := influx.New(srv.URL, influx.WithToken("t0ken"), influx.WithBucket("telegraf/autogen"))
	require.NoError(t, err)
	w, err := c.Writer(influx.WriterOptions{})
	require.NoError(t, err)
	require.NoError(t, w.Write(t.Context(), onePoint()))
	require.NoError(t, w.Close(t.Context()))
	require.Empty(t, cmp.Diff([]point.Point{onePoint()}, got))
}
