package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

const maxRedirects = 5

// send is the end of the chain. A redirect to another host would carry the credential there, and one of a POST would silently become a
// GET, so the first is an error and the second is answered as the status it is.
func send(h *http.Client) http.RoundTripper {
	c := *h
	c.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		first := via[0]
		if first.Method != http.MethodGet && first.Method != http.MethodHead {
			return http.ErrUseLastResponse
		}
		if len(via) >= maxRedirects {
			return &noRetryError{errors.New("too many redirects")}
		}
		if r.URL.Host != first.URL.Host || (first.URL.Scheme == "https" && r.URL.Scheme != "https") {
			return &noRetryError{fmt.Errorf("redirect to %s://%s is not followed; use that address as the base URL", r.URL.Scheme, r.URL.Host)}
		}
		return nil
	}
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := c.Do(r)
		var ue *url.Error
		if errors.As(err, &ue) {
			return nil, ue.Err // the outer error quotes the URL with its secrets
		}
		return resp, err
	})
}
