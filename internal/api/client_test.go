package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// serve starts a server whose handler sees paths below /base.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL + "/base"
}

func newClient(t *testing.T, base string, opts ...Option) *Client {
	t.Helper()
	c, err := New(base, append([]Option{WithService("svc"), WithRetry(Retry{Max: 3, Base: 1, Cap: 1, RetryAfterCap: time.Second, Statuses: DefaultRetry().Statuses})}, opts...)...)
	require.NoError(t, err)
	return c
}

func TestDoSendsWhatTheRequestSays(t *testing.T) {
	type seen struct {
		Method, Path, Query, Auth, ContentType, UserAgent, Extra, Body string
	}
	var got seen
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = seen{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("Authorization"), r.Header.Get("Content-Type"),
			r.Header.Get("User-Agent"), r.Header.Get("X-Extra"), string(b)}
		_, _ = w.Write([]byte(`{"id":"7"}`))
	})
	c := newClient(t, base, WithCredential(HeaderCredential("Authorization", "Key abcdef")), WithUserAgent("ua/1"), WithHeader("X-Extra", "e"))
	var out struct{ ID string }
	resp, err := c.Do(context.Background(), Request{
		Op: "put thing", Method: http.MethodPut, Path: "things/{}/part", Args: []string{"a/b c?"},
		Query: url.Values{"q": {"x y"}}, Body: map[string]int{"n": 1},
	}, &out)
	require.NoError(t, err)
	require.Equal(t, "7", out.ID)
	require.Equal(t, 200, resp.Status)
	require.Len(t, resp.RequestID, 32)
	if d := cmp.Diff(seen{"PUT", "/base/things/a%2Fb%20c%3F/part", "q=x+y", "Key abcdef", "application/json", "ua/1", "e", `{"n":1}`}, got); d != "" {
		t.Error(d)
	}
}

func TestNewRefusesBadBaseURLs(t *testing.T) {
	for _, base := range []string{"", " ", "localhost:8080", "ftp://h", "http://", "/x", "http://h?x=1", "http://h#f", "http://u:s3cret@h:99999x", "http://u:s3cret@%zz"} {
		_, err := New(base, WithService("svc"))
		require.Error(t, err, base)
		require.Contains(t, err.Error(), "svc: ")
		require.NotContains(t, err.Error(), "s3cret")
	}
}

func TestUserInfoOfTheBaseURLIsTheCredential(t *testing.T) {
	var user, pass string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { user, pass, _ = r.BasicAuth() })
	c := newClient(t, strings.Replace(base, "http://", "http://joe:s3cret@", 1))
	_, err := c.Do(context.Background(), Request{Path: "x"}, nil)
	require.NoError(t, err)
	require.Equal(t, "joe/s3cret", user+"/"+pass)
	require.NotContains(t, c.String()+c.BaseURL(), "s3cret")
}

func TestPathArguments(t *testing.T) {
	hit := false
	c := newClient(t, serve(t, func(http.ResponseWriter, *http.Request) { hit = true }))
	for _, args := range [][]string{{""}, {"."}, {".."}, {}, {"a", "b"}} {
		_, err := c.Do(context.Background(), Request{Op: "delete", Method: http.MethodDelete, Path: "alert/{}", Args: args}, nil)
		require.ErrorIs(t, err, ErrInvalidRequest)
		require.NotErrorIs(t, err, ErrTransport)
	}
	require.False(t, hit)
}

func TestErrorCarriesEverythingButSecrets(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-ID", r.Header.Get("X-Request-ID"))
		w.WriteHeader(http.StatusNotFound)
		_ = json.NewEncoder(w).Encode(map[string]string{"message": "API key t0psecret unknown"})
	})
	c := newClient(t, base, WithCredential(HeaderCredential("X-API-Key", "t0psecret")), WithErrorDecoder(func(e *Error, body []byte) error {
		var env struct{ Message string }
		if json.Unmarshal(body, &env) == nil {
			e.Message = env.Message
		}
		return nil
	}))
	_, err := c.Do(WithRequestID(context.Background(), "rid-1"), Request{Op: "get thing", Path: "x", Query: url.Values{"api-key": {"other"}, "a": {"t0psecret"}}}, nil)
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, []any{"svc", "get thing", "GET", 404, "rid-1", 1, "API key [redacted] unknown"},
		[]any{e.Service, e.Op, e.Method, e.Status, e.RequestID, e.Attempts, e.Message})
	require.ErrorIs(t, err, ErrNotFound)
	require.NotErrorIs(t, err, ErrConflict)
	require.Contains(t, err.Error(), "svc: get thing: GET http://")
	for _, s := range []string{err.Error(), e.URL, e.LogValue().String()} {
		require.NotContains(t, s, "t0psecret")
		require.NotContains(t, s, "other")
	}
}

func TestSentinels(t *testing.T) {
	for status, want := range map[int]error{
		400: ErrBadRequest, 422: ErrBadRequest, 401: ErrUnauthorized, 403: ErrForbidden, 404: ErrNotFound, 410: ErrNotFound,
		409: ErrConflict, 412: ErrConflict, 429: ErrTooManyRequests, 500: ErrServer, 503: ErrServer, 0: ErrTransport,
	} {
		for _, s := range []error{ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict, ErrTooManyRequests, ErrServer, ErrTransport} {
			require.Equal(t, s == want, errors.Is(&Error{Status: status}, s), "%d %v", status, s)
		}
	}
}

func TestDecode(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		empty  bool
		want   error
	}{
		"fine":           {200, `{"id":"1"}`, false, nil},
		"empty":          {200, ``, false, ErrEmptyBody},
		"blank":          {200, " \n", false, ErrEmptyBody},
		"empty allowed":  {200, ``, true, nil},
		"no content":     {204, ``, false, nil},
		"html":           {200, `<html>`, false, ErrDecode},
		"trailing":       {200, `{} {}`, false, ErrDecode},
		"wrong type":     {200, `{"id":1}`, false, ErrDecode},
		"cut off":        {200, `{"id":"1"`, false, ErrDecode},
		"redirect":       {304, ``, false, nil}, // not a success; checked below
		"trailing space": {200, "{}\n\n", false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}))
			var out struct{ ID string }
			_, err := c.Do(context.Background(), Request{Path: "x", AllowEmpty: tc.empty}, &out)
			switch {
			case tc.status == 304:
				var e *Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, 304, e.Status)
			case tc.want != nil:
				require.ErrorIs(t, err, tc.want)
			default:
				require.NoError(t, err)
			}
		})
	}
}

func TestOpenStreams(t *testing.T) {
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "bad") {
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, "taken")
			return
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 100))
	}), WithMaxBody(10))
	resp, err := c.Open(context.Background(), Request{Path: "ok"})
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Len(t, b, 100)
	_, err = c.Open(context.Background(), Request{Path: "bad"})
	require.ErrorIs(t, err, ErrConflict)
	require.Contains(t, err.Error(), "taken")
}

func TestMaxBody(t *testing.T) {
	n := 0
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) { n++; _, _ = io.WriteString(w, strings.Repeat("x", 11)) }), WithMaxBody(10))
	_, err := c.Do(context.Background(), Request{Path: "x"}, nil)
	require.ErrorIs(t, err, ErrTooLarge)
	require.Equal(t, 1, n, "too large stays too large")
	_, err = c.Do(context.Background(), Request{Path: "x", MaxBody: 11}, nil)
	require.NoError(t, err)
}

func TestRedirects(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("the credential went to " + r.Host) }))
	t.Cleanup(other.Close)
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/base/here":
			http.Redirect(w, r, "/base/there", http.StatusFound)
		case "/base/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/base/loop":
			http.Redirect(w, r, "/base/loop", http.StatusFound)
		}
	}), WithCredential(HeaderCredential("X-API-Key", "abcdef")))
	_, err := c.Do(context.Background(), Request{Path: "here"}, nil)
	require.NoError(t, err)
	for _, p := range []string{"away", "loop"} {
		_, err = c.Do(context.Background(), Request{Path: p}, nil)
		require.ErrorIs(t, err, ErrTransport)
		require.Contains(t, err.Error(), "redirect")
	}
	_, err = c.Do(context.Background(), Request{Method: http.MethodPost, Path: "here", Body: "{}"}, nil)
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, http.StatusFound, e.Status)
}

func TestTransportErrorsHideSecrets(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	var traces []Trace
	c := newClient(t, srv.URL, WithCredential(ParamCredential(url.Values{"u": {"joe"}, "p": {"s3cret"}})), WithDebug(func(tr Trace) { traces = append(traces, tr) }))
	_, err := c.Do(context.Background(), Request{Op: "ping", Path: "ping", Query: url.Values{"token": {"tok123"}}}, nil)
	require.ErrorIs(t, err, ErrTransport)
	require.Len(t, traces, 3)
	for _, s := range []string{err.Error(), traces[0].URL, traces[0].Err.Error()} {
		require.NotContains(t, s, "s3cret")
		require.NotContains(t, s, "tok123")
	}
	var e *Error
	require.ErrorAs(t, err, &e)
	require.NotEmpty(t, e.RequestID, "the id that was sent")
}

func TestSecretsOfOneCall(t *testing.T) {
	var shown []string
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/base/key/abc%2Fdef", r.URL.EscapedPath())
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "no key abc/def")
	}), WithDebug(func(tr Trace) { shown = append(shown, tr.URL) }))
	_, err := c.Do(context.Background(), Request{Op: "get key", Path: "key/{}", Args: []string{"abc/def"}, Secrets: []string{"abc/def"}}, nil)
	require.ErrorIs(t, err, ErrNotFound)
	for _, s := range append(shown, err.Error()) {
		require.Contains(t, s, "redacted")
		require.NotContains(t, s, "abc")
	}
}
