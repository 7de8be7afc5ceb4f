package influx_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/influx/telegraf"
	"github.com/tickwright/tickwright/internal/realstack"
)

// The test binary plays two more parts: the program which Telegraf's exec input runs, and the program which the crash
// test kills.
func TestMain(m *testing.M) {
	switch os.Getenv("TICKWRIGHT_ITEST_ROLE") {
	case "exec":
		telegraf.Main(components)
	case "writer":
		os.Exit(crashingWriter())
	}
	os.Exit(realstack.Main(m))
}

// components is an exec program: the health of two components.
func components(_ context.Context, emit func(...point.Point) error) error {
	now := time.Now()
	for name, healthy := range map[string]bool{"etcd-0": true, "scheduler": false} {
		err := emit(point.New("kube_components", point.NewTags(point.Tag{Key: "name", Value: name}),
			point.Fields{{Key: "healthy", Value: point.Bool(healthy)}, {Key: "message", Value: point.String("it's \"so\"")}}, now))
		if err != nil {
			return err
		}
	}
	return nil
}
