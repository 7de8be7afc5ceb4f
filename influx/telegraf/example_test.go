package telegraf_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/influx/telegraf"
)

func ExampleConfig_Write() {
	conf := telegraf.Config{
		GlobalTags: map[string]string{"cluster": "prod"},
		Agent:      telegraf.Agent{Interval: telegraf.Every(10 * time.Second)},
		Plugins: []telegraf.Plugin{
			&telegraf.InfluxDB{URLs: []string{"http://127.0.0.1:8086"}, Database: "telegraf"},
			&telegraf.Exec{Commands: []string{"/usr/local/bin/components"}, DataFormat: "influx"},
		},
	}
	if err := conf.Write(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// [global_tags]
	//   cluster = "prod"
	// [agent]
	//   interval = "10s"
	//
	// [[outputs.influxdb]]
	//   database = "telegraf"
	//   urls = ["http://127.0.0.1:8086"]
	//
	// [[inputs.exec]]
	//   commands = ["/usr/local/bin/components"]
	//   data_format = "influx"
}

// A program for the exec input calls Main with such a function.
func ExampleRun() {
	gather := func(_ context.Context, emit func(...point.Point) error) error {
		return emit(point.New("kube_components", point.NewTags(point.Tag{Key: "name", Value: "etcd-0"}),
			point.Fields{{Key: "healthy", Value: point.Bool(true)}}, time.Unix(1, 0)))
	}
	status := telegraf.Run(context.Background(), os.Stdout, os.Stderr, gather)
	fmt.Println("exit status", status)
	// Output:
	// kube_components,name=etcd-0 healthy=true 1000000000
	// exit status 0
}
