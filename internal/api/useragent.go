package api

import "net/http"

// userAgent names the client, and adds the headers that every request of the client has.
func userAgent(ua string, header http.Header) link {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			if ua != "" && r.Header.Get("User-Agent") == "" {
				r.Header.Set("User-Agent", ua)
			}
			for k, vs := range header {
				if _, ok := r.Header[k]; !ok {
					r.Header[k] = append([]string(nil), vs...)
				}
			}
			return next.RoundTrip(r)
		})
	}
}
