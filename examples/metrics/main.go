// Metrics follows disk metrics through the library, with an InfluxDB in the same process instead of a server: a Writer
// brings them in through an outage and loses none; the same rule judges them twice, live as they arrive at a receiver
// and again from what the database gives back; and when the host is retired, its series go, after a count.
//
//	go run ./examples/metrics
package main

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"sync"
	"time"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

const rule = `
stream
	|from().measurement('disk').groupBy('host')
	|window().period(1m).every(1m)
	|mean('used_percent').as('stat')
	|alert()
		.id('{{ index .Tags "host" }}/disk')
		.warn(lambda: "stat" > 80)
		.crit(lambda: "stat" > 90)
		.stateChangesOnly()
`

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var start = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// metrics are half an hour of two hosts, a point every ten seconds: the disk of node-1 fills up and is cleared.
func metrics() []point.Point {
	var out []point.Point
	for i := range 180 {
		for host, used := range map[string]float64{"node-1": 60 + float64(i%120)/3, "node-2": 40} {
			out = append(out, point.New("disk", point.NewTags(point.Tag{Key: "host", Value: host}),
				point.Fields{{Key: "used_percent", Value: point.Float(used)}}, start.Add(time.Duration(i)*10*time.Second)))
		}
	}
	return out
}

func run(ctx context.Context, out io.Writer) error {
	program, err := engine.Compile(rule, engine.Options{})
	if err != nil {
		return err
	}
	judge := func(label string) *engine.Run {
		return program.NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) {
			fmt.Fprintf(out, "  %s: %s %s is %s\n", label, e.Time.Format("15:04"), e.ID, e.Level)
		}})
	}

	fmt.Fprintln(out, "writing, through an outage:")
	server := influxtest.New(influxtest.Options{Version: "2.7.12"})
	defer server.Close()
	server.CreateBucket("telegraf")
	server.Inject(influxtest.Fault{Path: "/write", Times: 3, Status: 503})
	client := server.Client("telegraf")
	if err := write(ctx, client); err != nil {
		return err
	}
	fmt.Fprintf(out, "  %d points sent, %d stored, %d writes refused on the way\n", len(metrics()), len(server.Points("telegraf")), server.Count("/write", 503))

	fmt.Fprintln(out, "judging live, at a receiver:")
	live := judge("live")
	var mu sync.Mutex // a run is fed by one goroutine at a time
	receiver := httptest.NewServer(&influx.Receiver{Sink: func(_ context.Context, r influx.Received) error {
		mu.Lock()
		defer mu.Unlock()
		return live.Write(r.Database, r.RetentionPolicy, r.Points...)
	}})
	defer receiver.Close()
	sender, err := influx.New(receiver.URL, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		return err
	}
	if err := write(ctx, sender); err != nil {
		return err
	}
	if err := live.Close(); err != nil {
		return err
	}

	fmt.Fprintln(out, "judging again, from the database:")
	backtest := judge("backtest")
	for p, err := range client.Points(ctx, influx.Selection{Measurement: "disk", Start: start, End: start.Add(time.Hour)}) {
		if err != nil {
			return err
		}
		if err := backtest.Write("telegraf", "autogen", p); err != nil {
			return err
		}
	}
	if err := backtest.Close(); err != nil {
		return err
	}

	fmt.Fprintln(out, "retiring node-1:")
	gone := influx.Deletion{Selection: influx.Selection{Tags: map[string]string{"host": "node-1"}}, DryRun: true}
	would, err := client.Delete(ctx, gone)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  would delete %d values of %d series\n", would.Values, would.Series)
	gone.DryRun = false
	if _, err := client.Delete(ctx, gone); err != nil {
		return err
	}
	fmt.Fprintf(out, "  %d points are left\n", len(server.Points("telegraf")))
	return nil
}

// write sends the metrics point by point, and returns when every one of them is stored.
func write(ctx context.Context, c *influx.Client) error {
	w, err := c.Writer(influx.WriterOptions{RetryFirst: 10 * time.Millisecond, RetryLongest: 50 * time.Millisecond})
	if err != nil {
		return err
	}
	for _, p := range metrics() {
		if err := w.Write(ctx, p); err != nil {
			return err
		}
	}
	return w.Close(ctx)
}
