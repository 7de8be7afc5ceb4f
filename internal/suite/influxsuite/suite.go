// Package influxsuite is the one table of cases for package influx. It runs against influxtest, against a real InfluxDB
// 1.8 and against a real 2.x, so that the in-process server is held to what the real ones do.
package influxsuite

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
)

// Target is a server under test.
type Target struct {
	// Version is what the server says of itself.
	Version string
	// V2: it is of the 2.x line.
	V2 bool
	// Client returns a client with all rights for a bucket.
	Client func(t testing.TB, bucket string) *influx.Client
	// Flux: it runs Flux.
	Flux bool
	// Unsigned: it stores unsigned integers, which 1.x must be built for.
	Unsigned bool
}

type suite struct {
	Target
	n int
}

// Run runs the whole table.
func Run(t *testing.T, target Target) {
	s := &suite{Target: target}
	for _, c := range []struct {
		name string
		run  func(*testing.T, *suite)
	}{
		{"server", server},
		{"every kind of value", everyKind},
		{"awkward names and values", awkward},
		{"written twice, stored once", twice},
		{"partial write", partialWrite},
		{"reserved name", reserved},
		{"no such bucket", noBucket},
		{"writer", writer},
		{"many points", manyPoints},
		{"parameters", parameters},
		{"several statements and an error", statements},
		{"stop early", stopEarly},
		{"points in pages", pointPages},
		{"recording", recording},
		{"schema", schema},
		{"delete", deletion},
		{"delete a range", deleteRange},
		{"delete refuses", deleteRefuses},
		{"delete everything", deleteEverything},
		{"buckets", buckets},
		{"retention", retention},
		{"1.x administration", administer1},
		{"2.x administration", administer2},
		{"the other line", otherLine},
		{"flux", flux},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, s) })
	}
}

// bucket makes a bucket that is deleted after the test, and returns its client.
func (s *suite) bucket(t *testing.T) *influx.Client {
	t.Helper()
	s.n++
	name := fmt.Sprintf("suite_%d_%d", time.Now().UnixNano(), s.n)
	db := s.Client(t, name)
	c := db
	if !s.V2 {
		c = c.In(name + "/autogen")
	}
	if err := c.CreateBucket(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := db.DeleteBucket(ctx); err != nil {
			t.Errorf("delete bucket: %v", err)
		}
	})
	return c
}

var base = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// at is base plus some seconds.
func at(seconds int) time.Time { return base.Add(time.Duration(seconds) * time.Second) }

func tags(kv ...string) point.Tags {
	var list []point.Tag
	for i := 0; i < len(kv); i += 2 {
		list = append(list, point.Tag{Key: kv[i], Value: kv[i+1]})
	}
	return point.NewTags(list...)
}

func field(key string, v point.Value) point.Fields { return point.Fields{{Key: key, Value: v}} }

// disk is a point of one host at base plus i seconds.
func disk(host string, i int, used float64) point.Point {
	return point.New("disk", tags("host", host, "cluster", "c1"), field("used_percent", point.Float(used)), at(i))
}

// all is the range of everything that the cases write.
func all(measurement string) influx.Selection {
	return influx.Selection{Measurement: measurement, Start: base.Add(-time.Hour), End: base.Add(1000 * time.Hour)}
}
