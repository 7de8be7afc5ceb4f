package alerta_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

func start(t *testing.T, conf alertatest.Config, opts ...alerta.Option) (*alertatest.Server, *alerta.Client) {
	t.Helper()
	srv := alertatest.New(conf)
	t.Cleanup(srv.Close)
	c, err := alerta.New(srv.URL, append([]alerta.Option{alerta.WithRetries(3, time.Microsecond, time.Microsecond)}, opts...)...)
	require.NoError(t, err)
	return srv, c
}

func down(resource string) alerta.AlertRequest {
	return alerta.AlertRequest{Resource: resource, Event: "Down", Environment: "Production", Severity: "major", Service: []string{"web"}}
}

func TestWhatALostAnswerDoes(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t, alertatest.Config{})
	_, err := c.Send(ctx, down("warm up")) // the config is asked for once
	require.NoError(t, err)
	lose := func(method, path string) {
		srv.Heal()
		srv.Fail(alertatest.Fault{Method: method, Path: path, After: true, Times: 1})
	}

	lose("POST", "/alert")
	_, err = c.Send(ctx, down("sent"))
	require.ErrorIs(t, err, alerta.ErrTransport, "not repeated")
	lose("POST", "/alert")
	rec, err := c.Raise(ctx, down("raised"))
	require.NoError(t, err)
	require.Equal(t, alerta.Duplicate, rec.Outcome, "repeated: it had arrived")

	for name, verb := range map[string]func(context.Context, string, alerta.Change) error{"ack": c.Ack, "shelve": c.Shelve, "close": c.Close} {
		srv.Heal()
		r, err := c.Raise(ctx, down("verb "+name))
		require.NoError(t, err)
		lose("PUT", "/alert/"+r.ID+"/action")
		require.NoError(t, verb(ctx, r.ID, alerta.Change{}), "%s: the second attempt's conflict says that the first one worked", name)
	}

	srv.Heal()
	srv.Fail(alertatest.Fault{Path: "/alerts", Status: 503, Times: 2, Header: map[string]string{"Retry-After": "0"}})
	_, err = c.CountAlerts(ctx, alerta.Query{})
	require.NoError(t, err)
	srv.Fail(alertatest.Fault{Path: "/alerts", Status: 500, Times: 1})
	_, err = c.CountAlerts(ctx, alerta.Query{})
	require.ErrorIs(t, err, alerta.ErrServer, "500 is not repeated")
}

func TestWhatIsRefusedHere(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t, alertatest.Config{})
	_, err := c.AlarmModel(ctx)
	require.NoError(t, err)
	srv.Fail(alertatest.Fault{Answer: func(w http.ResponseWriter, r *http.Request) { t.Errorf("sent: %s %s", r.Method, r.URL) }})
	bad := func(change func(*alerta.AlertRequest)) alerta.AlertRequest { r := down("x"); change(&r); return r }
	for name, call := range map[string]func() error{
		"no resource": func() error { _, err := c.Send(ctx, bad(func(r *alerta.AlertRequest) { r.Resource = "" })); return err },
		"no event":    func() error { _, err := c.Send(ctx, bad(func(r *alerta.AlertRequest) { r.Event = "" })); return err },
		"no severity": func() error { _, err := c.Send(ctx, bad(func(r *alerta.AlertRequest) { r.Severity = "" })); return err },
		"unknown severity": func() error {
			_, err := c.Send(ctx, bad(func(r *alerta.AlertRequest) { r.Severity = "Major" }))
			return err
		},
		"short id": func() error { _, err := c.Send(ctx, bad(func(r *alerta.AlertRequest) { r.ID = "1" })); return err },
		"attribute key": func() error {
			_, err := c.Send(ctx, bad(func(r *alerta.AlertRequest) { r.Attributes = alerta.Attributes{"a.b": 1} }))
			return err
		},
		"raise normal": func() error {
			_, err := c.Raise(ctx, bad(func(r *alerta.AlertRequest) { r.Severity = "ok" }))
			return err
		},
		"id is a pattern":  func() error { return c.DeleteAlert(ctx, ".*") },
		"id is a prefix":   func() error { _, err := c.GetAlert(ctx, someID[:8]); return err },
		"heartbeat prefix": func() error { return c.DeleteHeartbeat(ctx, "0") },
		"no tags":          func() error { return c.TagAlert(ctx, someID) },
		"no untags":        func() error { return c.UntagAlert(ctx, someID) },
		"no attributes":    func() error { return c.SetAttributes(ctx, someID, nil) },
		"no status":        func() error { return c.SetStatus(ctx, someID, "", alerta.Change{}) },
		"no action":        func() error { return c.Action(ctx, someID, "", alerta.Change{}) },
		"empty note":       func() error { _, err := c.AddNote(ctx, someID, ""); return err },
		"bulk nil": func() error {
			_, err := c.BulkSetAttributes(ctx, alerta.Where(alerta.HasTag("x")), alerta.Attributes{"a": nil})
			return err
		},
		"delete everything": func() error { _, err := c.BulkDelete(ctx, alerta.Query{}); return err },
		"blackout nowhere":  func() error { _, err := c.CreateBlackout(ctx, alerta.BlackoutRequest{}); return err },
		"blackout both": func() error {
			_, err := c.CreateBlackout(ctx, alerta.BlackoutRequest{Environment: "x", Duration: 1, EndTime: time.Now()})
			return err
		},
		"endless silence": func() error { _, err := c.Silence(ctx, alerta.BlackoutRequest{Environment: "x"}); return err },
		"customer":        func() error { _, err := c.CreateCustomer(ctx, "", "c"); return err },
		"user":            func() error { _, err := c.CreateUser(ctx, alerta.UserRequest{Name: "x"}); return err },
		"role":            func() error { _, err := c.CreatePermission(ctx, ""); return err },
		"group":           func() error { _, err := c.CreateGroup(ctx, "", ""); return err },
		"own roles":       func() error { _, err := c.UpdateMe(ctx, alerta.UserRequest{Roles: []string{"admin"}}); return err },
		"path climbs":     func() error { return c.DeleteBlackout(ctx, "..") },
		"empty path":      func() error { return c.DeleteUser(ctx, "") },
		"housekeeping":    func() error { _, err := c.Housekeeping(ctx, -1, 0); return err },
		"provider":        func() error { _, err := c.Exchange(ctx, "../x", nil); return err },
		"no origin":       func() error { _, err := c.Reconcile(ctx, alerta.Desired{}); return err },
		"desired twice": func() error {
			_, err := c.Reconcile(ctx, alerta.Desired{Origin: "o", Alerts: []alerta.AlertRequest{down("x"), down("x")}})
			return err
		},
		"desired normal": func() error {
			_, err := c.Reconcile(ctx, alerta.Desired{Origin: "o", Alerts: []alerta.AlertRequest{bad(func(r *alerta.AlertRequest) { r.Severity = "ok" })}})
			return err
		},
		"wait for nothing": func() error { _, err := c.WaitFor(ctx, someID); return err },
	} {
		err := call()
		require.ErrorIs(t, err, alerta.ErrInvalidRequest, name)
		var e *alerta.Error
		require.ErrorAs(t, err, &e, name)
	}
}

func TestWaitForSeesTheChange(t *testing.T) {
	srv, c := start(t, alertatest.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	rec, err := c.Raise(ctx, down("x"))
	require.NoError(t, err)
	srv.Fail(alertatest.Fault{Method: "GET", Path: "/alert/", Skip: 1, Times: 1, Answer: func(w http.ResponseWriter, r *http.Request) {
		go func() { _ = c.Close(ctx, rec.ID, alerta.Change{}) }()
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"status": "ok", "alert": rec.Alert})
	}})
	a, err := c.WaitFor(ctx, rec.ID, alerta.StatusClosed)
	require.NoError(t, err)
	require.Equal(t, "closed", a.Status)

	short, stop := context.WithTimeout(ctx, 20*time.Millisecond)
	defer stop()
	_, err = c.WaitFor(short, rec.ID, alerta.StatusOpen)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestHMAC(t *testing.T) {
	conf := alertatest.Config{AuthRequired: true, HMAC: map[string]string{"access": "s3cret"}}
	srv, c := start(t, conf, alerta.WithHMAC("access", "s3cret"))
	_, err := c.Raise(t.Context(), down("signed & <body>"))
	require.NoError(t, err)
	n, err := c.CountAlerts(t.Context(), alerta.Where(alerta.Contains(alerta.Resource, "signed &")))
	require.NoError(t, err)
	require.Equal(t, alerta.Int(1), n.Total)
	for _, opt := range []alerta.Option{alerta.WithHMAC("access", "wrong-one"), alerta.WithHMAC("nobody", "s3cret")} {
		bad, err := alerta.New(srv.URL, opt)
		require.NoError(t, err)
		_, err = bad.CountAlerts(t.Context(), alerta.Query{})
		require.ErrorIs(t, err, alerta.ErrUnauthorized)
	}
}

func TestLoginIsSharedAndRenewed(t *testing.T) {
	srv, c := start(t, alertatest.Config{AuthRequired: true, AdminUsers: []string{"a@x"}}, alerta.WithLogin("a@x", "pw-of-a"))
	srv.AddUser("a@x", "A", "pw-of-a")
	var mu sync.Mutex
	logins := 0
	srv.Fail(alertatest.Fault{Path: "/auth/login", Answer: func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		logins++
		exp := time.Now().Add(time.Hour).Unix()
		if logins == 1 {
			exp = time.Now().Add(30 * time.Second).Unix() // so near its end that it is not used a second time
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"token":%q}`, token(exp))
	}})
	srv.Fail(alertatest.Fault{Path: "/alerts", Answer: func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"status":"ok","total":0,"severityCounts":{},"statusCounts":{}}`)
	}})
	for range 3 {
		_, err := c.CountAlerts(t.Context(), alerta.Query{})
		require.NoError(t, err)
	}
	require.Equal(t, 2, logins)
}

func TestSecretsAreNotShown(t *testing.T) {
	var traces []string
	srv, c := start(t, alertatest.Config{AuthRequired: true}, alerta.WithKey("the-secret-key"), alerta.WithTrace(func(tr alerta.Trace) { traces = append(traces, fmt.Sprintf("%+v", tr)) }))
	_, err := c.GetKey(t.Context(), "another-secret")
	require.ErrorIs(t, err, alerta.ErrUnauthorized)
	s := alerta.Secret("hidden-text")
	js, jerr := json.Marshal(alerta.Key{Key: s})
	require.NoError(t, jerr)
	shown := fmt.Sprint(traces, err, c, fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), fmt.Sprintf("%#v", c.String()), string(js), srv.URL)
	for _, secret := range []string{"the-secret-key", "another-secret", "hidden-text"} {
		require.NotContains(t, shown, secret)
	}
	require.Equal(t, "hidden-text", s.Reveal())
}
