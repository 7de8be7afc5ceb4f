package alerta_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
	"github.com/tickwright/tickwright/internal/realstack/alertad"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

// TestDifferentialSettings drives random operations into servers whose settings are not the default ones.
func TestDifferentialSettings(t *testing.T) {
	for name, x := range map[string]struct {
		real string
		fake alertatest.Config
		seed uint64
	}{
		"blackouts": {"NOTIFICATION_BLACKOUT=True\n", alertatest.Config{NotificationBlackout: true}, 21},
		"short history": {"HISTORY_LIMIT=4\nHISTORY_ON_VALUE_CHANGE=False\nACK_TIMEOUT=600\nSHELVE_TIMEOUT=900\nALERT_TIMEOUT=5000\nBLACKOUT_ACCEPT=['normal','ok','cleared']\nALLOWED_ENVIRONMENTS=['Prod.*','Development']\nDEFAULT_ENVIRONMENT='Development'\n",
			alertatest.Config{HistoryLimit: 4, IgnoreValueChanges: true, AckTimeout: 10 * time.Minute, ShelveTimeout: 15 * time.Minute, AlertTimeout: 5000 * time.Second,
				BlackoutAccept: []string{"normal", "ok", "cleared"}, AllowedEnvironments: []string{"Prod.*", "Development"}}, 22},
	} {
		t.Run(name, func(t *testing.T) {
			fake := alertatest.New(x.fake)
			defer fake.Close()
			a, err := alerta.New(fake.URL)
			require.NoError(t, err)
			b, err := alerta.New(alertad.Run(t, alertad.Options{Config: x.real}).URL)
			require.NoError(t, err)
			n := number("ALERTA_OPS", 5000) / 10
			alertasuite.Differential(t, alertasuite.NewDriver(a, alertasuite.Open, x.seed), alertasuite.NewDriver(b, alertasuite.Open, x.seed), n)
			t.Logf("%d operations, equal after each", n)
		})
	}
}

// TestHMAC: the real server accepts what the client signs.
func TestHMAC(t *testing.T) {
	srv := alertad.Run(t, alertad.Options{Auth: true, Config: "HMAC_AUTH_CREDENTIALS=[{'key':'access','secret':'s3cret','algorithm':'sha256'}]\n"})
	c, err := alerta.New(srv.URL, alerta.WithHMAC("access", "s3cret"))
	require.NoError(t, err)
	rec, err := c.Raise(t.Context(), alerta.AlertRequest{Resource: "signed & <body>", Event: "e", Environment: "Production", Severity: "major", Service: []string{"s"}})
	require.NoError(t, err)
	n, err := c.CountAlerts(t.Context(), alerta.Where(alerta.Contains(alerta.Resource, "signed &"), alerta.Lucene("resource:signed")))
	require.NoError(t, err)
	require.Equal(t, alerta.Int(1), n.Total)
	require.NoError(t, c.DeleteAlert(t.Context(), rec.ID))
	bad, err := alerta.New(srv.URL, alerta.WithHMAC("access", "another"))
	require.NoError(t, err)
	_, err = bad.CountAlerts(t.Context(), alerta.Query{})
	require.ErrorIs(t, err, alerta.ErrUnauthorized)
}
