package grafana_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/internal/realstack/grafanad"
	"github.com/tickwright/tickwright/internal/suite/provisionsuite"
)

func TestProvision(t *testing.T) {
	srv := grafanad.Shared(t)
	c, err := grafana.New(srv.URL, grafana.WithBasic(grafanad.AdminUser, grafanad.AdminPassword))
	require.NoError(t, err)
	provisionsuite.Run(t, c)
}
