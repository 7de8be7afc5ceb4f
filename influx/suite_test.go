package influx_test

import (
	"testing"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/internal/suite/influxsuite"
)

func TestSuite(t *testing.T) {
	for _, version := range []string{"1.8.10", "2.7.12"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			srv := influxtest.Start(t, influxtest.Options{Version: version, BasePath: "/metrics", User: "admin", Password: "admin-password"})
			influxsuite.Run(t, influxsuite.Target{
				Version: version, V2: version[0] == '2', Unsigned: true,
				Client: func(_ testing.TB, bucket string) *influx.Client { return srv.Client(bucket) },
			})
		})
	}
}
