package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Credential authenticates requests. The zero value sends nothing. It shows no secret when printed.
type Credential struct {
	apply   func(*http.Request) error
	secrets []string
}

// String hides the credential.
func (Credential) String() string { return Redacted }

// GoString hides the credential.
func (Credential) GoString() string { return Redacted }

// HeaderCredential sends a fixed header, such as Authorization: "Key abc" or X-API-Key: "abc".
func HeaderCredential(name, value string) Credential {
	return Credential{
		apply:   func(r *http.Request) error { r.Header.Set(name, value); return nil },
		secrets: append(words(value), value),
	}
}

// BearerCredential sends Authorization: Bearer <token>.
func BearerCredential(token string) Credential {
	return HeaderCredential("Authorization", "Bearer "+token)
}

// BasicCredential sends Authorization: Basic.
func BasicCredential(user, password string) Credential {
	return Credential{
		apply:   func(r *http.Request) error { r.SetBasicAuth(user, password); return nil },
		secrets: []string{password},
	}
}

// ParamCredential sends query parameters (InfluxDB 1.x takes u and p).
func ParamCredential(params url.Values) Credential {
	c := Credential{apply: func(r *http.Request) error {
		q := r.URL.Query()
		for k, vs := range params {
			q[k] = vs
		}
		u := *r.URL
		u.RawQuery = q.Encode()
		r.URL = &u
		return nil
	}}
	for _, vs := range params {
		c.secrets = append(c.secrets, vs...)
	}
	return c
}

// TokenCredential sends Authorization: "<prefix> <token>" with a token asked for before every attempt, so that it can be renewed. source
// must be safe for concurrent use.
func TokenCredential(prefix string, source func(context.Context) (string, error)) Credential {
	return Credential{apply: func(r *http.Request) error {
		t, err := source(r.Context())
		if err != nil {
			return fmt.Errorf("get token: %w", err)
		}
		r.Header.Set("Authorization", prefix+" "+t)
		return nil
	}}
}

// FuncCredential signs each attempt itself, for schemes that cover the request such as HMAC. secrets are the values to hide.
func FuncCredential(sign func(*http.Request) error, secrets ...string) Credential {
	return Credential{apply: sign, secrets: secrets}
}

// words are the parts of "Key abc" that are secret by themselves.
func words(value string) []string {
	for i := range value {
		if value[i] == ' ' {
			return []string{value[i+1:]}
		}
	}
	return nil
}

// auth applies the credential to requests for the base's own host only.
func auth(c Credential, base *url.URL) link {
	return func(next http.RoundTripper) http.RoundTripper {
		if c.apply == nil {
			return next
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host != base.Host || r.URL.Scheme != base.Scheme {
				return next.RoundTrip(r)
			}
			r = r.Clone(r.Context())
			if err := c.apply(r); err != nil {
				return nil, err
			}
			return next.RoundTrip(r)
		})
	}
}
