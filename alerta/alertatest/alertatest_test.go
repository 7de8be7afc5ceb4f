package alertatest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

// send makes a raw request and returns status and body.
func send(t *testing.T, method, url, contentType, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("X-Request-ID", "rid")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "rid", resp.Header.Get("X-Request-ID"))
	var out map[string]any
	require.NoError(t, json.Unmarshal(raw, &out), "%s", raw)
	return resp.StatusCode, out
}

// The answers to what no client of ours would send; each was seen on alerta-server 9.1.0.
func TestErrorEnvelopes(t *testing.T) {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	const js = "application/json"
	good := `{"resource":"r","event":"e","environment":"Production","service":["s"]`
	for name, tc := range map[string]struct {
		method, path, ct, body string
		code                   int
		message                string
	}{
		"no such route":        {"GET", "/nope", "", "", 404, "404 Not Found"},
		"outside the base":     {"GET", "/../x", "", "", 404, "404 Not Found"},
		"wrong method":         {"PATCH", "/alert", js, "{}", 405, "405 Method Not Allowed"},
		"content type":         {"PUT", "/alert/x/tag", "", "", 415, "POST and PUT requests must set 'Content-type' to 'application/json'"},
		"broken JSON":          {"POST", "/alert", js, "[", 400, "400 Bad Request"},
		"a list":               {"POST", "/alert", js, "[]", 500, "An internal error has occurred!"},
		"no resource":          {"POST", "/alert", js, "{}", 400, `Missing mandatory value for "resource"`},
		"tags null":            {"POST", "/alert", js, good + `,"tags":null}`, 400, "tags must be a list"},
		"correlate null":       {"POST", "/alert", js, good + `,"correlate":null}`, 400, "correlate must be a list"},
		"timeout text":         {"POST", "/alert", js, good + `,"timeout":"1"}`, 400, "timeout must be an integer"},
		"timeout negative":     {"POST", "/alert", js, good + `,"timeout":-1}`, 400, "Invalid negative 'timeout' value (-1)"},
		"time without ms":      {"POST", "/alert", js, good + `,"createTime":"2026-01-02T03:04:05Z"}`, 400, "dates must be ISO 8601"},
		"time with offset":     {"POST", "/alert", js, good + `,"createTime":"2026-01-02T03:04:05.000+01:00"}`, 400, "dates must be ISO 8601"},
		"unknown severity":     {"POST", "/alert", js, good + `,"severity":"Major"}`, 500, "Severity (Major) is not one of security, critical, major, minor, warning, indeterminate, informational, normal, ok, cleared, debug, trace, unknown"},
		"attribute key":        {"POST", "/alert", js, good + `,"attributes":{"a.b":1}}`, 400, `Attribute keys must not contain`},
		"customer":             {"POST", "/alert", js, good + `,"customer":""}`, 400, "customer must not be an empty string"},
		"somebody's customer":  {"POST", "/alert", js, good + `,"customer":"ACME"}`, 400, "not allowed to set customer to 'ACME'"},
		"empty tags":           {"PUT", "/alert/x/tag", js, "{}", 500, "must supply 'tags' as json list"},
		"invalid filter":       {"GET", "/alerts?bogus=1", "", "", 400, "Invalid filter parameter: bogus"},
		"tags filter":          {"GET", "/alerts?tags=x", "", "", 400, "Invalid filter parameter: tags"},
		"tag filter":           {"GET", "/alerts?tag=x", "", "", 500, "An internal error has occurred!"},
		"type filter":          {"GET", "/alerts?type=x", "", "", 500, "An internal error has occurred!"},
		"sort":                 {"GET", "/alerts?sort-by=foo", "", "", 400, "Sorting by 'foo' field not supported."},
		"page 0":               {"GET", "/alerts?page=0", "", "", 416, "page out of range: 1-0"},
		"unfinished query":     {"GET", "/alerts?q=(", "", "", 400, "Failed to parse query string."},
		"ambiguous history":    {"GET", "/alerts/history?status=open", "", "", 500, "An internal error has occurred!"},
		"group by group":       {"GET", "/alerts/top10/count?group-by=group", "", "", 500, "An internal error has occurred!"},
		"blackout nowhere":     {"POST", "/blackout", js, "{}", 400, "'environment'"},
		"key without user":     {"POST", "/key", js, "{}", 400, "An API key must be associated with a 'user'. Retry with user credentials."},
		"unknown customer":     {"GET", "/customer/x", "", "", 500, "An internal error has occurred!"},
		"webhook":              {"POST", "/webhooks/foo", js, "{}", 404, "Custom webhook 'foo' not found."},
		"webhook not here":     {"POST", "/webhooks/slack", js, "{}", 501, "alertatest does not simulate the slack webhook"},
		"bulk without celery":  {"PUT", "/_bulk/alerts/action?status=open", js, `{"action":"ack"}`, 500, "An internal error has occurred!"},
		"userinfo without JWT": {"GET", "/userinfo", "", "", 401, "Missing authorization Bearer token"},
		"wrong login":          {"POST", "/auth/login", js, `{"username":"a","password":"b"}`, 401, "Invalid username or password"},
	} {
		code, body := send(t, tc.method, srv.URL+tc.path, tc.ct, tc.body)
		require.Equal(t, tc.code, code, "%s: %v", name, body)
		require.Contains(t, body["message"], tc.message, name)
		require.Equal(t, "error", body["status"], name)
		require.Equal(t, float64(tc.code), body["code"], name)
		require.Equal(t, "rid", body["requestId"], name)
		require.Contains(t, body, "errors", name)
	}
	code, body := send(t, "POST", srv.URL+"/alert", js, good+"}")
	require.Equal(t, 201, code)
	require.Equal(t, "closed", body["alert"].(map[string]any)["status"], "an alert without severity is closed")
}

func TestClockFaultsAndReset(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	srv := alertatest.New(alertatest.Config{Clock: at, BasePath: "/a/b"})
	defer srv.Close()
	require.Equal(t, at, srv.Now())
	srv.Advance(time.Hour)
	require.Equal(t, at.Add(time.Hour), srv.Now())
	require.True(t, strings.HasSuffix(srv.URL, "/a/b"))

	c, err := alerta.New(srv.URL, alerta.WithRetries(1, 0, 0))
	require.NoError(t, err)
	r := alerta.AlertRequest{Resource: "r", Event: "e", Environment: "Production", Severity: "major", Service: []string{"s"}}
	rec, err := c.Send(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, at.Add(time.Hour), rec.Alert.ReceiveTime.Time)
	require.Len(t, srv.Alerts(), 1)

	srv.Fail(alertatest.Fault{Method: "GET", Path: "/alerts", Skip: 1, Times: 1, Status: 429, Message: "slow down"})
	count := func() error { _, err := c.CountAlerts(t.Context(), alerta.Query{}); return err }
	require.NoError(t, count())
	require.ErrorIs(t, count(), alerta.ErrTooManyRequests)
	require.NoError(t, count())
	srv.Fail(alertatest.Fault{Reset: true})
	require.ErrorIs(t, count(), alerta.ErrTransport)
	srv.Heal()
	srv.Fail(alertatest.Fault{Path: "/alerts", Delay: time.Millisecond})
	require.NoError(t, count(), "only late")
	srv.Heal()
	srv.Reset()
	require.Empty(t, srv.Alerts())
}

func TestNotificationBlackout(t *testing.T) {
	srv := alertatest.New(alertatest.Config{NotificationBlackout: true, BlackoutAccept: []string{"normal"}})
	defer srv.Close()
	c, err := alerta.New(srv.URL)
	require.NoError(t, err)
	_, err = c.CreateBlackout(t.Context(), alerta.BlackoutRequest{Environment: "Production", Duration: time.Hour})
	require.NoError(t, err)
	rec, err := c.Send(t.Context(), alerta.AlertRequest{Resource: "r", Event: "e", Environment: "Production", Severity: "major", Service: []string{"s"}})
	require.NoError(t, err)
	require.Equal(t, alerta.Stored, rec.Outcome)
	require.Equal(t, alerta.StatusBlackout, rec.Alert.Status)
}
