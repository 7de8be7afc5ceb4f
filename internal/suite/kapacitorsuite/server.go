package kapacitorsuite

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

func replaceTopic(script, topic string) string { return strings.Replace(script, "TOPIC", topic, 1) }

func testServer(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "Ping", "DebugVars", "SetLogLevel", "ReloadSideload", "ListServiceTests", "GetServiceTest", "RunServiceTest", "ListStores", "RebuildStore", "Backup")
	pong, err := c.Ping(ctx)
	require.NoError(t, err)
	require.Equal(t, "1.8.3", pong.Version)
	vars, err := c.DebugVars(ctx)
	require.NoError(t, err)
	require.Equal(t, "1.8.3", vars.Version)
	require.NotEmpty(t, vars.ServerID)
	require.NoError(t, c.SetLogLevel(ctx, "INFO"))
	require.ErrorContains(t, c.SetLogLevel(ctx, "LOUD"), "invalid log level")
	require.NoError(t, c.ReloadSideload(ctx))

	tests, err := c.ListServiceTests(ctx, "*")
	require.NoError(t, err)
	require.Len(t, tests, 37)
	tests, err = c.ListServiceTests(ctx, "sl*")
	require.NoError(t, err)
	require.Len(t, tests, 1)
	one, err := c.GetServiceTest(ctx, "slack")
	require.NoError(t, err)
	require.Equal(t, "test slack message", one.Options["message"])
	_, err = c.GetServiceTest(ctx, "none")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	res, err := c.RunServiceTest(ctx, "slack", nil)
	require.NoError(t, err)
	require.Equal(t, kapacitor.ServiceTestResult{Message: "service is not enabled"}, res)

	stores, err := c.ListStores(ctx)
	require.NoError(t, err)
	require.Len(t, stores, 6)
	require.NoError(t, c.RebuildStore(ctx, "tasks"))
	require.ErrorIs(t, c.RebuildStore(ctx, "none"), kapacitor.ErrNotFound)
	var b bytes.Buffer
	n, err := c.Backup(ctx, &b)
	require.NoError(t, err)
	require.EqualValues(t, b.Len(), n)
	require.NotZero(t, n)
}

func testConfig(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "ConfigSections", "ConfigSection", "ConfigElement", "UpdateConfig")
	all, err := c.ConfigSections(ctx)
	require.NoError(t, err)
	require.Contains(t, all.Sections, "alerta")
	require.NoError(t, c.UpdateConfig(ctx, "alerta", "", kapacitor.ConfigAction{Set: map[string]any{"token": "secret", "origin": "suite", "environment": "x"}}))
	t.Cleanup(func() {
		_ = c.UpdateConfig(s.ctx(t), "alerta", "", kapacitor.ConfigAction{Delete: []string{"token", "origin", "environment"}})
	})
	e, err := c.ConfigElement(ctx, "alerta", "")
	require.NoError(t, err)
	require.Equal(t, "suite", e.Options["origin"])
	require.Equal(t, true, e.Options["token"], "set, and not shown")
	require.Equal(t, []string{"token"}, e.Redacted)
	require.NoError(t, c.UpdateConfig(ctx, "alerta", "", kapacitor.ConfigAction{Delete: []string{"environment"}}))
	e, err = c.ConfigElement(ctx, "alerta", "")
	require.NoError(t, err)
	require.Equal(t, "", e.Options["environment"])

	require.NoError(t, c.UpdateConfig(ctx, "slack", "", kapacitor.ConfigAction{Add: map[string]any{"workspace": "suite", "channel": "#c"}}))
	sec, err := c.ConfigSection(ctx, "slack")
	require.NoError(t, err)
	require.Len(t, sec.Elements, 2)
	e, err = c.ConfigElement(ctx, "slack", "suite")
	require.NoError(t, err)
	require.Equal(t, "#c", e.Options["channel"])
	require.NoError(t, c.UpdateConfig(ctx, "slack", "", kapacitor.ConfigAction{Remove: []string{"suite"}}))
	_, err = c.ConfigElement(ctx, "slack", "suite")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.ConfigSection(ctx, "none")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	err = c.UpdateConfig(ctx, "alerta", "", kapacitor.ConfigAction{Set: map[string]any{"nothing": 1}})
	require.ErrorContains(t, err, "unknown options [nothing] in section alerta")
}

// testUsers: the open-source server has no users.
func testUsers(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "CreateUser", "GetUser", "UpdateUser", "DeleteUser", "ListUsers", "AllUsers")
	_, err := c.CreateUser(ctx, kapacitor.UserRequest{Name: "bob", Password: "pw"})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.GetUser(ctx, "bob")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.UpdateUser(ctx, "bob", kapacitor.UserRequest{Type: kapacitor.AdminUser})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.ListUsers(ctx, "", kapacitor.Page{})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	for _, err := range c.AllUsers(ctx, "") {
		require.ErrorIs(t, err, kapacitor.ErrNotFound)
	}
	_ = c.DeleteUser(ctx, "bob") // what is not there may be deleted; whether a missing API counts as that is the client's choice
}

func testLogs(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(s.ctx(t))
	defer cancel()
	c := s.client(t, "Logs")
	d := s.dbrp()
	task := s.task(t, c, kapacitor.TaskRequest{Status: kapacitor.Enabled, DBRPs: []kapacitor.DBRP{d}, Script: `stream|from().measurement('m')|log().prefix('P')`})
	lines := make(chan kapacitor.LogLine, 100)
	ended := make(chan error, 1)
	go func() {
		defer close(ended)
		for l, err := range c.Logs(ctx, kapacitor.LogQuery{Tags: map[string]string{"task": task.ID}}) {
			if err != nil {
				ended <- err
				return
			}
			select {
			case lines <- l:
			default:
			}
		}
	}()
	// The session is open some time after it was asked for.
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case l := <-lines:
			if l.Message != "point" {
				continue
			}
			require.Equal(t, task.ID, l.Fields["task"])
			require.Equal(t, "P", l.Fields["prefix"])
			cancel()
			<-ended
			return
		case <-tick.C:
			require.NoError(t, c.WriteLines(s.ctx(t), d.Database, d.RetentionPolicy, 0, []byte("m v=1 1")))
		case err := <-ended:
			t.Fatalf("the log ends: %v", err)
		case <-ctx.Done():
			t.Fatal("no line comes")
		}
	}
}
