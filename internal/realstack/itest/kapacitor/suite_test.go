package kapacitor_test

import (
	"testing"

	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
)

func TestSuite(t *testing.T) {
	kapacitorsuite.Run(t, kapacitorsuite.Env{URL: real(t).URL, Dir: t.TempDir()})
}
