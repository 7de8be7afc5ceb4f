package graph

import (
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// newNode adds a node without a number or parents.
func (b *builder) newNode(spec *catalog.Node, r diag.Range) *Node {
	n := &Node{Spec: spec, Range: r, Wants: spec.Wants, Provides: spec.Provides}
	b.g.Nodes = append(b.g.Nodes, n)
	return n
}

// number gives a node the next number. A node that is linked to several parents
// is numbered anew for each of them, as Kapacitor does, which leaves gaps.
func (b *builder) number(n *Node) {
	n.ID = b.nextID
	b.nextID++
	desc := n.Spec.Desc
	if n.UDF != "" {
		desc = n.UDF
	}
	n.Name = desc + strconv.Itoa(n.ID)
}

func (b *builder) link(parent, child *Node) {
	b.number(child)
	parent.Children = append(parent.Children, child)
	child.Parents = append(child.Parents, parent)
}

// infer settles a node's edges from what the node it was called on provides.
func (n *Node) infer(provided catalog.Edge) {
	if n.Wants == catalog.AnyEdge || n.Wants == catalog.SameEdge {
		n.Wants = provided
	}
	if n.Provides == catalog.SameEdge || n.Provides == catalog.AnyEdge {
		n.Provides = n.Wants
	}
}

// create makes the node of a chain method.
func (b *builder) create(after *Node, spec *catalog.Node, args []Value, r diag.Range) *Node {
	switch spec.Kind {
	case "stats":
		n := b.newStats(after, r)
		n.Args = args
		return n
	case "deadman":
		var more []*syntax.LambdaExpr
		for _, a := range args[2:] {
			more = append(more, a.Lambda)
		}
		return b.newDeadman(after, args[0].Float, args[1].Dur, more, r)
	}
	n := b.newNode(spec, r)
	n.Args = args
	n.infer(after.Provides)
	switch spec.Kind {
	case "union":
		for _, a := range args {
			b.link(a.Node, n)
		}
		b.link(after, n)
	case "join":
		b.link(after, n)
		for _, a := range args {
			b.link(a.Node, n)
		}
	default:
		b.link(after, n)
	}
	return n
}

// newStats adds a node that observes another one. A node that nothing follows
// gets a hidden child, so that there is an edge to count on.
func (b *builder) newStats(of *Node, r diag.Range) *Node {
	n := b.newNode(mustNode("stats"), r)
	n.Wants, n.Provides = catalog.StreamEdge, catalog.StreamEdge
	n.Observed = of
	b.addSource(n)
	if len(of.Children) == 0 {
		noop := b.newNode(mustNode("noop"), r)
		noop.Wants, noop.Provides = of.Provides, of.Provides
		b.link(of, noop)
	}
	return n
}

// newDeadman adds what deadman is short for.
//
// Kapacitor: pipeline/node.go
func (b *builder) newDeadman(of *Node, threshold float64, interval time.Duration, more []*syntax.LambdaExpr, r diag.Range) *Node {
	str := func(s string) Value { return Value{Type: catalog.String, Str: s, Range: r} }
	dur := Value{Type: catalog.Duration, Dur: interval, Range: r}
	span := syntax.Span{Range: r}

	stats := b.newStats(of, r)
	stats.Args = []Value{dur}
	stats.Calls = []Call{{Name: "align", Range: r}}

	derivative := b.newNode(mustNode("derivative"), r)
	derivative.infer(stats.Provides)
	b.link(stats, derivative)
	derivative.Args = []Value{str("emitted")}
	derivative.Calls = []Call{{Name: "nonNegative", Range: r}, {Name: "unit", Args: []Value{dur}, Range: r}}

	var crit syntax.Expr = &syntax.BinaryExpr{
		Span: span, Op: syntax.OpLe, OpPos: r.Start,
		X: &syntax.Reference{Span: span, Name: "emitted"},
		Y: &syntax.FloatLit{Span: span, Value: threshold},
	}
	broken, size := false, 0
	for _, l := range more {
		if l == nil {
			continue
		}
		broken = broken || b.broken[l]
		if size += exprSize(l.X, maxSize); size > maxSize {
			b.errorAt(r, CodeNesting, "expression has more than %d parts with the variables in it", maxSize)
			break
		}
		crit = &syntax.BinaryExpr{Span: span, Op: syntax.OpAnd, OpPos: r.Start, X: crit, Y: l.X}
	}
	condition := &syntax.LambdaExpr{Span: span, X: crit}
	if broken {
		b.markBroken(condition)
	}

	alert := b.newNode(mustNode("alert"), r)
	alert.infer(derivative.Provides)
	b.link(derivative, alert)
	alert.Calls = []Call{
		{Name: "crit", Args: []Value{{Type: catalog.Lambda, Lambda: condition, Range: r}}, Range: r},
		{Name: "id", Args: []Value{str(strings.Replace(b.deadman.ID, "NODE_NAME", of.Name, 1))}, Range: r},
		{Name: "message", Args: []Value{str(strings.Replace(b.deadman.Message, "INTERVAL", interval.String(), 1))}, Range: r},
	}
	return alert
}

// newUDF adds the node of a user defined function, which brings its own entry.
func (b *builder) newUDF(after *Node, name string, f UDF, r diag.Range) *Node {
	spec := &catalog.Node{Kind: "udf", Desc: name, GoType: "*pipeline.UDFNode", Wants: f.Wants, Provides: f.Provides, Properties: f.Properties}
	n := b.newNode(spec, r)
	n.UDF = name
	n.infer(after.Provides)
	b.link(after, n)
	return n
}

// Sorted returns the nodes in the order in which Kapacitor visits them: every
// node after its parents.
func (g *Graph) Sorted() []*Node {
	seen := make(map[*Node]bool, len(g.Nodes))
	post := make([]*Node, 0, len(g.Nodes))
	var visit func(n *Node)
	visit = func(n *Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, c := range n.Children {
			visit(c)
		}
		post = append(post, n)
	}
	// Sources are visited last to first; they are in the order of their numbers.
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		if len(g.Nodes[i].Parents) == 0 {
			visit(g.Nodes[i])
		}
	}
	for i, j := 0, len(post)-1; i < j; i, j = i+1, j-1 {
		post[i], post[j] = post[j], post[i]
	}
	return post
}
