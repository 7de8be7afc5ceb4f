package gengo

import (
	"bytes"
	"fmt"
	"go/token"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// writer turns the statements of one script into Go.
type writer struct {
	opts    Options
	graph   *graph.Graph
	names   map[string]*name
	taken   map[string]bool
	imports map[string]bool
	errs    diag.List

	vars     bytes.Buffer // declarations of variables
	declared []string     // their Go names
	dbrps    bytes.Buffer
	nodes    bytes.Buffer // the statements that make nodes
	comment  *syntax.Comment
}

// name is what a name of the script stands for.
type name struct {
	goName string
	// object is set for a node.
	object *object
	// stands says that the node's name stands for another Go variable.
	uses int
}

// object is what a chain has arrived at.
type object struct {
	spec    *catalog.Node
	handler *catalog.Handler
	udf     bool
	// handlers are the calls of the handlers of an alert, which are written after
	// the calls of the alert itself: in a script one may go back and forth between
	// them, in Go one cannot.
	handlers string
}

func (w *writer) use(path string) { w.imports[path] = true }

// goName makes a Go variable's name from a script's.
func (w *writer) goName(s string) string {
	for token.IsKeyword(s) || w.taken[s] || predeclared[s] {
		s += "_"
	}
	w.taken[s] = true
	return s
}

// predeclared are the names that the source uses otherwise.
var predeclared = map[string]bool{
	"tickscript": true, "graph": true, "catalog": true, "time": true,
	"int64": true, "float64": true, "string": true, "true": true, "false": true, "nil": true,
}

func (w *writer) source() string { return w.graph.Type.String() }

func (w *writer) file(f *syntax.File) {
	w.use(pkgScript)
	src := w.source()
	spec, _ := catalog.NodeByKind(src)
	w.names[src] = &name{goName: w.goName(src), object: &object{spec: spec}}
	w.countUses(f)
	for i, s := range f.Stmts {
		w.stmt(s, i == 0)
	}
}

// countUses counts how often each name is read, because Go refuses a variable
// that nothing reads.
func (w *writer) countUses(f *syntax.File) {
	syntax.Walk(f, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok {
			w.name(id.Name).uses++
		}
		return true
	})
}

func (w *writer) name(s string) *name {
	n, ok := w.names[s]
	if !ok {
		n = &name{}
		w.names[s] = n
	}
	return n
}

func (w *writer) stmt(s syntax.Stmt, first bool) {
	switch s := s.(type) {
	case *syntax.DBRPStmt:
		if first {
			w.comment = s.Doc
		}
		fmt.Fprintf(&w.dbrps, "%s.DBRP(%s, %s)\n", w.names[w.source()].goName, quote(s.DB.Name), quote(s.RP.Name))
	case *syntax.TypeDecl:
		w.typeDecl(s)
	case *syntax.VarDecl:
		w.varDecl(s, first)
	case *syntax.ExprStmt:
		x := withoutRead(s.X)
		if _, ok := x.(*syntax.ChainExpr); !ok {
			return // a value alone does nothing
		}
		text, _ := w.finished(x)
		if id := leftmost(s.X); id != nil && first {
			w.comment = id.Doc
		}
		w.nodes.WriteString(text + "\n")
	}
}

var kinds = map[string]string{
	"int": "Int", "float": "Float", "bool": "Bool", "string": "String", "regex": "Regex",
	"duration": "Duration", "lambda": "Lambda", "list": "List", "star": "Star",
}

func (w *writer) typeDecl(s *syntax.TypeDecl) {
	kind, ok := kinds[s.Type.Name]
	if !ok {
		w.errorf(s.Type, "the type %s does not exist", s.Type.Name)
		return
	}
	w.variable(s.Name.Name, fmt.Sprintf("tickscript.Need%s(%s%s)", kind, quote(s.Name.Name), description(s.Doc)))
}

func (w *writer) variable(scriptName, value string) {
	n := w.name(scriptName)
	n.goName = w.goName(scriptName)
	fmt.Fprintf(&w.vars, "%s := %s\n", n.goName, value)
	w.declared = append(w.declared, n.goName)
}

func (w *writer) varDecl(s *syntax.VarDecl, first bool) {
	if id := leftmost(s.Value); id != nil {
		if n := w.name(id.Name); n.object != nil {
			w.nodeDecl(s, first)
			return
		}
	}
	doc := description(s.Doc)
	q := quote(s.Name.Name)
	make := func(kind, value string) {
		w.variable(s.Name.Name, fmt.Sprintf("tickscript.Var%s(%s, %s%s)", kind, q, value, doc))
	}
	if kind, text, ok := w.native(s.Value); ok {
		make(kinds[kind], text)
		return
	}
	switch v := s.Value.(type) {
	case *syntax.LambdaExpr:
		make("Lambda", w.lambda(v))
	case *syntax.RegexLit:
		make("Regex", quote(pattern(v)))
	case *syntax.StarLit:
		w.variable(s.Name.Name, fmt.Sprintf("tickscript.VarStar(%s%s)", q, doc))
	case *syntax.ListLit:
		var items []string
		strs := true
		for _, item := range v.Items {
			_, str := item.(*syntax.StringLit)
			strs = strs && str
			items = append(items, w.operand(item))
		}
		list := strings.Join(items, ", ")
		if !strs {
			w.variable(s.Name.Name, fmt.Sprintf("tickscript.Computed(%s, tickscript.List(%s)%s)", q, list, doc))
			return
		}
		make("List", "[]string{"+list+"}")
	default:
		w.variable(s.Name.Name, fmt.Sprintf("tickscript.Computed(%s, %s%s)", q, w.term(s.Value), doc))
	}
}

func description(c *syntax.Comment) string {
	s := ""
	for _, l := range lines(c) {
		s += ", " + quote(l)
	}
	return s
}

func lines(c *syntax.Comment) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, l := range c.Lines {
		out = append(out, l.Text)
	}
	return out
}

// nodeDecl is a variable that holds a node.
func (w *writer) nodeDecl(s *syntax.VarDecl, first bool) {
	n := w.name(s.Name.Name)
	if id, ok := s.Value.(*syntax.Ident); ok {
		n.goName, n.object = w.name(id.Name).goName, w.name(id.Name).object
		return
	}
	text, o := w.finished(s.Value)
	if o == nil {
		return
	}
	if first {
		w.comment = s.Doc
	}
	text += fmt.Sprintf(".\nVar(%s)", quote(s.Name.Name))
	n.object = &object{spec: o.spec, udf: o.udf} // Var returns the node
	if n.uses > 1 {
		n.goName = w.goName(s.Name.Name)
		text = n.goName + " := " + text
	}
	w.nodes.WriteString(text + "\n")
}

// withoutRead leaves out a property that is read at the end of a statement,
// which does nothing.
func withoutRead(x syntax.Expr) syntax.Expr {
	if c, ok := x.(*syntax.ChainExpr); ok && c.Op == syntax.ChainDot {
		if _, ok := c.Sel.(*syntax.Ident); ok {
			return c.X
		}
	}
	return x
}

func leftmost(x syntax.Expr) *syntax.Ident {
	for {
		c, ok := x.(*syntax.ChainExpr)
		if !ok {
			id, _ := x.(*syntax.Ident)
			return id
		}
		x = c.X
	}
}

// text is the whole function.
func (w *writer) text() string {
	var b strings.Builder
	fn := w.opts.Func
	if fn == "" {
		fn = "Rule"
	}
	src := w.names[w.source()].goName
	fmt.Fprintf(&b, "// %s builds the script.\nfunc %s() *tickscript.Rule {\n", fn, fn)
	b.Write(w.vars.Bytes())
	fmt.Fprintf(&b, "\n%s := tickscript.%s()\n", src, catalog.GoName(w.source()))
	if c := lines(w.comment); c != nil {
		fmt.Fprintf(&b, "%s.Comment(%s)\n", src, quoted(c))
	}
	b.Write(w.dbrps.Bytes())
	w.udfs(&b, src)
	if len(w.declared) > 0 {
		fmt.Fprintf(&b, "%s.Declare(%s)\n", src, strings.Join(w.declared, ", "))
	}
	if w.noLevel() {
		fmt.Fprintf(&b, "%s.Lenient() // an alert has no level\n", src)
	}
	b.WriteString("\n")
	b.Write(w.nodes.Bytes())
	fmt.Fprintf(&b, "\nreturn %s.Rule()\n}\n", src)
	return b.String()
}

func quoted(ss []string) string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = quote(s)
	}
	return strings.Join(out, ", ")
}

func (w *writer) noLevel() bool {
	for _, n := range w.graph.Nodes {
		if n.Kind() == "alert" && n.Lambda("info") == nil && n.Lambda("warn") == nil && n.Lambda("crit") == nil {
			return true
		}
	}
	return false
}

// udfs writes the declarations of the user defined functions that are used.
func (w *writer) udfs(b *strings.Builder, src string) {
	used := map[string]bool{}
	for _, n := range w.graph.Nodes {
		if n.UDF != "" {
			used[n.UDF] = true
		}
	}
	var names []string
	for n := range used {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		f := w.opts.UDFs[n]
		w.use(pkgGraph)
		fmt.Fprintf(b, "%s.UDF(%s, graph.UDF{Wants: %d, Provides: %d", src, quote(n), f.Wants, f.Provides)
		if len(f.Properties) > 0 {
			w.use(pkgCatalog)
			b.WriteString(", Properties: []catalog.Property{\n")
			for _, p := range f.Properties {
				fmt.Fprintf(b, "{Name: %s, Params: []catalog.Param{", quote(p.Name))
				for _, a := range p.Params {
					fmt.Fprintf(b, "{Name: %s, Type: %d, Optional: %t, Variadic: %t},", quote(a.Name), a.Type, a.Optional, a.Variadic)
				}
				b.WriteString("}},\n")
			}
			b.WriteString("}")
		}
		b.WriteString("})\n")
	}
}
