package grafana_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/grafanad"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/suite/grafanasuite"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

// TestSuite runs the suite against a real Grafana, with and without nested folders, below a sub-path, with a real InfluxDB behind it.
func TestSuite(t *testing.T) {
	grafanad.Require(t)
	db := influxd1.Shared(t)
	_, err := db.Query(t.Context(), "", "CREATE DATABASE grafana_suite")
	require.NoError(t, err)
	require.NoError(t, db.Write(t.Context(), "grafana_suite", "autogen", grafanasuite.Points))
	for name, o := range map[string]grafanad.Options{
		"nested": {Path: "/grafana", Config: "[feature_toggles]\nenable = nestedFolders\n"},
		"flat":   {Path: "/grafana"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := grafanad.Run(t, o)
			grafanasuite.Run(t, grafanasuite.Env{URL: srv.URL, User: grafanad.AdminUser, Password: grafanad.AdminPassword, Nested: name == "nested",
				Influx: db.URL, InfluxDatabase: "grafana_suite"})
		})
	}
}
