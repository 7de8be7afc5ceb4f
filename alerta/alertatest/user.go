package alertatest

import (
	"slices"
	"strings"
	"time"
)

type user struct {
	id, name, login string
	email           *string
	password        string
	status          string
	roles           []string
	attributes      obj
	create, update  time.Time
	lastLogin       *time.Time
	text            string
	verified        bool
}

func (u *user) domain() string {
	if d, _, is := strings.Cut(u.login, `\`); is {
		return d
	}
	_, d, _ := strings.Cut(deref(u.email), "@")
	return d
}

func (u *user) json(s *Server) obj {
	return obj{"id": u.id, "href": s.href("/user/" + u.id), "name": u.name, "login": u.login, "email": u.email, "domain": optional(u.domain()), "status": u.status,
		"roles": list(u.roles), "attributes": u.attributes, "createTime": stamp(u.create), "lastLogin": stampPtr(u.lastLogin), "text": u.text,
		"updateTime": stamp(u.update), "email_verified": u.verified}
}

func (q *request) parseUser() (*user, error) {
	if _, given := q.body["name"]; !given {
		return nil, fail(400, "'name'")
	}
	login := or(q.str("login"), q.str("email"))
	if login == "" {
		return nil, fail(400, `Missing mandatory value for "login"`)
	}
	attributes, _ := q.body["attributes"].(obj)
	verified, _ := q.body["email_verified"].(bool)
	return &user{id: or(q.str("id"), newUUID()), name: q.str("name"), login: login, email: q.opt("email"), password: q.str("password"),
		status: or(q.str("status"), "active"), roles: q.s.rolesFor(q.opt("email"), q.strs("roles")), attributes: merged(attributes, nil), text: q.str("text"),
		create: q.now, update: q.now, verified: verified}, nil
}

func (s *Server) taken(email *string, but *user) bool {
	return email != nil && slices.ContainsFunc(s.users, func(u *user) bool {
		return u != but && ((u.email != nil && *u.email == *email) || (but == nil && u.login == *email))
	})
}

func createUser(q *request) (*reply, error) {
	u, err := q.parseUser()
	if err != nil {
		return nil, err
	}
	if q.s.taken(u.email, nil) {
		return nil, fail(409, "user with that email already exists")
	}
	if err := q.grant(q.s.scopesOf(deref(u.email), u.roles)); err != nil {
		return nil, err
	}
	q.s.users = append(q.s.users, u)
	return created(obj{"id": u.id, "user": u.json(q.s)})
}

func (q *request) findUser() (*user, error) {
	return byID(q, q.s.users, "id", func(u *user) string { return u.id })
}

// me is the caller's own account; a caller with a key has none.
func (q *request) me() (*user, error) {
	for _, u := range q.s.users {
		if u.id == q.caller.userID {
			return u, nil
		}
	}
	return nil, errNotFound
}

func getUser(q *request) (*reply, error) {
	u, err := q.findUser()
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "user": u.json(q.s)})
}

func userGroups(q *request) (*reply, error) {
	u, err := q.findUser()
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, g := range q.s.groups {
		if contains(g.users, u.id) {
			out = append(out, g.json(q.s))
		}
	}
	return answerAll("groups", out)
}

func getMe(q *request) (*reply, error) {
	u, err := q.me()
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "user": u.json(q.s)})
}

func getMyAttributes(q *request) (*reply, error) {
	u, err := q.me()
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "attributes": u.attributes})
}

var userColumns = map[string]column{
	"name": {"name", text, true, true, false}, "login": {"login", text, true, true, false}, "email": {"email", text, true, true, false},
	"domain": {"domain", missing, true, true, false}, "status": {"status", text, true, true, false}, "role": {"roles", array, true, false, false},
	"roles": {"roles", array, false, true, false}, "attributes": {"attributes", object, true, true, false},
	"createTime": {"create_time", timestamp, true, true, true}, "lastLogin": {"last_login", timestamp, true, true, true}, "text": {"text", text, true, true, false},
	"updateTime": {"update_time", timestamp, true, true, true},
}

func listUsers(q *request) (*reply, error) {
	rows, err := listRows(q, q.s.users, q.URL.Query(), userColumns, func(u *user, name string) any {
		m := map[string]any{"name": u.name, "login": u.login, "status": u.status, "roles": u.roles, "attributes": u.attributes, "create_time": u.create,
			"update_time": u.update, "text": u.text}
		if u.email != nil {
			m["email"] = *u.email
		}
		if u.lastLogin != nil {
			m["last_login"] = *u.lastLogin
		}
		return m[name]
	}, nil)
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(rows))
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, u := range cut(p, rows) {
		out = append(out, u.json(q.s))
	}
	body := p.list("users", out)
	body["domains"] = []string{"*"}
	return ok(body)
}

// change applies the members that are not null.
func (q *request) change(u *user) (*reply, error) {
	for name, p := range map[string]*string{"name": &u.name, "login": &u.login, "password": &u.password, "status": &u.status, "text": &u.text} {
		if v := q.opt(name); v != nil {
			*p = *v
		}
	}
	if v := q.opt("email"); v != nil {
		u.email = v
	}
	if q.body["roles"] != nil {
		u.roles = q.strs("roles")
	}
	u.roles = q.s.rolesFor(u.email, u.roles)
	if m, given := q.body["attributes"].(obj); given {
		u.attributes = merged(u.attributes, m)
	}
	if v, given := q.body["email_verified"].(bool); given {
		u.verified = v
	}
	u.update = q.now
	return ok(obj{"user": u.json(q.s)})
}

func updateUser(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	u, err := q.findUser()
	if err != nil {
		return nil, err
	}
	if e := q.str("email"); e != "" && q.s.taken(&e, u) {
		return nil, fail(409, "user with that email already exists")
	}
	if roles := q.strs("roles"); len(roles) > 0 {
		if err := q.grant(q.s.scopesOf("", roles)); err != nil {
			return nil, err
		}
	}
	return q.change(u)
}

func updateMe(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	var not []string
	for _, name := range sortedKeys(q.body) {
		if !contains([]string{"name", "email", "password", "text"}, name) {
			not = append(not, name)
		}
	}
	if len(not) > 0 {
		return nil, fail(400, "not allowed to update: %s", strings.Join(not, ", "))
	}
	u, err := q.me()
	if err != nil {
		return nil, err
	}
	if e := q.opt("email"); e != nil && q.s.taken(e, u) {
		return nil, fail(409, "user with that email already exists")
	}
	return q.change(u)
}

func setUserAttributes(find func(*request) (*user, error)) func(*request) (*reply, error) {
	return func(q *request) (*reply, error) {
		given, _ := q.body["attributes"].(obj)
		if len(given) == 0 {
			return nil, fail(400, "must supply 'attributes' as json data")
		}
		u, err := find(q)
		if err != nil {
			return nil, err
		}
		u.attributes, u.update = withoutNulls(deepMerge(u.attributes, given)), q.now
		return ok(obj{})
	}
}

func deepMerge(have, more obj) obj {
	out := merged(have, nil)
	for k, v := range more {
		sub, isObject := v.(obj)
		old, wasObject := out[k].(obj)
		if isObject && wasObject {
			v = deepMerge(old, sub)
		}
		out[k] = v
	}
	return out
}

func deleteUser(q *request) (*reply, error) {
	u, err := q.findUser()
	if err != nil {
		return nil, err
	}
	q.s.users = slices.DeleteFunc(q.s.users, func(x *user) bool { return x == u })
	return ok(obj{})
}

func login(q *request) (*reply, error) {
	name := or(q.str("username"), q.str("email"))
	if _, given := q.body["password"]; !given || name == "" {
		return nil, fail(401, "must supply 'username' and 'password'")
	}
	u := q.s.checkPassword(name, q.str("password"))
	if u == nil {
		return nil, fail(401, "Invalid username or password")
	}
	if u.status != "active" {
		return nil, fail(403, "User %s not active", u.login)
	}
	return q.s.newToken(u, q.now)
}

func signup(q *request) (*reply, error) {
	if q.s.conf.SignupDisabled {
		return nil, fail(403, "user signup is disabled")
	}
	u, err := q.parseUser()
	if err != nil {
		return nil, err
	}
	u.roles, u.verified = []string{"user"}, false
	if q.s.taken(u.email, nil) {
		return nil, fail(409, "user with that email already exists")
	}
	q.s.users = append(q.s.users, u)
	return q.s.newToken(u, q.now)
}

func logout(q *request) (*reply, error) {
	return ok(obj{"message": "OIDC end_session_endpoint not configured"})
}

func userinfo(q *request) (*reply, error) {
	token, is := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer ")
	if !is {
		return nil, fail(401, "Missing authorization Bearer token")
	}
	c, err := q.s.parseToken(token, q.now)
	if err != nil {
		return nil, err
	}
	return &reply{status: 200, body: c}, nil
}
