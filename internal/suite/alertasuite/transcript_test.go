package alertasuite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

// TestAsRecorded holds alertatest to what the real server did with the same random operations.
func TestAsRecorded(t *testing.T) {
	for _, x := range alertasuite.Transcripts {
		t.Run(string(x.Kind), func(t *testing.T) {
			t.Parallel()
			f, err := os.Open(filepath.Join("testdata", x.File()))
			require.NoError(t, err)
			defer f.Close()
			c, err := alerta.New(fake(t, x.Kind).URL)
			require.NoError(t, err)
			x.Replay(t, alertasuite.NewDriver(c, x.Kind, x.Seed), f)
		})
	}
}
