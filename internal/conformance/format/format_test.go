package format

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	kast "github.com/influxdata/kapacitor/tick/ast"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// outcome says what compare has found the same.
type outcome int

const (
	bothRefuse outcome = iota
	// settled: Kapacitor formats its own text to itself, and Print gives it.
	settled
	// unsettled: it does not, so that only PrintKapacitor is compared.
	unsettled
)

// compare reads and prints a script with both implementations and fails where
// they differ.
func compare(t *testing.T, src string) outcome {
	t.Helper()
	theirs, err := kast.Parse(src)
	ours, errs := syntax.Parse(src)
	if err != nil {
		require.True(t, errs.HasErrors(), "Kapacitor refuses %q: %v", src, err)
		require.Equal(t, err.Error(), errs[0].Kapacitor, "%q", src)
		return bothRefuse
	}
	require.NoError(t, errs.Err(), "Kapacitor takes %q", src)
	text := kast.Format(theirs)
	require.Empty(t, cmp.Diff(text, syntax.PrintKapacitor(ours)), "%q", src)

	theirJSON, err := json.Marshal(theirs)
	require.NoError(t, err)
	ourJSON, err := syntax.JSON(ours)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(theirJSON), string(ourJSON)), "%q", src)

	printed := syntax.Print(ours)
	again, errs := syntax.Parse(printed)
	require.NoError(t, errs.Err(), "%q prints as\n%s", src, printed)
	require.True(t, syntax.Equal(ours, again), "%q prints as\n%s", src, printed)
	require.Equal(t, printed, syntax.Print(again), "%q", src)
	theirsAgain, err := kast.Parse(printed)
	require.NoError(t, err, "%q prints as\n%s", src, printed)

	second, err := kast.Parse(text)
	if err == nil && second.Equal(theirs) && kast.Format(second) == text {
		require.Empty(t, cmp.Diff(text, printed), "%q", src)
		require.True(t, theirsAgain.Equal(theirs), "%q prints as\n%s", src, printed)
		return settled
	}
	return unsettled
}

// moduleDir returns the folder of the pinned Kapacitor module.
func moduleDir(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func TestScriptsOfTheModule(t *testing.T) {
	count := map[outcome]int{}
	dir := moduleDir(t)
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".tick" {
			return err
		}
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		count[compare(t, string(src))]++
		return nil
	}))
	t.Logf("settled %d, unsettled %d, refused by both %d", count[settled], count[unsettled], count[bothRefuse])
	require.Greater(t, count[settled], 50)
	require.Zero(t, count[unsettled])
}

// TestStringsOfTheModule takes every string literal with a pipe in the module's
// Go files, which has the scripts of its tests among them.
func TestStringsOfTheModule(t *testing.T) {
	count := map[outcome]int{}
	require.NoError(t, filepath.WalkDir(moduleDir(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // not Go after all
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if src, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(src, "|") {
					count[compare(t, src)]++
				}
			}
			return true
		})
		return nil
	}))
	t.Logf("settled %d, unsettled %d, refused by both %d", count[settled], count[unsettled], count[bothRefuse])
	require.Greater(t, count[settled], 200)
}

func TestRandomScripts(t *testing.T) {
	count := map[outcome]int{}
	g := generator{r: rand.New(rand.NewSource(1))}
	for i := range 10_000 {
		g.comments = i%2 == 0
		count[compare(t, g.script())]++
	}
	t.Logf("settled %d, unsettled %d, refused by both %d", count[settled], count[unsettled], count[bothRefuse])
	require.Greater(t, count[settled], 3000)
}

// TestRandomTokens compares the messages, as noise is mostly refused.
func TestRandomTokens(t *testing.T) {
	count := map[outcome]int{}
	g := generator{r: rand.New(rand.NewSource(2))}
	for range 30_000 {
		count[compare(t, g.noise())]++
	}
	t.Logf("settled %d, unsettled %d, refused by both %d", count[settled], count[unsettled], count[bothRefuse])
	require.Greater(t, count[bothRefuse], 10_000)
	require.Greater(t, count[settled], 500)
}
