package api

import (
	"net/http"
	"time"
)

// Option changes how New makes a client.
type Option func(*config)

// WithService names the service; the name starts the text of every error.
func WithService(name string) Option { return func(c *config) { c.service = name } }

// WithHTTPClient uses the transport, cookie jar and timeout of h. Its CheckRedirect is replaced by the pipeline's own rule.
func WithHTTPClient(h *http.Client) Option {
	return func(c *config) {
		if h != nil {
			c.httpClient = h
		}
	}
}

// WithCredential authenticates every attempt.
func WithCredential(cr Credential) Option { return func(c *config) { c.credential = cr } }

// WithHeader adds a header to every request that does not set it itself.
func WithHeader(name, value string) Option {
	return func(c *config) {
		if c.header == nil {
			c.header = http.Header{}
		}
		c.header.Add(name, value)
	}
}

// WithUserAgent replaces the default user agent, "tickwright".
func WithUserAgent(ua string) Option { return func(c *config) { c.userAgent = ua } }

// WithRetry replaces DefaultRetry. Retry{} never repeats.
func WithRetry(r Retry) Option { return func(c *config) { c.retry = r } }

// WithAttemptTimeout bounds each attempt, headers and body; 0 means that only the context does.
func WithAttemptTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithMaxBody replaces DefaultMaxBody; a longer answer is an error that is ErrTooLarge.
func WithMaxBody(n int64) Option { return func(c *config) { c.maxBody = n } }

// WithRequestIDHeader names the header of the request id; "" sends none.
func WithRequestIDHeader(name string) Option { return func(c *config) { c.idHeader = name } }

// WithDebug calls f after every attempt, on the goroutine of the call. Secrets are removed before.
func WithDebug(f func(Trace)) Option { return func(c *config) { c.debug = f } }

// WithErrorDecoder lets the service read its own error envelope and wrap the error in its own type. f is called once per failed call;
// body is nil when there was no answer.
func WithErrorDecoder(f func(e *Error, body []byte) error) Option {
	return func(c *config) { c.decode = f }
}

// WithSecrets names values that must never be shown, beyond those of the credential.
func WithSecrets(values ...string) Option {
	return func(c *config) { c.secret = append(c.secret, values...) }
}

// WithSecretParams names query parameters and headers, beyond the usual ones, whose values must never be shown.
func WithSecretParams(names ...string) Option {
	return func(c *config) { c.secretKeys = append(c.secretKeys, names...) }
}
