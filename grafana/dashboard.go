package grafana

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Dashboard is a stored dashboard: its JSON as the server holds it, and what the server knows about it.
type Dashboard struct {
	// JSON is the dashboard itself, with its id, uid and version.
	JSON json.RawMessage `json:"dashboard"`
	Meta DashboardMeta   `json:"meta"`
}

// UID, Title and Version are read from JSON; zero where it has none.
func (d Dashboard) UID() string { return d.head().UID }

// Title is the dashboard's title.
func (d Dashboard) Title() string { return d.head().Title }

// Version grows by one with each save.
func (d Dashboard) Version() int64 { return d.head().Version }

func (d Dashboard) head() dashboardHead {
	var h dashboardHead
	_ = json.Unmarshal(d.JSON, &h) // what is not there is zero
	return h
}

// dashboardHead is what this package reads of a dashboard.
type dashboardHead struct {
	UID     string `json:"uid"`
	Title   string `json:"title"`
	Version int64  `json:"version"`
}

// DashboardMeta is what the server knows about a dashboard.
type DashboardMeta struct {
	Slug        string    `json:"slug"`
	URL         string    `json:"url"` // below the server's address
	FolderUID   string    `json:"folderUid"`
	FolderTitle string    `json:"folderTitle"` // "General" at the root
	Version     int64     `json:"version"`
	Created     time.Time `json:"created"`
	CreatedBy   string    `json:"createdBy"`
	Updated     time.Time `json:"updated"`
	UpdatedBy   string    `json:"updatedBy"`
	HasACL      bool      `json:"hasAcl"`
	IsFolder    bool      `json:"isFolder"`
	CanSave     bool      `json:"canSave"`
	CanEdit     bool      `json:"canEdit"`
	CanAdmin    bool      `json:"canAdmin"`
	CanDelete   bool      `json:"canDelete"`
	Provisioned bool      `json:"provisioned"` // from a file of the server, and not to be saved
}

// GetDashboard fetches a dashboard.
func (c *Client) GetDashboard(ctx context.Context, uid string) (Dashboard, error) {
	return fetch[Dashboard](ctx, c, "dashboard", call{op: "get dashboard", path: "dashboards/uid/{}", args: []string{uid}})
}

// SaveRequest is a dashboard to be stored.
type SaveRequest struct {
	// JSON is any JSON object with a title. With a uid it is stored under it, new or not; without one the server chooses one. Its numeric
	// id is not looked at: uids name dashboards here, on every server.
	JSON      json.RawMessage
	FolderUID string // "" is the root; a save without it moves the dashboard there
	Message   string // kept with the version
	// Overwrite stores whatever the server has. Without it the version in JSON must be the server's, or the save is ErrVersionMismatch;
	// version 0 or none is only good for a uid that is new.
	Overwrite bool
}

// SaveResult tells where a dashboard was stored.
type SaveResult struct {
	ID      int64  `json:"id"`
	UID     string `json:"uid"`
	URL     string `json:"url"` // below the server's address
	Slug    string `json:"slug"`
	Version int64  `json:"version"`
	Status  string `json:"status"` // "success"
}

// SaveDashboard stores a dashboard. See SaveRequest for the errors about its version; a title that another dashboard of the folder has is
// ErrNameExists on servers that want titles unique there, and with Overwrite such a server replaces that other dashboard. Not repeated after a lost answer, unless Overwrite.
func (c *Client) SaveDashboard(ctx context.Context, r SaveRequest) (SaveResult, error) {
	const op = "save dashboard"
	dashboard, err := withoutID(r.JSON)
	if err != nil {
		return SaveResult{}, invalid(op, "%w", err)
	}
	k := call{op: op, method: http.MethodPost, path: "dashboards/db", repeat: api.RepeatUnsafe, body: map[string]any{
		"dashboard": dashboard, "folderUid": r.FolderUID, "message": r.Message, "overwrite": r.Overwrite,
	}}
	if r.Overwrite && (Dashboard{JSON: dashboard}).UID() != "" {
		k.repeat = api.RepeatSafe
	}
	return fetch[SaveResult](ctx, c, "uid", k)
}

// withoutID checks that a dashboard is a JSON object with a title, and takes the numeric id out of it: an id from another server would name
// another dashboard here. Everything else stays, but for the order of the members and white space.
func withoutID(raw json.RawMessage) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	if members == nil {
		return nil, errors.New("dashboard is null")
	}
	var head dashboardHead
	if err := json.Unmarshal(raw, &head); err != nil {
		return nil, err
	}
	if head.Title == "" {
		return nil, errors.New("dashboard has no title")
	}
	if _, ok := members["id"]; !ok {
		return bytes.TrimSpace(raw), nil
	}
	delete(members, "id")
	return json.Marshal(members)
}

// EditDashboard fetches a dashboard, lets edit change its JSON, and saves it in the folder where it is. When somebody else has saved it
// meanwhile, it begins anew with what they saved, up to five times in all; the last conflict is returned. An edit that returns its argument
// saves nothing.
func (c *Client) EditDashboard(ctx context.Context, uid, message string, edit func(json.RawMessage) (json.RawMessage, error)) (SaveResult, error) {
	for attempt := 1; ; attempt++ {
		d, err := c.GetDashboard(ctx, uid)
		if err != nil {
			return SaveResult{}, err
		}
		before := bytes.Clone(d.JSON)
		after, err := edit(d.JSON)
		if err != nil {
			return SaveResult{}, invalid("edit dashboard", "%s: %w", uid, err)
		}
		if bytes.Equal(before, after) {
			return SaveResult{UID: d.UID(), URL: d.Meta.URL, Slug: d.Meta.Slug, Version: d.Version(), Status: "unchanged"}, nil
		}
		res, err := c.SaveDashboard(ctx, SaveRequest{JSON: after, FolderUID: d.Meta.FolderUID, Message: message})
		if !errors.Is(err, ErrVersionMismatch) || attempt == 5 {
			return res, err
		}
	}
}

// DeleteDashboard removes a dashboard with its versions.
func (c *Client) DeleteDashboard(ctx context.Context, uid string) error {
	return c.act(ctx, call{op: "delete dashboard", method: http.MethodDelete, path: "dashboards/uid/{}", args: []string{uid}})
}

// DashboardPermissions fetches who may do what with a dashboard. Whether that includes what comes from its folder depends on the server's
// version; 10.1 leaves it out.
func (c *Client) DashboardPermissions(ctx context.Context, uid string) ([]Permission, error) {
	return fetchList[Permission](ctx, c, call{op: "get dashboard permissions", path: "dashboards/uid/{}/permissions", args: []string{uid}})
}

// SetDashboardPermissions replaces the dashboard's own permissions; inherited items are left out.
func (c *Client) SetDashboardPermissions(ctx context.Context, uid string, items []Permission) error {
	return c.setPermissions(ctx, "set dashboard permissions", "dashboards/uid/{}/permissions", uid, items)
}
