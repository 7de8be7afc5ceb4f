package kapacitor_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

// real starts a kapacitord with an InfluxDB 1.8 behind it that holds the suite's points.
func real(t *testing.T) *kapacitord.Server {
	t.Helper()
	kapacitord.Require(t)
	influx := influxd1.Shared(t)
	_, err := influx.Query(t.Context(), "", "CREATE DATABASE "+kapacitorsuite.InfluxDB)
	require.NoError(t, err)
	require.NoError(t, influx.Write(t.Context(), kapacitorsuite.InfluxDB, "autogen", kapacitorsuite.InfluxLines))
	return kapacitord.Run(t, kapacitord.Options{InfluxDB: influx.URL, Overrides: true})
}
