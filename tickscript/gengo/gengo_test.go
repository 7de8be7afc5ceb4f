package gengo_test

import (
	"flag"
	"go/parser"
	"go/token"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/gengo"
)

var update = flag.Bool("update", false, "write the golden files")

// The whole of the source for one script that has everything: variables of all
// kinds, shared nodes, comments, handlers, expressions.
func TestSourceGolden(t *testing.T) {
	src, err := os.ReadFile("testdata/all.tick")
	require.NoError(t, err)
	got, err := gengo.Source(string(src), gengo.Options{})
	require.NoError(t, err)
	const golden = "testdata/all.go.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(want), string(got)))
}

func TestSourceErrors(t *testing.T) {
	for _, tc := range []struct{ name, src, want string }{
		{"does not parse", "stream|from(", "parse"},
		{"is not valid", "stream|form()", "unknown-method"},
		{"reads a property", "var x = stream|from()\nvar db = x.database\nx|log()", "no-builder"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := gengo.Source(tc.src, gengo.Options{})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

// Whatever the names in the script, the source is Go.
func TestSourceNames(t *testing.T) {
	got, err := gengo.Source(`
var func = 1.0
var string = 'x'
var tickscript = 5s
var func_ = 2.0
var stream1 = stream|from().measurement(string)
stream1|window().period(tickscript).every(tickscript)|mean('v')|alert().crit(lambda: "mean" > func + func_)
`, gengo.Options{Package: "p", Func: "Build"})
	require.NoError(t, err)
	_, err = parser.ParseFile(token.NewFileSet(), "p.go", got, parser.AllErrors)
	require.NoError(t, err)
	require.Contains(t, string(got), "func Build() *tickscript.Rule")
}

func FuzzSource(f *testing.F) {
	f.Add("var a = 1.0\nstream|from()|alert().crit(lambda: \"x\" > a)")
	f.Add("batch|query('SELECT v FROM d.r.m').every(10s)|httpOut('x')")
	f.Fuzz(func(t *testing.T, src string) {
		got, err := gengo.Source(src, gengo.Options{})
		if err != nil {
			return
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "p.go", got, 0); err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
	})
}
