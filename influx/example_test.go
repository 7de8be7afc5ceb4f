package influx_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"time"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
)

func disk(host string, used float64, at int64) point.Point {
	return point.New("disk", point.NewTags(point.Tag{Key: "host", Value: host}),
		point.Fields{{Key: "used_percent", Value: point.Float(used)}}, time.Unix(at, 0))
}

// exampleServer stands for a real server.
func exampleServer() (url string, done func()) {
	srv := influxtest.New(influxtest.Options{})
	srv.CreateBucket("telegraf/autogen")
	return srv.URL, srv.Close
}

func ExampleClient_Write() {
	url, done := exampleServer()
	defer done()
	ctx := context.Background()
	c, err := influx.New(url, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Write(ctx, disk("a", 81.5, 0)); err != nil {
		log.Fatal(err)
	}
	// The field is a float now; a string is refused, and the error names the point.
	bad := disk("b", 0, 0)
	bad.Fields[0].Value = point.String("high")
	err = c.Write(ctx, disk("a", 82, 10), bad)
	var failed *influx.WriteError
	if errors.As(err, &failed) {
		for _, f := range failed.Failed {
			fmt.Print("not stored: ", f.Line)
		}
	}
	// Output: not stored: disk,host=b used_percent="high" 0
}

func ExampleClient_Writer() {
	url, done := exampleServer()
	defer done()
	ctx := context.Background()
	c, err := influx.New(url, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		log.Fatal(err)
	}
	w, err := c.Writer(influx.WriterOptions{MaxAge: time.Second}) // with Log: a folder, kill -9 loses nothing
	if err != nil {
		log.Fatal(err)
	}
	for i := range int64(1000) {
		if err := w.Write(ctx, disk("a", 50, i)); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(ctx); err != nil { // names every point that is not stored
		log.Fatal(err)
	}
	fmt.Println(w.Stats().Stored, "stored")
	// Output: 1000 stored
}

func ExampleClient_Query() {
	url, done := exampleServer()
	defer done()
	ctx := context.Background()
	c, err := influx.New(url, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Write(ctx, disk("a", 81.5, 0), disk("it's", 12, 0)); err != nil {
		log.Fatal(err)
	}
	for row, err := range c.Query(ctx, "SELECT used_percent FROM disk WHERE host = $host", influx.Params{"host": "it's"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.Time(), row.Text("used_percent"))
	}
	// Output: 1970-01-01 00:00:00 +0000 UTC 12
}

func ExampleClient_Points() {
	url, done := exampleServer()
	defer done()
	ctx := context.Background()
	c, err := influx.New(url, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Write(ctx, disk("a", 81.5, 10), disk("b", 12, 5)); err != nil {
		log.Fatal(err)
	}
	for p, err := range c.Points(ctx, influx.Selection{Measurement: "disk", Start: time.Unix(0, 0), End: time.Unix(60, 0)}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(p)
	}
	// Output:
	// disk,host=b used_percent=12 5000000000
	// disk,host=a used_percent=81.5 10000000000
}

func ExampleClient_Delete() {
	url, done := exampleServer()
	defer done()
	ctx := context.Background()
	c, err := influx.New(url, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Write(ctx, disk("a", 81.5, 0), disk("a", 82, 10), disk("b", 12, 0)); err != nil {
		log.Fatal(err)
	}
	_, err = c.Delete(ctx, influx.Deletion{})
	fmt.Println(errors.Is(err, influx.ErrEmptyPredicate))
	host := influx.Selection{Tags: map[string]string{"host": "a"}}
	would, err := c.Delete(ctx, influx.Deletion{Selection: host, DryRun: true})
	fmt.Println(would.Series, "series", would.Values, "values", err)
	_, err = c.Delete(ctx, influx.Deletion{Selection: host})
	fmt.Println(err)
	// Output:
	// true
	// 1 series 2 values <nil>
	// <nil>
}

func ExampleReceiver() {
	receiver := httptest.NewServer(&influx.Receiver{
		Sink: func(_ context.Context, r influx.Received) error {
			fmt.Println(r.Database, r.RetentionPolicy, r.Points[0])
			return nil
		},
	})
	defer receiver.Close()
	c, err := influx.New(receiver.URL, influx.WithBucket("telegraf/autogen"))
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Write(context.Background(), disk("a", 81.5, 0)); err != nil {
		log.Fatal(err)
	}
	// Output: telegraf autogen disk,host=a used_percent=81.5 0
}
