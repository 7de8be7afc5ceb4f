package influx_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
)

// A subscription of a real 1.8 sends each write on to a Receiver.
func TestSubscription(t *testing.T) {
	influxd1.Require(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	received := make(chan influx.Received, 100)
	srv := httptest.NewServer(&influx.Receiver{Sink: func(ctx context.Context, r influx.Received) error {
		select {
		case received <- r:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
	defer srv.Close()
	name := fmt.Sprintf("subscribed_%d", time.Now().UnixNano())
	c := client1(t, name+"/autogen")
	require.NoError(t, c.CreateBucket(ctx, 0))
	sub := influx.Subscription{Database: name, RetentionPolicy: "autogen", Name: "engine", Destinations: []string{srv.URL}}
	require.NoError(t, c.CreateSubscription(ctx, sub))

	var want []point.Point
	for i := range 50 {
		want = append(want, point.New("disk", point.NewTags(point.Tag{Key: "host", Value: "a b"}),
			point.Fields{{Key: "used_percent", Value: point.Float(float64(i))}}, time.Unix(1_700_000_000+int64(i), 0)))
	}
	// The server starts to forward a moment after the subscription is made: write until the first write comes through.
	var first influx.Received
	for first.Points == nil {
		require.NoError(t, c.Write(ctx, want[0]))
		select {
		case first = <-received:
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("nothing arrives")
		}
	}
	require.Equal(t, name, first.Database)
	require.Equal(t, "autogen", first.RetentionPolicy)
	require.Empty(t, cmp.Diff(want[:1], first.Points))
	require.NoError(t, c.Write(ctx, want[1:]...))
	seen := map[int64]point.Point{}
	for len(seen) < len(want)-1 {
		select {
		case r := <-received:
			for _, p := range r.Points {
				if p.Time != want[0].Time {
					seen[p.Time] = p
				}
			}
		case <-ctx.Done():
			t.Fatalf("%d of %d points arrived", len(seen), len(want)-1)
		}
	}
	for _, p := range want[1:] {
		require.Empty(t, cmp.Diff(p, seen[p.Time]))
	}
	require.NoError(t, c.DropSubscription(ctx, name, "autogen", "engine"))
	require.NoError(t, c.In(name).DeleteBucket(ctx))
}
