package grafana_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
	"github.com/tickwright/tickwright/internal/suite/provisionsuite"
)

func TestProvision(t *testing.T) {
	srv := grafanatest.New(grafanatest.Config{BasePath: "/grafana"})
	defer srv.Close()
	c, err := grafana.New(srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword))
	require.NoError(t, err)
	provisionsuite.Run(t, c)
}

func TestReadDashboards(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	list, err := grafana.ReadDashboards(fstest.MapFS{"a.json": file(`{"uid":"a","title":"A"}`), "sub/b.json": file(`{"uid":"b","title":"B"}`), "README.md": file("no")}, "f")
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "f", list[1].FolderUID)
	for name, bad := range map[string]string{"no uid": `{"title":"A"}`, "no title": `{"uid":"a"}`, "invalid": `{"uid":`, "cannot unmarshal": `[1]`, "also that of a.json": `{"uid":"a","title":"B"}`} {
		_, err := grafana.ReadDashboards(fstest.MapFS{"a.json": file(`{"uid":"a","title":"A"}`), "sub/bad.json": file(bad)}, "")
		require.ErrorContains(t, err, "sub/bad.json")
		if name != "invalid" {
			require.ErrorContains(t, err, name)
		}
	}
}

// TestProvisionThroughLostAnswers: whatever answer is lost, planning and applying again ends where it should.
func TestProvisionThroughLostAnswers(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		srv := grafanatest.New(grafanatest.Config{})
		defer srv.Close()
		c, err := grafana.New(srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword), grafana.WithRetries(0, time.Millisecond, time.Millisecond))
		require.NoError(t, err)
		dashboard := func(title string) grafana.SetDashboard {
			return grafana.SetDashboard{JSON: json.RawMessage(`{"uid":"d","title":"` + title + `"}`), FolderUID: "own-f"}
		}
		source := grafana.InfluxQL{Name: "S", UID: "s", URL: "http://127.0.0.1:1"}
		failures := 0
		for _, title := range []string{"A", "B", ""} {
			set := grafana.Set{}
			if title != "" {
				source.Database = title
				set = grafana.Set{DataSources: []grafana.DataSource{source.DataSource()}, Folders: []grafana.FolderRequest{{UID: "own-f", Title: "F" + title}},
					Dashboards: []grafana.SetDashboard{dashboard(title)}}
			}
			for lives := 0; ; lives++ {
				require.Less(t, lives, 10)
				plan, err := c.Plan(t.Context(), set, grafana.PlanOptions{Owner: "own"})
				require.NoError(t, err)
				if plan.Empty() {
					break
				}
				srv.Heal()
				srv.Fail(grafanatest.Fault{Method: method, Times: 1, After: true})
				if _, err := c.Apply(t.Context(), plan, grafana.ApplyOptions{}); err != nil {
					require.ErrorIs(t, err, grafana.ErrTransport)
					failures++
				}
				srv.Heal()
			}
		}
		require.Greater(t, failures, 1, method)
	}
}

func TestSetsWithMistakes(t *testing.T) {
	c, err := grafana.New("http://127.0.0.1:1")
	require.NoError(t, err)
	dashboard := func(raw string) grafana.SetDashboard { return grafana.SetDashboard{JSON: json.RawMessage(raw)} }
	folder := grafana.FolderRequest{UID: "x", Title: "X"}
	for want, set := range map[string]grafana.Set{
		`a folder and a dashboard of the set have the uid "x"`: {Folders: []grafana.FolderRequest{folder}, Dashboards: []grafana.SetDashboard{dashboard(`{"uid":"x","title":"t"}`)}},
		`a folder and a folder of the set have the uid "x"`:    {Folders: []grafana.FolderRequest{folder, folder}},
		`the folder "X" has no uid`:                            {Folders: []grafana.FolderRequest{{Title: "X"}}},
		`folder "y" has no title`:                              {Folders: []grafana.FolderRequest{{UID: "y"}}},
		`has no uid`:                                           {Dashboards: []grafana.SetDashboard{dashboard(`{"title":"t"}`)}},
		`dashboard "d" has the title of its folder`:            {Folders: []grafana.FolderRequest{folder}, Dashboards: []grafana.SetDashboard{{JSON: json.RawMessage(`{"uid":"d","title":"x"}`), FolderUID: "x"}}},
		`its tags are no list`:                                 {Dashboards: []grafana.SetDashboard{dashboard(`{"uid":"x","title":"t","tags":"a"}`)}},
		`its tags are no texts`:                                {Dashboards: []grafana.SetDashboard{dashboard(`{"uid":"x","title":"t","tags":[1]}`)}},
		`the data source "n" has no uid`:                       {DataSources: []grafana.DataSource{{Name: "n", Type: "influxdb"}}},
		`data source needs a name and a type`:                  {DataSources: []grafana.DataSource{{UID: "u"}}},
	} {
		_, err := c.Plan(t.Context(), set, grafana.PlanOptions{Owner: "own"})
		require.ErrorIs(t, err, grafana.ErrInvalidRequest)
		require.ErrorContains(t, err, want)
	}
}

// TestPlansDoNotPrintSecrets: neither before nor after they are applied.
func TestPlansDoNotPrintSecrets(t *testing.T) {
	srv := grafanatest.New(grafanatest.Config{})
	defer srv.Close()
	c, err := grafana.New(srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword))
	require.NoError(t, err)
	set := grafana.Set{DataSources: []grafana.DataSource{grafana.InfluxQL{UID: "u", Name: "n", URL: "http://db", Database: "d", Password: "s3cret-plan"}.DataSource()}}
	p, err := c.Plan(t.Context(), set, grafana.PlanOptions{Owner: "own"})
	require.NoError(t, err)
	done, err := c.Apply(t.Context(), p, grafana.ApplyOptions{})
	require.NoError(t, err)
	require.Len(t, done.Done, 1)
	for _, v := range []any{p, *p, p.Steps, done} {
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", v, v, v), "s3cret-plan")
	}
}
