package grafana

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

// LibraryKind tells what a library element is.
type LibraryKind int

// The kinds.
const (
	LibraryPanel    LibraryKind = 1
	LibraryVariable LibraryKind = 2
)

// LibraryElement is a panel or variable that dashboards share.
type LibraryElement struct {
	ID          int64           `json:"id"`
	UID         string          `json:"uid"`
	OrgID       int64           `json:"orgId"`
	FolderUID   string          `json:"folderUid"`
	Name        string          `json:"name"`
	Kind        LibraryKind     `json:"kind"`
	Type        string          `json:"type"` // of a panel: "timeseries"
	Description string          `json:"description"`
	Model       json.RawMessage `json:"model"`
	Version     int64           `json:"version"`
}

type libraryResult struct {
	Result LibraryElement `json:"result"`
}

type libraryBody struct {
	UID       string          `json:"uid,omitempty"`
	FolderUID string          `json:"folderUid"`
	Name      string          `json:"name"`
	Kind      LibraryKind     `json:"kind"`
	Model     json.RawMessage `json:"model"`
	Version   int64           `json:"version,omitempty"`
}

func (e LibraryElement) check(op string) error {
	switch {
	case e.Name == "":
		return invalid(op, "name is empty")
	case e.Kind != LibraryPanel && e.Kind != LibraryVariable:
		return invalid(op, "kind %d is neither a panel nor a variable", e.Kind)
	case !json.Valid(e.Model):
		return invalid(op, "model is not JSON")
	}
	return nil
}

// CreateLibraryElement makes a library element from UID (chosen by the server when empty), FolderUID, Name, Kind and Model. A uid or a name
// that the folder has is ErrBadRequest. Not repeated after a lost answer.
func (c *Client) CreateLibraryElement(ctx context.Context, e LibraryElement) (LibraryElement, error) {
	const op = "create library element"
	if err := e.check(op); err != nil {
		return LibraryElement{}, err
	}
	out, err := fetch[libraryResult](ctx, c, "result", call{op: op, method: http.MethodPost, path: "library-elements", repeat: api.RepeatUnsafe,
		body: libraryBody{UID: e.UID, FolderUID: e.FolderUID, Name: e.Name, Kind: e.Kind, Model: e.Model}})
	return out.Result, err
}

// GetLibraryElement fetches a library element.
func (c *Client) GetLibraryElement(ctx context.Context, uid string) (LibraryElement, error) {
	out, err := fetch[libraryResult](ctx, c, "result", call{op: "get library element", path: "library-elements/{}", args: []string{uid}})
	return out.Result, err
}

// UpdateLibraryElement replaces folder, name and model. e.Version must be the server's, or the update is ErrVersionMismatch.
func (c *Client) UpdateLibraryElement(ctx context.Context, e LibraryElement) (LibraryElement, error) {
	const op = "update library element"
	if err := e.check(op); err != nil {
		return LibraryElement{}, err
	}
	out, err := fetch[libraryResult](ctx, c, "result", call{op: op, method: http.MethodPatch, path: "library-elements/{}", args: []string{e.UID},
		repeat: api.RepeatUnsafe, body: libraryBody{FolderUID: e.FolderUID, Name: e.Name, Kind: e.Kind, Model: e.Model, Version: e.Version}})
	return out.Result, err
}

// DeleteLibraryElement removes a library element; one that a dashboard uses is ErrForbidden.
func (c *Client) DeleteLibraryElement(ctx context.Context, uid string) error {
	return c.act(ctx, call{op: "delete library element", method: http.MethodDelete, path: "library-elements/{}", args: []string{uid}})
}

// LibraryQuery selects library elements; zero fields select all.
type LibraryQuery struct {
	Text       string // in name or description
	Kind       LibraryKind
	FolderUIDs []string // "general" is the root
}

// ListLibraryElements fetches one page of library elements, by name.
func (c *Client) ListLibraryElements(ctx context.Context, q LibraryQuery, p Page) ([]LibraryElement, error) {
	v := p.perPage("perPage")
	if q.Text != "" {
		v.Set("searchString", q.Text)
	}
	if q.Kind != 0 {
		v.Set("kind", strconv.Itoa(int(q.Kind)))
	}
	if len(q.FolderUIDs) > 0 {
		v.Set("folderFilterUIDs", strings.Join(q.FolderUIDs, ","))
	}
	out, err := fetch[struct {
		Result struct {
			Elements []LibraryElement `json:"elements"`
		} `json:"result"`
	}](ctx, c, "result", call{op: "list library elements", path: "library-elements", query: v})
	return out.Result.Elements, err
}

// AllLibraryElements walks the library elements.
func (c *Client) AllLibraryElements(ctx context.Context, q LibraryQuery) iter.Seq2[LibraryElement, error] {
	return walk(func(p Page) ([]LibraryElement, error) { return c.ListLibraryElements(ctx, q, p) })
}
