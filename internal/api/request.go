package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Repeat says whether a call may be sent a second time when the first attempt's outcome is not known.
type Repeat uint8

const (
	// RepeatByMethod repeats GET, HEAD, OPTIONS, PUT and DELETE.
	RepeatByMethod Repeat = iota
	// RepeatSafe repeats: sending it twice leaves the server as sending it once does.
	RepeatSafe
	// RepeatUnsafe repeats only what the server cannot have acted on.
	RepeatUnsafe
)

// Request describes one call.
type Request struct {
	Op     string   // what is attempted, for errors: "get alert"
	Method string   // GET when empty
	Path   string   // below the base URL; each {} stands for one of Args
	Args   []string // path segments, escaped here
	Query  url.Values
	Header http.Header

	// Body is nil, []byte, string or io.Reader (sent as it is), or any value that is sent as JSON. A reader that is not a *bytes.Reader,
	// *bytes.Buffer or *strings.Reader cannot be replayed, so a call with one is never repeated.
	Body any
	// ContentType of the body; application/json for JSON values and, when empty, for everything else too.
	ContentType string

	Repeat  Repeat
	MaxBody int64 // limit of the answer in bytes, instead of the client's

	// OK lists the statuses that are a success; every 2xx when empty.
	OK []int
	// Secrets are values in this call that must never be shown, such as a key in the path.
	Secrets []string
	// AllowEmpty accepts an empty answer where JSON was wanted. 204 and 205 are always accepted.
	AllowEmpty bool
}

// call is what the links know about the request they carry.
type call struct {
	repeat   Repeat
	maxBody  int64
	stream   bool
	attempts int
	secrets  *Redactor
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

func (r *Request) succeeded(status int) bool {
	if len(r.OK) == 0 {
		return status >= 200 && status < 300
	}
	for _, s := range r.OK {
		if s == status {
			return true
		}
	}
	return false
}

// build makes the http.Request; its body can be replayed whenever GetBody is set.
func (r *Request) build(ctx context.Context, u *url.URL) (*http.Request, error) {
	var body io.Reader
	switch b := r.Body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	case string:
		body = strings.NewReader(b)
	case io.Reader:
		body = b
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return nil, fmt.Errorf("encode body: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, r.method(), u.String(), body)
	if err != nil {
		return nil, err
	}
	req.URL = u
	for k, vs := range r.Header {
		req.Header[http.CanonicalHeaderKey(k)] = append([]string(nil), vs...)
	}
	ct := r.ContentType
	if ct == "" && r.Body != nil {
		ct = "application/json"
	}
	if ct != "" {
		req.Header.Set("Content-Type", ct)
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "application/json")
	}
	return req, nil
}
