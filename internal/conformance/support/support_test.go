package support

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/support.md")

const file = "../../../docs/support.md"

func TestPageIsUpToDate(t *testing.T) {
	e, err := gather("../../../tickscript/engine/testdata/conformance", "../ownsuite/table.txt", "../ownsuite/uses.txt", "../compare/known.txt")
	require.NoError(t, err)
	want, err := render(e)
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
	}
	have, err := os.ReadFile(file)
	require.NoError(t, err)
	if d := cmp.Diff(string(have), want); d != "" {
		t.Errorf("docs/support.md is not up to date, run go test ./support -update in internal/conformance (-file +now):\n%s", d)
	}
}
