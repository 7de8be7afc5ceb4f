package alerta

import (
	"context"
	"iter"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

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
