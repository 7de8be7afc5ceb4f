package kapacitor

import (
	"context"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// ConfigSections fetches every section that can be overridden. Configuration overrides can be switched off on the server; then the
// calls are ErrForbidden or ErrNotFound.
func (c *Client) ConfigSections(ctx context.Context) (ConfigSections, error) {
	return get[ConfigSections](ctx, c, "sections", call{op: "get config", path: "config"})
}

// ConfigSection fetches one section, such as "smtp".
func (c *Client) ConfigSection(ctx context.Context, section string) (ConfigSection, error) {
	return get[ConfigSection](ctx, c, "elements", call{op: "get config section", path: "config/{}", args: []string{section}})
}

// ConfigElement fetches one element of a section: "" in a section that is no list, otherwise its name, such as "localhost" in influxdb.
func (c *Client) ConfigElement(ctx context.Context, section, element string) (ConfigElement, error) {
	k := call{op: "get config element"}
	k.path, k.args = elementPath(section, element)
	return get[ConfigElement](ctx, c, "options", k)
}

// UpdateConfig changes overrides of a section or of one element of a list. Values are not shown in errors, as they may be secret.
func (c *Client) UpdateConfig(ctx context.Context, section, element string, a ConfigAction) error {
	k := call{op: "update config", method: http.MethodPost, body: a, secrets: secretTexts(a), done: true}
	if len(a.Add) == 0 && len(a.Remove) == 0 {
		k.repeat = api.RepeatSafe
	}
	// What adds to a list or takes from it is sent to the section, everything else to an element.
	if k.path, k.args = elementPath(section, element); element == "" && k.repeat != api.RepeatSafe {
		k.path = "config/{}"
	}
	_, err := c.do(ctx, k, nil)
	return err
}

// elementPath ends in a slash for the element without a name, which tells it from its section.
func elementPath(section, element string) (string, []string) {
	if element == "" {
		return "config/{}/", []string{section}
	}
	return "config/{}/{}", []string{section, element}
}
