package grafanatest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
)

func start(t *testing.T, conf grafanatest.Config, opts ...grafana.Option) (*grafanatest.Server, *grafana.Client) {
	t.Helper()
	srv := grafanatest.New(conf)
	t.Cleanup(srv.Close)
	c, err := grafana.New(srv.URL, append([]grafana.Option{grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword), grafana.WithRetries(2, 1, 1)}, opts...)...)
	require.NoError(t, err)
	return srv, c
}

func TestFaults(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t, grafanatest.Config{})
	srv.Fail(grafanatest.Fault{Path: "/api/org", Status: 503, Times: 1, Header: map[string]string{"Retry-After": "0"}})
	_, err := c.CurrentOrg(ctx)
	require.NoError(t, err, "repeated")
	srv.Heal()
	srv.Fail(grafanatest.Fault{Method: "POST", Path: "/api/teams", After: true, Times: 1})
	_, err = c.CreateTeam(ctx, grafana.TeamRequest{Name: "x"})
	require.ErrorIs(t, err, grafana.ErrTransport, "a create is not repeated after a lost answer")
	_, err = c.CreateTeam(ctx, grafana.TeamRequest{Name: "x"})
	require.ErrorIs(t, err, grafana.ErrConflict, "it was done")
	srv.Fail(grafanatest.Fault{Path: "/api/health", Answer: func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"database":"slow"}`) }})
	h, err := c.Health(ctx)
	require.NoError(t, err)
	require.Equal(t, "slow", h.Database)
	srv.Heal()
	srv.Fail(grafanatest.Fault{Reset: true})
	_, err = c.Health(ctx)
	require.ErrorIs(t, err, grafana.ErrTransport)
}

func TestClockAndFlatFolders(t *testing.T) {
	ctx := t.Context()
	now := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	_, c := start(t, grafanatest.Config{FlatFolders: true, BasePath: "/", Now: func() time.Time { return now }})
	f, err := c.CreateFolder(ctx, grafana.FolderRequest{UID: "a", Title: "A"})
	require.NoError(t, err)
	require.Equal(t, now, f.Created)
	sub, err := c.CreateFolder(ctx, grafana.FolderRequest{UID: "b", Title: "B", ParentUID: "a"})
	require.NoError(t, err)
	require.Empty(t, sub.ParentUID, "ignored")
	_, err = c.MoveFolder(ctx, "b", "a")
	require.ErrorIs(t, err, grafana.ErrNotFound)
	account, err := c.CreateServiceAccount(ctx, grafana.ServiceAccountRequest{Name: "x", Role: grafana.RoleViewer})
	require.NoError(t, err)
	token, err := c.CreateToken(ctx, account.ID, "t", time.Hour)
	require.NoError(t, err)
	robot, err := grafana.New(c.Endpoint(), grafana.WithToken(token.Key.Reveal()))
	require.NoError(t, err)
	_, err = robot.CurrentOrg(ctx)
	require.NoError(t, err)
	now = now.Add(2 * time.Hour)
	_, err = robot.CurrentOrg(ctx)
	require.ErrorIs(t, err, grafana.ErrUnauthorized, "expired")
}
