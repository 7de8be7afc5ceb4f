package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// testDir holds a test that passes and one that does not.
func testDir(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cpu.tick"), []byte(rule), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cpu.ticktest"), []byte(`# What is said here stays.
script cpu.tick

test good
  data
    cpu,host=a v @1s: 70 90
  events
    1s  crit  a

test bad
  data
    cpu,host=a v @1s: 70 90
  events none
`), 0o600))
	return dir
}

func TestTestCommand(t *testing.T) {
	dir := testDir(t)
	status, out, errs := tick("", "test", dir)
	require.Equal(t, exitBad, status, errs)
	require.Contains(t, out, "cpu.ticktest:13:3: the events differ")
	require.Contains(t, out, "FAIL  1 of 2 tests\n")

	status, out, errs = tick("", "test", "-v", "-run", "/good$", dir+"/...")
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "cpu.ticktest: good (")
	require.Contains(t, out, "ok    1 tests\n")

	status, out, _ = tick("", "test", "-format", "json", dir)
	require.Equal(t, exitBad, status)
	var reports []testReport
	require.NoError(t, json.Unmarshal([]byte(out), &reports))
	require.Len(t, reports, 2)
	require.True(t, reports[0].Passed)
	require.Equal(t, "bad", reports[1].Name)
	require.Equal(t, 13, reports[1].Findings[0].Line)

	status, out, _ = tick("", "test", "-format", "junit", dir)
	require.Equal(t, exitBad, status)
	var suites junitSuites
	require.NoError(t, xml.Unmarshal([]byte(out), &suites))
	require.Equal(t, 2, suites.Tests)
	require.Equal(t, 1, suites.Failures)
	require.Nil(t, suites.Suites[0].Cases[0].Failure)
	require.Contains(t, suites.Suites[0].Cases[1].Failure.Text, "crit a")

	status, out, errs = tick("", "test", "-update", dir)
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "ok    2 tests\n")
	text, err := os.ReadFile(filepath.Join(dir, "cpu.ticktest"))
	require.NoError(t, err)
	require.Contains(t, string(text), "# What is said here stays.\n")
	require.Contains(t, string(text), "  events\n    1s    crit a\n")
}

func TestTestCommandFinds(t *testing.T) {
	empty := t.TempDir()
	broken := filepath.Join(t.TempDir(), "x.ticktest")
	require.NoError(t, os.WriteFile(broken, []byte("script x\ntest a\n  events\n    1m\n"), 0o600))
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"no file":       {[]string{empty}, exitBad, "no *.ticktest file in"},
		"no directory":  {[]string{filepath.Join(empty, "x")}, exitBad, "no such file"},
		"no test":       {[]string{"-run", "nothing", testDir(t)}, exitBad, "no test matches -run nothing"},
		"broken file":   {[]string{broken}, exitBad, "x.ticktest:4:5: an event has at least"},
		"broken, other": {[]string{"-run", "good", broken, testDir(t)}, exitBad, "x.ticktest:4:5"},
		"bad regexp":    {[]string{"-run", "("}, exitUsage, "-run"},
		"bad format":    {[]string{"-format", "html"}, exitUsage, "text, json or junit"},
		"bad number":    {[]string{"-parallel", "0"}, exitUsage, "at least 1"},
		"bad flag":      {[]string{"-x"}, exitUsage, "not defined"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, errs := tick("", append([]string{"test"}, c.args...)...)
			require.Equal(t, c.status, status, errs)
			require.Contains(t, errs, c.want)
		})
	}
}

// TestTestUpdateIsWhole: a rewritten file keeps its line endings, its mode and
// the link that leads to it, and nothing is left beside it.
func TestTestUpdateIsWhole(t *testing.T) {
	dir := testDir(t)
	name, store := filepath.Join(dir, "cpu.ticktest"), t.TempDir()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.Remove(name))
	target := filepath.Join(store, "stored")
	require.NoError(t, os.WriteFile(target, []byte(strings.ReplaceAll(string(text), "\n", "\r\n")), 0o640))
	require.NoError(t, os.Symlink(target, name))
	status, _, errs := tick("", "test", "-update", name)
	require.Equal(t, exitOK, status, errs)
	info, err := os.Lstat(name)
	require.NoError(t, err)
	require.Equal(t, os.ModeSymlink, info.Mode().Type())
	info, err = os.Stat(target)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	got, err := os.ReadFile(target)
	require.NoError(t, err)
	require.Contains(t, string(got), "  events\r\n    1s    crit a\r\n")
	require.Equal(t, strings.Count(string(got), "\n"), strings.Count(string(got), "\r\n"))
	left, err := os.ReadDir(store)
	require.NoError(t, err)
	require.Len(t, left, 1)

	require.ErrorContains(t, rewrite(target, "test\n"), "would not be a test file")
	again, err := os.ReadFile(target)
	require.NoError(t, err)
	require.Equal(t, got, again)
}
