package api

import (
	"context"
	"io"
	"net/http"
	"time"
)

// attemptTimeout bounds one attempt including its body; the call may still make another.
func attemptTimeout(d time.Duration) link {
	return func(next http.RoundTripper) http.RoundTripper {
		if d <= 0 {
			return next
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if callOf(r.Context()).stream {
				return next.RoundTrip(r) // a stream lasts as long as its reader wants
			}
			ctx, cancel := context.WithTimeout(r.Context(), d)
			resp, err := next.RoundTrip(r.WithContext(ctx))
			if err != nil {
				cancel()
				return nil, err
			}
			resp.Body = &cancelBody{ReadCloser: resp.Body, cancel: cancel}
			return resp, nil
		})
	}
}

type cancelBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *cancelBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
