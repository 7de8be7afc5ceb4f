package kapacitortest

import (
	"maps"
	"regexp"
	"slices"
)

// user is an account.
type user struct {
	name, password string
	admin          bool
	permissions    []string
}

type userRequest struct {
	Name        string    `json:"name"`
	Password    string    `json:"password"`
	Type        string    `json:"type"`
	Permissions *[]string `json:"permissions"`
}

var (
	validUser   = regexp.MustCompile(`^[-\._\p{L}0-9@]+$`)
	userFields  = []string{"link", "name", "type", "permissions"}
	userTypes   = []string{"", "normal", "admin"}
	permissions = []string{"none", "api", "config_api", "write_points", "all"}
)

func (u *user) show() obj {
	kind := "normal"
	if u.admin {
		kind = "admin"
	}
	perms := []string{}
	for _, p := range permissions {
		if p != "none" && slices.Contains(u.permissions, p) {
			perms = append(perms, p)
		}
	}
	if slices.Contains(perms, "all") {
		perms = []string{"all"}
	}
	return obj{"link": self("users", u.name), "name": u.name, "type": kind, "permissions": perms}
}

func (in *userRequest) valid() bool {
	if !slices.Contains(userTypes, in.Type) {
		return false
	}
	if in.Permissions != nil {
		for _, p := range *in.Permissions {
			if !slices.Contains(permissions, p) {
				return false
			}
		}
	}
	return true
}

func listUsers(q *request) (*reply, error) {
	l, err := q.list(userFields, "name", "link")
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, id := range l.page(slices.Sorted(maps.Keys(q.s.users))) {
		all := q.s.users[id].show()
		shown, err := l.show(func(f string) (any, bool, bool) {
			v, known := all[f]
			return v, known, true
		})
		if err != nil {
			return nil, err
		}
		out = append(out, shown)
	}
	return ok(obj{"users": out})
}

func (q *request) user() (*user, error) {
	name := q.below("/users/")
	if name == "" {
		return nil, fail(400, "must specify username on path")
	}
	u := q.s.users[name]
	if u == nil {
		return nil, fail(404, "no user exists")
	}
	return u, nil
}

func getUser(q *request) (*reply, error) {
	u, err := q.user()
	if err != nil {
		return nil, err
	}
	return ok(u.show())
}

func createUser(q *request) (*reply, error) {
	var in userRequest
	if q.decode(&in) != nil || !in.valid() {
		return nil, fail(400, "invalid JSON")
	}
	switch {
	case in.Name == "":
		return nil, fail(400, "username is required")
	case !validUser.MatchString(in.Name):
		return nil, fail(400, "username must contain only letters, numbers, '-', '.', '@' and '_'. %q", in.Name)
	case in.Password == "":
		return nil, fail(400, "password is required")
	case q.s.users[in.Name] != nil:
		return nil, fail(400, "user already exists")
	}
	u := &user{name: in.Name, password: in.Password, admin: in.Type == "admin"}
	if in.Permissions != nil {
		u.permissions = *in.Permissions
	}
	q.s.users[u.name] = u
	return ok(u.show())
}

func updateUser(q *request) (*reply, error) {
	u, err := q.user()
	if err != nil {
		return nil, err
	}
	var in userRequest
	if q.decode(&in) != nil || !in.valid() {
		return nil, fail(400, "invalid JSON")
	}
	if in.Password != "" {
		u.password = in.Password
	}
	if in.Permissions != nil {
		u.permissions = *in.Permissions
	}
	if in.Type != "" {
		if u.admin = in.Type == "admin"; u.admin {
			u.permissions = nil
		}
	}
	return ok(u.show())
}

func deleteUser(q *request) (*reply, error) {
	delete(q.s.users, q.below("/users/"))
	return done, nil
}
