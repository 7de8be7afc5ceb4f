package influxtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

func onePoint(i int) point.Point {
	return point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(int64(i))}}, time.Unix(int64(i), 0))
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fault  influxtest.Fault
		stored bool
		is     error
		says   string
	}{
		{"status", influxtest.Fault{Status: 507, Message: "no space left"}, false, influx.ErrServer, "no space left"},
		{"reset", influxtest.Fault{Reset: true}, false, influx.ErrTransport, ""},
		{"reset after storing", influxtest.Fault{Reset: true, Store: true}, true, influx.ErrTransport, ""},
		{"slow body", influxtest.Fault{SlowBody: true}, false, context.DeadlineExceeded, ""},
		{"delay", influxtest.Fault{Delay: time.Hour}, false, context.DeadlineExceeded, ""},
		{"partial", influxtest.Fault{Refuse: func(point.Point) string { return "points beyond retention policy" }}, false, influx.ErrBadRequest, "partial write: points beyond retention policy dropped=1"},
		{"another path", influxtest.Fault{Path: "/query", Status: 500}, true, nil, ""},
		{"not matched", influxtest.Fault{Match: func(r *http.Request) bool { return r.Method == http.MethodGet }, Status: 500}, true, nil, ""},
		{"short delay", influxtest.Fault{Delay: time.Millisecond}, true, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := influxtest.Start(t, influxtest.Options{})
			srv.CreateBucket("db/rp")
			srv.Inject(tt.fault)
			c := srv.Client("db/rp", influx.WithRetry(1, 1, 1))
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			err := c.Write(ctx, onePoint(1))
			require.Len(t, srv.Points("db/rp"), map[bool]int{true: 1}[tt.stored])
			if tt.is == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tt.is)
			require.ErrorContains(t, err, tt.says)
			srv.Clear()
			require.NoError(t, c.Write(t.Context(), onePoint(1)))
		})
	}
}

func TestTimes(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{})
	srv.CreateBucket("db/rp")
	srv.Inject(influxtest.Fault{Path: "/write", Times: 2, Status: 400, Message: "first"})
	srv.Inject(influxtest.Fault{Path: "/write", Times: 1, Status: 400, Message: "second"})
	c := srv.Client("db/rp")
	for _, want := range []string{"first", "first", "second"} {
		require.ErrorContains(t, c.Write(t.Context(), onePoint(1)), want)
	}
	require.NoError(t, c.Write(t.Context(), onePoint(1)))
	require.Equal(t, 3, srv.Count("/write", 400))
	require.Equal(t, 1, srv.Count("/write", 204))
	require.Equal(t, 4, srv.Count("/write", 0))
}

// What it does not know is an error, never an empty or a wrong answer.
func TestUnknownQueries(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{})
	srv.CreateBucket("db/rp")
	c := srv.Client("db/rp")
	require.NoError(t, c.Write(t.Context(), onePoint(1)))
	for _, q := range []string{
		"SELECT mean(v) FROM m", "SELECT v FROM m GROUP BY time(1m)", "SELECT v + 1 FROM m", "SELECT v INTO x FROM m",
		"SELECT v FROM (SELECT v FROM m)", "SHOW DIAGNOSTICS", "SELECT v FROM m OFFSET 3", "KILL QUERY 3",
	} {
		_, err := api.Collect(c.Query(t.Context(), q, nil))
		require.ErrorContains(t, err, "influxtest does not know this", q)
	}
}

func TestSelect(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{})
	srv.CreateBucket("db/rp")
	c := srv.Client("db/rp")
	for i := range 5 {
		require.NoError(t, c.Write(t.Context(), onePoint(i)))
	}
	for q, want := range map[string]string{
		"SELECT v FROM m ORDER BY time DESC LIMIT 2":          "4 3 ",
		"SELECT v FROM m WHERE v > 1 AND time < 4s":           "2 3 ",
		"SELECT v FROM m WHERE time > '1970-01-01T00:00:03Z'": "4 ",
		"SELECT v FROM /^m$/ LIMIT 1":                         "0 ",
		"SELECT v FROM nothing":                               "",
	} {
		got := ""
		for row, err := range c.Query(t.Context(), q, nil) {
			require.NoError(t, err, q)
			got += row.Text("v") + " "
		}
		require.Equal(t, want, got, q)
	}
	require.NoError(t, c.Exec(t.Context(), "DROP SERIES FROM m", nil))
	require.Empty(t, srv.Points("db/rp"))
	require.Nil(t, srv.Points("none"))
}

func ExampleServer_Inject() {
	srv := influxtest.New(influxtest.Options{Version: "2.7.12"})
	defer srv.Close()
	srv.CreateBucket("telegraf")
	srv.Inject(influxtest.Fault{Path: "/write", Times: 2, Status: 503})
	c := srv.Client("telegraf", influx.WithRetry(3, time.Millisecond, time.Millisecond))
	fmt.Println(c.Write(context.Background(), onePoint(1)))
	fmt.Println(len(srv.Points("telegraf")), "point after", srv.Count("/write", 503), "refusals")
	// Output:
	// <nil>
	// 1 point after 2 refusals
}

// TestEpoch: times are text unless the request asks for a unit.
func TestEpoch(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{})
	srv.CreateBucket("db/rp")
	at := time.Date(2024, 1, 2, 3, 4, 5, 678900000, time.UTC)
	require.NoError(t, srv.Client("db/rp").Write(t.Context(), point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(1)}}, at)))
	for epoch, want := range map[string]string{
		"": `"2024-01-02T03:04:05.6789Z"`, "ns": "1704164645678900000", "u": "1704164645678900", "ms": "1704164645678", "s": "1704164645", "m": "28402744", "h": "473379",
		"other": "1704164645678900000",
	} {
		resp, err := http.Get(srv.URL + "/query?" + url.Values{"db": {"db"}, "rp": {"rp"}, "q": {"SELECT v FROM m"}, "epoch": {epoch}}.Encode())
		require.NoError(t, err)
		var out struct {
			Results []struct {
				Series []struct{ Values [][]json.RawMessage }
			}
		}
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
		require.NoError(t, resp.Body.Close())
		require.Equal(t, want, string(out.Results[0].Series[0].Values[0][0]), "epoch=%s", epoch)
	}
}
