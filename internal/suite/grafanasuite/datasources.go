package grafanasuite

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

func testDataSources(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	name := s.name("prom")
	d, err := c.CreateDataSource(ctx, grafana.DataSource{Name: name, Type: "prometheus", URL: "http://127.0.0.1:1", BasicAuth: true, BasicAuthUser: "joe",
		JSONData: map[string]any{"httpMethod": "POST", "x": map[string]any{"y": 1.0}}, Secrets: map[string]grafana.Secret{"basicAuthPassword": "hidden-pw"}})
	require.NoError(t, err)
	require.NotEmpty(t, d.UID)
	require.Equal(t, []any{name, "prometheus", grafana.AccessProxy, true, "joe"}, []any{d.Name, d.Type, d.Access, d.BasicAuth, d.BasicAuthUser})
	got, err := c.GetDataSource(ctx, d.UID)
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"basicAuthPassword": true}, got.SecretsSet)
	require.Equal(t, map[string]any{"httpMethod": "POST", "x": map[string]any{"y": 1.0}}, got.JSONData)
	require.Empty(t, got.Secrets)
	d.Secrets = map[string]grafana.Secret{"basicAuthPassword": "hidden-pw"}
	js, err := json.Marshal(d)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", d, d, d, js), "hidden-pw")

	got.URL, got.Secrets = "http://127.0.0.1:2", map[string]grafana.Secret{"httpHeaderValue1": "v"}
	up, err := c.UpdateDataSource(ctx, got)
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:2", up.URL)
	require.Greater(t, up.Version, got.Version)
	_, err = c.UpdateDataSource(ctx, got)
	require.ErrorIs(t, err, grafana.ErrVersionMismatch, "an old version")
	require.ErrorIs(t, err, grafana.ErrConflict)
	require.NotContains(t, err.Error(), "hidden-pw")
	found, err := c.FindDataSource(ctx, name)
	require.NoError(t, err)
	require.Equal(t, d.UID, found.UID)
	require.Equal(t, map[string]bool{"basicAuthPassword": true, "httpHeaderValue1": true}, found.SecretsSet, "a secret that is not named stays")
	_, err = c.CreateDataSource(ctx, grafana.DataSource{Name: name, Type: "prometheus"})
	require.ErrorIs(t, err, grafana.ErrConflict)
	_, err = c.CreateDataSource(ctx, grafana.DataSource{Name: s.name("x"), UID: d.UID, Type: "prometheus"})
	require.ErrorIs(t, err, grafana.ErrConflict)
	list, err := c.ListDataSources(ctx)
	require.NoError(t, err)
	require.True(t, contains(list, func(x grafana.DataSource) bool { return x.UID == d.UID }))
	require.NoError(t, c.DeleteDataSource(ctx, d.UID))
	require.ErrorIs(t, c.DeleteDataSource(ctx, d.UID), grafana.ErrNotFound)
	_, err = c.GetDataSource(ctx, d.UID)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.FindDataSource(ctx, name)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.UpdateDataSource(ctx, got)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

// source is a data source for the InfluxDB of the environment.
func (s *suite) source(t *testing.T, c *grafana.Client, d grafana.DataSource) grafana.DataSource {
	t.Helper()
	d, err := c.CreateDataSource(s.ctx(t), d)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.DeleteDataSource(s.ctx(t), d.UID)) })
	return d
}

func testInfluxDBSources(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	d := s.source(t, c, grafana.InfluxQL{Name: s.name("influx"), UID: s.name("ix"), URL: s.env.Influx, Database: s.env.InfluxDatabase, User: "u", Password: "hidden-pw", Interval: 10 * time.Second}.DataSource())
	got, err := c.GetDataSource(ctx, d.UID)
	require.NoError(t, err)
	require.Equal(t, []any{grafana.InfluxDBType, s.env.InfluxDatabase, "u", "10s", true}, []any{got.Type, got.Database, got.User, got.JSONData["timeInterval"], got.SecretsSet["password"]})
	h, err := c.CheckDataSource(ctx, d.UID)
	require.NoError(t, err)
	require.True(t, h.OK(), "%+v", h)
	f := s.source(t, c, grafana.Flux{Name: s.name("flux"), URL: "http://127.0.0.1:1", Organization: "o", Bucket: "b", Token: "hidden-token"}.DataSource())
	got, err = c.GetDataSource(ctx, f.UID)
	require.NoError(t, err)
	require.Equal(t, []any{"Flux", "o", "b", true}, []any{got.JSONData["version"], got.JSONData["organization"], got.JSONData["defaultBucket"], got.SecretsSet["token"]})
	h, err = c.CheckDataSource(ctx, f.UID)
	require.NoError(t, err, "that it does not work is a result")
	require.False(t, h.OK())
	require.NotEmpty(t, h.Message)
	_, err = c.CheckDataSource(ctx, s.name("none"))
	require.ErrorIs(t, err, grafana.ErrServer, "the server does not say that there is none")
}

func testQuery(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	d := s.source(t, c, grafana.InfluxQL{Name: s.name("influx"), URL: s.env.Influx, Database: s.env.InfluxDatabase}.DataSource())
	res, err := c.Query(ctx, grafana.QueryRequest{From: first, To: first.Add(15 * time.Second), Queries: []grafana.Query{
		grafana.InfluxQLQuery(d.UID, `SELECT "used_percent" FROM "disk" WHERE $timeFilter`),
	}})
	require.NoError(t, err)
	require.Len(t, res, 1)
	require.Empty(t, res["A"].Error)
	require.Len(t, res["A"].Frames, 1)
	frame := res["A"].Frames[0]
	require.Equal(t, 2, frame.Len(), "the third point is outside")
	times, ok := frame.Field(grafana.FieldTime)
	require.True(t, ok)
	values, ok := frame.Field(grafana.FieldNumber)
	require.True(t, ok)
	for i, want := range []float64{70, 85.5} {
		at, ok := times.Time(i)
		require.True(t, ok)
		require.Equal(t, first.Add(time.Duration(i)*10*time.Second), at)
		v, ok := values.Float(i)
		require.True(t, ok)
		require.Equal(t, want, v)
	}
	require.Contains(t, frame.ExecutedQuery(), "used_percent")

	_, err = c.Query(ctx, grafana.QueryRequest{From: first, To: first.Add(time.Minute), Queries: []grafana.Query{grafana.InfluxQLQuery(d.UID, `SELECT FROM`)}})
	require.ErrorIs(t, err, grafana.ErrServer, "a query that InfluxDB does not understand")
	_, err = c.Query(ctx, grafana.QueryRequest{From: first, To: first.Add(time.Minute), Queries: []grafana.Query{grafana.InfluxQLQuery(s.name("none"), `SELECT 1`)}})
	require.ErrorIs(t, err, grafana.ErrNotFound)
}
