package influxdconf_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/influxdconf"
)

const file = `
bind-address = "127.0.0.1:8088"
[meta]
  dir = "/var/lib/influxdb/meta"
[http]
  enabled = true
[[collectd]]
  enabled = true
  bind-address = ":25826"
  database = "collectd"
  typesdb = "/usr/share/collectd"
  security-level = "none"
  batch-timeout = "10s"
  parse-multivalue-plugin = "join"
  new-option = 3
[[graphite]]
  enabled = true
  templates = ["*.app env.service.resource.measurement", "server.*"]
  tags = ["region=us-east", "zone=1c"]
[[graphite]]
  bind-address = ":2004"
  protocol = "udp"
`

func TestRoundTrip(t *testing.T) {
	c, err := influxdconf.Read(strings.NewReader(file))
	require.NoError(t, err)
	require.Len(t, c.Collectd, 1)
	require.Len(t, c.Graphite, 2)
	require.Equal(t, influxdconf.Collectd{
		Enabled: true, BindAddress: ":25826", Database: "collectd", TypesDB: "/usr/share/collectd", SecurityLevel: "none", BatchTimeout: "10s",
		ParseMultiValuePlugin: "join", Extra: map[string]any{"new-option": int64(3)},
	}, c.Collectd[0])
	require.False(t, c.Graphite[1].Enabled)
	require.Equal(t, "udp", c.Graphite[1].Protocol)
	require.Contains(t, c.Rest, "meta")

	var b bytes.Buffer
	require.NoError(t, c.Write(&b))
	again, err := influxdconf.Read(strings.NewReader(b.String()))
	require.NoError(t, err, b.String())
	require.Empty(t, cmp.Diff(c, again, cmpopts.EquateEmpty()), b.String())
	require.Contains(t, b.String(), "[[collectd]]\n")
}

func TestReadRefuses(t *testing.T) {
	for _, bad := range []string{"[[collectd]]\n batch-size = \"x\"", "[[graphite]]\n tags = 1", "[["} {
		_, err := influxdconf.Read(strings.NewReader(bad))
		require.Error(t, err, bad)
	}
}
