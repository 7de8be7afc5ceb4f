package alerta

import (
	"context"
	"iter"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// Permission gives scopes to a role.
type Permission struct {
	ID     string   `json:"id"` // of the built-in roles admin, user and guest: another one on every call
	Href   string   `json:"href"`
	Match  string   `json:"match"` // role
	Scopes []string `json:"scopes"`
}

// PermissionPage is one page of permissions. The server puts the built-in roles before every page.
type PermissionPage struct {
	PageInfo
	Permissions []Permission `json:"permissions"`
}

type permBody struct {
	Match  string   `json:"match"`
	Scopes []string `json:"scopes"`
}

// CreatePermission gives scopes, none beyond the caller's, to a role. A built-in role is ErrConflict.
func (c *Client) CreatePermission(ctx context.Context, role string, scopes ...string) (Permission, error) {
	const op = "create permission"
	if role == "" {
		return Permission{}, invalid(op, "role is empty")
	}
	return send[Permission](ctx, c, "permission", call{op: op, method: http.MethodPost, path: "perm", body: permBody{role, notNil(scopes)}, repeat: api.RepeatUnsafe})
}

// GetPermission fetches one permission.
func (c *Client) GetPermission(ctx context.Context, id string) (Permission, error) {
	return get[Permission](ctx, c, "permission", call{op: "get permission", path: "perm/{}", args: []string{id}})
}

// UpdatePermission replaces role and scopes.
func (c *Client) UpdatePermission(ctx context.Context, id, role string, scopes ...string) (Permission, error) {
	const op = "update permission"
	if role == "" {
		return Permission{}, invalid(op, "role is empty")
	}
	return send[Permission](ctx, c, "permission", call{op: op, method: http.MethodPut, path: "perm/{}", args: []string{id}, body: permBody{role, notNil(scopes)}})
}

// DeletePermission removes a permission.
func (c *Client) DeletePermission(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{op: "delete permission", method: http.MethodDelete, path: "perm/{}", args: []string{id}}, &okStatus{})
	return err
}

// ListPermissions returns one page, by role, the built-in ones first.
func (c *Client) ListPermissions(ctx context.Context, p Page) (PermissionPage, error) {
	return list[PermissionPage](ctx, c, "list permissions", "perms", "permissions", listValues("match"), p)
}

// AllPermissions walks the permissions, the built-in ones once.
func (c *Client) AllPermissions(ctx context.Context) iter.Seq2[Permission, error] {
	return func(yield func(Permission, error) bool) {
		seen := map[string]bool{}
		for p, err := range walk(func(page int) ([]Permission, bool, error) {
			l, err := c.ListPermissions(ctx, Page{Number: page, Size: walkSize})
			return l.Permissions, l.More, err
		}) {
			if err == nil && seen[p.Match] {
				continue
			}
			seen[p.Match] = true
			if !yield(p, err) {
				return
			}
		}
	}
}

// ListScopes lists all scopes the server knows.
func (c *Client) ListScopes(ctx context.Context) ([]string, error) {
	return get[[]string](ctx, c, "scopes", call{op: "list scopes", path: "scopes"})
}
