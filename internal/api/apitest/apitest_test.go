package apitest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/api"
	"github.com/tickwright/tickwright/internal/api/apitest"
)

func TestThePipelineItself(t *testing.T) {
	apitest.Suite[*api.Client]{
		New: func(t testing.TB, url string, hc *http.Client) *api.Client {
			c, err := api.New(url, api.WithHTTPClient(hc), api.WithRetry(api.Retry{Max: 2, Base: time.Millisecond, Cap: time.Millisecond}))
			require.NoError(t, err)
			return c
		},
		Typed: func(err error) bool { var e *api.Error; return errors.As(err, &e) && e.Op == "op" && e.Attempts > 0 },
		Methods: []apitest.Method[*api.Client]{
			{Name: "Get", Call: func(ctx context.Context, c *api.Client) error {
				var out map[string]any
				_, err := c.Do(ctx, api.Request{Op: "op", Path: "x"}, &out)
				return err
			}},
			{Name: "Post", Call: func(ctx context.Context, c *api.Client) error {
				var out map[string]any
				_, err := c.Do(ctx, api.Request{Op: "op", Method: http.MethodPost, Path: "x", Body: map[string]int{}}, &out)
				return err
			}},
			{Name: "Delete", NoBody: true, Call: func(ctx context.Context, c *api.Client) error {
				_, err := c.Do(ctx, api.Request{Op: "op", Method: http.MethodDelete, Path: "x"}, nil)
				return err
			}},
			{Name: "second request", Call: func(ctx context.Context, c *api.Client) error {
				var out map[string]any
				if _, err := c.Do(ctx, api.Request{Op: "first", Path: "first"}, &out); err != nil {
					return err
				}
				_, err := c.Do(ctx, api.Request{Op: "op", Path: "second"}, &out)
				return err
			}, Pass: func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != "/first" {
					return false
				}
				_, _ = w.Write([]byte("{}"))
				return true
			}},
		},
	}.Run(t)
}

func TestGoroutinesFindsWhatIsLeft(t *testing.T) {
	stop := make(chan struct{})
	left := apitest.Goroutines(t, func() { go func() { <-stop }() })
	close(stop)
	require.True(t, strings.Contains(left, "apitest_test.TestGoroutinesFindsWhatIsLeft"), left)
	require.Empty(t, apitest.Goroutines(t, func() { go func() {}() }))
}
