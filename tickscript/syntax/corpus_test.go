package syntax

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// withErrors are the scripts that Kapacitor itself cannot parse: patterns with
// placeholders such as {info_level} to be filled in by hand.
var withErrors = map[string]bool{
	"examples/telegraf/generic_batch_example.tick":  true,
	"examples/telegraf/generic_stream_example.tick": true,
}

// TestKapacitorScripts reads and prints every script of the pinned Kapacitor
// module.
func TestKapacitorScripts(t *testing.T) {
	dir := kapacitorDir(t)
	scripts := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".tick" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		require.NoError(t, err)
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		scripts++
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			f, errs := Parse(string(src))
			if withErrors[filepath.ToSlash(name)] {
				require.True(t, errs.HasErrors(), "take it off the list")
				return
			}
			require.NoError(t, errs.Err())
			checkPrint(t, f)
			require.Equal(t, PrintKapacitor(f), Print(f))
			for _, c := range f.Comments {
				require.NotEmpty(t, c.Lines)
			}
		})
		return nil
	}))
	require.Greater(t, scripts, 50)
}

// kapacitorDir returns the folder of the pinned Kapacitor module. Where it cannot
// be had the test is skipped, but not in CI.
func kapacitorDir(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", "github.com/influxdata/kapacitor")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if i := strings.Index(string(out), `"Dir": "`); err == nil && i >= 0 {
		dir, _, _ := strings.Cut(string(out)[i+len(`"Dir": "`):], `"`)
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("the Kapacitor module is neither in the module cache nor to be downloaded: %v", err)
	}
	t.Skipf("the Kapacitor module, whose scripts are read, is neither in the module cache nor to be downloaded: %v", err)
	return ""
}
