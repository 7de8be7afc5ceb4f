package ownsuite

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/ownsuite/standin"
)

var update = flag.Bool("update", false, "rewrite table.txt and uses.txt")

// functions are how many tests each file has: a release with others is to be looked at.
var functions = map[string]int{"streamer_test.go": 176, "batcher_test.go": 52}

// table is the account of every function, uses that of the language they use.
const (
	table = "table.txt"
	uses  = "uses.txt"
)

// notApplicable are the functions that cannot pass here, with the reason, which is about the network or a service of others.
var notApplicable = map[string]string{}

// TestKapacitorsOwnTests runs the integration tests of the pinned Kapacitor on tickwright's engine.
func TestKapacitorsOwnTests(t *testing.T) {
	module, err := Module(t.Context())
	require.NoError(t, err)
	program, err := Build(t.Context(), module, t.TempDir())
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "uses")
	got, err := Run(t.Context(), program, module, standin.UsesFile+"="+file)
	require.NoError(t, err)
	without, err := Run(t.Context(), program, module, standin.Withhold+"=1")
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
	if t.Failed() {
		return
	}
	upToDate(t, table, b.String())
	lines, err := os.ReadFile(file)
	require.NoError(t, err)
	upToDate(t, uses, countUses(string(lines), got.Results))
}

// countUses says how many of the tests that pass use each part of the language.
func countUses(lines string, results map[string]string) string {
	tests := map[string]map[string]bool{}
	for line := range strings.Lines(lines) {
		test, use, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if results[test] != "PASS" {
			continue
		}
		if tests[use] == nil {
			tests[use] = map[string]bool{}
		}
		tests[use][test] = true
	}
	var b strings.Builder
	b.WriteString("# How many of Kapacitor's own tests use a part of the language. Written by: go test ./ownsuite -update\n")
	for _, use := range slices.Sorted(maps.Keys(tests)) {
		fmt.Fprintf(&b, "%s %d\n", use, len(tests[use]))
	}
	return b.String()
}

// upToDate compares a file with what it should hold, or writes it.
func upToDate(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(want), 0o644))
	}
	have, err := os.ReadFile(name)
	require.NoError(t, err)
	if d := cmp.Diff(string(have), want); d != "" {
		t.Errorf("%s is not up to date, run with -update (-file +now):\n%s", name, d)
	}
}
