package alertatest

import "strings"

// The flows that need e-mail or another login provider end as on a server that has neither.

func badHash(q *request) (*reply, error) {
	return nil, &apiError{code: 400, message: "confirmation token invalid", errors: []any{"invalid_request", "No b'.' found in value"}}
}

func forgot(q *request) (*reply, error) {
	if _, given := q.body["email"]; !given {
		return nil, fail(400, "must supply 'email'")
	}
	if q.s.taken(q.opt("email"), &user{}) {
		return nil, crash("'NoneType' object has no attribute 'endswith'")
	}
	return nil, fail(400, "invalid email address")
}

func provider(q *request) (*reply, error) {
	switch p := q.PathValue("provider"); p {
	case "openid", "azure", "gitlab", "google", "keycloak":
		return nil, fail(503, "Must define Issuer URL (OIDC_ISSUER_URL) in server configuration to use OpenID Connect.")
	case "cas":
		return nil, fail(400, "Fields 'ticket' and 'service' are required")
	case "github":
		return nil, crash("HTTPSConnectionPool(host='github.com', port=443): Max retries exceeded")
	}
	return nil, notFoundPage()
}

// oembed has error envelopes of its own, and can describe nothing: the server fails on the one kind of URL it knows.
func oembed(q *request) (*reply, error) {
	failed := func(code int, message string) (*reply, error) {
		return &reply{status: code, body: obj{"status": "error", "message": message}}, nil
	}
	v := q.URL.Query()
	path, _, _ := strings.Cut(v.Get("url"), "?")
	switch {
	case !v.Has("url") || !v.Has("title"):
		return failed(400, "Client Error")
	case strings.HasSuffix(path, "/alerts/count"):
		return failed(500, "Server Error")
	}
	return failed(400, "unsupported oEmbed URL scheme")
}
