package influx_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
)

// TestThroughput compares the Writer with influxdb-client-go in one run: at least five times its blocking API with one
// point a call, at least as fast as its asynchronous one. BenchmarkThroughput has the figures.
func TestThroughput(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector slows our code down, and leaves the library's idle time as it is")
	}
	rate := func(n int, run func(srv *influxtest.Server, n int)) float64 {
		srv := influxtest.Start(t, influxtest.Options{Version: "2.7.12"})
		srv.CreateBucket("bucket")
		start := time.Now()
		run(srv, n)
		took := time.Since(start)
		require.Len(t, srv.Points("bucket"), n, "all are stored")
		return float64(n) / took.Seconds()
	}
	ours := func(srv *influxtest.Server, n int) {
		w, err := srv.Client("bucket").Writer(influx.WriterOptions{})
		require.NoError(t, err)
		for i := range n {
			if err := w.Write(context.Background(), point.New("disk", point.NewTags(point.Tag{Key: "host", Value: fmt.Sprint(i % 100)}),
				point.Fields{{Key: "used_percent", Value: point.Float(float64(i))}}, time.Unix(0, int64(i)))); err != nil {
				t.Fatal(err)
			}
		}
		require.NoError(t, w.Close(context.Background()))
	}
	async := func(srv *influxtest.Server, n int) {
		c := influxdb2.NewClient(srv.URL, srv.Token)
		defer c.Close()
		w := c.WriteAPI(srv.Org, "bucket")
		for i := range n {
			w.WritePoint(influxdb2.NewPoint("disk", map[string]string{"host": fmt.Sprint(i % 100)}, map[string]any{"used_percent": float64(i)}, time.Unix(0, int64(i))))
		}
		w.Flush()
	}
	blocking := func(srv *influxtest.Server, n int) {
		c := influxdb2.NewClient(srv.URL, srv.Token)
		defer c.Close()
		w := c.WriteAPIBlocking(srv.Org, "bucket")
		for i := range n {
			if err := w.WritePoint(context.Background(), influxdb2.NewPoint("disk", map[string]string{"host": fmt.Sprint(i % 100)}, map[string]any{"used_percent": float64(i)}, time.Unix(0, int64(i)))); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The best of a few rounds each: other programs on the machine only ever slow one down.
	var best struct{ ours, async, blocking float64 }
	for range 5 {
		best.ours = max(best.ours, rate(20_000, ours))
		best.async = max(best.async, rate(20_000, async))
		best.blocking = max(best.blocking, rate(300, blocking))
		if best.ours >= best.async && best.ours >= 5*best.blocking {
			break
		}
	}
	t.Logf("points a second: ours %.0f, influxdb-client-go asynchronous %.0f, blocking %.0f", best.ours, best.async, best.blocking)
	require.GreaterOrEqual(t, best.ours, 5*best.blocking)
	require.GreaterOrEqual(t, best.ours, best.async)
}
