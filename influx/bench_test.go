package influx_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api/write"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
)

// BenchmarkThroughput writes one point a call through our Writer, and through the blocking and the asynchronous API of
// influxdb-client-go, into the same kind of server.
func BenchmarkThroughput(b *testing.B) {
	start := time.Now()
	tag := make([]string, 100)
	sets := make([]point.Tags, len(tag))
	for i := range tag {
		tag[i] = fmt.Sprintf("node-%d", i)
		sets[i] = point.NewTags(point.Tag{Key: "host", Value: tag[i]})
	}
	server := func(b *testing.B) *influxtest.Server {
		srv := influxtest.Start(b, influxtest.Options{Version: "2.7.12"})
		srv.CreateBucket("bucket")
		return srv
	}
	done := func(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "points/s") }
	theirs := func(i int) *write.Point {
		return influxdb2.NewPoint("disk", map[string]string{"host": tag[i%len(tag)]}, map[string]any{"used_percent": float64(i)}, start.Add(time.Duration(i)))
	}
	writer := func(opts influx.WriterOptions, o ...influx.Option) func(b *testing.B) {
		return func(b *testing.B) {
			if opts.Log != "" {
				opts.Log = b.TempDir()
			}
			w, err := server(b).Client("bucket", o...).Writer(opts)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				p := point.New("disk", sets[i%len(sets)], point.Fields{{Key: "used_percent", Value: point.Float(float64(i))}}, start.Add(time.Duration(i)))
				if err := w.Write(context.Background(), p); err != nil {
					b.Fatal(err)
				}
				i++
			}
			if err := w.Close(context.Background()); err != nil {
				b.Fatal(err)
			}
			done(b)
		}
	}
	b.Run("client=ours", writer(influx.WriterOptions{}))
	b.Run("client=ours/plain", writer(influx.WriterOptions{}, influx.WithoutGzip()))
	b.Run("client=ours/log=nosync", writer(influx.WriterOptions{Log: "x", LogNoSync: true}))
	b.Run("client=theirs/api=async", func(b *testing.B) {
		srv := server(b)
		c := influxdb2.NewClient(srv.URL, srv.Token)
		defer c.Close()
		w := c.WriteAPI(srv.Org, "bucket")
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			w.WritePoint(theirs(i))
			i++
		}
		w.Flush()
		done(b)
	})
	b.Run("client=theirs/api=blocking", func(b *testing.B) {
		srv := server(b)
		c := influxdb2.NewClient(srv.URL, srv.Token)
		defer c.Close()
		w := c.WriteAPIBlocking(srv.Org, "bucket")
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if err := w.WritePoint(context.Background(), theirs(i)); err != nil {
				b.Fatal(err)
			}
			i++
		}
		done(b)
	})
}
