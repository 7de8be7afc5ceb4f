package grafana

import (
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Option changes how New makes a client.
type Option func(*config)

type config struct {
	api      []api.Option
	org      int64
	editable bool
}

func with(o api.Option) Option { return func(c *config) { c.api = append(c.api, o) } }

// WithToken authenticates with the token of a service account, or with an API key of the older kind.
func WithToken(token string) Option { return with(api.WithCredential(api.BearerCredential(token))) }

// WithBasic authenticates with user and password. The admin API (organisations, users) takes nothing else.
func WithBasic(user, password string) Option {
	return with(api.WithCredential(api.BasicCredential(user, password)))
}

// WithOrg names the organisation of every request. A user without it acts in their current organisation, which somebody may switch in a
// browser.
func WithOrg(id int64) Option { return func(c *config) { c.org = id } }

// WithHTTPClient uses the transport and timeout of h, for certificates and proxies.
func WithHTTPClient(h *http.Client) Option { return with(api.WithHTTPClient(h)) }

// WithUserAgent replaces the user agent.
func WithUserAgent(ua string) Option { return with(api.WithUserAgent(ua)) }

// WithHeader adds a header to every request.
func WithHeader(name, value string) Option { return with(api.WithHeader(name, value)) }

// WithTimeout bounds each attempt; without it only the context does.
func WithTimeout(d time.Duration) Option { return with(api.WithAttemptTimeout(d)) }

// WithRetries repeats a failed request up to max attempts in all, with random waits that double from base up to limit. max 1 never
// repeats. What is repeated is said at the package's section on retrying.
func WithRetries(max int, base, limit time.Duration) Option {
	r := api.DefaultRetry()
	r.Max, r.Base, r.Cap = max, base, limit
	return with(api.WithRetry(r))
}

// Trace is one attempt at a request, without secrets, for debugging.
type Trace struct {
	Attempt int
	Method  string
	URL     string
	Status  int // 0 when there was no answer
	Took    time.Duration
	Err     error
}

// WithTrace calls f after each attempt.
func WithTrace(f func(Trace)) Option {
	return with(api.WithDebug(func(t api.Trace) {
		f(Trace{Attempt: t.Attempt, Method: t.Method, URL: t.URL, Status: t.Status, Took: t.Took, Err: t.Err})
	}))
}
