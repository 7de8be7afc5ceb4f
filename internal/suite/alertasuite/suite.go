// Package alertasuite holds the one set of tests that alertatest and a real Alerta both have to pass, and the differential test that drives
// random operations into both.
package alertasuite

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
)

// Kind is how the server is configured.
type Kind string

// The three configurations.
const (
	Open Kind = "open" // no authentication, model ALERTA
	Auth Kind = "auth" // AUTH_REQUIRED, CUSTOMER_VIEWS, ADMIN_USERS=[AdminUser]
	ISA  Kind = "isa"  // no authentication, ALARM_MODEL=ISA_18_2
)

// Credentials that a server of kind Auth has to know.
const (
	AdminUser     = "admin@example.com"
	AdminPassword = "Passw0rd"
	AdminKey      = "admin-key"
)

// Env is the server under test. Its alerts, heartbeats, blackouts and users may be deleted by the tests.
type Env struct {
	URL  string
	Kind Kind
	// Advance moves the server's clock; nil where that is impossible, and what needs it is left out.
	Advance func(time.Duration)
}

// Run runs the suite.
func Run(t *testing.T, env Env) {
	s := &suite{env: env, run: fmt.Sprintf("%x", time.Now().UnixNano())}
	for _, x := range []struct {
		name  string
		kinds []Kind
		test  func(*testing.T, *suite)
	}{
		{"send", []Kind{Open, Auth}, testSend},
		{"alert", []Kind{Open, Auth}, testAlert},
		{"actions", []Kind{Open, Auth}, testActions},
		{"isa", []Kind{ISA}, testISA},
		{"notes", []Kind{Open, Auth, ISA}, testNotes},
		{"search", []Kind{Open, Auth}, testSearch},
		{"pages", []Kind{Open, Auth}, testPages},
		{"aggregates", []Kind{Open, Auth}, testAggregates},
		{"bulk", []Kind{Open, Auth}, testBulk},
		{"heartbeats", []Kind{Open, Auth, ISA}, testHeartbeats},
		{"blackouts", []Kind{Open, Auth, ISA}, testBlackouts},
		{"directory", []Kind{Auth}, testDirectory},
		{"users", []Kind{Auth}, testUsers},
		{"keys", []Kind{Auth}, testKeys},
		{"keys need a user", []Kind{Open}, testKeysOpen},
		{"credentials", []Kind{Auth}, testCredentials},
		{"flows", []Kind{Open, Auth}, testFlows},
		{"customers", []Kind{Auth}, testCustomers},
		{"management", []Kind{Open, Auth, ISA}, testManagement},
		{"webhooks", []Kind{Open, Auth}, testWebhooks},
		{"retire", []Kind{Open, Auth, ISA}, testRetire},
		{"silence", []Kind{Open, Auth}, testSilence},
		{"reconcile", []Kind{Open, Auth, ISA}, testReconcile},
		{"errors", []Kind{Open, Auth}, testErrors},
		{"expiry", []Kind{Open, Auth}, testExpiry},
	} {
		for _, k := range x.kinds {
			if k == env.Kind {
				t.Run(x.name, func(t *testing.T) { x.test(t, s) })
			}
		}
	}
}

type suite struct {
	env Env
	run string // makes names unique, so that what another run left does not matter
	n   atomic.Int64
}

// client is one with all rights.
func (s *suite) client(t *testing.T, opts ...alerta.Option) *alerta.Client {
	t.Helper()
	base := []alerta.Option{alerta.WithOrigin("suite/" + s.run), alerta.WithRetries(1, 0, 0)}
	if s.env.Kind == Auth {
		base = append(base, alerta.WithKey(AdminKey))
	}
	return s.plain(t, append(base, opts...)...)
}

// plain is a client with nothing but what is given.
func (s *suite) plain(t *testing.T, opts ...alerta.Option) *alerta.Client {
	t.Helper()
	c, err := alerta.New(s.env.URL, opts...)
	require.NoError(t, err)
	return c
}

func (s *suite) ctx(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second) // also good in a clean-up, unlike t.Context()
	t.Cleanup(cancel)
	return ctx
}

// name is one that nobody else uses.
func (s *suite) name(what string) string { return fmt.Sprintf("%s-%s-%d", what, s.run, s.n.Add(1)) }

// severe and normal are severities of the server's model.
func (s *suite) severe() string {
	if s.env.Kind == ISA {
		return "High"
	}
	return "major"
}

func (s *suite) alert(what string) alerta.AlertRequest {
	return alerta.AlertRequest{Resource: s.name(what), Event: "HttpDown", Environment: "Production", Severity: s.severe(), Service: []string{"web"}, Text: "no answer"}
}

// sent sends a new alert.
func (s *suite) sent(t *testing.T, c *alerta.Client, r alerta.AlertRequest) alerta.Alert {
	t.Helper()
	rec, err := c.Send(s.ctx(t), r)
	require.NoError(t, err)
	require.NotNil(t, rec.Alert)
	return *rec.Alert
}

func (s *suite) get(t *testing.T, c *alerta.Client, id string) alerta.Alert {
	t.Helper()
	a, err := c.GetAlert(s.ctx(t), id)
	require.NoError(t, err)
	return a
}

func types(a alerta.Alert) []string {
	var out []string
	for _, h := range a.History {
		out = append(out, h.Type)
	}
	return out
}
