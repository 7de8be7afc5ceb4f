// Package grafanasuite holds the one set of tests that grafanatest and a real Grafana both have to pass. It calls every method of the client.
package grafanasuite

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/internal/api"
)

// Env is the server under test. What the tests make there has names of its own.
type Env struct {
	URL             string
	User, Password  string // of an admin of the server
	Nested          bool   // folders can be in folders
	Influx          string // URL of an InfluxDB 1.x that both sides can reach, without authentication
	InfluxDatabase  string // in it, with the points of Line
	AlertingApplies bool   // the server takes a while to start its alerting in a new organisation
}

// Points is what the InfluxDB holds: half a minute of one host's disk, in line protocol.
const Points = "disk,host=a used_percent=70 1700000000000000000\ndisk,host=a used_percent=85.5 1700000010000000000\ndisk,host=a used_percent=95 1700000020000000000\n"

// first is the time of the first of Points.
var first = time.Unix(1700000000, 0).UTC()

// Run runs the suite.
func Run(t *testing.T, env Env) {
	s := &suite{env: env, run: fmt.Sprintf("%x", time.Now().UnixNano())}
	for _, x := range []struct {
		name string
		test func(*testing.T, *suite)
	}{
		{"health", testHealth},
		{"orgs", testOrgs},
		{"users", testUsers},
		{"teams", testTeams},
		{"service accounts", testServiceAccounts},
		{"credentials", testCredentials},
		{"preferences", testPreferences},
		{"data sources", testDataSources},
		{"influxdb sources", testInfluxDBSources},
		{"query", testQuery},
		{"folders", testFolders},
		{"nested folders", testNestedFolders},
		{"dashboards", testDashboards},
		{"conflicts", testConflicts},
		{"versions", testVersions},
		{"provisioning", testProvisioning},
		{"search", testSearch},
		{"permissions", testPermissions},
		{"annotations", testAnnotations},
		{"annotation tags", testAnnotationTags},
		{"annotator", testAnnotator},
		{"library", testLibrary},
		{"contact points", testContactPoints},
		{"policies", testPolicies},
		{"mute timings", testMuteTimings},
		{"alert rules", testAlertRules},
	} {
		t.Run(x.name, func(t *testing.T) { x.test(t, s) })
	}
}

type suite struct {
	env Env
	run string // makes names unique, so that what another run left does not matter
	n   atomic.Int64
}

// client is the server's admin.
func (s *suite) client(t *testing.T, opts ...grafana.Option) *grafana.Client {
	t.Helper()
	return s.plain(t, append([]grafana.Option{grafana.WithBasic(s.env.User, s.env.Password)}, opts...)...)
}

// plain is a client with nothing but what is given.
func (s *suite) plain(t *testing.T, opts ...grafana.Option) *grafana.Client {
	t.Helper()
	c, err := grafana.New(s.env.URL, append([]grafana.Option{grafana.WithRetries(1, 0, 0)}, opts...)...)
	require.NoError(t, err)
	return c
}

func (s *suite) ctx(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second) // also good in a clean-up, unlike t.Context()
	t.Cleanup(cancel)
	return ctx
}

// name is one that nobody else uses.
func (s *suite) name(what string) string { return fmt.Sprintf("%s-%s-%d", what, s.run, s.n.Add(1)) }

// folder is a new folder.
func (s *suite) folder(t *testing.T, c *grafana.Client) grafana.Folder {
	t.Helper()
	f, err := c.CreateFolder(s.ctx(t), grafana.FolderRequest{UID: s.name("f"), Title: s.name("folder")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.DeleteFolder(s.ctx(t), f.UID, true)) })
	return f
}

// user is a new user of the client's organisation, with a client of their own.
func (s *suite) user(t *testing.T, c *grafana.Client, role string) (grafana.User, *grafana.Client) {
	t.Helper()
	ctx, login := s.ctx(t), s.name("user")
	id, err := c.CreateUser(ctx, grafana.UserRequest{Login: login, Email: login + "@example.com", Name: "Some " + role, Password: "s3cret-pw"})
	require.NoError(t, err)
	t.Cleanup(func() {
		if err := c.DeleteUser(s.ctx(t), id); err != nil {
			require.ErrorIs(t, err, grafana.ErrNotFound)
		}
	})
	require.NoError(t, c.SetRole(ctx, id, role))
	u, err := c.GetUser(ctx, id)
	require.NoError(t, err)
	return u, s.plain(t, grafana.WithBasic(login, "s3cret-pw"))
}

func collect[T any](t *testing.T, seq func(func(T, error) bool)) []T {
	t.Helper()
	list, err := api.Collect[T](seq)
	require.NoError(t, err)
	return list
}

func contains[T any](list []T, is func(T) bool) bool { return count(list, is) > 0 }

func count[T any](list []T, is func(T) bool) int {
	n := 0
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}
