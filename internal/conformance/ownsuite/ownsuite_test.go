package ownsuite

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite table.txt")

// functions are how many tests each file has: a release with others is to be looked at.
var functions = map[string]int{"streamer_test.go": 176, "batcher_test.go": 52}

// table is the account of every function.
const table = "table.txt"

// notApplicable are the functions that cannot pass here, with the reason, which is about the network or a service of others.
var notApplicable = map[string]string{}

// TestKapacitorsOwnTests runs the integration tests of the pinned Kapacitor on tickwright's engine.
func TestKapacitorsOwnTests(t *testing.T) {
	module, err := Module(t.Context())
	require.NoError(t, err)
	program, err := Build(t.Context(), module, t.TempDir())
	require.NoError(t, err)
	got, err := Run(t.Context(), program, module, false)
	require.NoError(t, err)
	without, err := Run(t.Context(), program, module, true)
	require.NoError(t, err)

	var b strings.Builder
	b.WriteString("# Kapacitor's own integration tests on tickwright's engine. Written by: go test ./ownsuite -update\n" +
		"# \"whatever the data\": the test asks about something else than what becomes of data, and passes when all data is withheld.\n")
	passed, applicable, noticed := 0, 0, 0
	for _, file := range Files {
		src, err := os.ReadFile(filepath.Join(module, "integrations", file))
		require.NoError(t, err)
		names, err := Functions(file, src)
		require.NoError(t, err)
		require.Len(t, names, functions[file], file)
		fmt.Fprintf(&b, "\n# %s: %d functions\n", file, len(names))
		for _, name := range names {
			if why, ok := notApplicable[name]; ok {
				fmt.Fprintf(&b, "%-45s not applicable: %s\n", name, why)
				continue
			}
			applicable++
			result := got.Results[name]
			if result != "PASS" {
				t.Errorf("%s: %s\n%.4000s", name, result, got.Of(name))
				continue
			}
			passed++
			verdict := "passes"
			switch without.Results[name] {
			case "PASS":
				verdict = "passes, whatever the data"
			case "FAIL", "DIED":
				noticed++
			default:
				t.Errorf("%s: without data: %s", name, without.Results[name])
			}
			fmt.Fprintf(&b, "%-45s %s\n", name, verdict)
		}
	}
	fmt.Fprintf(&b, "\n# %d of %d applicable functions pass, %d are not applicable. Of those that pass, %d fail when the data is withheld.\n",
		passed, applicable, len(notApplicable), noticed)
	t.Logf("\n%s", b.String())
	if *update && !t.Failed() {
		require.NoError(t, os.WriteFile(table, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(table)
	require.NoError(t, err)
	if d := cmp.Diff(string(want), b.String()); d != "" && !t.Failed() {
		t.Errorf("%s is not up to date, run with -update (-file +now):\n%s", table, d)
	}
}
