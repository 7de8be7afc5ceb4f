package ticktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

// Result is what a rule made of a test's data.
type Result struct {
	// Start is what 0s means; End is the time of the last point, or until when the
	// clock ran.
	Start time.Time
	End   time.Duration
	// Events are all alert events, in order.
	Events []*alert.Event
	// Payloads are what handlers would have sent, in order. They are there where the
	// test expects something of them.
	Payloads []*alert.Delivery
	// Errors are what nodes logged: *engine.NodeError.
	Errors []error
	// Stats are the nodes' counters, since the last restart.
	Stats []engine.NodeStats
	// Graph is the rule's pipeline, after the last redefinition.
	Graph *graph.Graph
	// Diagnostics are what is wrong with the script and what will surprise in it.
	// They are there where the test expects something of them.
	Diagnostics diag.List

	spec   *spec
	plan   *Plan
	points []point.Point
	// defs are the definitions, each with the time from which it held.
	defs []since
	// trace holds, by the name of a node, the points that left it.
	trace map[string][]sample
	// decided are the visits at alert nodes.
	decided []*engine.Visit
	// outs are the answers of httpOut endpoints, by name and time.
	outs map[look]shown
	// live says that what happened elsewhere is compared.
	live bool
}

// since is a definition, and the time from which it held.
type since struct {
	at time.Duration
	*Definition
}

// look is an httpOut endpoint at a time; the end is atEnd.
type look struct {
	name string
	at   time.Duration
}

const atEnd = time.Duration(math.MaxInt64)

// shown is an endpoint's answer.
type shown struct {
	body []byte
	err  error
}

// sample is a point that left a node.
type sample struct {
	at     time.Duration
	tags   []alert.Tag
	fields []alert.Field
}

// source reads the script's text, and names it.
func (s *settings) source() (src, file string, err error) {
	switch {
	case s.path != "":
		b, err := os.ReadFile(s.path)
		if err != nil {
			return "", "", fmt.Errorf("reading the script: %w", err)
		}
		return string(b), s.path, nil
	case strings.TrimSpace(s.text) == "":
		return "", "", errors.New("the test names no script")
	}
	return s.text, s.textFile, nil
}

// parse checks a script.
func (s *settings) parse(src, file string) (*tickscript.Script, map[string]graph.Value, error) {
	opts := tickscript.ParseOptions{File: file, Options: graph.Options{Type: s.typ}}
	if len(s.vars) > 0 {
		vars, err := varsOf(src, s.vars)
		if err != nil {
			return nil, nil, err
		}
		opts.Vars = vars
	}
	script, err := tickscript.Parse(src, opts)
	return script, opts.Vars, err
}

// varsOf reads variables: the type of each is that of the script's variable.
func varsOf(src string, texts map[string]string) (map[string]graph.Value, error) {
	g, _ := graph.Parse(src, graph.Options{Template: true}) // mistakes come up when the script is parsed
	out := map[string]graph.Value{}
	left := maps.Clone(texts)
	if g != nil {
		for _, v := range g.Vars {
			text, ok := texts[v.Name]
			if !ok {
				continue
			}
			val, err := graph.ParseVar(v.Type, text)
			if err != nil {
				return nil, fmt.Errorf("variable %s: %w", v.Name, err)
			}
			out[v.Name] = val
			delete(left, v.Name)
		}
	}
	for name := range left {
		return nil, fmt.Errorf("variable %s: the script has no such variable", name)
	}
	return out, nil
}

// watching says what a run takes down beside its outputs.
type watching struct {
	// nodes are those whose points are kept.
	nodes func(*graph.Node) bool
	// verdicts keeps the visits at alert nodes, and visit gets all.
	verdicts bool
	visit    func(*engine.Visit)
}

// execute runs the test.
func (s *spec) execute(ctx context.Context, w watching) (*Result, error) {
	plan, list, err := s.plan()
	if err != nil {
		if s.diags == nil || list == nil {
			return nil, err
		}
		// That the script is refused is what the test is about.
		return &Result{Start: s.start, spec: s, Diagnostics: list}, nil
	}
	r := &Result{Start: plan.Start, Graph: plan.Definitions[0].prog.Graph(), spec: s, plan: plan, outs: map[look]shown{}}
	if s.diags != nil {
		r.Diagnostics = plan.Definitions[0].Script.Vet(vet.Options{})
	}
	x := &execution{Result: r, topics: alert.NewTopics(nil, plan.Start), now: plan.Start}
	x.opts = engine.RunOptions{
		Batches: s.batches,
		Topics:  x.topics,
		OnEvent: func(e *alert.Event) { r.Events = append(r.Events, e.Clone()) },
		OnError: func(err error) { r.Errors = append(r.Errors, err) },
	}
	if len(s.payloads) > 0 {
		x.opts.OnPayload = func(d *alert.Delivery) {
			c := *d
			c.Event = d.Event.Clone()
			r.Payloads = append(r.Payloads, &c)
		}
	}
	if w.nodes != nil {
		r.trace = map[string][]sample{}
		x.opts.Trace = func(m *engine.Message) {
			if !w.nodes(m.Node) {
				return
			}
			for i := range m.Len() {
				r.trace[m.Node.Name] = append(r.trace[m.Node.Name], sample{m.PointTime(i).Sub(r.Start), m.PointTags(i), m.PointFields(i)})
			}
		}
	}
	if w.verdicts || w.visit != nil {
		x.opts.Explain = func(v *engine.Visit) {
			if w.verdicts {
				r.decided = appendAlerts(r.decided, v)
			}
			if w.visit != nil {
				w.visit(v)
			}
		}
	}
	if err := x.run(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// execution is a plan on its way.
type execution struct {
	*Result
	topics *alert.Topics
	opts   engine.RunOptions
	task   *engine.Run
	now    time.Time
}

func (x *execution) run(ctx context.Context) error {
	x.begin(0)
	for _, a := range x.plan.Acts {
		if err := x.act(ctx, a); err != nil {
			return describe(x.defs[len(x.defs)-1].source, err)
		}
	}
	x.End = x.now.Sub(x.Start)
	for _, w := range x.spec.outs {
		if !w.timed {
			x.look(w.name, atEnd)
		}
	}
	if err := x.task.Close(); err != nil {
		return describe(x.defs[len(x.defs)-1].source, err)
	}
	x.Stats = x.task.Stats()
	return nil
}

// begin starts the task with a definition. Alerts go on from what the topics
// know; all else begins anew, as it does on a server (R022, A011).
func (x *execution) begin(def int) {
	d := &x.plan.Definitions[def]
	x.defs = append(x.defs, since{x.now.Sub(x.Start), d})
	x.Graph = d.prog.Graph()
	opts := x.opts
	opts.Start = x.now
	x.task = d.prog.NewRun(opts)
}

func (x *execution) look(name string, at time.Duration) {
	b, err := x.task.HTTPOut(name)
	x.outs[look{name, at}] = shown{b, err}
}

// advance moves the clock; it does not go back for what is late.
func (x *execution) advance(ctx context.Context, t time.Time) error {
	if !t.After(x.now) {
		return nil
	}
	x.now = t
	return x.task.Advance(ctx, t)
}

func (x *execution) act(ctx context.Context, a Act) error {
	if len(a.Points) > 0 {
		x.points = append(x.points, a.Points...)
		for i := range a.Points {
			if err := x.advance(ctx, a.Points[i].Timestamp()); err != nil {
				return err
			}
			if err := x.task.Write(x.plan.DB, x.plan.RP, a.Points[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if err := x.advance(ctx, x.Start.Add(a.At)); err != nil {
		return err
	}
	if a.Define >= 0 {
		if err := x.task.Close(); err != nil {
			return err
		}
		x.begin(a.Define)
	}
	if a.Look != "" {
		x.look(a.Look, a.At)
	}
	return nil
}

// origin is where a script looks for its points, telegraf.autogen when it does not
// say.
func origin(g *graph.Graph) (db, rp string) {
	if d, ok := g.Origin(); ok {
		return d.Database, d.RetentionPolicy
	}
	return "telegraf", "autogen"
}

// describe turns diagnostics into text with source lines.
func describe(src string, err error) error {
	var list diag.List
	if !errors.As(err, &list) {
		return err
	}
	var b strings.Builder
	if rerr := diag.Render(&b, src, list); rerr != nil {
		return err
	}
	return &scriptError{strings.TrimRight(b.String(), "\n"), err}
}

// scriptError is a diag.List with its source lines.
type scriptError struct {
	text string
	err  error
}

func (e *scriptError) Error() string { return e.text }
func (e *scriptError) Unwrap() error { return e.err }

// def is the definition that held at a time.
func (r *Result) def(at time.Duration) since {
	d := r.defs[0]
	for _, x := range r.defs {
		if x.at <= at {
			d = x
		}
	}
	return d
}

// node finds a node by its name, or by its kind where there is only one. Of
// several definitions the last that has it counts.
func (r *Result) node(name string) (*graph.Node, since, error) {
	var err error
	for i := len(r.defs) - 1; i >= 0; i-- {
		n, nerr := nodeOf(r.defs[i].prog.Graph(), name)
		if nerr == nil {
			return n, r.defs[i], nil
		}
		if err == nil {
			err = nerr
		}
	}
	return nil, since{}, err
}

func nodeOf(g *graph.Graph, name string) (*graph.Node, error) {
	var names []string
	var found []*graph.Node
	for _, n := range g.Nodes {
		if n.Name == name {
			return n, nil
		}
		if n.Kind() == name {
			found = append(found, n)
		}
		names = append(names, n.Name)
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("the script has no node %q; it has %s", name, strings.Join(names, ", "))
	}
	names = names[:0]
	for _, n := range found {
		names = append(names, n.Name)
	}
	return nil, fmt.Errorf("%q may be any of %s", name, strings.Join(names, ", "))
}

// place names a node's place in the script, with its source line.
func (d *Definition) place(n *graph.Node) string { return placeOf(d.source, d.file, n) }

func placeOf(source, file string, n *graph.Node) string {
	at := n.Range.Start
	if !at.IsValid() {
		return n.Name
	}
	lines := strings.Split(source, "\n")
	text := ""
	if at.Line <= len(lines) {
		text = ": " + strings.TrimSpace(lines[at.Line-1])
	}
	if file == "" {
		file = "script"
	}
	return fmt.Sprintf("%s, %s:%s%s", n.Name, file, at, text)
}

// alerts are the alert nodes.
func alerts(g *graph.Graph) []*graph.Node {
	var out []*graph.Node
	for _, n := range g.Nodes {
		if n.Kind() == alertKind {
			out = append(out, n)
		}
	}
	return out
}

// alertKind is the kind of an alert node.
const alertKind = "alert"
