package alerta

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"sync"

	"github.com/tickwright/tickwright/internal/api"
)

// Client speaks to one Alerta server. It is safe for concurrent use.
type Client struct {
	api    *api.Client
	origin string

	mu    sync.Mutex
	model *AlarmModel // fetched once, when severities are first needed
}

// New makes a client for the API at endpoint, such as https://alerta.example.org/api; a path is kept. Nothing is sent yet.
func New(endpoint string, opts ...Option) (*Client, error) {
	conf := config{origin: defaultOrigin()}
	for _, o := range opts {
		o(&conf)
	}
	common := append([]api.Option{
		api.WithService("alerta"),
		api.WithErrorDecoder(decodeError),
		api.WithSecretParams("api-key"),
	}, conf.api...)
	if conf.login != nil {
		plain, err := api.New(endpoint, common...)
		if err != nil {
			return nil, err
		}
		conf.login.client = plain
		common = append(common, api.WithCredential(api.TokenCredential("Bearer", conf.login.token)), api.WithSecrets(conf.login.password))
	}
	a, err := api.New(endpoint, common...)
	if err != nil {
		return nil, err
	}
	return &Client{api: a, origin: conf.origin}, nil
}

// String names the server, without secrets.
func (c *Client) String() string { return c.api.String() }

// Endpoint is the URL given to New, without user and password.
func (c *Client) Endpoint() string { return c.api.BaseURL() }

func defaultOrigin() string {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return "tickwright/" + host
}

// call is one request in the terms this package needs.
type call struct {
	op, method, path string
	args             []string
	query            url.Values
	body             any
	repeat           api.Repeat
	secrets          []string
	header           http.Header
}

// do sends the call. Every POST and PUT carries a JSON body, because the server answers 415 to one without.
func (c *Client) do(ctx context.Context, k call, out any) (*api.Response, error) {
	if k.body == nil && (k.method == http.MethodPost || k.method == http.MethodPut) {
		k.body = struct{}{}
	}
	return c.api.Do(ctx, api.Request{
		Op: k.op, Method: k.method, Path: k.path, Args: k.args, Query: k.query, Body: k.body, Repeat: k.repeat, Secrets: k.secrets, Header: k.header,
	}, out)
}

// get fetches one named member of an answer.
func get[T any](ctx context.Context, c *Client, member string, k call) (T, error) {
	k.method = http.MethodGet
	return send[T](ctx, c, member, k)
}

// send sends the call and returns one named member of its answer; an answer without that member is an error.
func send[T any](ctx context.Context, c *Client, member string, k call) (T, error) {
	var out T
	env := envelope{member: member, into: &out}
	_, err := c.do(ctx, k, &env)
	return out, err
}
