package alerta

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/tickwright/tickwright/internal/api"
)

// User is an account.
type User struct {
	ID            string     `json:"id"`
	Href          string     `json:"href"`
	Name          string     `json:"name"`
	Login         string     `json:"login"`
	Email         string     `json:"email"`
	Domain        string     `json:"domain"`
	Status        string     `json:"status"` // active, inactive
	Roles         []string   `json:"roles"`
	Attributes    Attributes `json:"attributes"`
	CreateTime    Time       `json:"createTime"`
	LastLogin     Time       `json:"lastLogin"`
	Text          string     `json:"text"`
	UpdateTime    Time       `json:"updateTime"`
	EmailVerified bool       `json:"email_verified"`
}

// UserRequest is an account to be made, or the changes to one: empty fields are left as they are.
type UserRequest struct {
	Name          string
	Login         string // default: the e-mail address
	Email         string
	Password      Secret
	Status        string // active, inactive
	Roles         []string
	Attributes    Attributes
	Text          string
	EmailVerified *bool
}

type userBody struct {
	Name          string     `json:"name,omitempty"`
	Login         string     `json:"login,omitempty"`
	Email         string     `json:"email,omitempty"`
	Password      string     `json:"password,omitempty"`
	Status        string     `json:"status,omitempty"`
	Roles         []string   `json:"roles,omitempty"`
	Attributes    Attributes `json:"attributes,omitempty"`
	Text          string     `json:"text,omitempty"`
	EmailVerified *bool      `json:"email_verified,omitempty"`
}

func (r UserRequest) body() userBody {
	return userBody{r.Name, r.Login, r.Email, r.Password.Reveal(), r.Status, r.Roles, r.Attributes, r.Text, r.EmailVerified}
}

// CreateUser makes an account. An e-mail address that is taken is ErrConflict; roles beyond the caller's scopes are ErrForbidden.
func (c *Client) CreateUser(ctx context.Context, r UserRequest) (User, error) {
	const op = "create user"
	if r.Name == "" || (r.Login == "" && r.Email == "") {
		return User{}, invalid(op, "name, or both login and email, are empty")
	}
	return send[User](ctx, c, "user", call{op: op, method: http.MethodPost, path: "user", body: r.body(), repeat: api.RepeatUnsafe, secrets: secretsOf(r.Password)})
}

// GetUser fetches one account.
func (c *Client) GetUser(ctx context.Context, id string) (User, error) {
	return get[User](ctx, c, "user", call{op: "get user", path: "user/{}", args: []string{id}})
}

// UpdateUser changes the fields that are not empty.
func (c *Client) UpdateUser(ctx context.Context, id string, r UserRequest) (User, error) {
	return send[User](ctx, c, "user", call{op: "update user", method: http.MethodPut, path: "user/{}", args: []string{id}, body: r.body(), secrets: secretsOf(r.Password)})
}

// SetUserAttributes merges attributes into the account's; nil deletes.
func (c *Client) SetUserAttributes(ctx context.Context, id string, attributes Attributes) error {
	return c.userAttributes(ctx, "set user attributes", id, attributes)
}

func (c *Client) userAttributes(ctx context.Context, op, id string, attributes Attributes) error {
	if len(attributes) == 0 {
		return invalid(op, "no attributes given")
	}
	_, err := c.do(ctx, call{op: op, method: http.MethodPut, path: "user/{}/attributes", args: []string{id}, body: attributesBody{attributes}}, &okStatus{})
	return clearedLastAttribute(err)
}

// DeleteUser removes an account.
func (c *Client) DeleteUser(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{op: "delete user", method: http.MethodDelete, path: "user/{}", args: []string{id}}, &okStatus{})
	return err
}

// UserFilter selects accounts; zero fields select all.
type UserFilter struct {
	Name   []string
	Login  []string
	Email  []string
	Status []string
}

func (f UserFilter) values() url.Values {
	return listValues("login", "name", f.Name, "login", f.Login, "email", f.Email, "status", f.Status)
}

// UserPage is one page of accounts.
type UserPage struct {
	PageInfo
	Users   []User   `json:"users"`
	Domains []string `json:"domains"` // from which accounts may be made
}

// ListUsers returns one page, by login.
func (c *Client) ListUsers(ctx context.Context, f UserFilter, p Page) (UserPage, error) {
	return list[UserPage](ctx, c, "list users", "users", "users", f.values(), p)
}

// AllUsers walks the accounts, by login.
func (c *Client) AllUsers(ctx context.Context, f UserFilter) iter.Seq2[User, error] {
	return walk(func(page int) ([]User, bool, error) {
		p, err := c.ListUsers(ctx, f, Page{Number: page, Size: walkSize})
		return p.Users, p.More, err
	})
}

// UserGroups lists the groups an account is in.
func (c *Client) UserGroups(ctx context.Context, id string) ([]UserGroup, error) {
	return get[[]UserGroup](ctx, c, "groups", call{op: "list user groups", path: "user/{}/groups", args: []string{id}})
}

// Me fetches the caller's own account. A caller with an API key has none: ErrNotFound.
func (c *Client) Me(ctx context.Context) (User, error) {
	return get[User](ctx, c, "user", call{op: "get own user", path: "user/me"})
}

// UpdateMe changes the caller's own Name, Email, Password or Text; other fields must be empty.
func (c *Client) UpdateMe(ctx context.Context, r UserRequest) (User, error) {
	const op = "update own user"
	if r.Login != "" || r.Status != "" || r.Roles != nil || r.Attributes != nil || r.EmailVerified != nil {
		return User{}, invalid(op, "only name, email, password and text may be changed")
	}
	return send[User](ctx, c, "user", call{op: op, method: http.MethodPut, path: "user/me", body: r.body(), secrets: secretsOf(r.Password)})
}

// MyAttributes fetches the attributes of the caller's own account.
func (c *Client) MyAttributes(ctx context.Context) (Attributes, error) {
	return get[Attributes](ctx, c, "attributes", call{op: "get own attributes", path: "user/me/attributes"})
}

// SetMyAttributes merges attributes into those of the caller's own account; nil deletes.
func (c *Client) SetMyAttributes(ctx context.Context, attributes Attributes) error {
	return c.userAttributes(ctx, "set own attributes", "me", attributes)
}
