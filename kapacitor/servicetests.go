package kapacitor

import (
	"context"
	"net/http"
	"net/url"
)

// ListServiceTests fetches the services that can be tested and match the glob ("" is all).
func (c *Client) ListServiceTests(ctx context.Context, pattern string) ([]ServiceTest, error) {
	if pattern == "" {
		pattern = "*"
	}
	out, err := get[ServiceTests](ctx, c, "services", call{
		op: "list service tests", path: "service-tests", query: url.Values{"pattern": {pattern}},
	})
	return out.Services, err
}

// GetServiceTest fetches the options that a service's test takes.
func (c *Client) GetServiceTest(ctx context.Context, name string) (ServiceTest, error) {
	return get[ServiceTest](ctx, c, "name", call{op: "get service test", path: "service-tests/{}", args: []string{name}})
}

// RunServiceTest lets the server try a service: it sends a message, with the given options in place of the defaults.
func (c *Client) RunServiceTest(ctx context.Context, name string, options map[string]any) (ServiceTestResult, error) {
	if options == nil {
		options = map[string]any{}
	}
	return send[ServiceTestResult](ctx, c, "success", call{
		op: "run service test", method: http.MethodPost, path: "service-tests/{}", args: []string{name}, body: options,
		secrets: secretTexts(options),
	})
}
