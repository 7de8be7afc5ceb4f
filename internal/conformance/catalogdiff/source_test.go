package catalogdiff

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// object is a struct type of the package pipeline.
type object struct {
	embeds  []string
	fields  []member
	methods map[string]member
}

// member is a field or a method.
type member struct {
	name string
	// tick is the method that sets a field, by its tag.
	tick string
	// params are the types of a method's parameters; a field has its own.
	params   []string
	variadic bool
	results  []string
}

// pipelineTypes reads the types of the package pipeline.
func pipelineTypes(t *testing.T) map[string]*object {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	require.NoError(t, err)
	dir := filepath.Join(strings.TrimSpace(string(out)), "pipeline")
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	types := map[string]*object{}
	get := func(name string) *object {
		if types[name] == nil {
			types[name] = &object{methods: map[string]member{}}
		}
		return types[name]
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok {
						if st, ok := ts.Type.(*ast.StructType); ok {
							get(ts.Name.Name).read(st)
						}
					}
				}
			case *ast.FuncDecl:
				if d.Recv != nil && d.Name.IsExported() {
					m := member{name: d.Name.Name}
					m.params, m.variadic = list(d.Type.Params)
					m.results, _ = list(d.Type.Results)
					get(strings.TrimPrefix(text(d.Recv.List[0].Type), "*")).methods[m.name] = m
				}
			}
		}
	}
	return types
}

func (o *object) read(st *ast.StructType) {
	for _, f := range st.Fields.List {
		if len(f.Names) == 0 {
			o.embeds = append(o.embeds, strings.TrimPrefix(text(f.Type), "*"))
			continue
		}
		for _, n := range f.Names {
			m := member{name: n.Name, params: []string{text(f.Type)}}
			if f.Tag != nil {
				m.tick = reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("tick")
			}
			// A field with a tag stands for its method, exported or not.
			if n.IsExported() || m.tick != "" {
				o.fields = append(o.fields, m)
			}
		}
	}
}

func list(fl *ast.FieldList) (types []string, variadic bool) {
	if fl == nil {
		return nil, false
	}
	for _, f := range fl.List {
		t := f.Type
		if e, ok := t.(*ast.Ellipsis); ok {
			t, variadic = e.Elt, true
		}
		for range max(1, len(f.Names)) {
			types = append(types, text(t))
		}
	}
	return types, variadic
}

// text writes a type.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + text(e.X)
	case *ast.SelectorExpr:
		return text(e.X) + "." + e.Sel.Name
	case *ast.ArrayType:
		return "[]" + text(e.Elt)
	case *ast.MapType:
		return "map[" + text(e.Key) + "]" + text(e.Value)
	case *ast.InterfaceType:
		return "any"
	}
	return "?"
}

// method finds a method on a type or on what it embeds.
func method(types map[string]*object, of, name string) (member, bool) {
	o := types[of]
	if o == nil {
		return member{}, false
	}
	if m, ok := o.methods[name]; ok {
		return m, true
	}
	for _, e := range o.embeds {
		if m, ok := method(types, e, name); ok {
			return m, true
		}
	}
	return member{}, false
}

// properties are what a script can set with the . operator, by Go name: the
// type's own, and with deep those of what it embeds.
func properties(t *testing.T, types map[string]*object, name string, deep bool) map[string]catalog.Property {
	t.Helper()
	out := map[string]catalog.Property{}
	o := types[name]
	if o == nil {
		return out
	}
	if deep {
		for _, e := range o.embeds {
			for k, v := range properties(t, types, e, true) {
				out[k] = v
			}
		}
	}
	for _, f := range o.fields {
		if f.tick == "" {
			out[f.name] = catalog.Property{Name: f.name, Field: true, Params: params(f)}
			continue
		}
		m, ok := method(types, name, f.tick)
		require.True(t, ok, "%s.%s", name, f.tick)
		out[f.tick] = catalog.Property{Name: f.tick, Params: params(m)}
	}
	return out
}

var goTypes = map[string]catalog.Type{
	"string": catalog.String, "int64": catalog.Int, "float64": catalog.Float, "bool": catalog.Bool,
	"time.Duration": catalog.Duration, "*ast.LambdaNode": catalog.Lambda, "Node": catalog.NodeRef,
}

// params turns Go types into the catalog's. An empty interface is loose.
func params(m member) []catalog.Param {
	var out []catalog.Param
	for i, p := range m.params {
		q := catalog.Param{Type: catalog.Opaque, Variadic: m.variadic && i == len(m.params)-1}
		if typ, ok := goTypes[p]; ok {
			q.Type = typ
		} else if p == "any" {
			q.Type, q.Loose = 0, true
		}
		out = append(out, q)
	}
	return out
}
