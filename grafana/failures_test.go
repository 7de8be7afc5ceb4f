package grafana_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/internal/api/apitest"
	"github.com/tickwright/tickwright/tickscript/alert"
)

type (
	client = grafana.Client
	method = apitest.Method[*client]
)

// one makes a test of a method with a result.
func one[T any](name string, f func(ctx context.Context, c *client) (T, error)) method {
	return method{Name: name, Call: func(ctx context.Context, c *client) error { _, err := f(ctx, c); return err }}
}

// all drains an iterator.
func all[T any](name string, f func(ctx context.Context, c *client) iter.Seq2[T, error]) method {
	return method{Name: name, Call: func(ctx context.Context, c *client) error {
		for _, err := range f(ctx, c) {
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

func plain(name string, f func(ctx context.Context, c *client) error) method {
	return method{Name: name, Call: f}
}

// quiet is a method that does not read its answer.
func quiet(name string, f func(ctx context.Context, c *client) error) method {
	return method{Name: name, Call: f, NoBody: true}
}

var (
	someTime  = time.Unix(1700000000, 0)
	someRule  = grafana.AlertRule{UID: "u", Title: "t", FolderUID: "f", RuleGroup: "g", Condition: "A", Data: []grafana.AlertQuery{{RefID: "A", Model: json.RawMessage(`{}`)}}}
	somePanel = grafana.LibraryElement{UID: "u", Name: "n", Kind: grafana.LibraryPanel, Model: json.RawMessage(`{}`)}
	someEvent = &alert.Event{ID: "e", Time: someTime, Level: alert.Critical}
)

func methods() []method {
	type ctx = context.Context
	p := grafana.Page{}
	source := grafana.InfluxQL{Name: "n", UID: "u", URL: "http://h", Password: "pw"}.DataSource()
	return []method{
		one("Plan", func(ctx ctx, c *client) (*grafana.Plan, error) {
			return c.Plan(ctx, grafana.Set{}, grafana.PlanOptions{Owner: "own"})
		}),
		one("Apply", func(ctx ctx, c *client) (grafana.Applied, error) {
			plan := &grafana.Plan{Owner: "own", Steps: []grafana.Step{{Action: grafana.Delete, Kind: grafana.DashboardKind, UID: "u"}}}
			return c.Apply(ctx, plan, grafana.ApplyOptions{})
		}),
		one("Health", func(ctx ctx, c *client) (grafana.Health, error) { return c.Health(ctx) }),
		one("CurrentOrg", func(ctx ctx, c *client) (grafana.Org, error) { return c.CurrentOrg(ctx) }),
		one("GetOrg", func(ctx ctx, c *client) (grafana.Org, error) { return c.GetOrg(ctx, 1) }),
		one("FindOrg", func(ctx ctx, c *client) (grafana.Org, error) { return c.FindOrg(ctx, "n") }),
		one("ListOrgs", func(ctx ctx, c *client) ([]grafana.Org, error) { return c.ListOrgs(ctx, p) }),
		all("AllOrgs", func(ctx ctx, c *client) iter.Seq2[grafana.Org, error] { return c.AllOrgs(ctx) }),
		one("CreateOrg", func(ctx ctx, c *client) (int64, error) { return c.CreateOrg(ctx, "n") }),
		plain("RenameOrg", func(ctx ctx, c *client) error { return c.RenameOrg(ctx, 1, "n") }),
		plain("DeleteOrg", func(ctx ctx, c *client) error { return c.DeleteOrg(ctx, 1) }),
		one("CurrentUser", func(ctx ctx, c *client) (grafana.User, error) { return c.CurrentUser(ctx) }),
		one("GetUser", func(ctx ctx, c *client) (grafana.User, error) { return c.GetUser(ctx, 1) }),
		one("FindUser", func(ctx ctx, c *client) (grafana.User, error) { return c.FindUser(ctx, "n") }),
		one("ListUsers", func(ctx ctx, c *client) ([]grafana.User, error) { return c.ListUsers(ctx, p) }),
		all("AllUsers", func(ctx ctx, c *client) iter.Seq2[grafana.User, error] { return c.AllUsers(ctx) }),
		one("CreateUser", func(ctx ctx, c *client) (int64, error) {
			return c.CreateUser(ctx, grafana.UserRequest{Login: "n", Password: "pw"})
		}),
		plain("SetUserPassword", func(ctx ctx, c *client) error { return c.SetUserPassword(ctx, 1, "pw") }),
		plain("DeleteUser", func(ctx ctx, c *client) error { return c.DeleteUser(ctx, 1) }),
		one("ListMembers", func(ctx ctx, c *client) ([]grafana.Member, error) { return c.ListMembers(ctx) }),
		plain("AddMember", func(ctx ctx, c *client) error { return c.AddMember(ctx, "n", grafana.RoleViewer) }),
		plain("SetRole", func(ctx ctx, c *client) error { return c.SetRole(ctx, 1, grafana.RoleViewer) }),
		plain("RemoveMember", func(ctx ctx, c *client) error { return c.RemoveMember(ctx, 1) }),
		one("CreateTeam", func(ctx ctx, c *client) (int64, error) { return c.CreateTeam(ctx, grafana.TeamRequest{Name: "n"}) }),
		one("GetTeam", func(ctx ctx, c *client) (grafana.Team, error) { return c.GetTeam(ctx, 1) }),
		plain("UpdateTeam", func(ctx ctx, c *client) error { return c.UpdateTeam(ctx, 1, grafana.TeamRequest{Name: "n"}) }),
		plain("DeleteTeam", func(ctx ctx, c *client) error { return c.DeleteTeam(ctx, 1) }),
		one("ListTeams", func(ctx ctx, c *client) ([]grafana.Team, error) { return c.ListTeams(ctx, grafana.TeamQuery{}, p) }),
		all("AllTeams", func(ctx ctx, c *client) iter.Seq2[grafana.Team, error] { return c.AllTeams(ctx, grafana.TeamQuery{}) }),
		one("ListTeamMembers", func(ctx ctx, c *client) ([]grafana.TeamMember, error) { return c.ListTeamMembers(ctx, 1) }),
		plain("AddTeamMember", func(ctx ctx, c *client) error { return c.AddTeamMember(ctx, 1, 2) }),
		plain("RemoveTeamMember", func(ctx ctx, c *client) error { return c.RemoveTeamMember(ctx, 1, 2) }),
		one("CreateServiceAccount", func(ctx ctx, c *client) (grafana.ServiceAccount, error) {
			return c.CreateServiceAccount(ctx, grafana.ServiceAccountRequest{Name: "n"})
		}),
		one("GetServiceAccount", func(ctx ctx, c *client) (grafana.ServiceAccount, error) { return c.GetServiceAccount(ctx, 1) }),
		one("UpdateServiceAccount", func(ctx ctx, c *client) (grafana.ServiceAccount, error) {
			return c.UpdateServiceAccount(ctx, 1, grafana.ServiceAccountRequest{Name: "n"})
		}),
		plain("DeleteServiceAccount", func(ctx ctx, c *client) error { return c.DeleteServiceAccount(ctx, 1) }),
		one("ListServiceAccounts", func(ctx ctx, c *client) ([]grafana.ServiceAccount, error) { return c.ListServiceAccounts(ctx, "", p) }),
		all("AllServiceAccounts", func(ctx ctx, c *client) iter.Seq2[grafana.ServiceAccount, error] {
			return c.AllServiceAccounts(ctx, "")
		}),
		one("ListTokens", func(ctx ctx, c *client) ([]grafana.Token, error) { return c.ListTokens(ctx, 1) }),
		one("CreateToken", func(ctx ctx, c *client) (grafana.NewToken, error) { return c.CreateToken(ctx, 1, "n", time.Hour) }),
		plain("DeleteToken", func(ctx ctx, c *client) error { return c.DeleteToken(ctx, 1, 2) }),
		one("Preferences", func(ctx ctx, c *client) (grafana.Preferences, error) { return c.Preferences(ctx) }),
		plain("SetPreferences", func(ctx ctx, c *client) error { return c.SetPreferences(ctx, grafana.Preferences{}) }),
		plain("PatchPreferences", func(ctx ctx, c *client) error { return c.PatchPreferences(ctx, grafana.Preferences{Theme: "dark"}) }),
		one("CreateDataSource", func(ctx ctx, c *client) (grafana.DataSource, error) { return c.CreateDataSource(ctx, source) }),
		one("UpdateDataSource", func(ctx ctx, c *client) (grafana.DataSource, error) { return c.UpdateDataSource(ctx, source) }),
		one("GetDataSource", func(ctx ctx, c *client) (grafana.DataSource, error) { return c.GetDataSource(ctx, "u") }),
		one("FindDataSource", func(ctx ctx, c *client) (grafana.DataSource, error) { return c.FindDataSource(ctx, "n") }),
		one("ListDataSources", func(ctx ctx, c *client) ([]grafana.DataSource, error) { return c.ListDataSources(ctx) }),
		plain("DeleteDataSource", func(ctx ctx, c *client) error { return c.DeleteDataSource(ctx, "u") }),
		one("CheckDataSource", func(ctx ctx, c *client) (grafana.DataSourceHealth, error) { return c.CheckDataSource(ctx, "u") }),
		one("Query", func(ctx ctx, c *client) (map[string]grafana.QueryResult, error) {
			return c.Query(ctx, grafana.QueryRequest{From: someTime, To: someTime.Add(1e9), Queries: []grafana.Query{grafana.FluxQuery("u", "x")}})
		}),
		one("CreateFolder", func(ctx ctx, c *client) (grafana.Folder, error) {
			return c.CreateFolder(ctx, grafana.FolderRequest{Title: "t"})
		}),
		one("GetFolder", func(ctx ctx, c *client) (grafana.Folder, error) { return c.GetFolder(ctx, "u") }),
		one("UpdateFolder", func(ctx ctx, c *client) (grafana.Folder, error) {
			return c.UpdateFolder(ctx, "u", grafana.FolderUpdate{Title: "t"})
		}),
		one("MoveFolder", func(ctx ctx, c *client) (grafana.Folder, error) { return c.MoveFolder(ctx, "u", "v") }),
		{Name: "DeleteFolder", Call: func(ctx ctx, c *client) error { return c.DeleteFolder(ctx, "u", true) }, EmptyOK: true},
		one("ListFolders", func(ctx ctx, c *client) ([]grafana.Folder, error) {
			return c.ListFolders(ctx, grafana.FolderQuery{}, p)
		}),
		all("AllFolders", func(ctx ctx, c *client) iter.Seq2[grafana.Folder, error] {
			return c.AllFolders(ctx, grafana.FolderQuery{})
		}),
		one("FolderPermissions", func(ctx ctx, c *client) ([]grafana.Permission, error) { return c.FolderPermissions(ctx, "u") }),
		plain("SetFolderPermissions", func(ctx ctx, c *client) error { return c.SetFolderPermissions(ctx, "u", nil) }),
		one("GetDashboard", func(ctx ctx, c *client) (grafana.Dashboard, error) { return c.GetDashboard(ctx, "u") }),
		one("SaveDashboard", func(ctx ctx, c *client) (grafana.SaveResult, error) {
			return c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(`{"uid":"u","title":"t"}`), Overwrite: true})
		}),
		one("EditDashboard", func(ctx ctx, c *client) (grafana.SaveResult, error) {
			return c.EditDashboard(ctx, "u", "", func(r json.RawMessage) (json.RawMessage, error) { return r, nil })
		}),
		{Name: "EditDashboard saves", Call: func(ctx ctx, c *client) error {
			_, err := c.EditDashboard(ctx, "u", "", func(json.RawMessage) (json.RawMessage, error) { return []byte(`{"title":"t2"}`), nil })
			return err
		}, Pass: answer("/api/dashboards/uid/", `{"dashboard":{"title":"t"},"meta":{}}`)},
		plain("DeleteDashboard", func(ctx ctx, c *client) error { return c.DeleteDashboard(ctx, "u") }),
		one("DashboardPermissions", func(ctx ctx, c *client) ([]grafana.Permission, error) { return c.DashboardPermissions(ctx, "u") }),
		plain("SetDashboardPermissions", func(ctx ctx, c *client) error { return c.SetDashboardPermissions(ctx, "u", nil) }),
		one("ListDashboardVersions", func(ctx ctx, c *client) ([]grafana.DashboardVersion, error) {
			return c.ListDashboardVersions(ctx, "u", 0, 0)
		}),
		all("AllDashboardVersions", func(ctx ctx, c *client) iter.Seq2[grafana.DashboardVersion, error] {
			return c.AllDashboardVersions(ctx, "u")
		}),
		one("GetDashboardVersion", func(ctx ctx, c *client) (grafana.DashboardVersion, error) { return c.GetDashboardVersion(ctx, "u", 1) }),
		one("RestoreDashboard", func(ctx ctx, c *client) (grafana.SaveResult, error) { return c.RestoreDashboard(ctx, "u", 1) }),
		one("Search", func(ctx ctx, c *client) ([]grafana.Hit, error) { return c.Search(ctx, grafana.SearchQuery{}, p) }),
		all("SearchAll", func(ctx ctx, c *client) iter.Seq2[grafana.Hit, error] { return c.SearchAll(ctx, grafana.SearchQuery{}) }),
		one("CreateAnnotation", func(ctx ctx, c *client) (int64, error) {
			return c.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "t"})
		}),
		{Name: "CreateAnnotation on a dashboard", Call: func(ctx ctx, c *client) error {
			_, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "t", DashboardUID: "u"})
			return err
		}},
		one("GetAnnotation", func(ctx ctx, c *client) (grafana.Annotation, error) { return c.GetAnnotation(ctx, 1) }),
		plain("UpdateAnnotation", func(ctx ctx, c *client) error {
			return c.UpdateAnnotation(ctx, 1, grafana.AnnotationRequest{Text: "t"})
		}),
		plain("PatchAnnotation", func(ctx ctx, c *client) error { return c.PatchAnnotation(ctx, 1, grafana.AnnotationPatch{Text: "t"}) }),
		plain("DeleteAnnotation", func(ctx ctx, c *client) error { return c.DeleteAnnotation(ctx, 1) }),
		plain("DeletePanelAnnotations", func(ctx ctx, c *client) error { return c.DeletePanelAnnotations(ctx, "u", 1) }),
		one("ListAnnotations", func(ctx ctx, c *client) ([]grafana.Annotation, error) {
			return c.ListAnnotations(ctx, grafana.AnnotationQuery{})
		}),
		all("AllAnnotations", func(ctx ctx, c *client) iter.Seq2[grafana.Annotation, error] {
			return c.AllAnnotations(ctx, grafana.AnnotationQuery{})
		}),
		one("CreateLibraryElement", func(ctx ctx, c *client) (grafana.LibraryElement, error) {
			return c.CreateLibraryElement(ctx, somePanel)
		}),
		one("GetLibraryElement", func(ctx ctx, c *client) (grafana.LibraryElement, error) { return c.GetLibraryElement(ctx, "u") }),
		one("UpdateLibraryElement", func(ctx ctx, c *client) (grafana.LibraryElement, error) {
			return c.UpdateLibraryElement(ctx, somePanel)
		}),
		plain("DeleteLibraryElement", func(ctx ctx, c *client) error { return c.DeleteLibraryElement(ctx, "u") }),
		one("ListLibraryElements", func(ctx ctx, c *client) ([]grafana.LibraryElement, error) {
			return c.ListLibraryElements(ctx, grafana.LibraryQuery{}, p)
		}),
		all("AllLibraryElements", func(ctx ctx, c *client) iter.Seq2[grafana.LibraryElement, error] {
			return c.AllLibraryElements(ctx, grafana.LibraryQuery{})
		}),
		one("ListContactPoints", func(ctx ctx, c *client) ([]grafana.ContactPoint, error) { return c.ListContactPoints(ctx, "") }),
		one("CreateContactPoint", func(ctx ctx, c *client) (grafana.ContactPoint, error) {
			return c.CreateContactPoint(ctx, grafana.ContactPoint{Name: "n", Type: "webhook"})
		}),
		plain("UpdateContactPoint", func(ctx ctx, c *client) error {
			return c.UpdateContactPoint(ctx, grafana.ContactPoint{UID: "u", Name: "n", Type: "webhook"})
		}),
		quiet("DeleteContactPoint", func(ctx ctx, c *client) error { return c.DeleteContactPoint(ctx, "u") }),
		one("Policies", func(ctx ctx, c *client) (grafana.Policy, error) { return c.Policies(ctx) }),
		plain("SetPolicies", func(ctx ctx, c *client) error { return c.SetPolicies(ctx, grafana.Policy{Receiver: "r"}) }),
		quiet("ResetPolicies", func(ctx ctx, c *client) error { return c.ResetPolicies(ctx) }),
		one("ListMuteTimings", func(ctx ctx, c *client) ([]grafana.MuteTiming, error) { return c.ListMuteTimings(ctx) }),
		one("GetMuteTiming", func(ctx ctx, c *client) (grafana.MuteTiming, error) { return c.GetMuteTiming(ctx, "n") }),
		one("CreateMuteTiming", func(ctx ctx, c *client) (grafana.MuteTiming, error) {
			return c.CreateMuteTiming(ctx, grafana.MuteTiming{Name: "n"})
		}),
		one("UpdateMuteTiming", func(ctx ctx, c *client) (grafana.MuteTiming, error) {
			return c.UpdateMuteTiming(ctx, grafana.MuteTiming{Name: "n"})
		}),
		quiet("DeleteMuteTiming", func(ctx ctx, c *client) error { return c.DeleteMuteTiming(ctx, "n") }),
		one("ListAlertRules", func(ctx ctx, c *client) ([]grafana.AlertRule, error) { return c.ListAlertRules(ctx) }),
		one("GetAlertRule", func(ctx ctx, c *client) (grafana.AlertRule, error) { return c.GetAlertRule(ctx, "u") }),
		one("CreateAlertRule", func(ctx ctx, c *client) (grafana.AlertRule, error) { return c.CreateAlertRule(ctx, someRule) }),
		one("UpdateAlertRule", func(ctx ctx, c *client) (grafana.AlertRule, error) { return c.UpdateAlertRule(ctx, someRule) }),
		quiet("DeleteAlertRule", func(ctx ctx, c *client) error { return c.DeleteAlertRule(ctx, "u") }),
		one("GetRuleGroup", func(ctx ctx, c *client) (grafana.RuleGroup, error) { return c.GetRuleGroup(ctx, "f", "g") }),
		plain("SetRuleGroup", func(ctx ctx, c *client) error {
			return c.SetRuleGroup(ctx, grafana.RuleGroup{FolderUID: "f", Title: "g", Seconds: 60, Rules: []grafana.AlertRule{someRule}})
		}),
		one("Plan", planned),
		{Name: "Apply", Call: func(ctx ctx, c *client) error {
			plan, err := planned(ctx, c)
			if err != nil {
				return err
			}
			_, err = c.Apply(ctx, plan, grafana.ApplyOptions{})
			return err
		}, Pass: empty},
		one("Event", event),
		{Name: "Event creates", Call: func(ctx ctx, c *client) error { _, err := event(ctx, c); return err }, Pass: listed(`[]`)},
		{Name: "Event changes", Call: func(ctx ctx, c *client) error { _, err := event(ctx, c); return err },
			Pass: listed(`[{"id":1,"time":1,"timeEnd":1,"tags":["alert:open"]}]`)},
		one("Retired", retired),
		{Name: "Retired closes", Call: func(ctx ctx, c *client) error { _, err := retired(ctx, c); return err },
			Pass: listed(`[{"id":1,"time":1,"timeEnd":1,"tags":["alert:open"]}]`)},
	}
}

func planned(ctx context.Context, c *client) (*grafana.Plan, error) {
	return c.Plan(ctx, grafana.Set{Folders: []grafana.FolderRequest{{UID: "own-f", Title: "F"}}}, grafana.PlanOptions{Owner: "own"})
}

// empty is a server that has nothing yet.
func empty(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.Method != http.MethodGet:
		return false
	case strings.Contains(r.URL.Path, "own-f"):
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"message":"folder not found","status":"not-found"}`))
	default:
		_, _ = w.Write([]byte(`[]`))
	}
	return true
}

func event(ctx context.Context, c *client) (grafana.Annotated, error) {
	return grafana.NewAnnotator(c, grafana.AnnotatorOptions{}).Event(ctx, someEvent)
}

func retired(ctx context.Context, c *client) (grafana.Annotated, error) {
	return grafana.NewAnnotator(c, grafana.AnnotatorOptions{}).Retired(ctx, grafana.Retirement{Kind: "node", Name: "n", Time: someTime, Tags: map[string]string{"host": "n"}})
}

// answer serves GET requests below a path, so that the fault meets the request after them.
func answer(path, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, path) {
			return false
		}
		_, _ = w.Write([]byte(body))
		return true
	}
}

func listed(body string) func(http.ResponseWriter, *http.Request) bool {
	return answer("/api/annotations", body)
}

func TestEveryMethodFailsWell(t *testing.T) {
	list := methods()
	tested := map[string]bool{}
	for _, m := range list {
		name, _, _ := strings.Cut(m.Name, " ")
		tested[name] = true
	}
	silent := map[string]bool{"String": true, "GoString": true, "Endpoint": true, "OrgID": true, "InOrg": true} // send nothing
	for _, v := range []any{&grafana.Client{}, &grafana.Annotator{}} {
		for typ, i := reflect.TypeOf(v), 0; i < typ.NumMethod(); i++ {
			if name := typ.Method(i).Name; !tested[name] && !silent[name] {
				t.Errorf("%v.%s is not tested", typ, name)
			}
		}
	}
	apitest.Suite[*client]{
		New: func(t testing.TB, url string, hc *http.Client) *client {
			c, err := grafana.New(url, grafana.WithHTTPClient(hc), grafana.WithToken("some-token"), grafana.WithRetries(2, time.Millisecond, time.Millisecond))
			require.NoError(t, err)
			return c
		},
		Typed: func(err error) bool {
			var e *grafana.Error
			return errors.As(err, &e) && e.Op != ""
		},
		Methods: list,
	}.Run(t)
}
