package point_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

func ExampleNew() {
	p := point.New("disk",
		point.NewTags(point.Tag{Key: "host", Value: "node 1"}, point.Tag{Key: "cluster", Value: "prod"}),
		point.Fields{{Key: "used_percent", Value: point.Float(81.5)}, {Key: "inodes", Value: point.Int(12)}},
		time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(p)
	// Output: disk,cluster=prod,host=node\ 1 used_percent=81.5,inodes=12i 1577836800000000000
}

func ExampleNewReader() {
	metrics := strings.NewReader(`disk,host=a used_percent=81.5 1577836800
disk,host=b used_percent=high 1577836800
disk,host=c used_percent=12 1577836800
`)
	r := point.NewReader(metrics, point.Options{Precision: point.Second, Continue: true})
	for p, err := range r.All() {
		if bad := (*point.LineError)(nil); errors.As(err, &bad) {
			fmt.Printf("skipped line %d, column %d: %s\n", bad.Line, bad.Column, bad.Text)
			continue
		} else if err != nil {
			fmt.Println(err)
			return
		}
		used, _ := p.Fields.Get("used_percent")
		fmt.Println(p.Tags.Value("host"), used, p.Timestamp().Format(time.RFC3339))
	}
	// Output:
	// a 81.5 2020-01-01T00:00:00Z
	// skipped line 2, column 26: disk,host=b used_percent=high 1577836800
	// c 12 2020-01-01T00:00:00Z
}

func ExampleEncoder() {
	var e point.Encoder
	e.Precision = point.Second
	p := point.New("cpu", point.Tags{}, point.Fields{{Key: "usage_idle", Value: point.Float(97)}}, time.Unix(60, 0))
	line, err := e.Append(nil, &p)
	fmt.Printf("%s%v", line, err)
	// Output:
	// cpu usage_idle=97 60
	// <nil>
}
