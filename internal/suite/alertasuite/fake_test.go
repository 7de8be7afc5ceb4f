package alertasuite_test

import (
	"testing"

	"github.com/tickwright/tickwright/alerta/alertatest"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

// fake starts alertatest in one of the configurations.
func fake(t *testing.T, k alertasuite.Kind) *alertatest.Server {
	t.Helper()
	conf := alertatest.Config{}
	switch k {
	case alertasuite.Auth:
		conf = alertatest.Config{AuthRequired: true, CustomerViews: true, AdminUsers: []string{alertasuite.AdminUser}}
	case alertasuite.ISA:
		conf = alertatest.Config{AlarmModel: alertatest.ModelISA}
	}
	srv := alertatest.New(conf)
	t.Cleanup(srv.Close)
	if k == alertasuite.Auth {
		srv.AddKey(alertasuite.AdminUser, alertasuite.AdminKey, "")
		srv.AddUser(alertasuite.AdminUser, "Admin", alertasuite.AdminPassword)
	}
	return srv
}

func TestFake(t *testing.T) {
	for _, k := range []alertasuite.Kind{alertasuite.Open, alertasuite.Auth, alertasuite.ISA} {
		t.Run(string(k), func(t *testing.T) {
			t.Parallel()
			srv := fake(t, k)
			alertasuite.Run(t, alertasuite.Env{URL: srv.URL, Kind: k, Advance: srv.Advance})
		})
	}
}
