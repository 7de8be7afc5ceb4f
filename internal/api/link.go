package api

import "net/http"

// link wraps the rest of the chain with one concern.
type link func(next http.RoundTripper) http.RoundTripper

// roundTrip lets a plain function be a link of the chain.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// chain puts links around last; the first link is the outermost.
func chain(last http.RoundTripper, links ...link) http.RoundTripper {
	for i := len(links) - 1; i >= 0; i-- {
		last = links[i](last)
	}
	return last
}
