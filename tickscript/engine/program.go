package engine

import (
	"fmt"
	"sort"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Options say how a script is compiled. The zero Options compile a task called
// "task" whose type is inferred from the script.
type Options struct {
	// File names the script in diagnostics.
	File string
	// Task is the task's id, which templates see as .TaskName. Default "task".
	Task string
	// Master is the first part of the names of the topics that the script's alert
	// nodes have of their own: "main", the default, for a task, and the replay's id
	// for a replay, which so leaves the task's own states alone (T035).
	Master string
	// Type is the task type; graph.UnknownType infers it.
	Type graph.TaskType
	// Vars are values for the script's variables.
	Vars map[string]graph.Value
	// Server is what templates see as .ServerInfo.
	Server alert.ServerInfo
	// Location is the zone of "time" in lambdas; Kapacitor takes its server's.
	// Default UTC.
	Location *time.Location
	// Handlers is the configuration of the alert handlers' services; nil is
	// alert.EnabledConfig.
	Handlers *alert.Config
	// UDFs are the user defined functions a script may call.
	UDFs map[string]graph.UDF
	// DBRPs are those that the task subscribes to beside the script's own: a
	// kapacitorLoopback must not write to one of them.
	DBRPs []graph.DBRP
}

func (o *Options) location() *time.Location {
	if o.Location == nil {
		return time.UTC
	}
	return o.Location
}

// Program is a compiled script: immutable, and safe for concurrent use.
type Program struct {
	graph *graph.Graph
	opts  Options
	syms  *symbols
	nodes []compiled
	// measurements are those of all from nodes; "" is any.
	measurements map[string]bool
	// shardable says that groups are independent of each other everywhere.
	shardable bool
}

// compiled is one node with its compiled form.
type compiled struct {
	node *graph.Node
	spec spec
	// stateful says that the operator keeps state per group.
	stateful bool
	// demand is what the children observe of the node's output.
	demand demand
}

// compiler is what a node's compile function gets.
type compiler struct {
	opts  *Options
	graph *graph.Graph
	syms  *symbols
	diags diag.List
	// random says that a lambda draws random numbers.
	random bool
}

// errorAt reports a mistake at a place; compiling goes on, to find the others.
func (c *compiler) errorAt(r diag.Range, code string, err error) {
	c.diags.Add(diag.Diagnostic{Range: r, Severity: diag.Error, Code: code, Message: err.Error()})
}

// compileFunc makes the compiled form of a node. A node that cannot be started
// reports errors to the compiler and returns nil.
type compileFunc func(c *compiler, n *graph.Node) spec

var compilers = map[string]compileFunc{}

// register makes a node kind known to the engine; each node's file calls it.
func register(kind string, f compileFunc) {
	if _, dup := compilers[kind]; dup {
		panic("engine: node registered twice: " + kind)
	}
	compilers[kind] = f
}

// Supported returns the kinds of node that the engine runs, sorted.
func Supported() []string {
	out := make([]string, 0, len(compilers))
	for k := range compilers {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Compile compiles a script. The error is a diag.List with every mistake in the
// script: what Kapacitor refuses when a task is defined, what it refuses when the
// task is started, and what this engine does not support.
func Compile(script string, opts Options) (*Program, error) {
	g, diags := graph.Parse(script, graph.Options{Type: opts.Type, Vars: opts.Vars, UDFs: opts.UDFs})
	if diags.HasErrors() {
		diags.Sort()
		return nil, diags.WithFile(opts.File)
	}
	return CompileGraph(g, opts)
}

// CompileGraph compiles a graph that was built without errors.
func CompileGraph(g *graph.Graph, opts Options) (*Program, error) {
	return compileGraph(g, opts, newSymbols())
}

func compileGraph(g *graph.Graph, opts Options, syms *symbols) (*Program, error) {
	if opts.Task == "" {
		opts.Task = "task"
	}
	if opts.Master == "" {
		opts.Master = "main"
	}
	p := &Program{graph: g, opts: opts, syms: syms, shardable: true, measurements: map[string]bool{}}
	c := &compiler{opts: &p.opts, graph: g, syms: p.syms}
	for _, n := range g.Nodes {
		f, ok := compilers[n.Kind()]
		if !ok {
			c.errorAt(n.Range, "not-supported", fmt.Errorf("not supported: %s", n.Kind()))
			continue
		}
		s := f(c, n)
		if s == nil {
			if !c.diags.HasErrors() {
				c.errorAt(n.Range, "internal", fmt.Errorf("%s could not be compiled", n.Name))
			}
			continue
		}
		cn := compiled{node: n, spec: s}
		if st, ok := s.(stateful); ok {
			cn.stateful = st.stateful()
		}
		if sh, ok := s.(interface{ shardable() bool }); !ok || !sh.shardable() {
			p.shardable = false
		}
		p.nodes = append(p.nodes, cn)
		if f, ok := s.(*fromSpec); ok {
			p.measurements[f.measurement] = true
		}
	}
	if c.random {
		// The sources of random numbers are made in the order in which groups appear.
		p.shardable = false
	}
	if c.diags.HasErrors() {
		c.diags.Sort()
		return nil, c.diags.WithFile(opts.File)
	}
	p.demands()
	return p, nil
}

// stateful is a spec whose operator keeps state per group.
type stateful interface{ stateful() bool }

// demands works out, from the leaves up, what each node's children observe.
func (p *Program) demands() {
	wants := map[*graph.Node]demand{}
	for i := len(p.nodes) - 1; i >= 0; i-- {
		// Nodes are in creation order, but a join's parents may come after it.
		p.demandOf(p.nodes[i].node, wants)
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		for _, ch := range n.node.Children {
			n.demand.merge(wants[ch])
		}
	}
}

func (p *Program) demandOf(n *graph.Node, wants map[*graph.Node]demand) demand {
	if d, ok := wants[n]; ok {
		return d
	}
	var out demand
	for _, ch := range n.Children {
		out.merge(p.demandOf(ch, wants))
	}
	for i := range p.nodes {
		if p.nodes[i].node == n {
			d := p.nodes[i].spec.demand(out.clone())
			wants[n] = d
			return d
		}
	}
	return everything
}

// Graph returns the pipeline that the program runs.
func (p *Program) Graph() *graph.Graph { return p.graph }

// Task returns the task's id, as templates see it.
func (p *Program) Task() string { return p.opts.Task }

// Type returns the task type: stream or batch.
func (p *Program) Type() graph.TaskType { return p.graph.Type }

// streamEdge reports whether points arrive at a node one by one.
func streamEdge(n *graph.Node) bool { return n.Wants == catalog.StreamEdge }
