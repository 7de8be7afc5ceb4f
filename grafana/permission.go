package grafana

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

// Permission lets a role, a team or a user do something with a folder or dashboard. Exactly one of Role, TeamID and UserID is set.
type Permission struct {
	Role           string          `json:"role,omitempty"` // RoleViewer or RoleEditor
	TeamID         int64           `json:"teamId,omitempty"`
	UserID         int64           `json:"userId,omitempty"`
	Level          PermissionLevel `json:"permission"`
	Inherited      bool            `json:"inherited,omitempty"` // from a folder, on servers that tell; not part of what is set
	Team           string          `json:"team,omitempty"`
	UserLogin      string          `json:"userLogin,omitempty"`
	PermissionName string          `json:"permissionName,omitempty"`
}

// PermissionLevel is what a permission allows; each includes those before it.
type PermissionLevel int

// The levels.
const (
	View  PermissionLevel = 1
	Edit  PermissionLevel = 2
	Admin PermissionLevel = 4
)

// String is the level's name.
func (l PermissionLevel) String() string {
	switch l {
	case View:
		return "View"
	case Edit:
		return "Edit"
	case Admin:
		return "Admin"
	}
	return fmt.Sprintf("PermissionLevel(%d)", int(l))
}

// Roles in an organisation.
const (
	RoleNone   = "None"
	RoleViewer = "Viewer"
	RoleEditor = "Editor"
	RoleAdmin  = "Admin"
)

type permissionItem struct {
	Role   string          `json:"role,omitempty"`
	TeamID int64           `json:"teamId,omitempty"`
	UserID int64           `json:"userId,omitempty"`
	Level  PermissionLevel `json:"permission"`
}

func (c *Client) setPermissions(ctx context.Context, op, path, uid string, items []Permission) error {
	list := make([]permissionItem, 0, len(items))
	for i, p := range items {
		if p.Inherited {
			continue
		}
		var who []string
		if p.Role != "" {
			who = append(who, "role")
		}
		if p.TeamID != 0 {
			who = append(who, "team")
		}
		if p.UserID != 0 {
			who = append(who, "user")
		}
		if len(who) != 1 {
			return invalid(op, "permission %d must name one of role, team and user, not %d (%s)", i, len(who), strings.Join(who, ", "))
		}
		list = append(list, permissionItem{p.Role, p.TeamID, p.UserID, p.Level})
	}
	return c.act(ctx, call{op: op, method: http.MethodPost, path: path, args: []string{uid}, body: map[string]any{"items": list}, repeat: api.RepeatSafe})
}
