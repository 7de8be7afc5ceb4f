package alerta_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

var update = flag.Bool("update", false, "record the transcripts of the suite anew")

// TestTranscript checks that the recorded transcripts are what the real server does.
func TestTranscript(t *testing.T) {
	for _, x := range alertasuite.Transcripts {
		t.Run(string(x.Kind), func(t *testing.T) {
			c, err := alerta.New(real(t, x.Kind).URL)
			require.NoError(t, err)
			d := alertasuite.NewDriver(c, x.Kind, x.Seed)
			file := filepath.Join("..", "..", "..", "suite", "alertasuite", "testdata", x.File())
			if *update {
				var out bytes.Buffer
				require.NoError(t, x.Record(t.Context(), d, &out))
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, out.Bytes(), 0o644))
				return
			}
			f, err := os.Open(file)
			require.NoError(t, err)
			defer f.Close()
			x.Replay(t, d, f)
		})
	}
}
