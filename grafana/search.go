package grafana

import (
	"context"
	"iter"
	"net/url"
	"slices"
)

// Types of search hits.
const (
	TypeDashboard = "dash-db"
	TypeFolder    = "dash-folder"
)

// SearchQuery selects dashboards and folders; zero fields select all.
type SearchQuery struct {
	Text       string   // in the title
	Tags       []string // all of them
	Type       string   // TypeDashboard or TypeFolder; "" is both
	UIDs       []string // of dashboards
	FolderUIDs []string // directly in one of these folders; "general" is the root
	Starred    bool     // by the caller
	Sort       string   // "alpha-asc" when empty, "alpha-desc"
}

func (q SearchQuery) values(p Page) url.Values {
	v := p.values()
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("query", q.Text)
	set("type", q.Type)
	set("sort", q.Sort)
	for name, list := range map[string][]string{"tag": q.Tags, "dashboardUIDs": q.UIDs, "folderUIDs": q.FolderUIDs} {
		if len(list) > 0 {
			v[name] = list
		}
	}
	if q.Starred {
		v.Set("starred", "true")
	}
	return v
}

// Hit is a dashboard or folder that was found.
type Hit struct {
	ID          int64    `json:"id"`
	UID         string   `json:"uid"`
	Title       string   `json:"title"`
	URL         string   `json:"url"`
	Type        string   `json:"type"`
	Tags        []string `json:"tags"`
	IsStarred   bool     `json:"isStarred"`
	FolderUID   string   `json:"folderUid"`
	FolderTitle string   `json:"folderTitle"`
	FolderURL   string   `json:"folderUrl"`
}

// inFolders reports whether a hit is where the query looks: servers before 10.1 do not know FolderUIDs and answer with everything.
func (q SearchQuery) inFolders(h Hit) bool {
	folder := h.FolderUID
	if folder == "" {
		folder = "general"
	}
	return len(q.FolderUIDs) == 0 || slices.Contains(q.FolderUIDs, folder)
}

// Search fetches one page of what the query finds. With FolderUIDs a page may have fewer hits than it could, and others may follow.
func (c *Client) Search(ctx context.Context, q SearchQuery, p Page) ([]Hit, error) {
	list, err := c.search(ctx, q, p)
	return slices.DeleteFunc(list, func(h Hit) bool { return !q.inFolders(h) }), err
}

func (c *Client) search(ctx context.Context, q SearchQuery, p Page) ([]Hit, error) {
	return fetchList[Hit](ctx, c, call{op: "search", path: "search", query: q.values(p)})
}

// SearchAll walks everything that the query finds.
func (c *Client) SearchAll(ctx context.Context, q SearchQuery) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		for h, err := range walk(func(p Page) ([]Hit, error) { return c.search(ctx, q, p) }) {
			if (err != nil || q.inFolders(h)) && !yield(h, err) {
				return
			}
		}
	}
}
