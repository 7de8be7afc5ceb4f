package main

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

const intro = `# TICKscript reference

Every node, property, handler, function and operator of TICKscript as Kapacitor 1.8.3 accepts them.
This page is generated from the package tickscript/catalog; go generate ./tickscript/catalog writes it anew.

- Nodes are created with ` + "`|`" + `, properties and handlers are set with ` + "`.`" + `, user defined functions are called with ` + "`@`" + `.
- Types are exact: where a float stands, ` + "`50`" + ` is refused and ` + "`50.0`" + ` is right. An argument in brackets may be left out, one with three dots may be repeated.
  A list given as the only argument stands for its items.
- A name may start with a capital letter, and nothing else in it may change: ` + "`.uRL`" + ` and ` + "`.URL`" + ` are one property, ` + "`.url`" + ` is none.
- *field* marks a property that takes exactly one value. It can be read without parentheses; a property that is no field cannot.
- Every node has ` + "`.quiet()`" + `: it keeps the node's errors out of the log.
- *template* marks values that are Go templates.
- A rule marked *define* refuses the task; one marked *start* lets it be defined and fails when it is enabled.
`

// render makes the whole page.
func render() []byte {
	w := &page{}
	w.raw(intro)
	w.contents()
	for _, s := range sections() {
		w.line("\n## %s\n", s.title)
		w.line("%s", s.intro)
		if s.nodes[0].InfluxQL {
			w.properties(s.nodes[0].Properties)
		}
		for _, n := range s.nodes {
			w.node(n)
		}
	}
	w.handlers()
	w.functions()
	w.operators()
	return w.Bytes()
}

type section struct {
	title, intro string
	nodes        []*catalog.Node
}

// sections puts the nodes in the order in which a reader looks for them.
func sections() []section {
	s := []section{
		{title: "Sources", intro: "What a task starts from."},
		{title: "Nodes", intro: "In the order of their names."},
		{title: "InfluxQL functions", intro: "On batches they compute one batch, on a stream the points of one time. All have the same properties; as defaults to the function's name."},
		{title: "Other nodes", intro: "Nodes that no chain method creates."},
	}
	nodes := catalog.Nodes()
	for i := range nodes {
		n := &nodes[i]
		at := 1
		switch {
		case n.Source != "" || n.Kind == "stream" || n.Kind == "batch":
			at = 0
		case n.InfluxQL:
			at = 2
		case n.Hidden:
			at = 3
		}
		s[at].nodes = append(s[at].nodes, n)
	}
	sort.Slice(s[1].nodes, func(i, j int) bool { return s[1].nodes[i].Kind < s[1].nodes[j].Kind })
	return s
}

type page struct{ bytes.Buffer }

func (w *page) raw(s string)                   { w.WriteString(s) }
func (w *page) line(format string, a ...any)   { fmt.Fprintf(w, format+"\n", a...) }
func (w *page) row(cells ...string)            { w.line("| %s |", strings.Join(cells, " | ")) }
func code(s string) string                     { return "`" + s + "`" }
func cell(s string) string                     { return strings.ReplaceAll(s, "|", `\|`) }
func anchor(kind string) string                { return strings.ToLower(kind) }
func link(text, target string) string          { return "[" + text + "](#" + anchor(target) + ")" }
func since(v string) string                    { return map[bool]string{true: "", false: " Since " + v + "."}[v == ""] }
func join(kinds []string, sep string) string   { return strings.Join(kinds, sep) }
func (w *page) tableHead(titles ...string)     { w.row(titles...); w.row(rule(len(titles))...) }
func rule(n int) []string                      { return strings.Split(strings.Repeat("---,", n-1)+"---", ",") }
func usage(prefix, name, params string) string { return code(prefix + name + "(" + params + ")") }

func (w *page) contents() {
	w.line("\n## Contents\n")
	for _, s := range sections() {
		var links []string
		for _, n := range s.nodes {
			links = append(links, link(n.Kind, n.Kind))
		}
		w.line("- %s: %s", link(s.title, strings.ReplaceAll(s.title, " ", "-")), join(links, ", "))
	}
	var links []string
	for _, h := range catalog.Handlers() {
		links = append(links, link(h.Kind, "handler-"+h.Kind))
	}
	w.line("- %s: %s", link("Alert handlers", "alert-handlers"), join(links, ", "))
	w.line("- %s, %s", link("Functions", "functions"), link("Operators", "operators"))
}

// params writes an argument list with its types.
func params(ps []catalog.Param) string {
	var out []string
	for _, p := range ps {
		s := p.Name + " " + p.Type.String()
		switch {
		case p.Optional:
			s = "[" + s + "]"
		case p.Variadic:
			s += "..."
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func edges(n *catalog.Node) string {
	in := map[catalog.Edge]string{catalog.StreamEdge: "stream", catalog.BatchEdge: "batch", catalog.AnyEdge: "stream or batch", catalog.NoEdge: "nothing"}[n.Wants]
	out := map[catalog.Edge]string{catalog.StreamEdge: "stream", catalog.BatchEdge: "batch", catalog.SameEdge: "the same", catalog.NoEdge: "nothing", catalog.AnyEdge: "what it declares"}[n.Provides]
	return "Takes " + in + ", gives " + out + "."
}

func (w *page) node(n *catalog.Node) {
	w.line("\n### %s\n", n.Kind)
	switch {
	case n.Kind == "udf":
		w.line("%s\n", code("@name()"))
	case n.Hidden && n.Wants == catalog.NoEdge:
		w.line("%s\n", code(n.Kind))
	case n.Source != "":
		w.line("%s\n", usage(n.Source+"|", n.Kind, params(n.Params)))
	case !n.Hidden:
		w.line("%s\n", usage("|", n.Kind, params(n.Params)))
	}
	w.line("%s%s %s", n.Doc, since(n.Since), edges(n))
	if n.InfluxQL {
		var types []string
		for i, t := range n.Accepts {
			types = append(types, t.String()+" → "+n.Results[i].String())
		}
		w.line("\nKind: %s. Field types and results: %s.", n.Func, join(types, ", "))
	}
	if len(n.ExpandsTo) > 0 {
		var links []string
		for _, k := range n.ExpandsTo {
			links = append(links, link(k, k))
		}
		w.line("\nIt creates %s; all properties of alert may follow.", join(links, ", "))
	} else if !n.InfluxQL {
		w.properties(n.Properties)
	}
	w.rules(n.Rules)
	if n.Desc != "" && n.Desc != n.Kind {
		w.line("\nKapacitor calls it %s in node names.", code(n.Desc))
	}
}

func (w *page) properties(ps []catalog.Property) {
	var rows [][]string
	for _, p := range ps {
		if p.Name == "quiet" {
			continue
		}
		var notes []string
		if p.Field {
			notes = append(notes, "*field*")
		}
		for _, a := range p.Params {
			if a.Template {
				notes = append(notes, "*template*")
				break
			}
		}
		if p.Undocumented {
			notes = append(notes, "*reachable, though not documented by Kapacitor*")
		}
		switch p.Repeat {
		case catalog.RepeatAppend:
			notes = append(notes, "repeated calls add up")
		case catalog.RepeatAnd:
			notes = append(notes, "repeated calls are joined with AND")
		case catalog.RepeatByKey:
			notes = append(notes, "one call for each name")
		}
		def := ""
		if p.Default != "" && p.Default != "'count'" {
			def = code(cell(p.Default))
		}
		doc := cell(p.Doc + since(p.Since))
		if len(notes) > 0 {
			doc += " (" + join(notes, ", ") + ")"
		}
		rows = append(rows, []string{usage(".", p.Name, cell(params(p.Params))), def, doc})
	}
	if len(rows) == 0 {
		return
	}
	w.line("")
	w.tableHead("property", "default", "")
	for _, r := range rows {
		w.row(r...)
	}
}

func (w *page) rules(rs []catalog.Rule) {
	if len(rs) == 0 {
		return
	}
	w.line("")
	w.tableHead("rule", "when", "", "Kapacitor's message")
	for _, r := range rs {
		w.row(code(r.Code), r.Phase.String(), cell(r.Doc), code(cell(r.Message)))
	}
}

func (w *page) handlers() {
	w.line("\n## Alert handlers\n")
	w.line("Called with `.` on an alert, any number of times; what follows sets the handler's properties first and the alert's otherwise.")
	w.line("The name in brackets is the handler's kind in the definition of a topic handler.")
	for _, h := range catalog.Handlers() {
		w.line("\n### Handler %s\n", h.Kind)
		w.line("%s (%s)\n", usage(".", h.Kind, params(h.Params)), code(h.Topic))
		w.line("%s%s", h.Doc, since(h.Since))
		w.properties(h.Properties)
		w.rules(h.Rules)
	}
}

func (w *page) functions() {
	w.line("\n## Functions\n")
	w.line("Signatures are exact. A *stateful* function remembers earlier calls; a *match* function exists only in the match expressions of topic handlers.\n")
	w.tableHead("function", "", "")
	fs := append([]catalog.Function(nil), catalog.Functions()...)
	sort.SliceStable(fs, func(i, j int) bool { return fs[i].Name < fs[j].Name })
	for _, f := range fs {
		var sigs []string
		for _, s := range f.Signatures {
			var args []string
			for _, a := range s.Args {
				args = append(args, a.String())
			}
			sigs = append(sigs, "("+join(args, ", ")+") → "+s.Result.String())
		}
		doc := f.Doc + since(f.Since)
		if f.Stateful {
			doc += " *stateful*"
		}
		if f.MatchOnly {
			doc += " *match*"
		}
		w.row(code(f.Name), join(sigs, "<br>"), cell(doc))
	}
}

func (w *page) operators() {
	w.line("\n## Operators\n")
	w.line("Besides these: `-` before an int, float or duration, `!` before a bool.\n")
	w.tableHead("left", "operators", "right", "result")
	type key struct{ left, right, result catalog.Type }
	var order []key
	ops := map[key][]string{}
	for _, o := range catalog.Operators() {
		k := key{o.Left, o.Right, o.Result}
		if ops[k] == nil {
			order = append(order, k)
		}
		ops[k] = append(ops[k], code(o.Op))
	}
	for _, k := range order {
		w.row(k.left.String(), join(ops[k], " "), k.right.String(), k.result.String())
	}
}
