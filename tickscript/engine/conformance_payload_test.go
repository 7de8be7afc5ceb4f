package engine_test

import (
	"fmt"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
)

const judgeURL = "http://judge"

// judgeConfig is the handler configuration of the server that answered: the
// conformance module's judge/config.go.
func judgeConfig(a *recordedAnswer) *alert.Config {
	c := alert.DefaultConfig()
	c.BaseURL = a.baseURL()
	c.Alerta = alert.AlertaConfig{Enabled: true, URL: judgeURL + "/alerta", Token: "alerta-token", TokenPrefix: "Key", Environment: "Production", Origin: "kapacitor"}
	return c
}

var clientURL = regexp.MustCompile(`"client_url":"([^"]*)"`)

// baseURL is the address that the server had, as PagerDuty's payloads show it.
func (a *recordedAnswer) baseURL() string {
	for _, rs := range a.Requests {
		for _, r := range rs {
			if m := clientURL.FindStringSubmatch(r.Body); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// sent is a payload in the form in which the judge records requests.
func sent(t *testing.T, d *alert.Delivery) (listener string, r recordedRequest) {
	t.Helper()
	switch p := d.Payload.(type) {
	case *alert.HTTPRequest:
		u, err := url.Parse(p.URL)
		require.NoError(t, err)
		name, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		r = recordedRequest{Method: p.Method, Path: "/" + rest, Body: string(p.Body)}
		if u.RawQuery != "" {
			r.Path += "?" + u.RawQuery
		}
		for _, k := range []string{"Content-Type", "Authorization"} {
			if v := p.Get(k); v != "" {
				if r.Header == nil {
					r.Header = map[string]string{}
				}
				r.Header[k] = v
			}
		}
		return name, r
	case *alert.FileLine:
		return "", r
	}
	t.Fatalf("%s: payload %T is not recorded", d.Kind, d.Payload)
	return "", r
}

// comparePayloads holds what the engine's handlers would send against what the
// server sent.
func comparePayloads(t *testing.T, a *recordedAnswer, got map[string][]recordedRequest) {
	t.Helper()
	for _, name := range []string{"alerta"} {
		w, g := a.Requests[name], got[name]
		if d := cmp.Diff(inOrder(w), inOrder(g)); d != "" {
			t.Errorf("requests to %s (-kapacitord +engine):\n%s", name, shorten(d))
		}
	}
}

// inOrder sorts requests: handlers run side by side in Kapacitor.
func inOrder(rs []recordedRequest) []string {
	var out []string
	for _, r := range rs {
		out = append(out, fmt.Sprintf("%s %s %v\n%s", r.Method, r.Path, r.Header, r.Body))
	}
	sort.Strings(out)
	return out
}
