package grafanasuite_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana/grafanatest"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/internal/suite/grafanasuite"
)

func TestFake(t *testing.T) {
	for name, conf := range map[string]grafanatest.Config{"nested": {}, "flat": {FlatFolders: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := influxtest.New(influxtest.Options{})
			t.Cleanup(db.Close)
			write(t, db)
			srv := grafanatest.New(conf)
			t.Cleanup(srv.Close)
			grafanasuite.Run(t, grafanasuite.Env{URL: srv.URL, User: grafanatest.AdminUser, Password: grafanatest.AdminPassword, Nested: !conf.FlatFolders,
				Influx: db.URL, InfluxDatabase: "telegraf"})
		})
	}
}

// write puts the suite's points into an InfluxDB.
func write(t *testing.T, db *influxtest.Server) {
	t.Helper()
	db.CreateBucket("telegraf")
	resp, err := http.Post(db.URL+"/write?db=telegraf", "text/plain", strings.NewReader(grafanasuite.Points))
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, http.StatusNoContent, resp.StatusCode)
}
