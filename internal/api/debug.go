package api

import (
	"net/http"
	"time"
)

// Trace is one attempt as the debug hook sees it. Nothing in it holds a secret; bodies are not shown.
type Trace struct {
	Attempt       int
	Method        string
	URL           string
	RequestHeader http.Header
	Status        int // 0 when there was no answer
	Header        http.Header
	Size          int64 // of the request's body, -1 when it is not known
	Took          time.Duration
	Err           error
}

func debug(f func(Trace), secrets *Redactor) link {
	return func(next http.RoundTripper) http.RoundTripper {
		if f == nil {
			return next
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			info, secrets := callOf(r.Context()), secrets
			if info.secrets != nil {
				secrets = info.secrets
			}
			start := time.Now()
			resp, err := next.RoundTrip(r)
			t := Trace{
				Attempt: info.attempts, Method: r.Method, URL: secrets.URL(r.URL),
				RequestHeader: secrets.Header(r.Header), Size: r.ContentLength, Took: time.Since(start),
			}
			if resp != nil {
				t.Status, t.Header = resp.StatusCode, secrets.Header(resp.Header)
			}
			if err != nil {
				t.Err = secrets.wrap(err)
			}
			f(t)
			return resp, err
		})
	}
}
