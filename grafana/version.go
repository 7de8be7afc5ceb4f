package grafana

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// DashboardVersion is one saved state of a dashboard.
type DashboardVersion struct {
	ID            int64     `json:"id"`
	UID           string    `json:"uid"` // the dashboard's
	Version       int64     `json:"version"`
	ParentVersion int64     `json:"parentVersion"`
	RestoredFrom  int64     `json:"restoredFrom"`
	Created       time.Time `json:"created"`
	CreatedBy     string    `json:"createdBy"`
	Message       string    `json:"message"`
	// JSON is the dashboard as it was; null in lists of some versions of the server.
	JSON json.RawMessage `json:"data"`
}

// versions is the list in both of the server's forms: by itself, and since 11 within an object.
type versions []DashboardVersion

// UnmarshalJSON implements json.Unmarshaler.
func (v *versions) UnmarshalJSON(raw []byte) error {
	var list []DashboardVersion
	if json.Unmarshal(raw, &list) == nil && list != nil {
		*v = list
		return nil
	}
	var env struct {
		Versions []DashboardVersion `json:"versions"`
	}
	if err := json.Unmarshal(raw, &env); err != nil {
		return err
	}
	if env.Versions == nil {
		return errors.New(`answer has no "versions"`)
	}
	*v = env.Versions
	return nil
}

// ListDashboardVersions fetches up to limit versions, newest first, after the first start ones.
func (c *Client) ListDashboardVersions(ctx context.Context, uid string, start, limit int) ([]DashboardVersion, error) {
	q := url.Values{}
	if start > 0 {
		q.Set("start", strconv.Itoa(start))
	}
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	var out versions
	_, err := c.do(ctx, call{op: "list dashboard versions", path: "dashboards/uid/{}/versions", args: []string{uid}, query: q}, &out)
	return out, err
}

// AllDashboardVersions walks the versions of a dashboard, newest first.
func (c *Client) AllDashboardVersions(ctx context.Context, uid string) iter.Seq2[DashboardVersion, error] {
	return api.Paged(0, func(start int) ([]DashboardVersion, int, bool, error) {
		list, err := c.ListDashboardVersions(ctx, uid, start, walkSize)
		return list, start + len(list), len(list) == walkSize, err
	})
}

// GetDashboardVersion fetches a dashboard as it was. A version that does not exist is ErrServer on some versions of the server.
func (c *Client) GetDashboardVersion(ctx context.Context, uid string, version int64) (DashboardVersion, error) {
	return fetch[DashboardVersion](ctx, c, "data", call{op: "get dashboard version", path: "dashboards/uid/{}/versions/{}",
		args: append([]string{uid}, id(version)...)})
}

// RestoreDashboard saves an old version of a dashboard as its newest one.
func (c *Client) RestoreDashboard(ctx context.Context, uid string, version int64) (SaveResult, error) {
	return fetch[SaveResult](ctx, c, "uid", call{op: "restore dashboard", method: http.MethodPost, path: "dashboards/uid/{}/restore",
		args: []string{uid}, body: map[string]int64{"version": version}, repeat: api.RepeatUnsafe})
}
