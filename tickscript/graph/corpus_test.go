package graph_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// kapacitorDir is the folder of the pinned Kapacitor module, "" when it is not
// on this machine.
var kapacitorDir = sync.OnceValue(func() string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
})

type script struct{ name, src string }

// exampleScripts are the .tick files of the module.
func exampleScripts(t *testing.T) []script {
	t.Helper()
	dir := kapacitorDir()
	if dir == "" {
		t.Skip("the pinned Kapacitor module is not in the module cache: go mod download github.com/influxdata/kapacitor")
	}
	var out []script
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".tick" {
			return err
		}
		src, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out = append(out, script{rel, string(src)})
		return err
	}))
	return out
}

// embeddedScripts are the raw strings of the module's integration tests that
// are scripts.
func embeddedScripts(t *testing.T, file string) []script {
	t.Helper()
	dir := kapacitorDir()
	if dir == "" {
		t.Skip("the pinned Kapacitor module is not in the module cache: go mod download github.com/influxdata/kapacitor")
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, filepath.Join(dir, file), nil, 0)
	require.NoError(t, err)
	var out []script
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		n := 0
		ast.Inspect(fn, func(x ast.Node) bool {
			e, ok := x.(ast.Expr)
			if !ok {
				return true
			}
			src, ok := rawText(e)
			if !ok {
				return true
			}
			if looksLikeScript.MatchString(src) {
				n++
				out = append(out, script{fn.Name.Name + "/" + strconv.Itoa(n), placeholders.Replace(src)})
			}
			return false
		})
	}
	return out
}

// rawText returns the text of a raw string, or of a sum that has one, with
// something suitable in place of what is not a string.
func rawText(x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		if x.Kind == token.STRING {
			src, _ := strconv.Unquote(x.Value)
			return src, x.Value[0] == '`'
		}
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			l, okl := rawText(x.X)
			r, okr := rawText(x.Y)
			return l + r, okl || okr
		}
	case *ast.SelectorExpr:
		if x.Sel.Name == "URL" {
			return "http://localhost", false
		}
	}
	return "/tmp/x", false
}

var looksLikeScript = regexp.MustCompile(`(?m)\b(stream|batch)\b\s*(//.*)?\s*\|(from|query|stats|deadman)`)

// placeholders stand in for what the tests put into their scripts.
var placeholders = strings.NewReplacer(
	"\t%s\n", "|k8sAutoscale().resourceNameTag('deployment')\n", "%s", "/tmp/x", "%d", "1",
	"{{ .Method }}({{ .Args }})", "mean('value')",
	"{{ if .UsePointTimes }}.usePointTimes(){{ end }}", ".usePointTimes()",
)

func option(name string, types ...catalog.Type) catalog.Property {
	p := catalog.Property{Name: name}
	for _, t := range types {
		p.Params = append(p.Params, catalog.Param{Type: t})
	}
	return p
}

// testUDFs are those that the integration tests configure.
var testUDFs = map[string]graph.UDF{
	"customFunc": {
		Wants: catalog.StreamEdge, Provides: catalog.StreamEdge,
		Properties: []catalog.Property{
			option("opt1", catalog.String),
			option("opt2", catalog.Bool, catalog.Int, catalog.Float, catalog.String, catalog.Duration),
		},
	},
}

// refusedScripts are the scripts of the corpus that a real Kapacitor refuses
// too, with the codes of what is wrong. A script may be refused because it is
// no script: some examples are templates of Go.
var refusedScripts = map[string][]string{
	// Written for the language before 0.10.
	"examples/scores/top_scores.tick": {graph.CodeWrongOperator},
	// Their placeholders are filled in by another program.
	"examples/telegraf/generic_batch_example.tick":  {"lex", "query-text"},
	"examples/telegraf/generic_stream_example.tick": {"lex"},
	// They are there to be refused.
	"TestBatch_InvalidQuery/1": {"query-text"},
	"TestBatch_InvalidQuery/2": {"query-text"},
}

// checkCorpus builds scripts, as templates too when they want values.
func checkCorpus(t *testing.T, scripts []script) {
	t.Helper()
	built := 0
	for _, s := range scripts {
		g, diags := graph.Parse(s.src, graph.Options{UDFs: testUDFs})
		if codes := errorCodes(diags); len(codes) == 1 && codes[0] == graph.CodeVarMissing {
			g, diags = graph.Parse(s.src, graph.Options{UDFs: testUDFs, Template: true})
		}
		require.Equal(t, refusedScripts[s.name], errorCodes(diags), "%s: %v", s.name, diags)
		if !diags.HasErrors() {
			built++
			require.Greater(t, len(g.Nodes), 1, s.name)
			again, _ := graph.Parse(s.src, graph.Options{UDFs: testUDFs, Template: true})
			require.Equal(t, g.Hash(), again.Hash(), s.name)
		}
	}
	t.Logf("%d of %d scripts build", built, len(scripts))
	require.Greater(t, built, len(scripts)*9/10)
}

// errorCodes returns the distinct codes of errors, sorted.
func errorCodes(l diag.List) []string {
	var out []string
	for _, d := range l {
		if d.Severity == diag.Error && !slices.Contains(out, d.Code) {
			out = append(out, d.Code)
		}
	}
	slices.Sort(out)
	return out
}

func TestCorpusExamples(t *testing.T) { checkCorpus(t, exampleScripts(t)) }

func TestCorpusStreamTests(t *testing.T) {
	checkCorpus(t, embeddedScripts(t, "integrations/streamer_test.go"))
}

func TestCorpusBatchTests(t *testing.T) {
	checkCorpus(t, embeddedScripts(t, "integrations/batcher_test.go"))
}
