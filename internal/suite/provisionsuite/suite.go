// Package provisionsuite checks that Plan and Apply bring a Grafana to what a set says, on any server.
package provisionsuite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

// owner is the mark of everything that a run makes.
const owner = "prov"

// Run runs the suite in the client's organisation, which it leaves as it was.
func Run(t *testing.T, c *grafana.Client) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, *grafana.Client)
	}{
		{"create, change, delete", lifecycle}, {"what is of others", foreign}, {"goes on after a failure", resume}, {"changed meanwhile", meanwhile}, {"folders with others in them", full},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Cleanup(func() { apply(t, c, grafana.Set{}) })
			part.run(t, c)
		})
	}
}

func dashboard(uid, title string, panels ...string) grafana.SetDashboard {
	raw := fmt.Sprintf(`{"id":7,"version":99,"uid":%q,"title":%q,"schemaVersion":38,"panels":[%s]}`, uid, title, strings.Join(panels, ","))
	return grafana.SetDashboard{JSON: json.RawMessage(raw), FolderUID: "prov-rules"}
}

func panel(id int, title string) string {
	return fmt.Sprintf(`{"id":%d,"type":"timeseries","title":%q,"gridPos":{"h":8,"w":12,"x":0,"y":0}}`, id, title)
}

func set(titles ...string) grafana.Set {
	s := grafana.Set{
		DataSources: []grafana.DataSource{grafana.InfluxQL{Name: "Prov", UID: "prov-influx", URL: "http://127.0.0.1:1", Database: "telegraf", User: "u", Password: "secret"}.DataSource()},
		Folders:     []grafana.FolderRequest{{UID: "prov-rules", Title: "Provisioned rules"}},
	}
	for i, title := range titles {
		s.Dashboards = append(s.Dashboards, dashboard(fmt.Sprintf("prov-d%d", i), title, panel(1, "p")))
	}
	return s
}

func plan(t *testing.T, c *grafana.Client, s grafana.Set) *grafana.Plan {
	t.Helper()
	p, err := c.Plan(t.Context(), s, grafana.PlanOptions{Owner: owner})
	require.NoError(t, err)
	return p
}

func apply(t *testing.T, c *grafana.Client, s grafana.Set) *grafana.Plan {
	t.Helper()
	p, err := c.Plan(context.WithoutCancel(t.Context()), s, grafana.PlanOptions{Owner: owner})
	require.NoError(t, err)
	done, err := c.Apply(context.WithoutCancel(t.Context()), p, grafana.ApplyOptions{})
	require.NoError(t, err)
	require.Nil(t, done.Failed)
	require.Len(t, done.Done, p.Count(grafana.Create)+p.Count(grafana.Update)+p.Count(grafana.Delete))
	return p
}

func lifecycle(t *testing.T, c *grafana.Client) {
	first := set("One", "Two", "Three")
	p := plan(t, c, first)
	require.Equal(t, 5, p.Count(grafana.Create), "%s", p)
	require.False(t, p.Empty())
	_, err := c.GetDashboard(t.Context(), "prov-d0")
	require.ErrorIs(t, err, grafana.ErrNotFound, "a plan changes nothing")
	raw, err := json.Marshal(p)
	require.NoError(t, err)
	require.NotContains(t, string(raw)+p.String(), "secret\"")

	apply(t, c, first)
	again := plan(t, c, first)
	require.True(t, again.Empty(), "%s", again)
	require.Equal(t, 5, again.Unchanged)
	d, err := c.GetDashboard(t.Context(), "prov-d1")
	require.NoError(t, err)
	require.Equal(t, "prov-rules", d.Meta.FolderUID)
	require.Contains(t, string(d.JSON), `"`+owner+`"`)

	next := set("One", "Two, renamed")
	next.Dashboards[0] = dashboard("prov-d0", "One", panel(1, "p"), panel(2, "q"))
	next.DataSources[0].URL = "http://127.0.0.1:2"
	next.Folders[0].Title = "Rules"
	p = plan(t, c, next)
	require.Equal(t, 4, p.Count(grafana.Update), "%s", p)
	require.Equal(t, 1, p.Count(grafana.Delete), "%s", p)
	require.Contains(t, p.String(), `title: "Two" -> "Two, renamed"`)
	require.Contains(t, p.String(), `panels[1]: + {`)
	require.Contains(t, p.String(), `url: "http://127.0.0.1:1" -> "http://127.0.0.1:2"`)
	apply(t, c, next)
	require.True(t, plan(t, c, next).Empty(), "%s", plan(t, c, next))
	_, err = c.GetDashboard(t.Context(), "prov-d2")
	require.ErrorIs(t, err, grafana.ErrNotFound)

	withSecrets, err := c.Plan(t.Context(), next, grafana.PlanOptions{Owner: owner, Secrets: true})
	require.NoError(t, err)
	require.Equal(t, 1, withSecrets.Count(grafana.Update), "%s", withSecrets)
	require.NotContains(t, withSecrets.String(), "\"secret\"")

	moved := set("One", "Two, renamed")
	moved.Dashboards[0].FolderUID = ""
	moved.Folders, moved.DataSources = next.Folders, next.DataSources
	p = apply(t, c, moved)
	require.Contains(t, p.String(), `(folder): "prov-rules" -> ""`)

	p = apply(t, c, grafana.Set{})
	require.Equal(t, 4, p.Count(grafana.Delete), "%s", p)
	_, err = c.GetFolder(t.Context(), "prov-rules")
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.GetDataSource(t.Context(), "prov-influx")
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func foreign(t *testing.T, c *grafana.Client) {
	_, err := c.SaveDashboard(t.Context(), grafana.SaveRequest{JSON: json.RawMessage(`{"uid":"prov-d0","title":"Somebody's","tags":["other"]}`)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.DeleteDashboard(context.WithoutCancel(t.Context()), "prov-d0") })
	s := set("One")
	_, err = c.Plan(t.Context(), s, grafana.PlanOptions{Owner: owner})
	require.ErrorIs(t, err, grafana.ErrInvalidRequest)
	require.ErrorContains(t, err, "prov-d0")
	_, err = c.Plan(t.Context(), s, grafana.PlanOptions{})
	require.ErrorIs(t, err, grafana.ErrInvalidRequest, "without an owner nothing is ours")

	empty := plan(t, c, grafana.Set{})
	require.Zero(t, empty.Count(grafana.Delete), "%s", empty)

	p, err := c.Plan(t.Context(), s, grafana.PlanOptions{Owner: owner, Adopt: true})
	require.NoError(t, err)
	_, err = c.Apply(t.Context(), p, grafana.ApplyOptions{})
	require.NoError(t, err)
	require.True(t, plan(t, c, s).Empty())
}

// stop is a step after which the provisioning program dies.
var errDied = errors.New("died")

func resume(t *testing.T, c *grafana.Client) {
	s := set("One", "Two", "Three", "Four")
	for died := 0; ; died++ {
		p := plan(t, c, s)
		if p.Empty() {
			require.Equal(t, 6, died, "one step a life")
			return
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		done, err := c.Apply(ctx, p, grafana.ApplyOptions{OnStep: func(grafana.Step) { cancel(errDied) }})
		cancel(nil)
		require.Len(t, done.Done, 1)
		if len(p.Steps) > 1 {
			require.ErrorIs(t, err, context.Canceled)
			require.NotNil(t, done.Failed)
		}
		require.Less(t, died, 7)
	}
}

func meanwhile(t *testing.T, c *grafana.Client) {
	apply(t, c, set("One"))
	p := plan(t, c, set("One, changed"))
	_, err := c.EditDashboard(t.Context(), "prov-d0", "by hand", func(json.RawMessage) (json.RawMessage, error) {
		d, err := c.GetDashboard(t.Context(), "prov-d0")
		return json.RawMessage(strings.Replace(string(d.JSON), `"One"`, `"By hand"`, 1)), err
	})
	require.NoError(t, err)
	done, err := c.Apply(t.Context(), p, grafana.ApplyOptions{})
	require.ErrorIs(t, err, grafana.ErrVersionMismatch)
	require.Equal(t, "prov-d0", done.Failed.UID)
	p = apply(t, c, set("One, changed"))
	require.Contains(t, p.String(), `"By hand" -> "One, changed"`)
}

func full(t *testing.T, c *grafana.Client) {
	apply(t, c, set("One"))
	_, err := c.SaveDashboard(t.Context(), grafana.SaveRequest{JSON: json.RawMessage(`{"uid":"prov-guest","title":"A guest"}`), FolderUID: "prov-rules"})
	require.NoError(t, err)
	p := apply(t, c, grafana.Set{})
	require.Equal(t, 1, p.Count(grafana.Keep), "%s", p)
	require.Contains(t, p.String(), `"A guest" is in it`)
	_, err = c.GetDashboard(t.Context(), "prov-guest")
	require.NoError(t, err)
	require.NoError(t, c.DeleteDashboard(t.Context(), "prov-guest"))
}
