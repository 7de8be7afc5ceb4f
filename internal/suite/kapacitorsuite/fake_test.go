package kapacitorsuite_test

import (
	"testing"

	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// TestFake runs the suite against kapacitortest, with a clock that stands and with the machine's, below a path of its own.
func TestFake(t *testing.T) {
	for name, real := range map[string]bool{"clock that stands": false, "real time": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := kapacitortest.Run(t, kapacitortest.Config{
				BasePath: "/kap", RealTime: real, Handlers: alert.DefaultConfig(), InfluxDB: kapacitorsuite.Influx(), Overrides: kapacitortest.DefaultSections(),
			})
			kapacitorsuite.Run(t, kapacitorsuite.Env{URL: srv.URL, Dir: t.TempDir()})
		})
	}
}
