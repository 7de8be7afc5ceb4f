package kapacitor_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
)

var update = flag.Bool("update", false, "record the transcript of the suite anew")

// TestTranscript checks that the recorded transcript is what the real server answers.
func TestTranscript(t *testing.T) {
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	srv := real(t)
	require.NoError(t, kapacitorsuite.Ask(t.Context(), srv.URL, t.TempDir(), func(a kapacitorsuite.Answer) error { return enc.Encode(a) }))
	file := filepath.Join("..", "..", "..", "suite", "kapacitorsuite", "testdata", kapacitorsuite.File)
	if *update {
		require.NoError(t, os.WriteFile(file, got.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	was, is := bytes.Split(want, []byte("\n")), bytes.Split(got.Bytes(), []byte("\n"))
	require.Len(t, is, len(was))
	for i := range was {
		require.Equal(t, string(was[i]), string(is[i]))
	}
}
