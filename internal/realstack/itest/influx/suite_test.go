package influx_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/realstack/influxd2"
	"github.com/tickwright/tickwright/internal/suite/influxsuite"
)

func client(t testing.TB, url string, opts ...influx.Option) *influx.Client {
	t.Helper()
	c, err := influx.New(url, opts...)
	require.NoError(t, err)
	return c
}

func client1(t testing.TB, bucket string) *influx.Client {
	return client(t, influxd1.SharedAuth(t).URL, influx.WithPassword(influxd1.AdminUser, influxd1.AdminPassword), influx.WithBucket(bucket))
}

func TestSuite1(t *testing.T) {
	influxd1.Require(t)
	influxsuite.Run(t, influxsuite.Target{Version: influxd1.Version, Client: client1, Flux: true})
}

func client2(t testing.TB, bucket string) *influx.Client {
	return client(t, influxd2.Shared(t).URL, influx.WithToken(influxd2.Token), influx.WithOrg(influxd2.Org), influx.WithBucket(bucket))
}

func TestSuite2(t *testing.T) {
	influxd2.Require(t)
	influxsuite.Run(t, influxsuite.Target{Version: influxd2.Version, V2: true, Client: client2, Flux: true, Unsigned: true})
}
