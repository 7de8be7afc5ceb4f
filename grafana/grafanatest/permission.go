package grafanatest

import (
	"net/http"

	"github.com/tickwright/tickwright/grafana"
)

// defaultACL is what a new folder, or dashboard at the root, has: its maker may everything, editors may edit, viewers view.
func defaultACL(maker *user) []grafana.Permission {
	var acl []grafana.Permission
	if maker != nil {
		acl = append(acl, grafana.Permission{UserID: maker.id, Level: grafana.Admin})
	}
	return append(acl, grafana.Permission{Role: grafana.RoleEditor, Level: grafana.Edit}, grafana.Permission{Role: grafana.RoleViewer, Level: grafana.View})
}

// may reports whether the caller has a level at a dashboard or folder, by itself or by a folder above it.
func (q *request) may(d *dashboard, level grafana.PermissionLevel) bool {
	if q.caller.atLeast(grafana.RoleAdmin) {
		return true
	}
	acl := d.acl
	for f := q.org.folder(d.parent); f != nil; f = q.org.folder(f.parent) {
		acl = append(acl[:len(acl):len(acl)], f.acl...)
	}
	if len(acl) == 0 && d.parent == "" { // made by a service account
		acl = defaultACL(nil)
	}
	for _, p := range acl {
		if p.Level < level {
			continue
		}
		switch {
		case p.Role != "" && q.caller.role == p.Role,
			p.UserID != 0 && q.caller.userID() == p.UserID,
			p.TeamID != 0 && q.inTeam(p.TeamID):
			return true
		}
	}
	return false
}

func (q *request) inTeam(id int64) bool {
	t := find(q.org.teams, func(t *team) bool { return t.id == id })
	return t != nil && t.members[q.caller.userID()]
}

// mayCreate reports whether the caller may put something into a folder; "" is the root.
func (q *request) mayCreate(folder string) bool {
	if f := q.org.folder(folder); f != nil {
		return q.may(f, grafana.Edit)
	}
	return q.caller.atLeast(grafana.RoleEditor)
}

func (q *request) permissionJSON(d *dashboard, p grafana.Permission) obj {
	o := obj{"dashboardId": d.id, "uid": d.uid, "title": d.title, "slug": slug(d.title), "isFolder": d.folder, "url": d.url(q.s), "inherited": false,
		"permission": p.Level, "permissionName": p.Level.String(), "userId": p.UserID, "teamId": p.TeamID, "userLogin": "", "team": ""}
	if p.Role != "" {
		o["role"] = p.Role
	}
	if u := find(q.s.users, func(u *user) bool { return u.id == p.UserID }); u != nil {
		o["userLogin"], o["userEmail"] = u.login, u.email
	}
	if t := find(q.org.teams, func(t *team) bool { return t.id == p.TeamID }); t != nil {
		o["team"] = t.name
	}
	return o
}

func listPermissions(q *request, d *dashboard) (*reply, error) {
	out := []obj{}
	for _, p := range d.acl {
		out = append(out, q.permissionJSON(d, p))
	}
	return ok(out) // without those of the folders above, as on a server with RBAC
}

func setPermissions(q *request, d *dashboard, done string) (*reply, error) {
	body, err := bind[struct{ Items []grafana.Permission }](q)
	if err != nil {
		return nil, err
	}
	for _, p := range body.Items {
		switch {
		case p.UserID > 0 && p.TeamID > 0:
			return nil, fail(http.StatusBadRequest, "team and user permissions cannot both be set")
		case (p.UserID > 0 || p.TeamID > 0) && p.Role != "":
			return nil, fail(http.StatusBadRequest, "roles cannot be set together with a team or user")
		}
	}
	d.acl = body.Items
	return said(done)
}

func dashboardPermissions(q *request) (*reply, error) {
	d, err := q.pathDashboard(grafana.Admin)
	if err != nil {
		return nil, err
	}
	return listPermissions(q, d)
}

func setDashboardPermissions(q *request) (*reply, error) {
	d, err := q.pathDashboard(grafana.Admin)
	if err != nil {
		return nil, err
	}
	return setPermissions(q, d, "Dashboard permissions updated")
}

func folderPermissions(q *request) (*reply, error) {
	f, err := q.pathFolder(grafana.Admin)
	if err != nil {
		return nil, err
	}
	return listPermissions(q, f)
}

func setFolderPermissions(q *request) (*reply, error) {
	f, err := q.pathFolder(grafana.Admin)
	if err != nil {
		return nil, err
	}
	return setPermissions(q, f, "Folder permissions updated")
}
