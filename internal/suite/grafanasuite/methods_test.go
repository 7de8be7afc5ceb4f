package grafanasuite_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

// TestEveryMethodIsInTheSuite compares the methods of the client and the annotator with those that the suite's source calls. The suite has no
// test that is left out, so what stands in it is run.
func TestEveryMethodIsInTheSuite(t *testing.T) {
	called := map[string]bool{}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if s, ok := c.Fun.(*ast.SelectorExpr); ok {
					called[s.Sel.Name] = true
				}
			}
			return true
		})
	}
	printed := map[string]bool{"String": true, "GoString": true} // called by fmt
	for _, v := range []any{&grafana.Client{}, &grafana.Annotator{}} {
		typ := reflect.TypeOf(v)
		require.Positive(t, typ.NumMethod())
		for i := range typ.NumMethod() {
			if name := typ.Method(i).Name; !called[name] && !printed[name] {
				t.Errorf("%v.%s is not called by the suite", typ, name)
			}
		}
	}
}
