package grafana

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tickwright/tickwright/internal/api"
)

// Client speaks to one organisation of one Grafana server. It is immutable and safe for concurrent use.
type Client struct {
	api      *api.Client
	org      int64 // sent as X-Grafana-Org-Id; 0: the caller's current one
	editable bool
}

// New makes a client for the server at endpoint, the URL under which its pages are served, such as https://grafana.example.org/grafana; a
// path is kept, and the API is asked below it at /api. Nothing is sent yet.
func New(endpoint string, opts ...Option) (*Client, error) {
	var conf config
	for _, o := range opts {
		o(&conf)
	}
	a, err := api.New(endpoint, append([]api.Option{api.WithService("grafana"), api.WithErrorDecoder(decodeError)}, conf.api...)...)
	if err != nil {
		return nil, err
	}
	return &Client{api: a, org: conf.org, editable: conf.editable}, nil
}

// InOrg is the same client for another organisation of the server. The caller must be a user who belongs to it, or an admin of the server:
// a service account belongs to one organisation and is refused in every other.
func (c *Client) InOrg(id int64) *Client { return &Client{api: c.api, org: id, editable: c.editable} }

// OrgID is the organisation that the client names in its requests; 0 when it names none, and the caller's current one is used.
func (c *Client) OrgID() int64 { return c.org }

// Endpoint is the URL given to New, without user and password.
func (c *Client) Endpoint() string { return c.api.BaseURL() }

// String names the server, without secrets.
func (c *Client) String() string { return c.api.String() }

// GoString is String: %#v shows no secret either.
func (c *Client) GoString() string { return c.api.String() }

// call is one request in the terms this package needs.
type call struct {
	op, method, path string // path is below /api/
	args             []string
	query            url.Values
	header           http.Header
	body             any
	repeat           api.Repeat
	secrets          []string
	empty            bool // some versions answer nothing
}

// do sends the call.
func (c *Client) do(ctx context.Context, k call, out any) (*api.Response, error) {
	header := k.header
	if c.org != 0 {
		header = header.Clone()
		if header == nil {
			header = http.Header{}
		}
		header.Set("X-Grafana-Org-Id", strconv.FormatInt(c.org, 10))
	}
	return c.api.Do(ctx, api.Request{
		Op: k.op, Method: k.method, Path: "api/" + k.path, Args: k.args, Query: k.query, Header: header, Body: k.body, Repeat: k.repeat,
		Secrets: k.secrets, AllowEmpty: k.empty,
	}, out)
}

// fetch sends the call and returns its answer, which must be a JSON object with the given member, or else it is not Grafana's.
func fetch[T any](ctx context.Context, c *Client, member string, k call) (T, error) {
	var out T
	_, err := c.do(ctx, k, &must{member, &out})
	return out, err
}

// fetchList sends the call and returns its answer, a JSON list.
func fetchList[T any](ctx context.Context, c *Client, k call) ([]T, error) {
	var out []T
	_, err := c.do(ctx, k, &out)
	return out, err
}

// act sends a call of which only the success matters.
func (c *Client) act(ctx context.Context, k call) error {
	_, err := c.do(ctx, k, &message{})
	return err
}

func id(n int64) []string { return []string{strconv.FormatInt(n, 10)} }
