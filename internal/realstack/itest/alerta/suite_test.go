package alerta_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/alertad"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

// real starts an Alerta in one of the suite's configurations.
func real(t *testing.T, k alertasuite.Kind) *alertad.Server {
	t.Helper()
	srv := alertad.Run(t, alertad.Options{Auth: k == alertasuite.Auth, ISA: k == alertasuite.ISA})
	if k == alertasuite.Auth {
		require.NoError(t, srv.User(t.Context(), alertasuite.AdminUser, "Admin", alertasuite.AdminPassword))
	}
	return srv
}

func TestSuite(t *testing.T) {
	for _, k := range []alertasuite.Kind{alertasuite.Open, alertasuite.Auth, alertasuite.ISA} {
		t.Run(string(k), func(t *testing.T) {
			srv := real(t, k)
			alertasuite.Run(t, alertasuite.Env{URL: srv.URL, Kind: k, Advance: func(d time.Duration) { age(t, srv, d) }})
		})
	}
}

// age makes everything stored older, which is what a clock that moves on does to it.
func age(t *testing.T, srv *alertad.Server, d time.Duration) {
	t.Helper()
	by := fmt.Sprintf("interval '%d seconds'", int(d.Seconds()))
	_, err := srv.SQL(context.Background(), "UPDATE alerts SET create_time = create_time - "+by+", receive_time = receive_time - "+by+
		", last_receive_time = last_receive_time - "+by+", update_time = update_time - "+by)
	require.NoError(t, err)
}
