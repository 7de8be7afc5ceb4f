package gengo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/gengo"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// root is the module's folder.
const root = "../.."

// noBuilder are the scripts that do what the builder has no call for, with the
// reason.
var noBuilder = map[string]string{}

// scripts are all scripts there are: those below the module's folder and those
// of the Kapacitor module, when it is on this machine.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	collect := func(dir, prefix string) {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".tick" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(dir, path)
			found[prefix+filepath.ToSlash(rel)] = string(text)
			return err
		})
		require.NoError(t, err)
	}
	collect(root, "")
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if dir := strings.TrimSpace(string(out)); err == nil && dir != "" {
		collect(dir, "kapacitor/")
	} else {
		t.Log("the scripts of the Kapacitor module are left out: it is not on this machine")
	}
	return found
}

// udfs make the functions known that scripts of the Kapacitor module call.
var udfs = map[string]graph.UDF{
	"morgoth": {Wants: catalog.BatchEdge, Provides: catalog.BatchEdge, Properties: []catalog.Property{
		{Name: "field", Params: []catalog.Param{{Name: "field", Type: catalog.String}}},
	}},
}

// Text -> Go source -> compiler -> text gives a script with an equal graph.
func TestRoundTrip(t *testing.T) {
	type script struct {
		name string
		g    *graph.Graph
	}
	var (
		built     []script
		functions []gengo.Function
		broken    int
	)
	for name, src := range scripts(t) {
		opts := options(src)
		g, diags := graph.Parse(src, opts)
		if diags.HasErrors() {
			broken++
			continue
		}
		fn, err := gengo.Func(src, gengo.Options{Func: fmt.Sprintf("Rule%d", len(built)), UDFs: udfs})
		var list diag.List
		if errors.As(err, &list) && noBuilder[name] != "" {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		built = append(built, script{name, g})
		functions = append(functions, fn)
	}
	t.Logf("%d scripts go through Go, %d are no valid scripts", len(built), broken)
	require.Greater(t, len(built), 20)

	texts := run(t, functions)
	for i, s := range built {
		require.Empty(t, texts[i].Error, s.name)
		g, diags := graph.Parse(texts[i].Text, options(texts[i].Text))
		require.NoError(t, diags.Err(), s.name)
		require.True(t, graph.Equal(s.g, g), "%s became\n%s", s.name, texts[i].Text)
		file, errs := syntax.Parse(texts[i].Text)
		require.NoError(t, errs.Err())
		require.Equal(t, texts[i].Text, syntax.Print(file), "%s is formatted", s.name)
	}
}

// options check a script as its builder does.
func options(src string) graph.Options {
	file, _ := syntax.Parse(src)
	o := graph.Options{UDFs: udfs}
	for _, s := range file.Stmts {
		if _, ok := s.(*syntax.TypeDecl); ok {
			o.Template = true
		}
	}
	return o
}

type result struct{ Text, Error string }

// run compiles the functions in a module of their own and returns what the rules
// print.
func run(t *testing.T, functions []gengo.Function) []result {
	t.Helper()
	dir := t.TempDir()
	abs, err := filepath.Abs(root)
	require.NoError(t, err)
	source, err := gengo.File("main", functions...)
	require.NoError(t, err)
	var calls strings.Builder
	for i := range functions {
		fmt.Fprintf(&calls, "\tadd(Rule%d())\n", i)
	}
	files := map[string]string{
		"rules.go": string(source),
		"main.go": `package main

import (
	"encoding/json"
	"os"

	"github.com/tickwright/tickwright/tickscript"
)

type result struct{ Text, Error string }

func main() {
	var all []result
	add := func(r *tickscript.Rule) {
		text, err := r.Text()
		one := result{Text: text}
		if err != nil {
			one.Error = err.Error()
		}
		all = append(all, one)
	}
` + calls.String() + `	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		panic(err)
	}
}
`,
	}
	// The versions and checksums are those of the library, so that nothing is looked up.
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(mod), "\n")
	require.True(t, found)
	files["go.mod"] = "module scratch\n" + rest + "\nrequire github.com/tickwright/tickwright v0.0.0\n\nreplace github.com/tickwright/tickwright => " + abs + "\n"
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	files["go.sum"] = string(sum)
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	cmd := exec.Command("go", "run", "-mod=mod", "-gcflags=-N -l", "-ldflags=-s -w", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var results []result
	require.NoError(t, json.Unmarshal(out, &results))
	require.Len(t, results, len(functions))
	return results
}
