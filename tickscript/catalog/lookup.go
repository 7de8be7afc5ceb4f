package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// table is the whole catalog with its indexes. It is built once, when the
// package is initialised, and never changed.
type table struct {
	nodes     []Node
	byKind    map[string]*Node
	byMethod  map[string]*Node
	functions []Function
	byName    map[string]*Function
	operators []OperatorPair
	results   map[operands]Type
}

type operands struct {
	op          string
	left, right Type
}

var all = build()

func build() *table {
	t := &table{
		byKind:    map[string]*Node{},
		byMethod:  map[string]*Node{},
		functions: functionTable(),
		byName:    map[string]*Function{},
		operators: operatorTable(),
		results:   map[operands]Type{},
	}
	for _, part := range [][]Node{
		sourceNodes(), transformNodes(), multiNodes(), {alertNode()}, outputNodes(), influxqlNodes(), autoscaleNodes(),
	} {
		t.nodes = append(t.nodes, part...)
	}
	for i := range t.nodes {
		t.addNode(&t.nodes[i])
	}
	for i := range t.functions {
		t.byName[t.functions[i].Name] = &t.functions[i]
	}
	for _, o := range t.operators {
		t.results[operands{o.Op, o.Left, o.Right}] = o.Result
	}
	return t
}

func (t *table) addNode(n *Node) {
	n.Properties = append(n.Properties, quiet())
	t.byKind[n.Kind] = n
	if !n.Hidden {
		both(t.byMethod, n.Kind, n)
	}
	n.props = index(n.Properties)
	n.handlers = map[string]*Handler{}
	for i := range n.Handlers {
		h := &n.Handlers[i]
		both(n.handlers, h.Kind, h)
		h.props = index(h.Properties)
	}
}

func index(ps []Property) map[string]*Property {
	m := make(map[string]*Property, 2*len(ps))
	for i := range ps {
		both(m, ps[i].Name, &ps[i])
	}
	return m
}

// both files v under both spellings of a name, so that a lookup has nothing to
// convert.
func both[V any](m map[string]V, name string, v V) {
	m[name] = v
	m[GoName(name)] = v
}

// GoName returns the Go name under which Kapacitor looks a method or property
// up: the same name with its first letter in upper case (Kapacitor:
// tick/eval.go). So httpOut and HttpOut are one name, and the Go field URL is
// reached as uRL or URL and not as url.
func GoName(name string) string {
	r, size := utf8.DecodeRuneInString(name)
	if unicode.IsUpper(r) {
		return name
	}
	return string(unicode.ToUpper(r)) + name[size:]
}

// Nodes returns every node kind. The slice and what it points to belong to the
// catalog and must not be changed.
func Nodes() []Node { return all.nodes }

// NodeByMethod returns the node that the chain method creates. Names are those
// of a script, with the first letter in either case.
func NodeByMethod(name string) (*Node, bool) {
	n, ok := all.byMethod[name]
	return n, ok
}

// NodeByKind returns the node of a kind: NodeByMethod's, and besides stream,
// batch, udf and noop, which no chain method creates.
func NodeByKind(kind string) (*Node, bool) {
	n, ok := all.byKind[kind]
	return n, ok
}

// Property returns a property of the node, not of its handlers.
func (n *Node) Property(name string) (*Property, bool) {
	p, ok := n.props[name]
	return p, ok
}

// Handler returns an event handler of the node.
func (n *Node) Handler(name string) (*Handler, bool) {
	h, ok := n.handlers[name]
	return h, ok
}

// Property returns a property of the handler itself. What it does not have is
// looked up on the alert node next, since a handler stands for its node too.
func (h *Handler) Property(name string) (*Property, bool) {
	p, ok := h.props[name]
	return p, ok
}

// CanFollow says whether the chain method of n may be called on the node prev.
// It does not look at edges.
func (n *Node) CanFollow(prev *Node) bool {
	switch {
	case n.Hidden:
		return false
	case n.AfterAll:
		return true
	case n.Kind == "from":
		return prev.Kind == "stream" || prev.Kind == "from"
	case n.Source != "":
		return prev.Kind == n.Source
	}
	return !prev.Sink && prev.Kind != "stream" && prev.Kind != "batch"
}

// Edges returns what the node wants and provides behind a node that provides
// in, and whether it accepts that.
func (n *Node) Edges(in Edge) (wants, provides Edge, ok bool) {
	wants, provides = n.Wants, n.Provides
	if wants == AnyEdge || wants == SameEdge {
		wants = in
	}
	if provides == SameEdge {
		provides = in
	}
	return wants, provides, n.AfterAll || wants == in
}

// Handlers returns the event handlers of an alert node. The slice belongs to
// the catalog and must not be changed.
func Handlers() []Handler { return all.byKind["alert"].Handlers }

// goMethods are the exported methods of Kapacitor's node types that are not
// chain methods by intent. Reflection finds them all the same.
var goMethods = map[string]bool{
	"Children": true, "Desc": true, "ID": true, "IsQuiet": true, "MarshalJSON": true,
	"Name": true, "Parents": true, "Provides": true, "SetName": true, "UnmarshalJSON": true, "Wants": true,
}

// IsGoMethod says whether name is a method of Kapacitor's own plumbing, such as
// setName or parents. Kapacitor accepts it after | and goes on with what it
// returns, which is no node (row E018), so a script that calls one is wrong.
func IsGoMethod(name string) bool { return goMethods[GoName(name)] }

// Functions returns the functions of lambda expressions, those of match
// expressions last. The slice belongs to the catalog and must not be changed.
func Functions() []Function { return all.functions }

// FunctionByName returns a function. Unlike methods, functions are found by
// their exact name only.
func FunctionByName(name string) (*Function, bool) {
	f, ok := all.byName[name]
	return f, ok
}

// Result returns the result type of a call with these argument types, each one
// single type.
func (f *Function) Result(args []Type) (Type, bool) {
	for _, s := range f.Signatures {
		if len(s.Args) != len(args) {
			continue
		}
		match := true
		for i, a := range args {
			match = match && s.Args[i] == a
		}
		if match {
			return s.Result, true
		}
	}
	return 0, false
}

// Operators returns the valid operand types of the binary operators. The slice
// belongs to the catalog and must not be changed.
func Operators() []OperatorPair { return all.operators }

// OperatorResult returns the result type of a binary operator on two types.
func OperatorResult(op string, left, right Type) (Type, bool) {
	t, ok := all.results[operands{op, left, right}]
	return t, ok
}

var typeNames = []struct {
	t    Type
	name string
}{
	{Float, "float"},
	{Int, "int"},
	{String, "string"},
	{Bool, "bool"},
	{Duration, "duration"},
	{Regex, "regex"},
	{Time, "time"},
	{Lambda, "lambda"},
	{List, "list"},
	{Star, "*"},
	{NodeRef, "node"},
	{TimeDim, "time(...)"},
	{Ref, "reference"},
	{Missing, "missing"},
	{Opaque, "(not settable)"},
}

// String returns the types' names joined with "or": "int or duration".
func (t Type) String() string {
	var names []string
	for _, tn := range typeNames {
		if t&tn.t != 0 {
			names = append(names, tn.name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, " or ")
}

// String returns the edge's name as Kapacitor prints it.
func (e Edge) String() string {
	return [...]string{"noedge", "stream", "batch", "same", "any"}[e]
}
