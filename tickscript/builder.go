package tickscript

import (
	"reflect"
	"runtime"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Rule is a script in the making. Stream and Batch start one; every node that
// grows from it belongs to it, and the script is made of all of them.
//
// A Rule is for one goroutine at a time.
type Rule struct {
	typ      graph.TaskType
	steps    []*step // in the order of their creation; the source first
	dbrps    []dbrp
	vars     []*variable
	udfs     map[string]graph.UDF
	comment  []string
	lenient  bool
	calls    []place // the calls of the program, by number from 1
	problems []Problem
}

type dbrp struct {
	db, rp string
	call   int
}

// step is one node of the script.
type step struct {
	rule   *Rule
	parent *step
	spec   *catalog.Node
	udf    string
	call   invocation
	// own are the calls of the node's properties, handlers those of its handlers
	// with their own properties.
	own      []invocation
	handlers []*handlerCall
	varName  string
	comment  []string
}

// invocation is one call in the script.
type invocation struct {
	name string
	args []argument
	call int
}

// argument is an expression or another node.
type argument struct {
	x    syntax.Expr
	vars []*variable
	node *step
}

type handlerCall struct {
	invocation
	spec *catalog.Handler
	own  []invocation
}

// place is where the program made a call, kept as program counters because a
// script with no mistake never asks for it.
type place struct {
	pcs   [6]uintptr
	n     int
	chain string // what was called: "window().period"
}

// Stream starts the script of a stream task.
func Stream() *StreamSource {
	return &StreamSource{newSource(graph.StreamTask)}
}

// Batch starts the script of a batch task.
func Batch() *BatchSource {
	return &BatchSource{newSource(graph.BatchTask)}
}

func newSource(t graph.TaskType) source {
	r := &Rule{typ: t}
	spec, _ := catalog.NodeByKind(t.String())
	s := &step{rule: r, spec: spec}
	r.steps = append(r.steps, s)
	return source{ruleMethods: r, Observable: Observable{s}}
}

// source is what StreamSource and BatchSource have in common.
type source struct {
	*ruleMethods
	Observable
}

// ruleMethods names the embedded rule so that it does not hide the method Rule.
type ruleMethods = Rule

// StreamSource is the variable stream of a stream task.
type StreamSource struct{ source }

// BatchSource is the variable batch of a batch task.
type BatchSource struct{ source }

// Rule returns the script that the node belongs to.
func (o Observable) Rule() *Rule { return o.s.owner() }

// DBRP adds the statement that names a database and retention policy of the
// task.
func (r *Rule) DBRP(database, retentionPolicy string) *Rule {
	r.dbrps = append(r.dbrps, dbrp{database, retentionPolicy, r.here("dbrp")})
	return r
}

// Declare declares variables at the top of the script, in this order, used or
// not. Those that are not named here are declared when they are first used.
func (r *Rule) Declare(vars ...Var) *Rule {
	call := r.here("var")
	for _, v := range vars {
		if v == nil || v.variable() == nil {
			r.problem(call, "a variable is missing: nil or a zero variable")
			continue
		}
		r.use(call, v.term())
		r.vars = append(r.vars, v.variable())
	}
	return r
}

// Comment sets the comment at the top of the script.
func (r *Rule) Comment(lines ...string) *Rule {
	r.comment = splitLines(lines)
	return r
}

// UDF makes a user defined function known, so that the script can be checked. It
// is called with UDF on a node.
func (r *Rule) UDF(name string, f graph.UDF) *Rule {
	if r.udfs == nil {
		r.udfs = map[string]graph.UDF{}
	}
	r.udfs[name] = f
	return r
}

// Lenient leaves out the checks that go beyond what a server refuses, such as an
// alert without any level.
func (r *Rule) Lenient() *Rule {
	r.lenient = true
	return r
}

func splitLines(lines []string) []string {
	return strings.Split(strings.Join(lines, "\n"), "\n")
}

// here notes the place of the program's call and returns its number.
func (r *Rule) here(chain string) int {
	p := place{chain: chain}
	p.n = runtime.Callers(3, p.pcs[:])
	r.calls = append(r.calls, p)
	return len(r.calls)
}

// Observable is a node whose throughput can be watched: every node there is.
type Observable struct{ s *step }

// Chain is a node that others can follow. Its methods are the chain methods of
// TICKscript. Where a node has a property or handler of the same name, the chain
// method has Node appended: GroupByNode and WhereNode after from, LogNode after
// alert, DeleteNode after barrier, MinNode and MaxNode after the autoscalers.
type Chain struct{ Observable }

// Node is a node that can be joined with others.
type Node interface{ chain() *step }

func (c Chain) chain() *step { return c.s }

func chainOf(s *step) Chain { return Chain{Observable{s}} }

// owner is the rule that the step belongs to. A node that nobody made has one of
// its own, which holds the mistake.
func (s *step) owner() *Rule {
	if s != nil {
		return s.rule
	}
	r := &Rule{typ: graph.StreamTask}
	r.problem(r.here("node"), "the node is a zero value: nodes are made by the methods of Stream(), Batch() and of other nodes")
	return r
}

// then makes the node of a chain method.
func (s *step) then(kind string, args ...any) *step {
	r := s.owner()
	n := &step{rule: r, parent: s}
	n.spec, _ = catalog.NodeByKind(kind)
	n.call = invocation{name: kind, call: r.here("|" + kind)}
	n.call.args = r.arguments(n.call.call, args)
	r.steps = append(r.steps, n)
	return n
}

// set calls a property.
func (s *step) set(name string, args ...any) {
	r := s.owner()
	if s == nil {
		return
	}
	c := invocation{name: name, call: r.here(s.name() + "." + name)}
	c.args = r.arguments(c.call, args)
	s.own = append(s.own, c)
}

// handle adds an event handler.
func (s *step) handle(kind string, args ...any) *handlerCall {
	r := s.owner()
	h := &handlerCall{invocation: invocation{name: kind, call: r.here(s.name() + "." + kind)}}
	h.args = r.arguments(h.call, args)
	if s == nil {
		return h
	}
	h.spec, _ = s.spec.Handler(kind)
	s.handlers = append(s.handlers, h)
	return h
}

// setOn calls a property of a handler.
func (s *step) setOn(h *handlerCall, name string, args ...any) {
	r := s.owner()
	if s == nil || h == nil {
		return
	}
	c := invocation{name: name, call: r.here(s.name() + "." + h.name + "." + name)}
	c.args = r.arguments(c.call, args)
	if p, ok := h.spec.Property(name); ok && octal(p.Default) {
		for i, a := range c.args {
			if n, ok := a.x.(*syntax.IntLit); ok {
				c.args[i].x = &syntax.IntLit{Value: n.Value, Base: 8}
			}
		}
	}
	h.own = append(h.own, c)
}

// octal says that a property's default, and so its value, is written in base 8.
func octal(def string) bool {
	return len(def) > 1 && def[0] == '0' && strings.Trim(def, "01234567") == ""
}

// name is how messages call the step.
func (s *step) name() string {
	if s == nil || s.call.name == "" {
		return "node"
	}
	return "|" + s.call.name
}

// arguments converts what a method was given.
func (r *Rule) arguments(call int, args []any) []argument {
	var out []argument
	for _, a := range args {
		switch a := a.(type) {
		case Node:
			out = append(out, r.nodeArgument(call, a))
		default:
			t := termOf(a)
			out = append(out, argument{x: r.use(call, t), vars: t.vars})
		}
	}
	return out
}

func (r *Rule) nodeArgument(call int, n Node) argument {
	if v := reflect.ValueOf(n); v.Kind() == reflect.Pointer && v.IsNil() {
		r.problem(call, "a node is missing: it is nil")
		return argument{}
	}
	s := n.chain()
	switch {
	case s == nil:
		r.problem(call, "a node is missing: it is a zero value")
	case s.rule != r:
		r.problem(call, "a node belongs to another script: all nodes of a script grow from one Stream() or Batch()")
	}
	return argument{node: s}
}

// use reports a term's errors and returns its expression.
func (r *Rule) use(call int, t Term) syntax.Expr {
	for _, e := range t.errs {
		r.problem(call, e)
	}
	if t.x == nil && len(t.errs) == 0 {
		r.problem(call, "a value is missing: the zero Expr or a zero variable")
	}
	return t.x
}

func (r *Rule) problem(call int, message string) {
	r.problems = append(r.problems, Problem{Call: r.calls[call-1].chain, Message: message, call: call})
}
