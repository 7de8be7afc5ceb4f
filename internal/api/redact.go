package api

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Redacted stands where a secret was.
const Redacted = "[redacted]"

// Names of headers and parameters that carry secrets in the services this library speaks to.
var secretNames = []string{
	"authorization", "proxy-authorization", "x-api-key", "cookie", "set-cookie", "x-auth-token",
	"api-key", "apikey", "api_key", "token", "access_token", "password", "p", "secret", "client_secret",
}

// Redactor removes secrets from text, URLs and headers.
type Redactor struct {
	values   []string
	names    map[string]bool
	replacer *strings.Replacer
}

func newRedactor(values, names []string) *Redactor {
	r := &Redactor{names: map[string]bool{}}
	for _, n := range append(append([]string{}, secretNames...), names...) {
		r.names[strings.ToLower(n)] = true
	}
	var pairs []string
	for _, v := range values {
		if len(v) < 3 { // replacing "a" everywhere would destroy the message and hide nothing
			continue
		}
		r.values = append(r.values, v)
		pairs = append(pairs, v, Redacted)
		if q := url.QueryEscape(v); q != v {
			pairs = append(pairs, q, Redacted)
		}
		if p := url.PathEscape(v); p != v {
			pairs = append(pairs, p, Redacted)
		}
	}
	r.replacer = strings.NewReplacer(pairs...)
	return r
}

// with is r with more secret values.
func (r *Redactor) with(values []string) *Redactor {
	if len(values) == 0 {
		return r
	}
	out := newRedactor(append(append([]string{}, r.values...), values...), nil)
	out.names = r.names
	return out
}

// String removes the known secret values from s.
func (r *Redactor) String(s string) string {
	if len(r.values) == 0 {
		return s
	}
	return r.replacer.Replace(s)
}

// URL is u as text without user and password, with secret parameters and known secret values masked.
func (r *Redactor) URL(u *url.URL) string {
	v := *u
	v.User = nil
	if v.RawQuery != "" {
		q := v.Query()
		masked := false
		for name, values := range q {
			if r.names[strings.ToLower(name)] {
				masked = true
				for i := range values {
					values[i] = "redacted"
				}
			}
		}
		if masked {
			v.RawQuery = q.Encode()
		}
	}
	return r.String(v.String())
}

// Header is a copy of h with secret headers masked.
func (r *Redactor) Header(h http.Header) http.Header {
	out := h.Clone()
	for name, values := range out {
		for i, v := range values {
			if r.names[strings.ToLower(name)] {
				values[i] = Redacted
			} else {
				values[i] = r.String(v)
			}
		}
	}
	return out
}

// wrap hides secrets in the text of err but keeps what errors.Is finds in it.
func (r *Redactor) wrap(err error) error {
	text := err.Error()
	if clean := r.String(text); clean != text {
		return &redactedError{text: clean, err: err}
	}
	return err
}

// redactedError has no Unwrap: that would hand out the text with its secret.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }
