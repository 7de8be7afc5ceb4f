package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestUserAgentAndHeaders(t *testing.T) {
	var got http.Header
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header })
	c := newClient(t, base, WithHeader("X-A", "client"), WithHeader("X-B", "client"))
	_, err := c.Do(context.Background(), Request{Path: "x", Header: http.Header{"x-a": {"call"}, "User-Agent": {"own"}, "Accept": {"text/csv"}}}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"call", "client", "own", "text/csv"}, []string{got.Get("X-A"), got.Get("X-B"), got.Get("User-Agent"), got.Get("Accept")})
	_, err = newClient(t, base).Do(context.Background(), Request{Path: "x"}, nil)
	require.NoError(t, err)
	require.Equal(t, "tickwright", got.Get("User-Agent"))
}

func TestRequestIDHeader(t *testing.T) {
	var got http.Header
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header; w.Header().Set("X-Trace", "theirs") })
	resp, err := newClient(t, base, WithRequestIDHeader("")).Do(context.Background(), Request{Path: "x"}, nil)
	require.NoError(t, err)
	require.Empty(t, got.Get("X-Request-ID")+resp.RequestID)
	resp, err = newClient(t, base, WithRequestIDHeader("X-Trace")).Do(context.Background(), Request{Path: "x"}, nil)
	require.NoError(t, err)
	require.Len(t, got.Get("X-Trace"), 32)
	require.Equal(t, "theirs", resp.RequestID, "the server's counts")
}

func TestCredentials(t *testing.T) {
	var got *http.Request
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r })
	for name, tc := range map[string]struct {
		c     Credential
		check func() string
		want  string
	}{
		"header": {HeaderCredential("X-API-Key", "k"), func() string { return got.Header.Get("X-API-Key") }, "k"},
		"bearer": {BearerCredential("tok"), func() string { return got.Header.Get("Authorization") }, "Bearer tok"},
		"basic":  {BasicCredential("u", "p:q"), func() string { u, p, _ := got.BasicAuth(); return u + "/" + p }, "u/p:q"},
		"params": {ParamCredential(url.Values{"u": {"joe"}}), func() string { return got.URL.RawQuery }, "a=1&u=joe"},
		"token":  {TokenCredential("Token", func(context.Context) (string, error) { return "fresh", nil }), func() string { return got.Header.Get("Authorization") }, "Token fresh"},
		"func":   {FuncCredential(func(r *http.Request) error { r.Header.Set("X-Sig", r.Method); return nil }), func() string { return got.Header.Get("X-Sig") }, "GET"},
	} {
		_, err := newClient(t, base, WithCredential(tc.c)).Do(context.Background(), Request{Path: "x", Query: url.Values{"a": {"1"}}}, nil)
		require.NoError(t, err, name)
		require.Equal(t, tc.want, tc.check(), name)
		require.Equal(t, Redacted, fmt.Sprintf("%v", tc.c))
		require.Equal(t, Redacted, fmt.Sprintf("%#v", tc.c))
	}
	boom := errors.New("no token today")
	_, err := newClient(t, base, WithCredential(TokenCredential("Bearer", func(context.Context) (string, error) { return "", boom }))).Do(context.Background(), Request{Path: "x"}, nil)
	require.ErrorIs(t, err, boom)
}

func TestTokensAreAskedForOnEachAttempt(t *testing.T) {
	n := 0
	var seen []string
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusServiceUnavailable)
	}), WithCredential(TokenCredential("Bearer", func(context.Context) (string, error) { n++; return fmt.Sprint(n), nil })))
	_, err := c.Do(context.Background(), Request{Path: "x"}, nil)
	require.ErrorIs(t, err, ErrServer)
	require.Equal(t, []string{"Bearer 1", "Bearer 2", "Bearer 3"}, seen)
}

func TestDebugSeesEachAttempt(t *testing.T) {
	var traces []Trace
	n := 0
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 1 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}), WithDebug(func(tr Trace) { traces = append(traces, tr) }), WithCredential(HeaderCredential("X-API-Key", "s3cret")), WithHeader("X-Note", "has s3cret inside"))
	_, err := c.Do(context.Background(), Request{Method: http.MethodPut, Path: "x", Body: "12345", Query: url.Values{"token": {"t0ken"}, "a": {"b"}}}, nil)
	require.NoError(t, err)
	require.Len(t, traces, 2)
	for i, tr := range traces {
		require.Equal(t, []any{i + 1, "PUT", []int{502, 200}[i], int64(5)}, []any{tr.Attempt, tr.Method, tr.Status, tr.Size})
		require.Equal(t, Redacted, tr.RequestHeader.Get("X-Api-Key"))
		require.Equal(t, "has [redacted] inside", tr.RequestHeader.Get("X-Note"))
		require.NotContains(t, tr.URL, "t0ken")
		require.Contains(t, tr.URL, "a=b")
	}
}

func TestTransportServesOtherClients(t *testing.T) {
	n := 0
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Key k3y", r.Header.Get("Authorization"))
		if n++; n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "fine")
	})
	c := newClient(t, base, WithCredential(HeaderCredential("Authorization", "Key k3y")))
	resp, err := (&http.Client{Transport: c.Transport()}).Get(base + "/x")
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, []any{"fine", 2}, []any{string(b), n})
}

func TestClientsShowNoSecrets(t *testing.T) {
	c := newClient(t, "http://u:s3cret@127.0.0.1:1/base?", WithSecrets("other"))
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Redact("s3cret other")), "s3cret")
	require.Equal(t, "svc at http://127.0.0.1:1/base", c.String())
	require.Equal(t, "a [redacted] b", c.Redact("a other b"))
}

func TestResponseOfAFailedCallIsReturned(t *testing.T) {
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Version", "7")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, strings.Repeat("long ", 100))
	}))
	resp, err := c.Do(context.Background(), Request{Op: "brew", Path: "x"}, nil)
	require.Error(t, err)
	require.Equal(t, http.StatusTeapot, resp.Status)
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "7", e.Header("X-Version"))
	require.Less(t, len(e.Message), 210, "only the start of an answer without a message of its own")
	_, err = c.Do(context.Background(), Request{Path: "x", OK: []int{http.StatusTeapot}}, nil)
	require.NoError(t, err)
}

func BenchmarkDo(b *testing.B) {
	c, err := New("http://h/base", WithCredential(BearerCredential("token")), WithHTTPClient(&http.Client{Transport: fakeRT(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"1"}`))}, nil
	}), Timeout: time.Minute}))
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		var out struct{ ID string }
		if _, err := c.Do(context.Background(), Request{Op: "get", Path: "thing/{}", Args: []string{"7"}}, &out); err != nil {
			b.Fatal(err)
		}
	}
}
