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
	t, err := send[Template](ctx, c, "id", call{op: "create template", method: http.MethodPost, path: "templates", body: r})
	return t, about(r.Script, err)
}

// GetTemplate fetches one template.
func (c *Client) GetTemplate(ctx context.Context, id string, rawScript bool) (Template, error) {
	q := url.Values{"script-format": {pick(rawScript, "raw", "formatted")}}
	return get[Template](ctx, c, "id", call{op: "get template", path: "templates/{}", args: []string{id}, query: q})
}

// UpdateTemplate changes what is not empty in r. A new script is given to every task of the template, and enabled ones are restarted by
// the server. When one of them cannot run it (a variable without a value), the call fails, the tasks keep the script they had and the
// template has the new one all the same; a second update that fails then leaves those tasks stopped. So look at the tasks first.
func (c *Client) UpdateTemplate(ctx context.Context, id string, r TemplateRequest) (Template, error) {
	repeat := api.RepeatSafe
	if r.ID != "" && r.ID != id {
		repeat = api.RepeatUnsafe
	}
	t, err := send[Template](ctx, c, "id", call{
		op: "update template", method: http.MethodPatch, path: "templates/{}", args: []string{id}, body: r, repeat: repeat,
	})
	return t, about(r.Script, err)
}

// DeleteTemplate removes a template. Deleting one that does not exist is no error. Its tasks run on, and can then be deleted but no longer
// changed, not even disabled.
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
	return all(ctx, func(x Template) string { return x.ID }, func(ctx context.Context, p Page) ([]Template, error) { return c.ListTemplates(ctx, q, p) })
}
