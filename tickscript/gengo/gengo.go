// Package gengo turns a TICKscript into Go source that builds the same script
// with the typed builder of package tickscript.
package gengo

import (
	"bytes"
	"fmt"
	"go/format"
	"sort"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Options say what the source looks like.
type Options struct {
	// Package is the name of the package; "rules" when empty.
	Package string
	// Func is the name of the function, which returns a *tickscript.Rule; "Rule"
	// when empty.
	Func string
	// UDFs are the user defined functions that the script calls.
	UDFs map[string]graph.UDF
}

// Source reads a script and returns a Go file with one function that builds it.
// The script has to be free of errors; otherwise the error is a diag.List. What
// a script can do and the builder does not, such as reading a property, is an
// error that names the place.
//
// The built script has the same graph; comments on single properties are lost.
func Source(src string, opts Options) ([]byte, error) {
	body, err := function(src, opts)
	if err != nil {
		return nil, err
	}
	return File(opts.Package, body)
}

// File puts functions into a Go file of the package.
func File(pkg string, functions ...Function) ([]byte, error) {
	if pkg == "" {
		pkg = "rules"
	}
	imports := map[string]bool{}
	var b bytes.Buffer
	for _, f := range functions {
		for _, i := range f.imports {
			imports[i] = true
		}
	}
	fmt.Fprintf(&b, "package %s\n\nimport (\n", pkg)
	var paths []string
	for p := range imports {
		paths = append(paths, p)
	}
	sort.Slice(paths, func(i, j int) bool {
		a, b := strings.Contains(paths[i], "."), strings.Contains(paths[j], ".")
		if a != b {
			return b
		}
		return paths[i] < paths[j]
	})
	for i, p := range paths {
		if i > 0 && strings.Contains(p, ".") && !strings.Contains(paths[i-1], ".") {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%q\n", p)
	}
	b.WriteString(")\n")
	for _, f := range functions {
		b.WriteString("\n")
		b.WriteString(f.text)
	}
	text, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("format the generated source: %w", err)
	}
	return text, nil
}

// Function is the source of one Go function, to be put into a file with File.
type Function struct {
	text    string
	imports []string
}

// Func reads a script and returns the function that builds it; see Source.
func Func(src string, opts Options) (Function, error) { return function(src, opts) }

func function(src string, opts Options) (Function, error) {
	file, diags := syntax.Parse(src)
	if err := diags.Err(); err != nil {
		return Function{}, err
	}
	template := false
	for _, s := range file.Stmts {
		_, typed := s.(*syntax.TypeDecl)
		template = template || typed
	}
	g, diags := graph.Build(file, graph.Options{UDFs: opts.UDFs, Template: template})
	if err := diags.Err(); err != nil {
		return Function{}, err
	}
	w := &writer{opts: opts, graph: g, names: map[string]*name{}, taken: map[string]bool{}, imports: map[string]bool{}}
	w.file(file)
	if w.errs.HasErrors() {
		return Function{}, w.errs
	}
	f := Function{text: w.text()}
	for i := range w.imports {
		f.imports = append(f.imports, i)
	}
	return f, nil
}

const (
	module      = "github.com/tickwright/tickwright/"
	pkgScript   = module + "tickscript"
	pkgGraph    = module + "tickscript/graph"
	pkgCatalog  = module + "tickscript/catalog"
	pkgTime     = "time"
	codeBuilder = "no-builder"
)

func (w *writer) errorf(n syntax.Node, format string, args ...any) {
	w.errs.Errorf(diag.Range{Start: n.Pos(), End: n.End()}, codeBuilder, format, args...)
}

func quote(s string) string {
	if strings.Contains(s, "\n") && !strings.ContainsAny(s, "`\r") {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
