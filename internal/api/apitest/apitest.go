// Package apitest drives the methods of a service client through the ways in which HTTP fails and checks that each ends in a typed error,
// soon, and leaves no goroutine behind.
//
//	apitest.Suite[*Client]{
//		New: func(t testing.TB, url string, hc *http.Client) *Client { ... },   // with short retries: api.Retry{Max: 2, Base: 1, Cap: 1}
//		Typed: func(err error) bool { var e *Error; return errors.As(err, &e) && e.Op != "" },
//		Methods: []apitest.Method[*Client]{
//			{Name: "Get", Call: func(ctx context.Context, c *Client) error { _, err := c.Get(ctx, id); return err }},
//			{Name: "Delete", NoBody: true, Call: ...},
//		},
//	}.Run(t)
package apitest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// BasePath is the path under which the test servers serve: a client that loses the path of its base URL fails every mode.
const BasePath = "/some/base"

// Suite is one client under test.
type Suite[C any] struct {
	// New makes a client for url whose connections belong to hc. Let it repeat quickly or not at all.
	New func(t testing.TB, url string, hc *http.Client) C
	// Typed reports whether err is the service's own typed error, filled in.
	Typed   func(err error) bool
	Methods []Method[C]
	// Pass may answer a request itself and return true, so that the fault meets a later request of the method. It sees the path without
	// BasePath.
	Pass func(w http.ResponseWriter, r *http.Request) bool
	// Limit is how long one call may take; 5 s when 0. A call that is cancelled must end within a second of it.
	Limit time.Duration
}

// Method is one method of the client, called with arguments that are valid.
type Method[C any] struct {
	Name string
	Call func(ctx context.Context, c C) error
	// NoBody: the method does not read the answer's body, so wrong JSON and an empty body are no errors to it.
	NoBody bool
	// NotJSON: the method takes any text, so wrong JSON is no error to it.
	NotJSON bool
	// EmptyOK: an empty answer is a valid one.
	EmptyOK bool
	// Pass is used instead of the suite's.
	Pass func(w http.ResponseWriter, r *http.Request) bool
}

// mode is one way to fail.
type mode struct {
	name    string
	handler http.HandlerFunc
	// cancel ends the context once the server has the request.
	cancel bool
	// timeout gives the call a short deadline.
	timeout time.Duration
	skip    func(noBody, notJSON, emptyOK bool) bool
	is      error
}

func modes(arrived chan<- struct{}, release <-chan struct{}) []mode {
	wait := func(r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}
	return []mode{
		{name: "status 500", handler: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte(`{"message":"injected"}`))
		}},
		{name: "reset connection", handler: func(w http.ResponseWriter, r *http.Request) {
			panic(http.ErrAbortHandler)
		}},
		{name: "reset in the body", handler: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write([]byte(`{"`))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}},
		{name: "slow body", timeout: 40 * time.Millisecond, is: context.DeadlineExceeded, handler: func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write([]byte(`{"`))
			_ = http.NewResponseController(w).Flush()
			wait(r)
		}},
		{name: "cancelled context", cancel: true, is: context.Canceled, handler: func(w http.ResponseWriter, r *http.Request) {
			select {
			case arrived <- struct{}{}:
			default:
			}
			wait(r)
		}},
		{name: "wrong JSON", handler: func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("<html>please log in</html>"))
		}, skip: func(noBody, notJSON, _ bool) bool { return noBody || notJSON }},
		{name: "empty body", handler: func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
		}, skip: func(noBody, _, emptyOK bool) bool { return noBody || emptyOK }},
	}
}

// Run drives every method through every mode. Methods run in parallel.
func (s Suite[C]) Run(t *testing.T) {
	t.Helper()
	for _, m := range s.Methods {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			for _, md := range modes(nil, nil) {
				t.Run(strings.ReplaceAll(md.name, " ", "-"), func(t *testing.T) { s.run(t, m, md.name) })
			}
		})
	}
}

func (s Suite[C]) run(t *testing.T, m Method[C], name string) {
	arrived, release := make(chan struct{}, 1), make(chan struct{})
	var md mode
	for _, x := range modes(arrived, release) {
		if x.name == name {
			md = x
		}
	}
	if md.skip != nil && md.skip(m.NoBody, m.NotJSON, m.EmptyOK) {
		return
	}
	pass := s.Pass
	if m.Pass != nil {
		pass = m.Pass
	}
	badPath := make(chan string, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.EscapedPath(), BasePath) {
			select {
			case badPath <- r.URL.EscapedPath():
			default:
			}
		}
		if pass != nil {
			r2 := r.Clone(r.Context())
			r2.URL.Path = strings.TrimPrefix(r.URL.Path, BasePath)
			r2.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, BasePath)
			if pass(w, r2) {
				return
			}
		}
		md.handler(w, r)
	}))
	defer srv.Close()
	defer close(release)

	limit := s.Limit
	if limit == 0 {
		limit = 5 * time.Second
	}
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	hc := &http.Client{Transport: tr}

	var err error
	start := time.Now()
	left := Goroutines(t, func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		if md.timeout > 0 {
			ctx, cancel = context.WithTimeout(ctx, md.timeout)
			defer cancel()
		}
		if md.cancel {
			done := make(chan struct{})
			defer func() { <-done }()
			var cancelNow context.CancelFunc
			ctx, cancelNow = context.WithCancel(ctx)
			defer cancelNow()
			go func(c context.Context) {
				defer close(done)
				select {
				case <-arrived:
				case <-c.Done():
				}
				cancelNow()
			}(ctx)
		}
		err = m.Call(ctx, s.New(t, srv.URL+BasePath, hc))
		tr.CloseIdleConnections()
	})
	took := time.Since(start)

	switch {
	case err == nil:
		t.Errorf("%s: no error", md.name)
	case !s.Typed(err):
		t.Errorf("%s: not the service's typed error: %T: %v", md.name, err, err)
	case md.is != nil && !errors.Is(err, md.is):
		t.Errorf("%s: errors.Is(err, %v) is false: %v", md.name, md.is, err)
	}
	if took > limit {
		t.Errorf("%s: took %v, more than %v", md.name, took, limit)
	}
	select {
	case p := <-badPath:
		t.Errorf("%s: request for %s does not keep the base path %s", md.name, p, BasePath)
	default:
	}
	if left != "" {
		t.Errorf("%s: goroutines left behind:\n%s", md.name, left)
	}
}
