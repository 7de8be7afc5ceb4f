package grafanasuite

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

func dashboard(uid, title, more string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"uid":%q,"title":%q%s}`, uid, title, more))
}

// saved is a new dashboard.
func (s *suite) saved(t *testing.T, c *grafana.Client, folder, more string) grafana.SaveResult {
	t.Helper()
	r, err := c.SaveDashboard(s.ctx(t), grafana.SaveRequest{JSON: dashboard(s.name("d"), s.name("Dash"), more), FolderUID: folder})
	require.NoError(t, err)
	t.Cleanup(func() {
		if err := c.DeleteDashboard(s.ctx(t), r.UID); err != nil {
			require.ErrorIs(t, err, grafana.ErrNotFound)
		}
	})
	return r
}

func testDashboards(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	f := s.folder(t, c)
	uid, title := s.name("d"), s.name("Disk usage")
	raw := dashboard(uid, title, `,"id":424242,"tags":["a"],"anything":{"big":12345678901234567890,"nested":[1,{"x":null}]}`)
	r, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: raw, FolderUID: f.UID, Message: "first"})
	require.NoError(t, err, "the id of another server does not matter")
	require.Equal(t, []any{uid, int64(1), "success"}, []any{r.UID, r.Version, r.Status})
	require.Contains(t, r.URL, "/d/"+uid+"/")
	d, err := c.GetDashboard(ctx, uid)
	require.NoError(t, err)
	require.Equal(t, []any{uid, title, int64(1)}, []any{d.UID(), d.Title(), d.Version()})
	require.Equal(t, []any{f.UID, f.Title, s.env.User, true, int64(1)}, []any{d.Meta.FolderUID, d.Meta.FolderTitle, d.Meta.CreatedBy, d.Meta.CanSave, d.Meta.Version})
	var back map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(d.JSON, &back))
	require.JSONEq(t, `{"big":12345678901234567890,"nested":[1,{"x":null}]}`, string(back["anything"]))
	require.Contains(t, string(back["anything"]), "12345678901234567890", "as it was")

	generated, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(fmt.Sprintf(`{"title":%q}`, s.name("no uid")))})
	require.NoError(t, err)
	require.NotEmpty(t, generated.UID)
	require.NoError(t, c.DeleteDashboard(ctx, generated.UID))
	_, err = c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(s.name("d"), s.name("x"), ""), FolderUID: s.name("none")})
	require.ErrorIs(t, err, grafana.ErrBadRequest, "no such folder")
	_, err = c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard("no/slashes", s.name("x"), "")})
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	_, err = c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(strings.Repeat("x", 41), s.name("x"), "")})
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	_, err = c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(s.name("d"), " ", "")})
	require.ErrorIs(t, err, grafana.ErrBadRequest, "a blank title")

	require.NoError(t, c.DeleteDashboard(ctx, uid))
	require.ErrorIs(t, c.DeleteDashboard(ctx, uid), grafana.ErrNotFound)
	_, err = c.GetDashboard(ctx, uid)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testConflicts(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	f := s.folder(t, c)
	r := s.saved(t, c, f.UID, "")
	save := func(version int64, overwrite bool) (grafana.SaveResult, error) {
		return c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(r.UID, "Title "+r.UID, fmt.Sprintf(`,"version":%d`, version)), FolderUID: f.UID, Overwrite: overwrite})
	}
	for _, old := range []int64{0, 2, 7} {
		_, err := save(old, false)
		require.ErrorIs(t, err, grafana.ErrVersionMismatch, "%d", old)
		require.ErrorIs(t, err, grafana.ErrConflict)
		require.NotErrorIs(t, err, grafana.ErrNameExists)
	}
	two, err := save(1, false)
	require.NoError(t, err)
	require.Equal(t, int64(2), two.Version)
	three, err := save(1, true)
	require.NoError(t, err)
	require.Equal(t, int64(3), three.Version)

	_, err = c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(s.name("d"), "Title "+r.UID, ""), FolderUID: f.UID})
	require.ErrorIs(t, err, grafana.ErrNameExists)
	elsewhere, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(s.name("d"), "Title "+r.UID, "")})
	require.NoError(t, err, "another folder")
	require.NoError(t, c.DeleteDashboard(ctx, elsewhere.UID))

	calls := 0
	res, err := c.EditDashboard(ctx, r.UID, "edited", func(raw json.RawMessage) (json.RawMessage, error) {
		if calls++; calls == 1 { // somebody else is faster
			_, err := save(0, true)
			require.NoError(t, err)
		}
		var m map[string]any
		require.NoError(t, json.Unmarshal(raw, &m))
		m["edited"] = true
		return json.Marshal(m)
	})
	require.NoError(t, err)
	require.Equal(t, []any{2, int64(5)}, []any{calls, res.Version})
	d, err := c.GetDashboard(ctx, r.UID)
	require.NoError(t, err)
	require.Contains(t, string(d.JSON), `"edited"`)
	require.Equal(t, f.UID, d.Meta.FolderUID, "it stays where it is")
	res, err = c.EditDashboard(ctx, r.UID, "", func(raw json.RawMessage) (json.RawMessage, error) { return raw, nil })
	require.NoError(t, err)
	require.Equal(t, []any{int64(5), "unchanged"}, []any{res.Version, res.Status})
}

func testVersions(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	r := s.saved(t, c, "", `,"n":1`)
	for n := 2; n <= 3; n++ {
		_, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: dashboard(r.UID, "Versions "+r.UID, fmt.Sprintf(`,"n":%d`, n)), Overwrite: true, Message: fmt.Sprintf("change %d", n)})
		require.NoError(t, err)
	}
	all := collect(t, c.AllDashboardVersions(ctx, r.UID))
	require.Len(t, all, 3)
	require.Equal(t, []any{int64(3), int64(2), "change 3", s.env.User}, []any{all[0].Version, all[0].ParentVersion, all[0].Message, all[0].CreatedBy})
	two, err := c.ListDashboardVersions(ctx, r.UID, 1, 1)
	require.NoError(t, err)
	require.Len(t, two, 1)
	require.Equal(t, int64(2), two[0].Version)
	v, err := c.GetDashboardVersion(ctx, r.UID, 1)
	require.NoError(t, err)
	var n struct{ N int }
	require.NoError(t, json.Unmarshal(v.JSON, &n))
	require.Equal(t, 1, n.N)
	_, err = c.GetDashboardVersion(ctx, r.UID, 99)
	require.Error(t, err)
	res, err := c.RestoreDashboard(ctx, r.UID, 1)
	require.NoError(t, err)
	require.Equal(t, int64(4), res.Version)
	d, err := c.GetDashboard(ctx, r.UID)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(d.JSON, &n))
	require.Equal(t, 1, n.N)
	_, err = c.RestoreDashboard(ctx, r.UID, 99)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.ListDashboardVersions(ctx, s.name("none"), 0, 0)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testSearch(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	f := s.folder(t, c)
	tag := s.name("tag")
	a := s.saved(t, c, f.UID, fmt.Sprintf(`,"tags":[%q,"x"]`, tag))
	b := s.saved(t, c, "", fmt.Sprintf(`,"tags":[%q]`, tag))
	uids := func(q grafana.SearchQuery) []string {
		var out []string
		for _, h := range collect(t, c.SearchAll(ctx, q)) {
			out = append(out, h.UID)
		}
		return out
	}
	require.ElementsMatch(t, []string{a.UID, b.UID}, uids(grafana.SearchQuery{Tags: []string{tag}}))
	require.Equal(t, []string{a.UID}, uids(grafana.SearchQuery{Tags: []string{tag, "x"}}), "all of the tags")
	require.Equal(t, []string{a.UID}, uids(grafana.SearchQuery{FolderUIDs: []string{f.UID}}))
	require.Equal(t, []string{b.UID}, uids(grafana.SearchQuery{UIDs: []string{b.UID}}))
	require.Equal(t, []string{f.UID}, uids(grafana.SearchQuery{Text: f.Title, Type: grafana.TypeFolder}))
	require.Empty(t, uids(grafana.SearchQuery{Tags: []string{tag}, Starred: true}))
	up, down := uids(grafana.SearchQuery{Tags: []string{tag}, Sort: "alpha-asc"}), uids(grafana.SearchQuery{Tags: []string{tag}, Sort: "alpha-desc"})
	require.Equal(t, []string{up[1], up[0]}, down)
	one, err := c.Search(ctx, grafana.SearchQuery{Tags: []string{tag}, Type: grafana.TypeDashboard}, grafana.Page{Number: 2, Size: 1})
	require.NoError(t, err)
	require.Len(t, one, 1)
	hits := collect(t, c.SearchAll(ctx, grafana.SearchQuery{UIDs: []string{a.UID}}))
	require.Len(t, hits, 1)
	require.Equal(t, []any{grafana.TypeDashboard, f.UID, f.Title, []string{tag, "x"}}, []any{hits[0].Type, hits[0].FolderUID, hits[0].FolderTitle, hits[0].Tags})
}

func testPermissions(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	f := s.folder(t, c)
	d := s.saved(t, c, f.UID, "")
	_, viewer := s.user(t, c, grafana.RoleViewer)
	_, err := viewer.GetDashboard(ctx, d.UID)
	require.NoError(t, err, "viewers see a new folder")
	_, err = viewer.EditDashboard(ctx, d.UID, "", func(json.RawMessage) (json.RawMessage, error) { return dashboard(d.UID, "mine", `,"version":1`), nil })
	require.ErrorIs(t, err, grafana.ErrForbidden)

	team, err := c.CreateTeam(ctx, grafana.TeamRequest{Name: s.name("team")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.DeleteTeam(s.ctx(t), team)) })
	require.NoError(t, c.SetFolderPermissions(ctx, f.UID, []grafana.Permission{{Role: grafana.RoleEditor, Level: grafana.Edit}, {TeamID: team, Level: grafana.View}}))
	list, err := c.FolderPermissions(ctx, f.UID)
	require.NoError(t, err)
	require.True(t, contains(list, func(p grafana.Permission) bool {
		return p.TeamID == team && p.Level == grafana.View && p.PermissionName == "View"
	}), "%+v", list)
	require.False(t, contains(list, func(p grafana.Permission) bool { return p.Role == grafana.RoleViewer }))
	// The server remembers for a while what a user may; a new one has nothing to remember.
	_, other := s.user(t, c, grafana.RoleViewer)
	_, err = other.GetDashboard(ctx, d.UID)
	require.ErrorIs(t, err, grafana.ErrForbidden)
	u, trusted := s.user(t, c, grafana.RoleViewer)
	require.NoError(t, c.SetDashboardPermissions(ctx, d.UID, []grafana.Permission{{UserID: u.ID, Level: grafana.Edit}}))
	_, err = trusted.GetDashboard(ctx, d.UID)
	require.NoError(t, err)
	list, err = c.DashboardPermissions(ctx, d.UID)
	require.NoError(t, err)
	require.True(t, contains(list, func(p grafana.Permission) bool { return p.UserID == u.ID && p.Level == grafana.Edit && !p.Inherited }), "%+v", list)
	_, err = trusted.EditDashboard(ctx, d.UID, "", func(json.RawMessage) (json.RawMessage, error) { return dashboard(d.UID, "mine", `,"version":1`), nil })
	require.ErrorIs(t, err, grafana.ErrServer, "who may edit a dashboard and not see its folder cannot save it there")
	_, err = trusted.DashboardPermissions(ctx, d.UID)
	require.ErrorIs(t, err, grafana.ErrForbidden)
	_, err = c.FolderPermissions(ctx, s.name("none"))
	require.Error(t, err)
	require.ErrorIs(t, c.SetDashboardPermissions(ctx, s.name("none"), nil), grafana.ErrNotFound)
}

// testProvisioning makes a set true, finds nothing left to do, and removes it again.
func testProvisioning(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	owner := s.name("own")
	uid := owner + "-f"
	set := grafana.Set{Folders: []grafana.FolderRequest{{UID: uid, Title: uid}}, Dashboards: []grafana.SetDashboard{{JSON: dashboard(s.name("d"), s.name("Dash"), ""), FolderUID: uid}}}
	for _, x := range []grafana.Set{set, {}} {
		plan, err := c.Plan(ctx, x, grafana.PlanOptions{Owner: owner})
		require.NoError(t, err)
		require.False(t, plan.Empty())
		done, err := c.Apply(ctx, plan, grafana.ApplyOptions{})
		require.NoError(t, err)
		require.Len(t, done.Done, 2)
		plan, err = c.Plan(ctx, x, grafana.PlanOptions{Owner: owner})
		require.NoError(t, err)
		require.True(t, plan.Empty(), "%v", plan)
	}
}
