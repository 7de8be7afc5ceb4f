package grafanasuite

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

func testHealth(t *testing.T, s *suite) {
	h, err := s.plain(t).Health(s.ctx(t))
	require.NoError(t, err, "without a credential")
	require.Equal(t, "ok", h.Database)
	require.NotEmpty(t, h.Version)
	require.Equal(t, s.env.URL, s.plain(t).Endpoint())
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", s.client(t), s.client(t), s.client(t)), "Basic")
}

func testOrgs(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	home, err := c.CurrentOrg(ctx)
	require.NoError(t, err)
	name := s.name("org with blank")
	id, err := c.CreateOrg(ctx, name)
	require.NoError(t, err)
	_, err = c.CreateOrg(ctx, name)
	require.ErrorIs(t, err, grafana.ErrConflict)
	o, err := c.GetOrg(ctx, id)
	require.NoError(t, err)
	require.Equal(t, grafana.Org{ID: id, Name: name}, o)
	require.NoError(t, c.RenameOrg(ctx, id, name+"2"))
	o, err = c.FindOrg(ctx, name+"2")
	require.NoError(t, err)
	require.Equal(t, id, o.ID)
	_, err = c.FindOrg(ctx, name)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	require.Equal(t, 1, count(collect(t, c.AllOrgs(ctx)), func(o grafana.Org) bool { return o.ID == id }))
	one, err := c.ListOrgs(ctx, grafana.Page{Number: 1, Size: 1})
	require.NoError(t, err)
	two, err := c.ListOrgs(ctx, grafana.Page{Number: 2, Size: 1})
	require.NoError(t, err)
	require.NotEqual(t, one, two)

	there := c.InOrg(id)
	require.Equal(t, id, there.OrgID())
	o, err = there.CurrentOrg(ctx)
	require.NoError(t, err)
	require.Equal(t, id, o.ID)
	f, err := there.CreateFolder(ctx, grafana.FolderRequest{Title: "only here"})
	require.NoError(t, err)
	_, err = c.InOrg(home.ID).GetFolder(ctx, f.UID)
	require.ErrorIs(t, err, grafana.ErrNotFound, "organisations do not see each other")
	o, err = s.client(t, grafana.WithOrg(id)).CurrentOrg(ctx)
	require.NoError(t, err)
	require.Equal(t, id, o.ID)

	u, user := s.user(t, c, grafana.RoleViewer)
	_, stranger := s.user(t, c, grafana.RoleViewer)
	_, err = stranger.InOrg(id).CurrentOrg(ctx)
	require.ErrorIs(t, err, grafana.ErrForbidden, "not a member")
	require.NoError(t, there.AddMember(ctx, u.Login, grafana.RoleEditor))
	require.ErrorIs(t, there.AddMember(ctx, u.Login, grafana.RoleEditor), grafana.ErrConflict)
	o, err = user.InOrg(id).CurrentOrg(ctx)
	require.NoError(t, err)
	require.Equal(t, id, o.ID)
	require.NoError(t, there.SetRole(ctx, u.ID, grafana.RoleAdmin))
	members, err := there.ListMembers(ctx)
	require.NoError(t, err)
	require.True(t, contains(members, func(m grafana.Member) bool {
		return m.UserID == u.ID && m.Role == grafana.RoleAdmin && m.Login == u.Login
	}), "%v", members)
	require.NoError(t, there.RemoveMember(ctx, u.ID))

	require.ErrorIs(t, c.InOrg(id).DeleteOrg(ctx, id), grafana.ErrBadRequest, "the one in which the caller is")
	require.NoError(t, c.InOrg(home.ID).DeleteOrg(ctx, id))
	_, err = c.InOrg(home.ID).GetOrg(ctx, id)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testUsers(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	me, err := c.CurrentUser(ctx)
	require.NoError(t, err)
	require.Equal(t, []any{s.env.User, true}, []any{me.Login, me.IsAdmin})
	u, user := s.user(t, c, grafana.RoleViewer)
	require.Equal(t, []any{"Some Viewer", u.Login + "@example.com", false}, []any{u.Name, u.Email, u.IsAdmin})
	self, err := user.CurrentUser(ctx)
	require.NoError(t, err)
	require.Equal(t, u.ID, self.ID)
	for _, by := range []string{u.Login, u.Email} {
		x, err := c.FindUser(ctx, by)
		require.NoError(t, err)
		require.Equal(t, u.ID, x.ID)
	}
	_, err = c.FindUser(ctx, s.name("nobody"))
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.CreateUser(ctx, grafana.UserRequest{Login: u.Login, Password: "s3cret-pw"})
	require.ErrorIs(t, err, grafana.ErrConflict)
	_, err = c.CreateUser(ctx, grafana.UserRequest{Login: s.name("short"), Password: "abc"})
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	require.NotContains(t, err.Error(), "abc\"")
	_, err = user.GetUser(ctx, me.ID)
	require.ErrorIs(t, err, grafana.ErrForbidden)
	require.Equal(t, 1, count(collect(t, c.AllUsers(ctx)), func(x grafana.User) bool { return x.ID == u.ID && !x.IsAdmin }))
	list, err := c.ListUsers(ctx, grafana.Page{Size: 1})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, c.SetUserPassword(ctx, u.ID, "an0ther-pw"))
	_, err = s.plain(t, grafana.WithBasic(u.Login, "an0ther-pw")).CurrentUser(ctx)
	require.NoError(t, err)
	require.NoError(t, c.DeleteUser(ctx, u.ID))
	_, err = c.GetUser(ctx, u.ID)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testTeams(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	name := s.name("team")
	id, err := c.CreateTeam(ctx, grafana.TeamRequest{Name: name, Email: "t@example.com"})
	require.NoError(t, err)
	_, err = c.CreateTeam(ctx, grafana.TeamRequest{Name: name})
	require.ErrorIs(t, err, grafana.ErrConflict)
	require.NoError(t, c.UpdateTeam(ctx, id, grafana.TeamRequest{Name: name + "2", Email: "u@example.com"}))
	u, _ := s.user(t, c, grafana.RoleViewer)
	require.NoError(t, c.AddTeamMember(ctx, id, u.ID))
	require.ErrorIs(t, c.AddTeamMember(ctx, id, u.ID), grafana.ErrBadRequest)
	members, err := c.ListTeamMembers(ctx, id)
	require.NoError(t, err)
	require.True(t, contains(members, func(m grafana.TeamMember) bool { return m.UserID == u.ID && m.TeamID == id && m.Login == u.Login }), "%v", members)
	team, err := c.GetTeam(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{name + "2", "u@example.com", int64(len(members))}, []any{team.Name, team.Email, team.MemberCount})
	require.Equal(t, 1, len(collect(t, c.AllTeams(ctx, grafana.TeamQuery{Name: name + "2"}))))
	list, err := c.ListTeams(ctx, grafana.TeamQuery{Text: name}, grafana.Page{Number: 1, Size: 10})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, c.RemoveTeamMember(ctx, id, u.ID))
	require.ErrorIs(t, c.RemoveTeamMember(ctx, id, u.ID), grafana.ErrNotFound)
	require.NoError(t, c.DeleteTeam(ctx, id))
	_, err = c.GetTeam(ctx, id)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testServiceAccounts(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	name := s.name("robot")
	a, err := c.CreateServiceAccount(ctx, grafana.ServiceAccountRequest{Name: name, Role: grafana.RoleViewer})
	require.NoError(t, err)
	require.Equal(t, []any{name, grafana.RoleViewer, false}, []any{a.Name, a.Role, a.IsDisabled})
	_, err = c.CreateServiceAccount(ctx, grafana.ServiceAccountRequest{Name: name, Role: grafana.RoleViewer})
	require.Error(t, err)
	k, err := c.CreateToken(ctx, a.ID, s.name("key"), time.Hour)
	require.NoError(t, err)
	require.NotEmpty(t, k.Key.Reveal())
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", k, k, k, k.Key), k.Key.Reveal())
	robot := s.plain(t, grafana.WithToken(k.Key.Reveal()))
	_, err = robot.CurrentOrg(ctx)
	require.NoError(t, err)
	_, err = robot.CreateFolder(ctx, grafana.FolderRequest{Title: s.name("not mine")})
	require.ErrorIs(t, err, grafana.ErrForbidden, "a viewer")
	a, err = c.UpdateServiceAccount(ctx, a.ID, grafana.ServiceAccountRequest{Name: name, Role: grafana.RoleEditor})
	require.NoError(t, err)
	require.Equal(t, grafana.RoleEditor, a.Role)
	// The server remembers for a while what an account may; a new one has nothing to remember.
	editor, err := c.CreateServiceAccount(ctx, grafana.ServiceAccountRequest{Name: s.name("editor"), Role: grafana.RoleEditor})
	require.NoError(t, err)
	ek, err := c.CreateToken(ctx, editor.ID, s.name("key"), 0)
	require.NoError(t, err)
	f, err := s.plain(t, grafana.WithToken(ek.Key.Reveal())).CreateFolder(ctx, grafana.FolderRequest{Title: s.name("mine")})
	require.NoError(t, err)
	require.NoError(t, c.DeleteFolder(ctx, f.UID, false))
	require.NoError(t, c.DeleteServiceAccount(ctx, editor.ID))

	tokens, err := c.ListTokens(ctx, a.ID)
	require.NoError(t, err)
	require.Len(t, tokens, 1)
	require.Equal(t, []any{k.ID, k.Name, false}, []any{tokens[0].ID, tokens[0].Name, tokens[0].HasExpired})
	require.WithinDuration(t, time.Now().Add(time.Hour), tokens[0].Expiration, 5*time.Minute)
	_, err = c.CreateToken(ctx, a.ID, k.Name, 0)
	require.ErrorIs(t, err, grafana.ErrBadRequest, "the name is taken")
	a, err = c.GetServiceAccount(ctx, a.ID)
	require.NoError(t, err)
	require.Equal(t, name, a.Name)
	require.Len(t, collect(t, c.AllServiceAccounts(ctx, name)), 1)
	list, err := c.ListServiceAccounts(ctx, name, grafana.Page{Number: 1, Size: 5})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, c.DeleteToken(ctx, a.ID, k.ID))
	_, err = robot.CurrentOrg(ctx)
	require.ErrorIs(t, err, grafana.ErrUnauthorized)
	require.NotContains(t, err.Error(), k.Key.Reveal())
	require.ErrorIs(t, c.DeleteToken(ctx, a.ID, k.ID), grafana.ErrNotFound)
	require.NoError(t, c.DeleteServiceAccount(ctx, a.ID))
	_, err = c.GetServiceAccount(ctx, a.ID)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testCredentials(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	for name, opts := range map[string][]grafana.Option{
		"none":           nil,
		"wrong token":    {grafana.WithToken("glsa_not-a-token")},
		"wrong password": {grafana.WithBasic(s.env.User, "wrong-password")},
		"nobody":         {grafana.WithBasic(s.name("nobody"), "wrong-password")},
	} {
		_, err := s.plain(t, opts...).CurrentOrg(ctx)
		require.ErrorIs(t, err, grafana.ErrUnauthorized, name)
		var e *grafana.Error
		require.ErrorAs(t, err, &e)
		require.NotEmpty(t, e.Message, name)
		for _, secret := range []string{"not-a-token", "wrong-password"} {
			require.NotContains(t, err.Error(), secret, name)
		}
	}
}

func testPreferences(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	before, err := c.Preferences(ctx)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.SetPreferences(s.ctx(t), before)) })
	uid := s.name("home")
	_, err = c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(fmt.Sprintf(`{"uid":%q,"title":%q}`, uid, uid))})
	require.NoError(t, err)
	want := grafana.Preferences{Theme: "light", HomeDashboardUID: uid, Timezone: "utc", WeekStart: "monday"}
	require.NoError(t, c.SetPreferences(ctx, want))
	got, err := c.Preferences(ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.NoError(t, c.PatchPreferences(ctx, grafana.Preferences{Theme: "dark"}))
	got, err = c.Preferences(ctx)
	require.NoError(t, err)
	want.Theme = "dark"
	require.Equal(t, want, got)
	require.ErrorIs(t, c.SetPreferences(ctx, grafana.Preferences{HomeDashboardUID: s.name("none")}), grafana.ErrNotFound)
	require.ErrorIs(t, c.PatchPreferences(ctx, grafana.Preferences{Theme: "pink"}), grafana.ErrBadRequest)
	require.NoError(t, c.SetPreferences(ctx, before))
	require.NoError(t, c.DeleteDashboard(ctx, uid))
}
