package kapacitor

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/tickwright/tickwright/internal/api"
)

// TemplateQuery selects templates.
type TemplateQuery struct {
	Pattern   string   // glob over ids; "" is all
	Fields    []string // "script", "type", ...; the id always is answered
	RawScript bool     // the scripts as they were given; otherwise they are formatted
}

// CreateTemplate defines a template that does not exist yet; ErrConflict when it does.
func (c *Client) CreateTemplate(ctx context.Context, r TemplateRequest) (Template, error) {
	return send[Template](ctx, c, "id", call{op: "create template", method: http.MethodPost, path: "templates", body: r})
}

// GetTemplate fetches one template.
func (c *Client) GetTemplate(ctx context.Context, id string, rawScript bool) (Template, error) {
	q := url.Values{"script-format": {pick(rawScript, "raw", "formatted")}}
	return get[Template](ctx, c, "id", call{op: "get template", path: "templates/{}", args: []string{id}, query: q})
}

// UpdateTemplate changes what is not empty in r. A new script is given to every task of the template; enabled ones are restarted by the
// server, and when one of them refuses the script, all keep the old one.
func (c *Client) UpdateTemplate(ctx context.Context, id string, r TemplateRequest) (Template, error) {
	repeat := api.RepeatSafe
	if r.ID != "" && r.ID != id {
		repeat = api.RepeatUnsafe
	}
	return send[Template](ctx, c, "id", call{
		op: "update template", method: http.MethodPatch, path: "templates/{}", args: []string{id}, body: r, repeat: repeat,
	})
}

// DeleteTemplate removes a template. Deleting one that does not exist is no error.
func (c *Client) DeleteTemplate(ctx context.Context, id string) error {
	return c.remove(ctx, "delete template", "templates/{}", id)
}

// ListTemplates fetches one page.
func (c *Client) ListTemplates(ctx context.Context, q TemplateQuery, p Page) ([]Template, error) {
	v := patternValues(q.Pattern, q.Fields)
	v.Set("script-format", pick(q.RawScript, "raw", "formatted"))
	p.values(v)
	out, err := get[struct{ Templates []Template }](ctx, c, "templates", call{op: "list templates", path: "templates", query: v})
	return out.Templates, err
}

// AllTemplates walks all templates, in the order of their ids.
func (c *Client) AllTemplates(ctx context.Context, q TemplateQuery) iter.Seq2[Template, error] {
	return all(ctx, func(ctx context.Context, p Page) ([]Template, error) { return c.ListTemplates(ctx, q, p) })
}
