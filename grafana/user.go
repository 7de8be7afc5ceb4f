package grafana

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tickwright/tickwright/internal/api"
)

// User is somebody who may sign in.
type User struct {
	ID         int64  `json:"id"`
	Login      string `json:"login"`
	Email      string `json:"email"`
	Name       string `json:"name"`
	OrgID      int64  `json:"orgId"`          // the current organisation; not in lists
	IsAdmin    bool   `json:"isGrafanaAdmin"` // of the server
	IsDisabled bool   `json:"isDisabled"`
}

// UserRequest is a user to be made. One of Login and Email is required.
type UserRequest struct {
	Login    string
	Email    string
	Name     string
	Password Secret
	OrgID    int64 // where the user becomes a viewer; the server's default organisation when 0
}

// CurrentUser fetches who the caller is. A service account is nobody here: ErrNotFound, or what the server makes of it.
func (c *Client) CurrentUser(ctx context.Context) (User, error) {
	return fetch[User](ctx, c, "login", call{op: "get current user", path: "user"})
}

// GetUser fetches a user. Admins of the server only, with WithBasic, as everything here that names a user by id.
func (c *Client) GetUser(ctx context.Context, user int64) (User, error) {
	return fetch[User](ctx, c, "login", call{op: "get user", path: "users/{}", args: id(user)})
}

// FindUser fetches a user by login or e-mail address.
func (c *Client) FindUser(ctx context.Context, loginOrEmail string) (User, error) {
	const op = "find user"
	if loginOrEmail == "" {
		return User{}, invalid(op, "login and e-mail address are empty")
	}
	return fetch[User](ctx, c, "login", call{op: op, path: "users/lookup", query: url.Values{"loginOrEmail": {loginOrEmail}}})
}

// listedUser is a user as lists have it.
type listedUser struct {
	User
	ListedAdmin bool `json:"isAdmin"`
}

// ListUsers fetches one page of the server's users.
func (c *Client) ListUsers(ctx context.Context, p Page) ([]User, error) {
	list, err := fetchList[listedUser](ctx, c, call{op: "list users", path: "users", query: p.perPage("perpage")})
	var out []User
	for _, u := range list {
		u.User.IsAdmin = u.ListedAdmin
		out = append(out, u.User)
	}
	return out, err
}

// AllUsers walks the server's users.
func (c *Client) AllUsers(ctx context.Context) iter.Seq2[User, error] {
	return walk(func(p Page) ([]User, error) { return c.ListUsers(ctx, p) })
}

// CreateUser makes a user and returns its id. A login or address that is taken is ErrConflict. Not repeated after a lost answer.
func (c *Client) CreateUser(ctx context.Context, r UserRequest) (int64, error) {
	const op = "create user"
	if r.Login == "" && r.Email == "" {
		return 0, invalid(op, "login and e-mail address are empty")
	}
	body := map[string]any{"login": r.Login, "email": r.Email, "name": r.Name, "password": r.Password.Reveal()}
	if r.OrgID != 0 {
		body["OrgId"] = r.OrgID
	}
	out, err := fetch[struct{ ID int64 }](ctx, c, "id", call{op: op, method: http.MethodPost, path: "admin/users", body: body, repeat: api.RepeatUnsafe,
		secrets: secretList(r.Password)})
	return out.ID, err
}

// SetUserPassword gives a user another password.
func (c *Client) SetUserPassword(ctx context.Context, user int64, password Secret) error {
	return c.act(ctx, call{op: "set password", method: http.MethodPut, path: "admin/users/{}/password", args: id(user),
		body: map[string]string{"password": password.Reveal()}, secrets: secretList(password)})
}

// DeleteUser removes a user from the server.
func (c *Client) DeleteUser(ctx context.Context, user int64) error {
	return c.act(ctx, call{op: "delete user", method: http.MethodDelete, path: "admin/users/{}", args: id(user)})
}

// Member is a user's place in an organisation.
type Member struct {
	OrgID  int64  `json:"orgId"`
	UserID int64  `json:"userId"`
	Login  string `json:"login"`
	Email  string `json:"email"`
	Name   string `json:"name"`
	Role   string `json:"role"`
}

// ListMembers fetches the members of the client's organisation; the server has no pages here.
func (c *Client) ListMembers(ctx context.Context) ([]Member, error) {
	return fetchList[Member](ctx, c, call{op: "list members", path: "org/users"})
}

// AddMember lets a user into the client's organisation, with one of the roles RoleViewer, RoleEditor, RoleAdmin.
func (c *Client) AddMember(ctx context.Context, loginOrEmail, role string) error {
	return c.act(ctx, call{op: "add member", method: http.MethodPost, path: "org/users", repeat: api.RepeatUnsafe,
		body: map[string]string{"loginOrEmail": loginOrEmail, "role": role}})
}

// SetRole changes a member's role in the client's organisation.
func (c *Client) SetRole(ctx context.Context, user int64, role string) error {
	return c.act(ctx, call{op: "set role", method: http.MethodPatch, path: "org/users/{}", args: id(user), body: map[string]string{"role": role}, repeat: api.RepeatSafe})
}

// RemoveMember takes a user out of the client's organisation. A user who belongs to no other one is removed from the server.
func (c *Client) RemoveMember(ctx context.Context, user int64) error {
	return c.act(ctx, call{op: "remove member", method: http.MethodDelete, path: "org/users/{}", args: id(user)})
}

// perPage are the parameters of lists that name the size otherwise.
func (p Page) perPage(name string) url.Values {
	v := p.values()
	if p.Size > 0 {
		v.Del("limit")
		v.Set(name, strconv.Itoa(p.Size))
	}
	return v
}

func secretList(s Secret) []string {
	if s == "" {
		return nil
	}
	return []string{s.Reveal()}
}
