package tickscript_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/internal/gonames"
)

// sample makes an argument for a parameter of a method of the builder.
func sample(t *testing.T, typ reflect.Type) reflect.Value {
	t.Helper()
	lit := tickscript.Lit(1)
	switch typ {
	case reflect.TypeFor[tickscript.Node]():
		return reflect.ValueOf(tickscript.Stream().From())
	case reflect.TypeFor[any](), reflect.TypeFor[tickscript.LambdaValue](), reflect.TypeFor[tickscript.StringValue](),
		reflect.TypeFor[tickscript.IntValue](), reflect.TypeFor[tickscript.FloatValue](),
		reflect.TypeFor[tickscript.BoolValue](), reflect.TypeFor[tickscript.DurationValue]():
		return reflect.ValueOf(lit)
	}
	return reflect.Zero(typ)
}

// method calls a method of the builder with arguments that fit.
func method(t *testing.T, of reflect.Value, name string) reflect.Value {
	t.Helper()
	m := of.MethodByName(name)
	require.True(t, m.IsValid(), "%s has no method %s", of.Type(), name)
	var args []reflect.Value
	typ := m.Type()
	for i := range typ.NumIn() {
		in := typ.In(i)
		if typ.IsVariadic() && i == typ.NumIn()-1 {
			in = in.Elem()
		}
		args = append(args, sample(t, in))
	}
	return m.Call(args)[0]
}

func typeName(v reflect.Value) string { return v.Type().Elem().Name() }

// Everything in the catalog can be called, and gives the type it should.
func TestCatalogIsReachable(t *testing.T) {
	stream := func() reflect.Value { return reflect.ValueOf(tickscript.Stream()) }
	batch := func() reflect.Value { return reflect.ValueOf(tickscript.Batch()) }
	chain := func() reflect.Value { return reflect.ValueOf(tickscript.Stream().From()) }
	var nodes, methods, properties, handlers, handlerProperties int

	nodeList := catalog.Nodes()
	for i := range nodeList {
		n := &nodeList[i]
		if n.Hidden {
			continue // the sources are Stream and Batch, UDF is a method, noop no node of a script
		}
		nodes++
		on := chain
		switch n.Source {
		case "stream":
			on = stream
		case "batch":
			on = batch
		}
		name := gonames.Name(n.Kind)
		if n.Source == "" && n.Kind != "groupBy" && n.Kind != "where" {
			require.Equal(t, name, gonames.Chain(nil, n))
		} else if n.Source == "" {
			name += "Node" // from has properties of these names
		}
		for _, v := range gonames.Variants(n.Params) {
			require.Equal(t, gonames.Type(n.Kind), typeName(method(t, on(), name+v.Suffix)), n.Kind)
			methods++
		}
		for j := range n.Properties {
			p := &n.Properties[j]
			if len(p.Params) > 0 && p.Params[0].Type == catalog.Opaque {
				continue // Kapacitor accepts no value for it
			}
			for _, v := range gonames.Variants(p.Params) {
				node := method(t, on(), name)
				require.Equal(t, typeName(node), typeName(method(t, node, gonames.Property(n, p)+v.Suffix)), "%s.%s", n.Kind, p.Name)
				properties++
			}
		}
		if n.Kind != "alert" {
			continue
		}
		for k := range n.Handlers {
			h := &n.Handlers[k]
			handlers++
			for _, v := range gonames.Variants(h.Params) {
				handler := method(t, method(t, on(), name), gonames.Name(h.Kind)+v.Suffix)
				require.Equal(t, gonames.Handler(h.Kind), typeName(handler))
			}
			for j := range h.Properties {
				p := &h.Properties[j]
				if p.Params != nil && p.Params[0].Type == catalog.Opaque {
					continue
				}
				for _, v := range gonames.Variants(p.Params) {
					handler := method(t, method(t, on(), name), gonames.Name(h.Kind))
					require.Equal(t, typeName(handler), typeName(method(t, handler, gonames.HandlerProperty(h, p)+v.Suffix)))
					handlerProperties++
				}
			}
		}
	}
	fn := reflect.ValueOf(tickscript.Fn)
	for _, f := range catalog.Functions() {
		x := method(t, fn, gonames.Name(f.Name)).Interface().(tickscript.Expr)
		require.True(t, strings.HasPrefix(x.String(), f.Name+"("), "%s", x)
	}
	require.Equal(t, len(catalog.Functions()), fn.NumMethod())
	require.Equal(t, 54, nodes)
	require.Equal(t, 25, handlers)
	t.Logf("%d chain methods, %d properties, %d handler properties, %d functions are called", methods, properties, handlerProperties, fn.NumMethod())
}

// Chain methods are there where Kapacitor allows them, and nowhere else.
func TestChainMethodsByType(t *testing.T) {
	all := catalog.Nodes()
	for _, v := range []struct {
		kind  string
		value any
	}{
		{"stream", tickscript.Stream()},
		{"batch", tickscript.Batch()},
		{"from", tickscript.Stream().From()},
		{"query", tickscript.Batch().Query("")},
		{"where", tickscript.Stream().From().WhereNode(tickscript.Lit(true))},
		{"alert", tickscript.Stream().From().Alert()},
		{"barrier", tickscript.Stream().From().Barrier()},
		{"influxDBOut", tickscript.Stream().From().InfluxDBOut()},
		{"kapacitorLoopback", tickscript.Stream().From().KapacitorLoopback()},
	} {
		prev, _ := catalog.NodeByKind(v.kind)
		for i := range all {
			n := &all[i]
			if n.Hidden {
				continue
			}
			m, has := reflect.TypeOf(v.value).MethodByName(gonames.Chain(prev, n))
			has = has && m.Type.Out(0).Elem().Name() == gonames.Type(n.Kind)
			require.Equal(t, n.CanFollow(prev), has, "%s|%s", v.kind, n.Kind)
		}
	}
}

// Every exported name of the builder has a comment that begins with it.
func TestBuilderIsDocumented(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	fset := token.NewFileSet()
	documented := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			documented++
			require.True(t, strings.HasPrefix(fn.Doc.Text(), fn.Name.Name), "%s: %s", fset.Position(fn.Pos()), fn.Name.Name)
		}
	}
	require.Greater(t, documented, 500)
}
