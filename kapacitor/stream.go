package kapacitor

import (
	"context"
	"fmt"
	"net/http"
)

// broken is the error of an answer that was lost after its headers.
func (c *Client) broken(ctx context.Context, op string, resp *http.Response, cause error) error {
	if err := ctx.Err(); err != nil {
		cause = fmt.Errorf("%w: %w", err, cause)
	}
	e := &Error{Op: op, Status: resp.StatusCode, Attempts: 1, Err: cause}
	if resp.Request != nil {
		e.Method, e.URL = resp.Request.Method, c.api.Redact(resp.Request.URL.Redacted())
	}
	return e
}
