package api

import (
	"net/http"
	"net/url"
	"time"
)

// DefaultMaxBody is the largest answer read into memory, in bytes after decompression, unless WithMaxBody or Request.MaxBody says
// otherwise.
const DefaultMaxBody = 64 << 20

// Client sends requests below one base URL through the chain. It is immutable and safe for concurrent use.
type Client struct {
	base    *url.URL
	conf    config
	rt      http.RoundTripper
	secrets *Redactor
}

type config struct {
	service    string
	httpClient *http.Client
	credential Credential
	header     http.Header
	userAgent  string
	retry      Retry
	timeout    time.Duration
	maxBody    int64
	idHeader   string
	debug      func(Trace)
	decode     func(*Error, []byte) error
	secret     []string
	secretKeys []string
}

// New makes a client for base, an absolute http or https URL whose path, if any, is kept in front of every request's path.
func New(base string, opts ...Option) (*Client, error) {
	c := &Client{conf: config{
		service:    "api",
		httpClient: &http.Client{},
		userAgent:  "tickwright",
		retry:      DefaultRetry(),
		maxBody:    DefaultMaxBody,
		idHeader:   "X-Request-ID",
	}}
	for _, o := range opts {
		o(&c.conf)
	}
	u, cred, err := parseBase(c.conf.service, base)
	if err != nil {
		return nil, err
	}
	c.base = u
	if c.conf.credential.apply == nil {
		c.conf.credential = cred
	}
	c.secrets = newRedactor(append(c.conf.secret, c.conf.credential.secrets...), c.conf.secretKeys)
	c.rt = chain(send(c.conf.httpClient),
		requestID(c.conf.idHeader),
		userAgent(c.conf.userAgent, c.conf.header),
		retry(c.conf.retry),
		attemptTimeout(c.conf.timeout),
		auth(c.conf.credential, c.base),
		debug(c.conf.debug, c.secrets),
		buffer(c.conf.maxBody),
	)
	return c, nil
}

// BaseURL is the base URL without user, password and secret parameters.
func (c *Client) BaseURL() string { return c.secrets.URL(c.base) }

// Redact removes every secret the client knows of from s.
func (c *Client) Redact(s string) string { return c.secrets.String(s) }

// Transport is the client's chain for use below a third-party client: request id, user agent, retry, authentication, debug, and the limit
// on the body. It neither joins the base URL nor turns statuses into errors.
func (c *Client) Transport() http.RoundTripper { return c.rt }

// String names the client by its service and base URL, without secrets.
func (c *Client) String() string { return c.conf.service + " at " + c.BaseURL() }

// GoString is String: %#v shows no secret either.
func (c *Client) GoString() string { return c.String() }
