package grafana

import (
	"context"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// Preferences are the organisation's defaults for those who have none of their own. Empty is the server's default.
type Preferences struct {
	Theme            string `json:"theme"`            // "light", "dark"
	HomeDashboardUID string `json:"homeDashboardUID"` // since Grafana 9
	Timezone         string `json:"timezone"`         // "utc", "browser", "Europe/Vienna"
	WeekStart        string `json:"weekStart"`        // "monday"
}

// Preferences fetches the organisation's preferences.
func (c *Client) Preferences(ctx context.Context) (Preferences, error) {
	return fetch[Preferences](ctx, c, "", call{op: "get preferences", path: "org/preferences"})
}

// SetPreferences replaces the organisation's preferences. A home dashboard that does not exist is ErrNotFound.
func (c *Client) SetPreferences(ctx context.Context, p Preferences) error {
	return c.act(ctx, call{op: "set preferences", method: http.MethodPut, path: "org/preferences", body: p})
}

// PatchPreferences changes those of the organisation's preferences that are not empty in p.
func (c *Client) PatchPreferences(ctx context.Context, p Preferences) error {
	body := map[string]string{}
	for name, v := range map[string]string{"theme": p.Theme, "homeDashboardUID": p.HomeDashboardUID, "timezone": p.Timezone, "weekStart": p.WeekStart} {
		if v != "" {
			body[name] = v
		}
	}
	return c.act(ctx, call{op: "patch preferences", method: http.MethodPatch, path: "org/preferences", body: body, repeat: api.RepeatSafe})
}
