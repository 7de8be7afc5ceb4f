package grafana

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Folder holds dashboards, alert rules, and, on servers with nested folders, other folders.
type Folder struct {
	ID        int64     `json:"id"`
	UID       string    `json:"uid"`
	OrgID     int64     `json:"orgId"`
	Title     string    `json:"title"`
	URL       string    `json:"url"`       // below the server's address
	ParentUID string    `json:"parentUid"` // "" at the root, and on servers without nested folders
	Parents   []Folder  `json:"parents"`   // from the root down; of a single folder on servers with nested folders
	HasACL    bool      `json:"hasAcl"`
	CanSave   bool      `json:"canSave"`
	CanEdit   bool      `json:"canEdit"`
	CanAdmin  bool      `json:"canAdmin"`
	CanDelete bool      `json:"canDelete"`
	CreatedBy string    `json:"createdBy"`
	Created   time.Time `json:"created"`
	UpdatedBy string    `json:"updatedBy"`
	Updated   time.Time `json:"updated"`
	Version   int64     `json:"version"`
}

// FolderRequest is a folder to be made.
type FolderRequest struct {
	UID       string `json:"uid,omitempty"` // chosen by the server when empty
	Title     string `json:"title"`
	ParentUID string `json:"parentUid,omitempty"` // ignored by servers without nested folders
}

// CreateFolder makes a folder. A uid or, beside it, a title that is taken is ErrConflict (409, or 412 for a uid that has another version).
// Not repeated after a lost answer.
func (c *Client) CreateFolder(ctx context.Context, r FolderRequest) (Folder, error) {
	const op = "create folder"
	if r.Title == "" {
		return Folder{}, invalid(op, "title is empty")
	}
	return fetch[Folder](ctx, c, "uid", call{op: op, method: http.MethodPost, path: "folders", body: r, repeat: api.RepeatUnsafe})
}

// GetFolder fetches a folder.
func (c *Client) GetFolder(ctx context.Context, uid string) (Folder, error) {
	return fetch[Folder](ctx, c, "uid", call{op: "get folder", path: "folders/{}", args: []string{uid}})
}

// FolderUpdate changes a folder.
type FolderUpdate struct {
	Title string `json:"title"`
	// Version is the folder's as it was read; another one at the server is ErrVersionMismatch.
	Version int64 `json:"version,omitempty"`
	// Overwrite stores without regard to the version.
	Overwrite bool `json:"overwrite,omitempty"`
}

// UpdateFolder gives a folder another title.
func (c *Client) UpdateFolder(ctx context.Context, uid string, u FolderUpdate) (Folder, error) {
	const op = "update folder"
	if u.Title == "" {
		return Folder{}, invalid(op, "title is empty")
	}
	k := call{op: op, method: http.MethodPut, path: "folders/{}", args: []string{uid}, body: u, repeat: api.RepeatUnsafe}
	if u.Overwrite {
		k.repeat = api.RepeatSafe
	}
	return fetch[Folder](ctx, c, "uid", k)
}

// MoveFolder puts a folder into another one, or to the root when parentUID is empty. Servers without nested folders answer ErrNotFound.
func (c *Client) MoveFolder(ctx context.Context, uid, parentUID string) (Folder, error) {
	return fetch[Folder](ctx, c, "uid", call{op: "move folder", method: http.MethodPost, path: "folders/{}/move", args: []string{uid},
		body: map[string]string{"parentUid": parentUID}, repeat: api.RepeatSafe})
}

// DeleteFolder removes a folder with all that is in it. Alert rules in it are an error, unless withRules.
func (c *Client) DeleteFolder(ctx context.Context, uid string, withRules bool) error {
	q := url.Values{}
	if withRules {
		q.Set("forceDeleteRules", "true")
	}
	_, err := c.do(ctx, call{op: "delete folder", method: http.MethodDelete, path: "folders/{}", args: []string{uid}, query: q, empty: true}, &message{})
	return err
}

// FolderQuery selects folders.
type FolderQuery struct {
	ParentUID string // folders directly in it; "" means the root
}

// ListFolders fetches one page of the folders which the caller may see: those directly in a folder or at the root, by title.
func (c *Client) ListFolders(ctx context.Context, q FolderQuery, p Page) ([]Folder, error) {
	v := p.values()
	if q.ParentUID != "" {
		v.Set("parentUid", q.ParentUID)
	}
	return fetchList[Folder](ctx, c, call{op: "list folders", path: "folders", query: v})
}

// AllFolders walks the folders.
func (c *Client) AllFolders(ctx context.Context, q FolderQuery) iter.Seq2[Folder, error] {
	return walk(func(p Page) ([]Folder, error) { return c.ListFolders(ctx, q, p) })
}

// FolderPermissions fetches who may do what in a folder.
func (c *Client) FolderPermissions(ctx context.Context, uid string) ([]Permission, error) {
	return fetchList[Permission](ctx, c, call{op: "get folder permissions", path: "folders/{}/permissions", args: []string{uid}})
}

// SetFolderPermissions replaces all permissions of a folder.
func (c *Client) SetFolderPermissions(ctx context.Context, uid string, items []Permission) error {
	return c.setPermissions(ctx, "set folder permissions", "folders/{}/permissions", uid, items)
}

// Page is one page of a list. The zero Page is the first, of the server's size.
type Page struct {
	Number int // from 1
	Size   int
}

func (p Page) values() url.Values {
	v := url.Values{}
	if p.Number > 0 {
		v.Set("page", strconv.Itoa(p.Number))
	}
	if p.Size > 0 {
		v.Set("limit", strconv.Itoa(p.Size))
	}
	return v
}

// walkSize is the size of the pages that iterators ask for.
const walkSize = 500

// walk goes through pages until one is not full.
func walk[T any](fetch func(Page) ([]T, error)) iter.Seq2[T, error] {
	return api.Paged(1, func(n int) ([]T, int, bool, error) {
		items, err := fetch(Page{Number: n, Size: walkSize})
		return items, n + 1, len(items) == walkSize, err
	})
}
