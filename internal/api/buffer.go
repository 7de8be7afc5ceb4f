package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// buffer reads the whole body below the retry link, so that a connection lost in the middle of an answer is a failed attempt.
func buffer(limit int64) link {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			info := callOf(r.Context())
			if err != nil || info.stream {
				return resp, err
			}
			limit := limit
			if info.maxBody > 0 {
				limit = info.maxBody
			}
			body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
			resp.Body.Close()
			if err != nil {
				return nil, fmt.Errorf("read answer (status %d): %w", resp.StatusCode, err)
			}
			if int64(len(body)) > limit {
				return nil, &noRetryError{fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)}
			}
			resp.Body = io.NopCloser(bytes.NewReader(body))
			return resp, nil
		})
	}
}
