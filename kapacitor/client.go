package kapacitor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

// base is the path of the API below the server's URL; preview has what is not stable yet.
const (
	base    = "kapacitor/v1/"
	preview = "kapacitor/v1preview/"
)

// Client speaks to one Kapacitor. It is safe for concurrent use.
type Client struct {
	api *api.Client
}

// New makes a client for the server at endpoint, such as http://127.0.0.1:9092; a path is kept, user and password in it become Basic
// authentication. Nothing is sent yet.
func New(endpoint string, opts ...Option) (*Client, error) {
	var conf config
	for _, o := range opts {
		o(&conf)
	}
	a, err := api.New(endpoint, append([]api.Option{
		api.WithService("kapacitor"),
		api.WithErrorDecoder(decodeError),
	}, conf.api...)...)
	if err != nil {
		return nil, err
	}
	return &Client{api: a}, nil
}

// String names the server, without secrets.
func (c *Client) String() string { return c.api.String() }

// Endpoint is the URL given to New, without user and password.
func (c *Client) Endpoint() string { return c.api.BaseURL() }

// call is one request in the terms this package needs; path is below the API's.
type call struct {
	op, method, path string
	args             []string
	query            url.Values
	body             any
	contentType      string
	repeat           api.Repeat
	secrets          []string
	// done says that the answer has no body: 204, and nothing else, so that a proxy's page is no success.
	done bool
}

func (k call) request() api.Request {
	r := api.Request{
		Op: k.op, Method: k.method, Path: base + k.path, Args: k.args, Query: k.query, Body: k.body, ContentType: k.contentType,
		Repeat: k.repeat, Secrets: k.secrets,
	}
	if k.done {
		r.OK = []int{http.StatusNoContent}
	}
	return r
}

// do sends the call. A slash in an id is refused: the server splits the decoded path, so DELETE on the topic "a/b" would delete "a".
func (c *Client) do(ctx context.Context, k call, out any) (*api.Response, error) {
	for _, a := range k.args {
		if strings.Contains(a, "/") {
			return nil, invalid(k.op, "id %q has a slash, which the server takes for the end of the id", a)
		}
	}
	return c.api.Do(ctx, k.request(), out)
}

// get fetches one value; must names a member without which the answer is not the server's.
func get[T any](ctx context.Context, c *Client, must string, k call) (T, error) {
	k.method = http.MethodGet
	return send[T](ctx, c, must, k)
}

func send[T any](ctx context.Context, c *Client, must string, k call) (T, error) {
	var out T
	_, err := c.do(ctx, k, &answer{must: must, into: &out})
	return out, err
}

// remove sends a DELETE.
func (c *Client) remove(ctx context.Context, op, path string, args ...string) error {
	_, err := c.do(ctx, call{op: op, method: http.MethodDelete, path: path, args: args, done: true}, nil)
	return err
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

// invalid is an error about a call that was not sent.
func invalid(op, format string, args ...any) error {
	return &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrInvalidRequest, fmt.Errorf(format, args...))}
}
