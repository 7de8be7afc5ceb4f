package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
)

type requestIDKey struct{}

// WithRequestID makes calls under the context use this request id instead of a random one.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// requestID gives each call one id, the same on all its attempts, so that a server's log shows them as one.
func requestID(header string) link {
	return func(next http.RoundTripper) http.RoundTripper {
		if header == "" {
			return next
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Header.Get(header) == "" {
				id, _ := r.Context().Value(requestIDKey{}).(string)
				if id == "" {
					id = newID()
				}
				// Set on the caller's own request: the error of a call without an answer names it too.
				r.Header.Set(header, id)
			}
			return next.RoundTrip(r)
		})
	}
}

func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return hex.EncodeToString(b[:])
}
