package influx

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"

	"github.com/tickwright/tickwright/internal/api"
)

// Client speaks to one InfluxDB server. It is safe for concurrent use.
type Client struct {
	*server
	org    string
	bucket string
}

// server is what all clients of one server share.
type server struct {
	api    *api.Client // repeats
	once   *api.Client // does not: a write repeats in its own way
	v2     influxdb2.Client
	v2once influxdb2.Client
	gzip   bool
	retry  api.Retry

	mu   sync.Mutex
	info *Server
}

// New returns a client of the server at url, an absolute http or https URL, with a path if the server is behind one. It
// sends nothing.
func New(url string, opts ...Option) (*Client, error) {
	conf := config{retry: api.DefaultRetry(), timeout: 30 * time.Second, userAgent: "tickwright"}
	for _, o := range opts {
		o(&conf)
	}
	if conf.http == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.TLSClientConfig = conf.tls
		t.MaxIdleConnsPerHost = 16
		conf.http = &http.Client{Transport: t}
	}
	apiOpts := func(retry api.Retry) []api.Option {
		o := []api.Option{
			api.WithService("influxdb"), api.WithHTTPClient(conf.http), api.WithUserAgent(conf.userAgent),
			api.WithErrorDecoder(decodeError), api.WithAttemptTimeout(conf.timeout), api.WithRetry(retry),
			api.WithDebug(conf.debug), api.WithSecretParams("p"),
		}
		if conf.cred != nil {
			o = append(o, api.WithCredential(*conf.cred))
		}
		return o
	}
	s := &server{gzip: !conf.noGzip, retry: conf.retry}
	var err error
	if s.api, err = api.New(url, apiOpts(conf.retry)...); err != nil {
		return nil, err
	}
	if s.once, err = api.New(url, apiOpts(api.Retry{})...); err != nil {
		return nil, err
	}
	s.v2, s.v2once = newV2(s.api, false), newV2(s.once, s.gzip)
	if conf.version != "" {
		if s.info, err = parseServer(conf.version); err != nil {
			return nil, err
		}
	}
	return &Client{server: s, org: conf.org, bucket: conf.bucket}, nil
}

// In returns a client of the same server that writes to and reads from another bucket.
func (c *Client) In(bucket string) *Client {
	d := *c
	d.bucket = bucket
	return &d
}

// Bucket returns the name of the bucket.
func (c *Client) Bucket() string { return c.bucket }

// String names the server and the bucket, without secrets.
func (c *Client) String() string { return fmt.Sprintf("%s, bucket %q", c.api, c.bucket) }

// GoString is String: %#v shows no secret either.
func (c *Client) GoString() string { return c.String() }

// dbrp splits the bucket's name into InfluxQL's database and retention policy, which is "" for the default one.
func (c *Client) dbrp() (db, rp string) {
	db, rp, _ = strings.Cut(c.bucket, "/")
	return db, rp
}

// refuse is the error of a call that was not sent.
func (c *Client) refuse(op string, err error) error {
	return &Error{Dropped: -1, apiError: &api.Error{Service: "influxdb", Op: op, URL: c.api.BaseURL(), Err: fmt.Errorf("%w: %w", ErrInvalidRequest, err)}}
}

// needs refuses what the server's line does not have.
func (c *Client) needs(ctx context.Context, op string, major int) error {
	info, err := c.Server(ctx)
	if err != nil {
		return err
	}
	if info.Major != major {
		return &Error{Dropped: -1, apiError: &api.Error{Service: "influxdb", Op: op, URL: c.api.BaseURL(),
			Err: fmt.Errorf("%w: it is %s, this needs %d.x", ErrUnsupported, info.Version, major)}}
	}
	return nil
}
