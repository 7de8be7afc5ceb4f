package grafanatest

import (
	"net/http"
	"sort"

	"github.com/tickwright/tickwright/grafana"
)

type user struct {
	id                           int64
	login, email, name, password string
	admin, disabled              bool
	org                          int64            // the current one
	roles                        map[int64]string // by organisation
}

// user finds one by login or address.
func (s *Server) user(loginOrEmail string) *user {
	return find(s.users, func(u *user) bool { return u.login == loginOrEmail || u.email == loginOrEmail })
}

func userJSON(u *user) obj {
	return obj{"id": u.id, "login": u.login, "email": u.email, "name": u.name, "orgId": u.org, "isGrafanaAdmin": u.admin, "isDisabled": u.disabled}
}

func currentUser(q *request) (*reply, error) {
	if q.caller.user == nil {
		return nil, fail(http.StatusNotFound, "user not found")
	}
	return ok(userJSON(q.caller.user))
}

func (q *request) pathUser(name string) (*user, error) {
	n, err := q.number(name)
	if err != nil {
		return nil, err
	}
	if u := find(q.s.users, func(u *user) bool { return u.id == n }); u != nil {
		return u, nil
	}
	return nil, fail(http.StatusNotFound, "user not found")
}

func getUser(q *request) (*reply, error) {
	u, err := q.pathUser("id")
	if err != nil {
		return nil, err
	}
	return ok(userJSON(u))
}

func findUser(q *request) (*reply, error) {
	u := q.s.user(q.URL.Query().Get("loginOrEmail"))
	if u == nil {
		return nil, fail(http.StatusNotFound, "user not found")
	}
	return ok(userJSON(u))
}

func listUsers(q *request) (*reply, error) {
	out := make([]obj, 0, len(q.s.users))
	for _, u := range q.s.users {
		out = append(out, obj{"id": u.id, "login": u.login, "email": u.email, "name": u.name, "isAdmin": u.admin, "isDisabled": u.disabled})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i]["login"].(string) < out[j]["login"].(string) })
	return ok(page(q, out, "perpage", 1000, 1))
}

func createUser(q *request) (*reply, error) {
	body, err := bind[struct {
		Login, Email, Name, Password string
		OrgID                        int64 `json:"OrgId"`
	}](q)
	if err != nil {
		return nil, err
	}
	u := &user{login: body.Login, email: body.Email, name: body.Name, password: body.Password, roles: map[int64]string{}, org: body.OrgID}
	if u.login == "" {
		u.login = u.email
	}
	if u.email == "" {
		u.email = u.login
	}
	switch {
	case u.login == "":
		return nil, fail(http.StatusBadRequest, "Validation error, need specify either username or email")
	case len(body.Password) < 4:
		return nil, fail(http.StatusBadRequest, "Password is missing or too short")
	case q.s.user(u.login) != nil || q.s.user(u.email) != nil:
		return nil, fail(http.StatusPreconditionFailed, "User with email '%s' or username '%s' already exists", u.email, u.login)
	}
	if u.org == 0 {
		u.org = q.s.orgs[0].id
	}
	if q.s.org(u.org) == nil {
		return nil, fail(http.StatusBadRequest, "Organization not found")
	}
	u.id, u.roles[u.org] = q.s.next("user"), grafana.RoleViewer
	q.s.users = append(q.s.users, u)
	return ok(obj{"message": "User created", "id": u.id})
}

func setPassword(q *request) (*reply, error) {
	body, err := bind[struct{ Password string }](q)
	if err != nil {
		return nil, err
	}
	u, err := q.pathUser("id")
	switch {
	case len(body.Password) < 4:
		return nil, fail(http.StatusBadRequest, "New password too short")
	case err != nil:
		return nil, err
	}
	u.password = body.Password
	return said("User password updated")
}

func deleteUser(q *request) (*reply, error) {
	u, err := q.pathUser("id")
	if err != nil {
		return nil, err
	}
	q.s.forget(u)
	return said("User deleted")
}

// forget removes a user from everything.
func (s *Server) forget(u *user) {
	s.users = remove(s.users, u)
	for _, o := range s.orgs {
		for _, t := range o.teams {
			delete(t.members, u.id)
		}
	}
}

func listMembers(q *request) (*reply, error) {
	out := []obj{}
	for _, u := range q.s.users {
		if role := u.roles[q.org.id]; role != "" {
			out = append(out, obj{"orgId": q.org.id, "userId": u.id, "login": u.login, "email": u.email, "name": u.name, "role": role})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i]["login"].(string) < out[j]["login"].(string) })
	return ok(out)
}

func addMember(q *request) (*reply, error) {
	body, err := bind[struct{ LoginOrEmail, Role string }](q)
	if err != nil {
		return nil, err
	}
	u := q.s.user(body.LoginOrEmail)
	switch {
	case ranks[body.Role] == 0:
		return nil, fail(http.StatusBadRequest, "Invalid role specified")
	case u == nil:
		return nil, fail(http.StatusNotFound, "user not found")
	case u.roles[q.org.id] != "":
		return nil, &apiError{http.StatusConflict, obj{"message": "User is already member of this organization", "userId": u.id}}
	}
	u.roles[q.org.id] = body.Role
	return ok(obj{"message": "User added to organization", "userId": u.id})
}

func (q *request) lastAdmin(u *user) bool {
	for _, other := range q.s.users {
		if other != u && other.roles[q.org.id] == grafana.RoleAdmin {
			return false
		}
	}
	return true
}

func setRole(q *request) (*reply, error) {
	body, err := bind[struct{ Role string }](q)
	if err != nil {
		return nil, err
	}
	u, err := q.pathUser("id")
	switch {
	case ranks[body.Role] == 0:
		return nil, fail(http.StatusBadRequest, "Invalid role specified")
	case err != nil:
		return nil, err
	case u.roles[q.org.id] == "":
		return nil, fail(http.StatusNotFound, "user is not member of org")
	case q.lastAdmin(u) && body.Role != grafana.RoleAdmin:
		return nil, fail(http.StatusBadRequest, "Cannot change role so that there is no organization admin left")
	}
	u.roles[q.org.id] = body.Role
	return said("Organization user updated")
}

func removeMember(q *request) (*reply, error) {
	u, err := q.pathUser("id")
	switch {
	case err != nil:
		return nil, err
	case q.lastAdmin(u):
		return nil, fail(http.StatusBadRequest, "Cannot remove last organization admin")
	}
	delete(u.roles, q.org.id)
	if len(u.roles) > 0 || u.admin {
		return said("User removed from organization")
	}
	q.s.forget(u)
	return said("User deleted")
}
