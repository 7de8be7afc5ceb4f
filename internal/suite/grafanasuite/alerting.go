package grafanasuite

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

// point is a new contact point.
func (s *suite) point(t *testing.T, c *grafana.Client) grafana.ContactPoint {
	t.Helper()
	p, err := c.CreateContactPoint(s.ctx(t), grafana.ContactPoint{Name: s.name("hook"), Type: "webhook", Settings: map[string]any{"url": "http://127.0.0.1:1/x", "username": "u"},
		Secrets: map[string]grafana.Secret{"password": "hidden-pw"}})
	require.NoError(t, err)
	return p
}

func testContactPoints(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	p := s.point(t, c)
	require.NotEmpty(t, p.UID)
	require.Equal(t, "api", p.Provenance)
	list, err := c.ListContactPoints(ctx, p.Name)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, []any{p.UID, "webhook", "http://127.0.0.1:1/x", "[REDACTED]"}, []any{list[0].UID, list[0].Type, list[0].Settings["url"], list[0].Settings["password"]})
	edit := list[0]
	edit.Settings["url"], edit.DisableResolveMessage = "http://127.0.0.1:1/y", true
	require.NoError(t, c.UpdateContactPoint(ctx, edit))
	list, err = c.ListContactPoints(ctx, "")
	require.NoError(t, err)
	require.True(t, contains(list, func(x grafana.ContactPoint) bool {
		return x.UID == p.UID && x.Settings["url"] == "http://127.0.0.1:1/y" && x.DisableResolveMessage
	}))
	_, err = c.CreateContactPoint(ctx, grafana.ContactPoint{Name: s.name("bad"), Type: "webhook", Settings: map[string]any{}})
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	edit.UID = s.name("none")
	require.ErrorIs(t, c.UpdateContactPoint(ctx, edit), grafana.ErrNotFound)
	require.NoError(t, c.DeleteContactPoint(ctx, p.UID))
	list, err = c.ListContactPoints(ctx, p.Name)
	require.NoError(t, err)
	require.Empty(t, list)

	editable, err := s.client(t, grafana.WithEditableAlerting()).CreateContactPoint(ctx, grafana.ContactPoint{Name: s.name("hook"), Type: "webhook", Settings: map[string]any{"url": "http://127.0.0.1:1/x"}})
	require.NoError(t, err)
	require.Empty(t, editable.Provenance)
	require.NoError(t, c.DeleteContactPoint(ctx, editable.UID))
}

func testPolicies(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	p := s.point(t, c)
	m, err := c.CreateMuteTiming(ctx, grafana.MuteTiming{Name: s.name("mute"), Intervals: []grafana.MuteInterval{{Weekdays: []string{"saturday", "sunday"}}}})
	require.NoError(t, err)
	tree := grafana.Policy{Receiver: p.Name, GroupBy: []string{"alertname"}, GroupWait: grafana.Duration(30 * time.Second), RepeatInterval: grafana.Duration(4 * time.Hour), Policies: []grafana.Policy{{
		Receiver: p.Name, Matchers: []grafana.Matcher{{"severity", "=", "critical"}, {"host", "=~", "web.*"}}, MuteTimings: []string{m.Name}, Continue: true, GroupInterval: grafana.Duration(90 * time.Second),
	}}}
	require.NoError(t, c.SetPolicies(ctx, tree))
	got, err := c.Policies(ctx)
	require.NoError(t, err)
	require.Equal(t, "api", got.Provenance)
	got.Provenance = ""
	require.Len(t, got.Policies, 1)
	require.ElementsMatch(t, tree.Policies[0].Matchers, got.Policies[0].Matchers, "the order is the server's")
	got.Policies[0].Matchers = tree.Policies[0].Matchers
	require.Equal(t, tree, got)
	bad := tree
	bad.Receiver = s.name("none")
	require.ErrorIs(t, c.SetPolicies(ctx, bad), grafana.ErrBadRequest)
	require.Error(t, c.DeleteMuteTiming(ctx, m.Name), "it is used")
	require.NoError(t, c.ResetPolicies(ctx))
	got, err = c.Policies(ctx)
	require.NoError(t, err)
	require.Empty(t, got.Policies)
	require.NoError(t, c.DeleteMuteTiming(ctx, m.Name))
	require.NoError(t, c.DeleteContactPoint(ctx, p.UID))
}

func testMuteTimings(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	m := grafana.MuteTiming{Name: s.name("mute"), Intervals: []grafana.MuteInterval{{Times: []grafana.MuteTimes{{Start: "09:00", End: "17:00"}}, Weekdays: []string{"monday:friday"}, DaysOfMonth: []string{"1", "-1"}, Months: []string{"1:3"}}}}
	made, err := c.CreateMuteTiming(ctx, m)
	require.NoError(t, err)
	require.Equal(t, []string{m.Name, "api"}, []string{made.Name, made.Provenance})
	_, err = c.CreateMuteTiming(ctx, m)
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	got, err := c.GetMuteTiming(ctx, m.Name)
	require.NoError(t, err)
	require.Equal(t, m.Intervals, got.Intervals)
	m.Intervals = []grafana.MuteInterval{{Years: []string{"2030"}}}
	_, err = c.UpdateMuteTiming(ctx, m)
	require.NoError(t, err)
	list, err := c.ListMuteTimings(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, count(list, func(x grafana.MuteTiming) bool {
		return x.Name == m.Name && len(x.Intervals) == 1 && len(x.Intervals[0].Years) == 1
	}))
	require.NoError(t, c.DeleteMuteTiming(ctx, m.Name))
	_, err = c.GetMuteTiming(ctx, m.Name)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.UpdateMuteTiming(ctx, m)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testAlertRules(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	f := s.folder(t, c)
	rule := grafana.AlertRule{FolderUID: f.UID, RuleGroup: s.name("group"), Title: s.name("rule"), Condition: "A", For: grafana.Duration(5 * time.Minute), Labels: map[string]string{"team": "x"},
		Data: []grafana.AlertQuery{{RefID: "A", DataSourceUID: "__expr__", Range: grafana.RelativeRange{From: 600}, Model: json.RawMessage(`{"type":"math","expression":"1 > 2","refId":"A"}`)}}}
	made, err := c.CreateAlertRule(ctx, rule)
	require.NoError(t, err)
	require.NotEmpty(t, made.UID)
	require.Equal(t, "api", made.Provenance)
	got, err := c.GetAlertRule(ctx, made.UID)
	require.NoError(t, err)
	require.Equal(t, []any{rule.Title, rule.For, rule.Labels, "NoData", "Error"}, []any{got.Title, got.For, got.Labels, got.NoDataState, got.ExecErrState})
	got.Title += "2"
	up, err := c.UpdateAlertRule(ctx, got)
	require.NoError(t, err)
	require.Equal(t, got.Title, up.Title)
	list, err := c.ListAlertRules(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, count(list, func(r grafana.AlertRule) bool { return r.UID == made.UID }))

	g, err := c.GetRuleGroup(ctx, f.UID, rule.RuleGroup)
	require.NoError(t, err)
	require.Len(t, g.Rules, 1)
	second := rule
	second.Title = s.name("second")
	g.Seconds, g.Rules = 120, append(g.Rules, second)
	require.NoError(t, c.SetRuleGroup(ctx, g))
	g, err = c.GetRuleGroup(ctx, f.UID, rule.RuleGroup)
	require.NoError(t, err)
	require.Equal(t, []any{int64(120), 2, rule.RuleGroup, f.UID}, []any{g.Seconds, len(g.Rules), g.Title, g.FolderUID})
	_, err = c.GetRuleGroup(ctx, f.UID, s.name("none"))
	require.ErrorIs(t, err, grafana.ErrNotFound)

	require.ErrorIs(t, c.DeleteFolder(ctx, f.UID, false), grafana.ErrBadRequest, "it has rules in it")
	require.NoError(t, c.DeleteAlertRule(ctx, made.UID))
	_, err = c.GetAlertRule(ctx, made.UID)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.UpdateAlertRule(ctx, got)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}
