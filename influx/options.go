package influx

import (
	"crypto/tls"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Option changes how New makes a client.
type Option func(*config)

type config struct {
	http      *http.Client
	tls       *tls.Config
	cred      *api.Credential
	org       string
	bucket    string
	version   string
	retry     api.Retry
	timeout   time.Duration
	userAgent string
	noGzip    bool
	debug     func(api.Trace)
}

// WithToken authenticates with an API token of 2.x ("Authorization: Token ...").
func WithToken(token string) Option {
	return func(c *config) {
		cred := api.HeaderCredential("Authorization", "Token "+token)
		c.cred = &cred
	}
}

// WithPassword authenticates with user and password (HTTP basic), which 1.x wants and the InfluxQL endpoints of 2.x
// take too.
func WithPassword(user, password string) Option {
	return func(c *config) {
		cred := api.BasicCredential(user, password)
		c.cred = &cred
	}
}

// WithOrg names the organization; 2.x wants one, 1.x has none.
func WithOrg(org string) Option { return func(c *config) { c.org = org } }

// WithBucket names the bucket that is written to and read from: on 2.x by its name, on 1.x as database/retention policy,
// or database alone for the default policy.
func WithBucket(bucket string) Option { return func(c *config) { c.bucket = bucket } }

// WithVersion says which server this is, "1.8.10" or "2.7.12", so that it is not asked.
func WithVersion(version string) Option { return func(c *config) { c.version = version } }

// WithHTTPClient sends through h instead of a client of our own.
func WithHTTPClient(h *http.Client) Option { return func(c *config) { c.http = h } }

// WithTLS sets the TLS configuration: own certificate authorities, a client certificate. It has no effect together with
// WithHTTPClient, whose transport has its own.
func WithTLS(t *tls.Config) Option { return func(c *config) { c.tls = t } }

// WithRetry sets how often a failed call is repeated (attempts in all), the longest first wait, and the longest wait.
// The default is 4 attempts, 0.2 s and 10 s. A [Writer] has its own setting.
func WithRetry(attempts int, first, longest time.Duration) Option {
	return func(c *config) { c.retry.Max, c.retry.Base, c.retry.Cap = attempts, first, longest }
}

// WithTimeout bounds one attempt of a call that does not stream, in addition to the context. The default is 30 s.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithUserAgent sets the User-Agent header.
func WithUserAgent(ua string) Option { return func(c *config) { c.userAgent = ua } }

// WithoutGzip sends writes uncompressed. It saves processor time where the network is no limit.
func WithoutGzip() Option { return func(c *config) { c.noGzip = true } }

// WithDebug calls f after each attempt with what was sent and answered, secrets removed.
func WithDebug(f func(method, url string, status int, took time.Duration, err error)) Option {
	return func(c *config) {
		c.debug = func(t api.Trace) { f(t.Method, t.URL, t.Status, t.Took, t.Err) }
	}
}
