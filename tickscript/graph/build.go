package graph

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Options say how a script is to be read.
type Options struct {
	// Type is the task type; UnknownType infers it from the script as Kapacitor's
	// HTTP API does.
	Type TaskType
	// Vars are predefined values, which replace the defaults of the variables of
	// the same name.
	Vars map[string]Value
	// Template accepts typed variables without a value, as Kapacitor does while it
	// checks a template.
	Template bool
	// UDFs are the user defined functions in scope.
	UDFs map[string]UDF
	// DBRPs are the task's databases and retention policies when the script does
	// not name them itself.
	DBRPs []DBRP
	// Deadman configures the deadman method; nil takes Kapacitor's defaults.
	Deadman *Deadman
}

// UDF describes a user defined function to the checker.
type UDF struct {
	Wants, Provides catalog.Edge
	Properties      []catalog.Property
}

// Deadman is the [deadman] section of a Kapacitor configuration.
type Deadman struct {
	// ID and Message are the templates of the alerts that deadman creates.
	// NODE_NAME in ID and INTERVAL in Message are replaced once.
	ID, Message string
	// Global adds a deadman of Threshold and Interval to the source of every task.
	Global    bool
	Threshold float64
	Interval  time.Duration
}

// DefaultDeadman returns what a server without a [deadman] section uses.
//
// Kapacitor: services/deadman/config.go
func DefaultDeadman() Deadman {
	return Deadman{
		ID:       "{{ .Group }}:NODE_NAME for task '{{ .TaskName }}'",
		Message:  `{{ .ID }} is {{ if eq .Level "OK" }}alive{{ else }}dead{{ end }}: {{ index .Fields "emitted" | printf "%0.3f" }} points/INTERVAL.`,
		Interval: 10 * time.Second,
	}
}

// Parse parses and builds a script. The list holds the diagnostics of both
// steps in the order of their places; the graph is complete only when the list
// has no errors.
func Parse(src string, opts Options) (*Graph, diag.List) {
	file, parsed := syntax.Parse(src)
	g, built := Build(file, opts)
	if len(parsed) == 0 {
		return g, built
	}
	all := append(parsed[:len(parsed):len(parsed)], built...)
	all.Sort()
	return g, all
}

// Build turns a parsed script into its pipeline. It reports everything that a
// Kapacitor would refuse at the definition or at the start of a task, all at
// once; what cannot be told from the script alone (a service that is not
// configured) is not reported. The graph is never nil, but complete only when
// the list has no errors.
func Build(file *syntax.File, opts Options) (*Graph, diag.List) {
	b := builder{
		opts:  opts,
		g:     &Graph{Type: opts.Type, File: file},
		scope: make(map[string]operand, 16),
		names: make([]string, 0, 16),
	}
	if opts.Deadman != nil {
		b.deadman = *opts.Deadman
	} else {
		b.deadman = DefaultDeadman()
	}
	b.run(file)
	b.diags.Sort()
	return b.g, b.diags
}

// builder is the state of one Build.
type builder struct {
	opts    Options
	g       *Graph
	diags   diag.List
	scope   map[string]operand
	names   []string // in the order of declaration
	sources []*Node
	nextID  int
	vars    map[string]int // of g.Vars by name
	deadman Deadman
	// broken lambdas were reported already and are not compiled.
	broken map[*syntax.LambdaExpr]bool
	// compiled lambdas were tried already.
	compiled map[*syntax.LambdaExpr]bool
	// sizes are those of the lambdas that a further where has made longer.
	sizes map[*syntax.LambdaExpr]int
	// endpoints are the names of the httpOut nodes.
	endpoints map[string]*Node
	// miscalled nodes have a call that was reported, so that their properties
	// are not known.
	miscalled map[*Node]bool
	// hollow says that a typed variable of a template has no value, so that what
	// depends on values cannot be checked.
	hollow bool
	// unset says so of the arguments of the call that is being made.
	unset bool
}

func (b *builder) run(file *syntax.File) {
	if b.g.Type == UnknownType {
		b.g.Type = InferType(file)
	}
	b.source(file)
	for _, s := range file.Stmts {
		b.stmt(s)
	}
	b.checkVarsUsed()
	if b.deadman.Global {
		r := file.Range
		b.newDeadman(b.g.Nodes[0], b.deadman.Threshold, b.deadman.Interval, nil, r)
	}
	b.checkNothing(file)
	b.validate()
	if !b.hollow {
		b.checkStart()
	}
	b.checkEdges()
}

// source puts the task's source node in scope.
func (b *builder) source(file *syntax.File) {
	b.declare("time", operand{kind: opGlobal, name: "time"})
	t := b.g.Type
	if t == UnknownType {
		b.reportTaskType(file)
		// Go on with both sources in scope: the type is one mistake, not one per
		// statement.
		t = StreamTask
		b.declare("batch", operand{})
	}
	n := b.newNode(mustNode(t.String()), diag.Range{Start: file.Range.Start, End: file.Range.Start})
	b.addSource(n)
	b.declare(t.String(), operand{kind: opNode, node: n})
}

func (b *builder) reportTaskType(file *syntax.File) {
	stream, batch := false, false
	identifiers(file, func(id *syntax.Ident) {
		stream = stream || id.Name == "stream"
		batch = batch || id.Name == "batch"
	})
	r := file.Range
	if len(file.Stmts) > 0 {
		r = diag.Range{Start: file.Stmts[0].Pos(), End: file.Stmts[0].End()}
	}
	d := b.errorAt(r, CodeTaskType, "cannot tell whether the task is a stream or a batch task")
	d.kapacitor("invalid task type: invalid")
	if stream && batch {
		d.hint("a script starts from stream or from batch, not from both")
	} else {
		d.hint("start a chain or a variable at the top level with stream or with batch")
	}
}

func (b *builder) checkNothing(file *syntax.File) {
	if len(b.g.Nodes) > 1 || b.diags.HasErrors() || b.opts.Template {
		return
	}
	d := b.errorAt(file.Range, CodeNothing, "task does nothing")
	d.kapacitor("task does nothing")
	d.hint("continue from " + b.g.Type.String() + " with |" + map[TaskType]string{StreamTask: "from()", BatchTask: "query('SELECT ...')"}[b.g.Type])
}

// addSource numbers a node that nothing leads to.
func (b *builder) addSource(n *Node) {
	b.number(n)
	b.sources = append(b.sources, n)
}
