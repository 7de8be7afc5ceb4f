package kapacitor

import (
	"context"
	"iter"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// CreateUser makes a user that does not exist yet.
func (c *Client) CreateUser(ctx context.Context, r UserRequest) (User, error) {
	return send[User](ctx, c, "name", call{op: "create user", method: http.MethodPost, path: "users", body: r.wire(), secrets: []string{r.Password.Reveal()}})
}

// GetUser fetches one user.
func (c *Client) GetUser(ctx context.Context, name string) (User, error) {
	return get[User](ctx, c, "name", call{op: "get user", path: "users/{}", args: []string{name}})
}

// UpdateUser changes the password, type or permissions of a user; r.Name is not looked at.
func (c *Client) UpdateUser(ctx context.Context, name string, r UserRequest) (User, error) {
	r.Name = ""
	return send[User](ctx, c, "name", call{
		op: "update user", method: http.MethodPatch, path: "users/{}", args: []string{name}, body: r.wire(), repeat: api.RepeatSafe,
		secrets: []string{r.Password.Reveal()},
	})
}

// DeleteUser removes a user.
func (c *Client) DeleteUser(ctx context.Context, name string) error {
	return c.remove(ctx, "delete user", "users/{}", name)
}

// ListUsers fetches one page of the users whose names match the glob ("" is all).
func (c *Client) ListUsers(ctx context.Context, pattern string, p Page) ([]User, error) {
	v := patternValues(pattern, nil)
	p.values(v)
	out, err := get[struct{ Users []User }](ctx, c, "users", call{op: "list users", path: "users", query: v})
	return out.Users, err
}

// AllUsers walks all users.
func (c *Client) AllUsers(ctx context.Context, pattern string) iter.Seq2[User, error] {
	return all(ctx, func(x User) string { return x.Name }, func(ctx context.Context, p Page) ([]User, error) { return c.ListUsers(ctx, pattern, p) })
}

// wire is the request as it is sent, with the password.
func (r UserRequest) wire() any {
	type plain UserRequest // without methods, and with the password shadowed
	return struct {
		plain
		Password string `json:"password,omitempty"`
	}{plain(r), r.Password.Reveal()}
}
