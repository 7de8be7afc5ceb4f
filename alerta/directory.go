package alerta

import (
	"context"
	"iter"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// CustomerLookup maps a login, e-mail domain or role to a customer.
type CustomerLookup struct {
	ID       string `json:"id"`
	Href     string `json:"href"`
	Match    string `json:"match"`
	Customer string `json:"customer"`
}

// CustomerPage is one page of customer look-ups.
type CustomerPage struct {
	PageInfo
	Customers []CustomerLookup `json:"customers"`
}

type customerBody struct {
	Match    string `json:"match"`
	Customer string `json:"customer"`
}

// CreateCustomer maps match to customer.
func (c *Client) CreateCustomer(ctx context.Context, match, customer string) (CustomerLookup, error) {
	const op = "create customer"
	if match == "" || customer == "" {
		return CustomerLookup{}, invalid(op, "match or customer is empty")
	}
	return send[CustomerLookup](ctx, c, "customer", call{op: op, method: http.MethodPost, path: "customer", body: customerBody{match, customer}, repeat: api.RepeatUnsafe})
}

// GetCustomer fetches one look-up. The server answers 500 for an unknown id; that is ErrBadRequest here.
func (c *Client) GetCustomer(ctx context.Context, id string) (CustomerLookup, error) {
	return get[CustomerLookup](ctx, c, "customer", call{op: "get customer", path: "customer/{}", args: []string{id}})
}

// UpdateCustomer replaces match and customer.
func (c *Client) UpdateCustomer(ctx context.Context, id, match, customer string) (CustomerLookup, error) {
	const op = "update customer"
	if match == "" || customer == "" {
		return CustomerLookup{}, invalid(op, "match or customer is empty")
	}
	return send[CustomerLookup](ctx, c, "customer", call{op: op, method: http.MethodPut, path: "customer/{}", args: []string{id}, body: customerBody{match, customer}})
}

// DeleteCustomer removes a look-up.
func (c *Client) DeleteCustomer(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{op: "delete customer", method: http.MethodDelete, path: "customer/{}", args: []string{id}}, &okStatus{})
	return err
}

// ListCustomers returns one page. With authentication off the server shows none.
func (c *Client) ListCustomers(ctx context.Context, p Page) (CustomerPage, error) {
	return list[CustomerPage](ctx, c, "list customers", "customers", "customers", listValues("match"), p)
}

// AllCustomers walks the look-ups.
func (c *Client) AllCustomers(ctx context.Context) iter.Seq2[CustomerLookup, error] {
	return walk(func(page int) ([]CustomerLookup, bool, error) {
		p, err := c.ListCustomers(ctx, Page{Number: page, Size: walkSize})
		return p.Customers, p.More, err
	})
}

// UserGroup is a group of users.
type UserGroup struct {
	ID    string `json:"id"`
	Href  string `json:"href"`
	Name  string `json:"name"`
	Text  string `json:"text"`
	Count Int    `json:"count"` // of users
}

// GroupPage is one page of user groups.
type GroupPage struct {
	PageInfo
	Groups []UserGroup `json:"groups"`
}

// GroupUser is a member of a group.
type GroupUser struct {
	ID     string `json:"id"`
	Href   string `json:"href"`
	Login  string `json:"login"`
	Name   string `json:"name"`
	Status string `json:"status"`
}

type groupBody struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// CreateGroup makes a group of users.
func (c *Client) CreateGroup(ctx context.Context, name, text string) (UserGroup, error) {
	const op = "create group"
	if name == "" {
		return UserGroup{}, invalid(op, "name is empty")
	}
	return send[UserGroup](ctx, c, "group", call{op: op, method: http.MethodPost, path: "group", body: groupBody{name, text}, repeat: api.RepeatUnsafe})
}

// GetGroup fetches one group.
func (c *Client) GetGroup(ctx context.Context, id string) (UserGroup, error) {
	return get[UserGroup](ctx, c, "group", call{op: "get group", path: "group/{}", args: []string{id}})
}

// UpdateGroup replaces name and text.
func (c *Client) UpdateGroup(ctx context.Context, id, name, text string) (UserGroup, error) {
	const op = "update group"
	if name == "" {
		return UserGroup{}, invalid(op, "name is empty")
	}
	return send[UserGroup](ctx, c, "group", call{op: op, method: http.MethodPut, path: "group/{}", args: []string{id}, body: groupBody{name, text}})
}

// DeleteGroup removes a group.
func (c *Client) DeleteGroup(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{op: "delete group", method: http.MethodDelete, path: "group/{}", args: []string{id}}, &okStatus{})
	return err
}

// ListGroups returns one page, by name.
func (c *Client) ListGroups(ctx context.Context, p Page) (GroupPage, error) {
	return list[GroupPage](ctx, c, "list groups", "groups", "groups", listValues("name"), p)
}

// AllGroups walks the groups, by name.
func (c *Client) AllGroups(ctx context.Context) iter.Seq2[UserGroup, error] {
	return walk(func(page int) ([]UserGroup, bool, error) {
		p, err := c.ListGroups(ctx, Page{Number: page, Size: walkSize})
		return p.Groups, p.More, err
	})
}

// GroupUsers lists the members of a group.
func (c *Client) GroupUsers(ctx context.Context, groupID string) ([]GroupUser, error) {
	return get[[]GroupUser](ctx, c, "users", call{op: "list group users", path: "group/{}/users", args: []string{groupID}})
}

// AddToGroup makes a user a member.
func (c *Client) AddToGroup(ctx context.Context, groupID, userID string) error {
	_, err := c.do(ctx, call{op: "add user to group", method: http.MethodPut, path: "group/{}/user/{}", args: []string{groupID, userID}}, &okStatus{})
	return err
}

// RemoveFromGroup ends a user's membership.
func (c *Client) RemoveFromGroup(ctx context.Context, groupID, userID string) error {
	_, err := c.do(ctx, call{op: "remove user from group", method: http.MethodDelete, path: "group/{}/user/{}", args: []string{groupID, userID}}, &okStatus{})
	return err
}

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
