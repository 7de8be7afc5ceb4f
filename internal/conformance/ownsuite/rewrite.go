package ownsuite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

const (
	kapacitor   = "github.com/influxdata/kapacitor"
	standinPath = "github.com/tickwright/tickwright/internal/conformance/ownsuite/standin"
)

// replaced are the packages that the stand-in takes the place of, with the names that differ there.
var replaced = map[string]map[string]string{
	kapacitor:                                   {},
	kapacitor + "/clock":                        {"New": "NewClock"},
	kapacitor + "/edge":                         {},
	kapacitor + "/influxdb":                     {"Client": "InfluxClient", "Config": "InfluxConfig", "NewHTTPClient": "NewInfluxClient"},
	kapacitor + "/services/alert":               {},
	kapacitor + "/services/alert/alerttest":     {},
	kapacitor + "/services/diagnostic":          {"NewConfig": "NewDiagnosticConfig"},
	kapacitor + "/services/httpd":               {"Service": "HTTPD", "NewService": "NewHTTPD", "NewConfig": "NewHTTPDConfig"},
	kapacitor + "/services/sideload":            {},
	kapacitor + "/services/storage/storagetest": {"New": "NewTestStore"},
	kapacitor + "/udf":                          {"Info": "UDFInfo", "Interface": "UDFInterface", "Diagnostic": "UDFDiagnostic"},
	kapacitor + "/udf/test":                     {"New": "NewUDF", "NewIO": "NewUDFIO"},
	kapacitor + "/tick/stateful":                {},
	"github.com/influxdata/influxdb/client":     {"Response": "InfluxResponse"},
}

var handlerName = regexp.MustCompile(`^New\w+Handler$`)

// rewriter puts the stand-in into one file.
type rewriter struct {
	file *ast.File
	// imports are the paths by local name.
	imports map[string]string
	used    bool
}

// Rewrite returns a test file of Kapacitor that compiles against the stand-in. Lines keep their numbers as far as they can.
func Rewrite(name string, src []byte) ([]byte, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	r := &rewriter{file: f, imports: map[string]string{}}
	for _, spec := range f.Imports {
		if err := r.importSpec(spec); err != nil {
			return nil, err
		}
	}
	ast.Inspect(f, r.visit)
	if r.used {
		decl := &ast.GenDecl{Tok: token.IMPORT, TokPos: f.Name.End(), Specs: []ast.Spec{&ast.ImportSpec{
			Name: ast.NewIdent("standin"), Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(standinPath)},
		}}}
		f.Decls = append([]ast.Decl{decl}, f.Decls...)
	}
	var out bytes.Buffer
	if err := format.Node(&out, fset, f); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (r *rewriter) importSpec(spec *ast.ImportSpec) error {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return err
	}
	local := path.Base(p)
	if spec.Name != nil {
		local = spec.Name.Name
	}
	r.imports[local] = p
	if _, ok := replaced[p]; ok {
		spec.Name, spec.Path.Value = ast.NewIdent(local), strconv.Quote(standinPath)
	}
	return nil
}

// visit renames what the stand-in calls otherwise. Tests shadow the names of packages by variables; what has an object is one.
func (r *rewriter) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
			r.service(n.Rhs[0], "NewServiceOrError")
		}
	case *ast.CallExpr:
		r.service(n, "NewService")
	case *ast.SelectorExpr:
		x, ok := n.X.(*ast.Ident)
		if !ok {
			return true
		}
		switch {
		case x.Name == "diagService" && handlerName.MatchString(n.Sel.Name):
			n.Sel.Name = "Handler"
		case x.Obj != nil:
		case x.Name == "time" && n.Sel.Name == "Sleep":
			x.Name, r.used = "standin", true
		default:
			if to, ok := replaced[r.imports[x.Name]][n.Sel.Name]; ok {
				n.Sel.Name = to
			}
		}
	case *ast.ExprStmt:
		r.unskip(n)
	}
	return true
}

// unskip runs a test that Kapacitor skips because it cannot wait for its own goroutines; the stand-in can.
func (r *rewriter) unskip(n *ast.ExprStmt) {
	call, ok := n.X.(*ast.CallExpr)
	if !ok {
		return
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Skip" {
		sel.Sel.Name = "Log"
	}
}

// service makes a service of the stand-in out of a call of a package's NewService: the configuration stays Kapacitor's.
func (r *rewriter) service(e ast.Expr, name string) {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "NewService" {
		return
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok || x.Obj != nil || !strings.HasPrefix(r.imports[x.Name], kapacitor+"/services/") {
		return
	}
	if _, ok := replaced[r.imports[x.Name]]["NewService"]; ok {
		return
	}
	if _, ok := replaced[r.imports[x.Name]]; !ok {
		x.Name, r.used = "standin", true
	}
	sel.Sel.Name = name
}

// Functions returns the names of the tests in a file, in order.
func Functions(name string, src []byte) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
	if err != nil {
		return nil, fmt.Errorf("read the tests: %w", err)
	}
	var out []string
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
			out = append(out, fn.Name.Name)
		}
	}
	return out, nil
}
