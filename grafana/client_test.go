package grafana_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
	"github.com/tickwright/tickwright/tickscript/alert"
)

func start(t *testing.T, opts ...grafana.Option) (*grafanatest.Server, *grafana.Client) {
	t.Helper()
	srv := grafanatest.New(grafanatest.Config{})
	t.Cleanup(srv.Close)
	c, err := grafana.New(srv.URL, append([]grafana.Option{grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword), grafana.WithRetries(3, 1, 1)}, opts...)...)
	require.NoError(t, err)
	return srv, c
}

func TestWhatIsRefusedHere(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t)
	srv.Fail(grafanatest.Fault{Answer: func(w http.ResponseWriter, r *http.Request) { t.Errorf("sent: %s %s", r.Method, r.URL) }})
	now := time.Now()
	a := grafana.NewAnnotator(c, grafana.AnnotatorOptions{})
	for name, call := range map[string]func() error{
		"org":         func() error { _, err := c.CreateOrg(ctx, ""); return err },
		"rename org":  func() error { return c.RenameOrg(ctx, 1, "") },
		"user":        func() error { _, err := c.CreateUser(ctx, grafana.UserRequest{Name: "x"}); return err },
		"find user":   func() error { _, err := c.FindUser(ctx, ""); return err },
		"team":        func() error { _, err := c.CreateTeam(ctx, grafana.TeamRequest{}); return err },
		"update team": func() error { return c.UpdateTeam(ctx, 1, grafana.TeamRequest{}) },
		"account":     func() error { _, err := c.CreateServiceAccount(ctx, grafana.ServiceAccountRequest{}); return err },
		"token":       func() error { _, err := c.CreateToken(ctx, 1, "x", -1); return err },
		"source":      func() error { _, err := c.CreateDataSource(ctx, grafana.DataSource{Name: "x"}); return err },
		"path climbs": func() error { return c.DeleteDataSource(ctx, "..") },
		"no uid":      func() error { return c.DeleteDashboard(ctx, "") },
		"no query":    func() error { _, err := c.Query(ctx, grafana.QueryRequest{From: now, To: now.Add(1)}); return err },
		"empty range": func() error {
			_, err := c.Query(ctx, grafana.QueryRequest{From: now, To: now, Queries: []grafana.Query{{DataSourceUID: "u"}}})
			return err
		},
		"no data source": func() error {
			_, err := c.Query(ctx, grafana.QueryRequest{From: now, To: now.Add(1), Queries: []grafana.Query{{}}})
			return err
		},
		"same refId": func() error {
			_, err := c.Query(ctx, grafana.QueryRequest{From: now, To: now.Add(1), Queries: []grafana.Query{{DataSourceUID: "u"}, {DataSourceUID: "u", RefID: "A"}}})
			return err
		},
		"folder":        func() error { _, err := c.CreateFolder(ctx, grafana.FolderRequest{}); return err },
		"update folder": func() error { _, err := c.UpdateFolder(ctx, "u", grafana.FolderUpdate{}); return err },
		"not JSON":      func() error { _, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte("{")}); return err },
		"a list":        func() error { _, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte("[]")}); return err },
		"null":          func() error { _, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte("null")}); return err },
		"no title": func() error {
			_, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(`{"uid":"u"}`)})
			return err
		},
		"permission of two": func() error {
			return c.SetFolderPermissions(ctx, "u", []grafana.Permission{{Role: grafana.RoleViewer, UserID: 1, Level: grafana.View}})
		},
		"permission of nobody": func() error { return c.SetDashboardPermissions(ctx, "u", []grafana.Permission{{Level: grafana.View}}) },
		"no text":              func() error { _, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{}); return err },
		"ends before": func() error {
			_, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "x", Time: now, TimeEnd: now.Add(-1)})
			return err
		},
		"panel alone": func() error {
			_, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "x", PanelID: 1})
			return err
		},
		"delete all": func() error { return c.DeletePanelAnnotations(ctx, "", 0) },
		"from alone": func() error { _, err := c.ListAnnotations(ctx, grafana.AnnotationQuery{From: now}); return err },
		"event":      func() error { _, err := a.Event(ctx, &alert.Event{}); return err },
		"no event":   func() error { _, err := a.Event(ctx, nil); return err },
		"retirement": func() error { _, err := a.Retired(ctx, grafana.Retirement{Kind: "node"}); return err },
		"library": func() error {
			_, err := c.CreateLibraryElement(ctx, grafana.LibraryElement{Name: "x", Kind: 3})
			return err
		},
		"library model": func() error {
			_, err := c.CreateLibraryElement(ctx, grafana.LibraryElement{Name: "x", Kind: 1, Model: []byte("{")})
			return err
		},
		"contact point": func() error { _, err := c.CreateContactPoint(ctx, grafana.ContactPoint{Name: "x"}); return err },
		"policies":      func() error { return c.SetPolicies(ctx, grafana.Policy{}) },
		"negative wait": func() error { return c.SetPolicies(ctx, grafana.Policy{Receiver: "r", GroupWait: -1}) },
		"mute timing":   func() error { _, err := c.CreateMuteTiming(ctx, grafana.MuteTiming{}); return err },
		"rule":          func() error { _, err := c.CreateAlertRule(ctx, grafana.AlertRule{Title: "x"}); return err },
		"rule group":    func() error { return c.SetRuleGroup(ctx, grafana.RuleGroup{FolderUID: "f", Title: "g"}) },
	} {
		err := call()
		require.ErrorIs(t, err, grafana.ErrInvalidRequest, name)
		require.NotErrorIs(t, err, grafana.ErrTransport, name)
		var e *grafana.Error
		require.ErrorAs(t, err, &e, name)
		require.NotEmpty(t, e.Op, name)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	ctx := t.Context()
	var traces []string
	srv, c := start(t, grafana.WithTrace(func(tr grafana.Trace) { traces = append(traces, fmt.Sprintf("%+v", tr)) }))
	srv.Fail(grafanatest.Fault{Answer: func(w http.ResponseWriter, r *http.Request) {
		body := new(strings.Builder)
		_ = json.NewEncoder(body).Encode(map[string]string{"message": "refused: s3cret-one s3cret-two s3cret-key " + r.Header.Get("Authorization")})
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, body)
	}})
	bot, err := grafana.New(srv.URL, grafana.WithToken("s3cret-key"), grafana.WithRetries(1, 0, 0))
	require.NoError(t, err)
	d := grafana.InfluxQL{Name: "n", URL: "http://h", Password: "s3cret-one", Token: "s3cret-two"}
	point := grafana.ContactPoint{Name: "n", Type: "webhook", Secrets: map[string]grafana.Secret{"password": "s3cret-one"}}
	var shown []string
	for _, call := range []func() error{
		func() error { _, err := c.CreateDataSource(ctx, d.DataSource()); return err },
		func() error {
			_, err := c.CreateUser(ctx, grafana.UserRequest{Login: "n", Password: "s3cret-one"})
			return err
		},
		func() error { return c.SetUserPassword(ctx, 1, "s3cret-one") },
		func() error { _, err := c.CreateContactPoint(ctx, point); return err },
	} {
		err := call()
		require.ErrorIs(t, err, grafana.ErrBadRequest)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err.Error()), "s3cret-one")
	}
	_, err = bot.CurrentOrg(ctx)
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	require.NotContains(t, fmt.Sprintf("%v %v %+v %#v", err, c, bot, bot), "s3cret-key", "what it knows of")
	js, err := json.Marshal([]any{d, d.DataSource(), point, grafana.NewToken{Key: "s3cret-key"}})
	require.NoError(t, err)
	shown = append(shown, string(js), fmt.Sprintf("%v %+v %#v %s %q %x", d, d.DataSource(), point, d.Password, d.Token, d.Password))
	for _, s := range append(shown, traces...) {
		for _, secret := range []string{"s3cret-one", "s3cret-two", "s3cret-key", fmt.Sprintf("%x", "s3cret-one"), grafanatest.AdminPassword + "@"} {
			require.NotContains(t, s, secret)
		}
	}
	require.Equal(t, "s3cret-one", d.Password.Reveal())
}

func TestALostAnswer(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t)
	lose := func(method, path string) {
		srv.Heal()
		srv.Fail(grafanatest.Fault{Method: method, Path: path, After: true, Times: 1})
	}
	dash := []byte(`{"uid":"d","title":"t"}`)
	lose("POST", "/api/dashboards/db")
	_, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dash})
	require.ErrorIs(t, err, grafana.ErrTransport, "not repeated: a second save would be a conflict with the first")
	lose("POST", "/api/dashboards/db")
	r, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dash, Overwrite: true})
	require.NoError(t, err, "repeated: it may be")
	require.Equal(t, int64(3), r.Version)

	lose("POST", "/api/annotations")
	e := &alert.Event{ID: "e", Level: alert.Critical, Time: time.Unix(1700000000, 0)}
	a := grafana.NewAnnotator(c, grafana.AnnotatorOptions{})
	_, err = a.Event(ctx, e)
	require.ErrorIs(t, err, grafana.ErrTransport)
	done, err := a.Event(ctx, e)
	require.NoError(t, err)
	require.Equal(t, grafana.Unchanged, done.Change, "told again, it finds what it had made")
}

func TestAnnotatorOnAPanel(t *testing.T) {
	ctx := t.Context()
	_, c := start(t)
	_, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(`{"uid":"disks","title":"Disks"}`)})
	require.NoError(t, err)
	a := grafana.NewAnnotator(c, grafana.AnnotatorOptions{
		Where: func(e *alert.Event) (string, int64) { return e.TaskName, 2 },
		Text:  func(e *alert.Event) string { return "<b>" + e.Level.String() + "</b>" },
	})
	at := time.Unix(1700000000, 0).UTC()
	many := []alert.Tag{{Key: "blank", Value: ""}, {Key: "long", Value: strings.Repeat("x", 101)}}
	for i := range 60 {
		many = append(many, alert.Tag{Key: fmt.Sprintf("key%02d", i), Value: "10.0.0.1:8080"})
	}
	done, err := a.Event(ctx, &alert.Event{ID: "e", TaskName: "disks", Level: alert.Info, Time: at.Add(time.Minute), Duration: time.Minute, Tags: many})
	require.NoError(t, err, "no more tags than the server takes")
	n, err := c.GetAnnotation(ctx, done.ID)
	require.NoError(t, err)
	require.Equal(t, []any{at, int64(2), "<b>INFO</b>"}, []any{n.Time.Time, n.PanelID, n.Text})
	require.Contains(t, n.Tags, "key00:10.0.0.1_8080")
	require.Contains(t, n.Tags, "blank")
	require.NotContains(t, n.Tags, "key59:10.0.0.1_8080")
	list, err := c.ListAnnotations(ctx, grafana.AnnotationQuery{DashboardUID: "disks"})
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = a.Event(ctx, &alert.Event{ID: "e", TaskName: "gone", Level: alert.Info, Time: at})
	require.ErrorIs(t, err, grafana.ErrBadRequest, "no such dashboard")
}

// TestAllAnnotationsBeyondOneAnswer walks more annotations than one answer has.
func TestAllAnnotationsBeyondOneAnswer(t *testing.T) {
	asked := 0
	srv, c := start(t)
	srv.Fail(grafanatest.Fault{Path: "/api/annotations", Answer: func(w http.ResponseWriter, r *http.Request) {
		asked++
		var limit int
		_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
		list := []map[string]int{}
		for i := range min(limit, 4321) {
			list = append(list, map[string]int{"id": i + 1})
		}
		_ = json.NewEncoder(w).Encode(list)
	}})
	seen := map[int64]int{}
	for a, err := range c.AllAnnotations(context.Background(), grafana.AnnotationQuery{}) {
		require.NoError(t, err)
		seen[a.ID]++
	}
	require.Equal(t, []int{4321, 3}, []int{len(seen), asked})
	require.Equal(t, 1, seen[1])
}
