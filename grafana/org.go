package grafana

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tickwright/tickwright/internal/api"
)

// Org is an organisation: a world of its own with data sources, folders, dashboards and members.
type Org struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// CurrentOrg fetches the organisation in which the client acts.
func (c *Client) CurrentOrg(ctx context.Context) (Org, error) {
	return fetch[Org](ctx, c, "id", call{op: "get current organisation", path: "org"})
}

// GetOrg fetches an organisation. Admins of the server only, as everything here that names an organisation.
func (c *Client) GetOrg(ctx context.Context, org int64) (Org, error) {
	return fetch[Org](ctx, c, "id", call{op: "get organisation", path: "orgs/{}", args: id(org)})
}

// FindOrg fetches an organisation by its name. The server finds none whose name has a slash.
func (c *Client) FindOrg(ctx context.Context, name string) (Org, error) {
	return fetch[Org](ctx, c, "id", call{op: "find organisation", path: "orgs/name/{}", args: []string{name}})
}

// ListOrgs fetches one page of the organisations, by name.
func (c *Client) ListOrgs(ctx context.Context, p Page) ([]Org, error) {
	// The first page is 0 here, and 1 nearly everywhere else.
	v := url.Values{}
	if p.Size > 0 {
		v.Set("perpage", strconv.Itoa(p.Size))
	}
	if p.Number > 1 {
		v.Set("page", strconv.Itoa(p.Number-1))
	}
	return fetchList[Org](ctx, c, call{op: "list organisations", path: "orgs", query: v})
}

// AllOrgs walks the organisations.
func (c *Client) AllOrgs(ctx context.Context) iter.Seq2[Org, error] {
	return walk(func(p Page) ([]Org, error) { return c.ListOrgs(ctx, p) })
}

// CreateOrg makes an organisation, of which the caller becomes an admin, and returns its id. A name that is taken is ErrConflict. Not
// repeated after a lost answer.
func (c *Client) CreateOrg(ctx context.Context, name string) (int64, error) {
	const op = "create organisation"
	if name == "" {
		return 0, invalid(op, "name is empty")
	}
	out, err := fetch[struct {
		OrgID int64 `json:"orgId"`
	}](ctx, c, "orgId", call{op: op, method: http.MethodPost, path: "orgs", body: map[string]string{"name": name}, repeat: api.RepeatUnsafe})
	return out.OrgID, err
}

// RenameOrg gives an organisation another name.
func (c *Client) RenameOrg(ctx context.Context, org int64, name string) error {
	const op = "rename organisation"
	if name == "" {
		return invalid(op, "name is empty")
	}
	return c.act(ctx, call{op: op, method: http.MethodPut, path: "orgs/{}", args: id(org), body: map[string]string{"name": name}})
}

// DeleteOrg removes an organisation with everything in it.
func (c *Client) DeleteOrg(ctx context.Context, org int64) error {
	return c.act(ctx, call{op: "delete organisation", method: http.MethodDelete, path: "orgs/{}", args: id(org)})
}
