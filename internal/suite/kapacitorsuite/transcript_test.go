package kapacitorsuite_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// TestTranscript asks kapacitortest what the real server was asked.
func TestTranscript(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", kapacitorsuite.File))
	require.NoError(t, err)
	defer f.Close()
	recorded := bufio.NewScanner(f)
	recorded.Buffer(nil, 1<<20)
	srv := kapacitortest.Run(t, kapacitortest.Config{Handlers: alert.DefaultConfig(), InfluxDB: kapacitorsuite.Influx(), Overrides: kapacitortest.DefaultSections()})
	n, wrong := 0, 0
	err = kapacitorsuite.Ask(t.Context(), srv.URL, t.TempDir(), func(got kapacitorsuite.Answer) error {
		require.True(t, recorded.Scan(), "the recorded transcript is shorter; record it anew")
		var want kapacitorsuite.Answer
		require.NoError(t, json.Unmarshal(recorded.Bytes(), &want))
		require.Equal(t, want.Request, got.Request, "the recorded transcript is of other requests; record it anew")
		n++
		if want.String() != got.String() {
			wrong++
			t.Errorf("%s\n%d recorded, %d now\n%s", got.Request, want.Status, got.Status, cmp.Diff(tree(want), tree(got)))
		}
		return nil
	})
	require.NoError(t, err)
	require.False(t, recorded.Scan(), "the recorded transcript is longer; record it anew")
	t.Logf("%d requests, %d answered otherwise than by the real server", n, wrong)
}

func tree(a kapacitorsuite.Answer) any {
	var v any
	if json.Unmarshal(a.Body, &v) != nil {
		return a.Text
	}
	return v
}
