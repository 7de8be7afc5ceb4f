package influx_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

const diskRule = `
// Parameters
var warn = 80
var crit = 90

var period = 10s
var every = 10s

// Dataframe
var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('disk')
    .groupBy('host', 'cluster', 'datacenter')
  |window()
    .period(period)
    .every(every)
  |mean('used_percent')
    .as('stat')

// Thresholds
var alert = data
  |alert()
    .id('{{ index .Tags "host"}}/disk_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .warn(lambda: "stat" > warn)
    .crit(lambda: "stat" > crit)

// Alert
alert
    .log('/tmp/disk_alert_log.txt')
`

// A subscription of a real 1.8 feeds a live run of the engine, which raises the disk rule's alerts: rules inside of one's
// own service, and no Kapacitor.
func TestSubscriptionFeedsARule(t *testing.T) {
	influxd1.Require(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	program, err := engine.Compile(diskRule, engine.Options{})
	require.NoError(t, err)
	events := make(chan string, 100)
	started := make(chan struct{}, 1)
	run := program.NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) { events <- fmt.Sprintf("%s %s %s", e.Time.Format("15:04:05"), e.Message, e.Level) }})
	var mu sync.Mutex
	srv := httptest.NewServer(&influx.Receiver{Sink: func(_ context.Context, r influx.Received) error {
		if r.Points[0].Measurement == "start" {
			select {
			case started <- struct{}{}:
			default:
			}
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		return run.Write(r.Database, r.RetentionPolicy, r.Points...)
	}})
	defer srv.Close()

	c := client1(t, "telegraf/autogen")
	require.NoError(t, c.CreateBucket(ctx, 0))
	sub := influx.Subscription{Database: "telegraf", RetentionPolicy: "autogen", Name: "rule", Destinations: []string{srv.URL}}
	require.NoError(t, c.CreateSubscription(ctx, sub))
	for forwarded := false; !forwarded; {
		require.NoError(t, c.Write(ctx, point.New("start", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(1)}}, time.Unix(1, 0))))
		select {
		case <-started:
			forwarded = true
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("nothing is forwarded")
		}
	}
	begin := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	var points []point.Point
	for i, used := range []float64{70, 70, 85, 85, 95, 95, 50, 50, 50} {
		points = append(points, point.New("disk",
			point.NewTags(point.Tag{Key: "host", Value: "a"}, point.Tag{Key: "cluster", Value: "c"}, point.Tag{Key: "datacenter", Value: "d"}),
			point.Fields{{Key: "used_percent", Value: point.Float(used)}}, begin.Add(time.Duration(5*i)*time.Second)))
	}
	require.NoError(t, c.Write(ctx, points...))
	for _, want := range []string{
		"12:00:20 a/disk_used:85 WARNING", "12:00:30 a/disk_used:95 CRITICAL", "12:00:40 a/disk_used:50 OK",
	} {
		select {
		case got := <-events:
			require.Equal(t, want, got)
		case <-ctx.Done():
			t.Fatalf("no event, want %s", want)
		}
	}
	require.NoError(t, c.DropSubscription(ctx, "telegraf", "autogen", "rule"))
	require.NoError(t, c.In("telegraf").DeleteBucket(ctx))
}
