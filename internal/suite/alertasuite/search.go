package alertasuite

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
)

// testSearch asks every kind of condition for the same three alerts.
func testSearch(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	mark := s.name("mark")
	names := map[string]string{}
	var ids []string
	for i, x := range []struct {
		key string
		r   alerta.AlertRequest
	}{
		{"a", alerta.AlertRequest{Event: "NodeDown", Severity: "critical", Environment: "Production", Service: []string{"web", "shop"}, Group: "Node", Value: "95%", Text: "disk full_now on sda1",
			Tags: []string{"cluster=blue", "zone=1"}, Attributes: alerta.Attributes{"region": "eu-west", "mark": mark}, Correlate: []string{"NodeUp"}}},
		{"b", alerta.AlertRequest{Event: "NodeDown", Severity: "warning", Environment: "Production", Service: []string{"web"}, Group: "Node", Value: "80%", Text: "Disk filling",
			Tags: []string{"cluster=green"}, Attributes: alerta.Attributes{"region": "us-east", "mark": mark}}},
		{"c", alerta.AlertRequest{Event: "PodGone", Severity: "minor", Environment: "Development", Service: []string{"db"}, Group: "Pod", Text: "pod vanished",
			Tags: []string{"cluster=blue"}, Attributes: alerta.Attributes{"region": "eu-west", "mark": mark}}},
	} {
		x.r.Resource = s.name("find-" + x.key)
		x.r.CreateTime = time.Now().Add(time.Duration(i-5) * time.Minute)
		a := s.sent(t, c, x.r)
		names[a.ID] = x.key
		ids = append(ids, a.ID)
	}
	require.NoError(t, c.Ack(ctx, ids[1], alerta.Change{}))
	again := s.get(t, c, ids[2])
	_, err := c.Send(ctx, alerta.AlertRequest{Resource: again.Resource, Event: again.Event, Environment: again.Environment, Severity: again.Severity, Service: again.Service, Text: again.Text})
	require.NoError(t, err)

	for _, x := range []struct {
		want string
		cond []alerta.Condition
	}{
		{"abc", nil},
		{"ab", []alerta.Condition{alerta.Equal(alerta.Environment, "Production")}},
		{"abc", []alerta.Condition{alerta.Equal(alerta.Environment, "Production", "Development")}},
		{"c", []alerta.Condition{alerta.NotEqual(alerta.Environment, "Production")}},
		{"", []alerta.Condition{alerta.NotEqual(alerta.Environment, "Production", "Development")}},
		{"b", []alerta.Condition{alerta.Equal(alerta.Status, "ack")}},
		{"ac", []alerta.Condition{alerta.NotEqual(alerta.Status, "ack", "closed")}},
		{"a", []alerta.Condition{alerta.Equal(alerta.Severity, "critical")}},
		{"ab", []alerta.Condition{alerta.Contains(alerta.Text, "DISK")}},
		{"a", []alerta.Condition{alerta.Contains(alerta.Text, "l_n")}}, // _ is no wildcard
		{"", []alerta.Condition{alerta.Contains(alerta.Text, "d%k")}},
		{"c", []alerta.Condition{alerta.NotContains(alerta.Text, "disk")}},
		{"ab", []alerta.Condition{alerta.Contains(alerta.Value, "%")}},
		{"ac", []alerta.Condition{alerta.Matches(alerta.Text, "sda[0-9]", "^pod")}},
		{"c", []alerta.Condition{alerta.Matches(alerta.Text, "^pod")}},
		{"ab", []alerta.Condition{alerta.NotMatches(alerta.Text, "^pod")}},
		{"ac", []alerta.Condition{alerta.HasAttribute("region", "eu-west")}},
		{"ac", []alerta.Condition{alerta.HasTag("cluster=blue")}},
		{"a", []alerta.Condition{alerta.HasTag("cluster=blue", "zone=1")}},
		{"ab", []alerta.Condition{alerta.HasService("web")}},
		{"a", []alerta.Condition{alerta.HasService("web", "shop")}},
		{"abc", []alerta.Condition{alerta.AnyService("db", "web")}},
		{"a", []alerta.Condition{alerta.CorrelatesWith("NodeUp")}},
		{"b", []alerta.Condition{alerta.IDPrefix(ids[1][:13])}},
		{"bc", []alerta.Condition{alerta.IDPrefix(ids[1][:13], ids[2])}},
		{"c", []alerta.Condition{alerta.Duplicates(1)}},
		{"c", []alerta.Condition{alerta.Repeated(true)}},
		{"ab", []alerta.Condition{alerta.Repeated(false)}},
		{"abc", []alerta.Condition{alerta.ReceivedAfter(time.Now().Add(-time.Hour))}},
		{"", []alerta.Condition{alerta.ReceivedUntil(time.Now().Add(-time.Hour))}},
		{"ab", []alerta.Condition{alerta.Equal(alerta.Group, "Node"), alerta.Equal(alerta.Event, "NodeDown"), alerta.Contains(alerta.Origin, s.run)}},
		{"abc", []alerta.Condition{alerta.Equal(alerta.PreviousSeverity, "indeterminate")}},
		{"ab", []alerta.Condition{alerta.Lucene("disk")}},
		{"a", []alerta.Condition{alerta.Lucene("disk AND sda1")}},
		{"b", []alerta.Condition{alerta.Lucene("disk NOT sda1")}},
		{"abc", []alerta.Condition{alerta.Lucene("disk pod")}},
		{"abc", []alerta.Condition{alerta.Lucene("disk OR pod")}},
		{"c", []alerta.Condition{alerta.Lucene("NOT disk")}},
		{"a", []alerta.Condition{alerta.Lucene("severity:crit")}},
		{"ac", []alerta.Condition{alerta.Lucene("severity:(crit OR minor)")}},
		{"ab", []alerta.Condition{alerta.Lucene(`text:"disk"`)}},
		{"ab", []alerta.Condition{alerta.Lucene(`event:/^node.*n$/`)}},
		{"b", []alerta.Condition{alerta.Lucene(`fill*`)}},
		{"ac", []alerta.Condition{alerta.Lucene(`_.region:eu`)}},
		{"ac", []alerta.Condition{alerta.Lucene(`attributes.region:"west"`)}},
		{"abc", []alerta.Condition{alerta.Lucene(`_exists_:region`)}},
		{"", []alerta.Condition{alerta.Lucene(`_exists_:planet`)}},
		{"c", []alerta.Condition{alerta.Lucene(`service:db`)}},
		{"c", []alerta.Condition{alerta.Lucene(`duplicate_count:>0`)}},
		{"ab", []alerta.Condition{alerta.Lucene(`duplicate_count:[0 TO 0]`)}},
		{"ac", []alerta.Condition{alerta.Lucene(`severity:[c TO n]`)}},
		{"c", []alerta.Condition{alerta.Lucene(`severity:{critical TO n}`)}},
		{"a", []alerta.Condition{alerta.Lucene("(disk OR pod) AND tags:\"zone=1\"")}},
		{"b", []alerta.Condition{alerta.Lucene("filling"), alerta.HasTag("cluster=green")}},
		{"ab", []alerta.Condition{alerta.Lucene("nodedown"), alerta.DefaultField(alerta.Event)}},
	} {
		q := alerta.Where(append([]alerta.Condition{alerta.HasAttribute("mark", mark)}, x.cond...)...)
		var got []string
		for a, err := range c.AllAlerts(ctx, q, alerta.Show{}) {
			require.NoError(t, err)
			got = append(got, names[a.ID])
		}
		slices.Sort(got)
		v, _ := q.Values()
		require.Equal(t, x.want, strings.Join(got, ""), "%v", v)
		n, err := c.CountAlerts(ctx, q)
		require.NoError(t, err)
		require.Equal(t, alerta.Int(len(x.want)), n.Total, "%v", v)
	}

	marked := alerta.Where(alerta.HasAttribute("mark", mark))
	order := func(by ...alerta.Field) string {
		p, err := c.ListAlerts(ctx, marked.SortBy(by...), alerta.Page{}, alerta.Show{})
		require.NoError(t, err)
		var out string
		for _, a := range p.Alerts {
			out += names[a.ID]
		}
		return out
	}
	require.Equal(t, "acb", order(alerta.Severity), "worst first")
	require.Equal(t, "bca", order(alerta.Descending(alerta.Severity)))
	require.Equal(t, "cba", order(alerta.CreateTime), "newest first")
	require.Equal(t, "abc", order(alerta.Descending(alerta.CreateTime)))
	require.Equal(t, "cab", order(alerta.Environment, alerta.Severity))
	require.Equal(t, "acb", order(alerta.AttributeKey("region"), alerta.Resource))
	require.Equal(t, "acb", order(alerta.Status, alerta.Resource), "open before ack")

	p, err := c.ListAlerts(ctx, marked.SortBy(alerta.Resource), alerta.Page{}, alerta.Show{})
	require.NoError(t, err)
	require.Empty(t, p.Alerts[0].History)
	require.Equal(t, map[string]alerta.Int{"open": 2, "ack": 1}, p.StatusCounts)
	require.Equal(t, map[string]alerta.Int{"critical": 1, "warning": 1, "minor": 1}, p.SeverityCounts)
	p, err = c.ListAlerts(ctx, marked.SortBy(alerta.Resource), alerta.Page{}, alerta.Show{History: true, RawData: true})
	require.NoError(t, err)
	require.NotEmpty(t, p.Alerts[0].History)

	var changes []string
	for h, err := range c.AllHistory(ctx, marked) {
		require.NoError(t, err)
		changes = append(changes, names[h.ID]+h.Type)
		require.Equal(t, mark, h.Attributes["mark"])
	}
	require.ElementsMatch(t, []string{"anew", "bnew", "back", "cnew"}, changes)
	_, err = c.ListHistory(ctx, marked.And(alerta.Equal(alerta.Status, "open")), alerta.Page{})
	require.ErrorIs(t, err, alerta.ErrInvalidRequest, "the server cannot")
}

func testPages(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	mark := s.name("page")
	for range 7 {
		r := s.alert("page")
		r.Attributes = alerta.Attributes{"mark": mark}
		s.sent(t, c, r)
	}
	q := alerta.Where(alerta.HasAttribute("mark", mark)).SortBy(alerta.Resource)
	var all []string
	for n := 1; n <= 3; n++ {
		p, err := c.ListAlerts(ctx, q, alerta.Page{Number: n, Size: 3}, alerta.Show{})
		require.NoError(t, err)
		require.Equal(t, []any{alerta.Int(n), alerta.Int(3), alerta.Int(3), n < 3, alerta.Int(7)}, []any{p.Page, p.PageSize, p.Pages, p.More, p.Total})
		for _, a := range p.Alerts {
			all = append(all, a.Resource)
		}
	}
	require.Len(t, all, 7)
	require.True(t, slices.IsSorted(all))
	_, err := c.ListAlerts(ctx, q, alerta.Page{Number: 4, Size: 3}, alerta.Show{})
	var e *alerta.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, 416, e.Status)
	p, err := c.ListAlerts(ctx, alerta.Where(alerta.HasAttribute("mark", "nobody")), alerta.Page{}, alerta.Show{})
	require.NoError(t, err, "an empty list is no error")
	require.Empty(t, p.Alerts)
	n := 0
	for _, err := range c.AllAlerts(ctx, q, alerta.Show{}) {
		require.NoError(t, err)
		if n++; n == 2 {
			break
		}
	}
	require.Equal(t, 2, n)
}

func testAggregates(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	mark, svc, tag, group := s.name("agg"), s.name("svc"), s.name("tag"), s.name("grp")
	var ids []string
	for i, sev := range []string{"major", "major", "minor"} {
		r := s.alert("agg")
		r.Attributes, r.Service, r.Tags, r.Group, r.Severity = alerta.Attributes{"mark": mark}, []string{svc}, []string{tag}, group, sev
		r.Event = []string{"E1", "E1", "E2"}[i]
		ids = append(ids, s.sent(t, c, r).ID)
		if i == 0 {
			r.Severity = "critical" // a change of severity makes it flap
			s.sent(t, c, r)
			s.sent(t, c, r)
		}
	}
	q := alerta.Where(alerta.HasAttribute("mark", mark))
	top, err := c.TopN(ctx, alerta.ByCount, q, "", 10)
	require.NoError(t, err)
	require.Len(t, top, 2)
	require.Equal(t, []any{"E1", alerta.Int(2), alerta.Int(1), []string{"Production"}, []string{svc}}, []any{top[0].Key, top[0].Count, top[0].DuplicateCount, top[0].Environments, top[0].Services})
	require.Len(t, top[0].Resources, 2)
	for _, by := range []alerta.Ranking{alerta.ByFlapping, alerta.ByStanding} {
		top, err = c.TopN(ctx, by, q, alerta.Resource, 10)
		require.NoError(t, err)
		require.Len(t, top, 1)
		require.Equal(t, ids[0], top[0].Resources[0].ID)
	}
	_, err = c.TopN(ctx, alerta.ByCount, q, alerta.Group, 1)
	require.ErrorIs(t, err, alerta.ErrInvalidRequest)

	envs, err := c.ListEnvironments(ctx, q)
	require.NoError(t, err)
	i := slices.IndexFunc(envs, func(e alerta.EnvironmentCount) bool { return e.Environment == "Production" })
	require.Equal(t, alerta.EnvironmentCount{Environment: "Production", Count: 3, BySeverity: map[string]alerta.Int{"critical": 1, "major": 1, "minor": 1}, ByStatus: map[string]alerta.Int{"open": 3}}, envs[i])
	services, err := c.ListServices(ctx, q)
	require.NoError(t, err)
	i = slices.IndexFunc(services, func(e alerta.ServiceCount) bool { return e.Service == svc })
	require.Equal(t, alerta.Int(3), services[i].Count)
	groups, err := c.ListAlertGroups(ctx, q)
	require.NoError(t, err)
	require.Equal(t, []alerta.GroupCount{{Environment: "Production", Group: group, Count: 3}}, groups)
	tags, err := c.ListTags(ctx, q)
	require.NoError(t, err)
	require.Equal(t, []alerta.TagCount{{Environment: "Production", Tag: tag, Count: 3}}, tags)
}

func testBulk(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	mark := s.name("bulk")
	var ids []string
	for range 3 {
		r := s.alert("bulk")
		r.Attributes = alerta.Attributes{"mark": mark}
		ids = append(ids, s.sent(t, c, r).ID)
	}
	q := alerta.Where(alerta.HasAttribute("mark", mark))
	check := func(got []string, err error) {
		t.Helper()
		require.NoError(t, err)
		require.ElementsMatch(t, ids, got)
	}
	check(c.BulkTag(ctx, q, "x=1", "y=2"))
	check(c.BulkUntag(ctx, q, "x=1"))
	check(c.BulkSetAttributes(ctx, q, alerta.Attributes{"owner": "ann"}))
	check(c.BulkSetStatus(ctx, q, "assign", alerta.Change{Text: "all", Timeout: time.Hour}))
	a := s.get(t, c, ids[1])
	require.Equal(t, []any{"assign", []string{"y=2"}, "ann", alerta.Int(3600)}, []any{a.Status, a.Tags, a.Attributes["owner"], a.Timeout})
	require.Equal(t, "all", a.History[len(a.History)-1].Text)

	for name, f := range map[string]func(alerta.Query) error{
		"tag":   func(q alerta.Query) error { _, err := c.BulkTag(ctx, q, "x"); return err },
		"untag": func(q alerta.Query) error { _, err := c.BulkUntag(ctx, q, "x"); return err },
		"attributes": func(q alerta.Query) error {
			_, err := c.BulkSetAttributes(ctx, q, alerta.Attributes{"x": 1})
			return err
		},
		"status": func(q alerta.Query) error { _, err := c.BulkSetStatus(ctx, q, "open", alerta.Change{}); return err },
		"action": func(q alerta.Query) error { _, err := c.BulkAction(ctx, q, "ack", alerta.Change{}); return err },
		"delete": func(q alerta.Query) error { _, err := c.BulkDelete(ctx, q); return err },
	} {
		for _, empty := range []alerta.Query{{}, alerta.Where(), alerta.Query{}.SortBy(alerta.Resource), alerta.Where(alerta.DefaultField(alerta.Text))} {
			require.ErrorIs(t, f(empty), alerta.ErrEmptyFilter, name)
		}
	}
	_, err := c.BulkAction(ctx, q, "ack", alerta.Change{})
	require.ErrorIs(t, err, alerta.ErrServer, "no Celery here")
	check(c.BulkDelete(ctx, q))
	got, err := c.BulkDelete(ctx, q)
	require.NoError(t, err)
	require.Empty(t, got)
	_, err = c.BulkSetStatus(ctx, q, "open", alerta.Change{})
	require.ErrorIs(t, err, alerta.ErrNotFound)
}
