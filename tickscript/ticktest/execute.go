package ticktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Result is what a rule made of a test's data.
type Result struct {
	// Start is what 0s means; End is the time of the last point, or until when the
	// clock ran.
	Start time.Time
	End   time.Duration
	// Events are all alert events, in order.
	Events []*alert.Event
	// Errors are what nodes logged: *engine.NodeError.
	Errors []error
	// Stats are the nodes' counters.
	Stats []engine.NodeStats
	// Graph is the rule's pipeline.
	Graph *graph.Graph

	points []point.Point
	// trace holds, by the name of a node, the points that left it.
	trace map[string][]sample
	// source and file are the script's text and name.
	source, file string
}

// sample is a point that left a node.
type sample struct {
	at time.Duration
	// arrived is the time of the message: for a point of a batch, the batch's.
	arrived time.Duration
	tags    []alert.Tag
	fields  []alert.Field
}

// load reads the script and checks it.
func (s *spec) load() (*tickscript.Script, string, string, error) {
	src, file := s.text, s.textFile
	switch {
	case s.rule != nil:
		script, err := s.rule.Script()
		if err != nil {
			return nil, "", "", err
		}
		return script, script.String(), "rule", nil
	case s.path != "":
		b, err := os.ReadFile(s.path)
		if err != nil {
			return nil, "", "", fmt.Errorf("reading the script: %w", err)
		}
		src, file = string(b), s.path
	case strings.TrimSpace(src) == "":
		return nil, "", "", errors.New("the test names no script")
	}
	opts := tickscript.ParseOptions{File: file, Options: graph.Options{Type: s.typ}}
	if len(s.vars) > 0 {
		vars, err := varsOf(src, s.vars)
		if err != nil {
			return nil, src, file, err
		}
		opts.Vars = vars
	}
	script, err := tickscript.Parse(src, opts)
	return script, src, file, err
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

// execute runs the test, with the points that leave the nodes named in trace.
func (s *spec) execute(ctx context.Context, traced func(*graph.Node) bool) (*Result, error) {
	script, src, file, err := s.load()
	if err != nil {
		return nil, describe(src, err)
	}
	task := s.task
	if task == "" && s.path != "" {
		task = strings.TrimSuffix(filepath.Base(s.path), filepath.Ext(s.path))
	}
	prog, err := script.Compile(engine.Options{Task: task, File: file})
	if err != nil {
		return nil, describe(src, err)
	}
	start := s.start
	if start.IsZero() {
		start = defaultStart
	}
	points, err := expand(start, s.data)
	if err != nil {
		return nil, err
	}
	r := &Result{Start: start, Graph: prog.Graph(), points: points, source: src, file: file}
	opts := engine.RunOptions{
		Start:   start,
		Batches: s.batches,
		OnEvent: func(e *alert.Event) { r.Events = append(r.Events, e.Clone()) },
		OnError: func(err error) { r.Errors = append(r.Errors, err) },
	}
	if traced != nil {
		r.trace = map[string][]sample{}
		opts.Trace = func(m *engine.Message) {
			if !traced(m.Node) {
				return
			}
			for i := range m.Len() {
				r.trace[m.Node.Name] = append(r.trace[m.Node.Name], sample{m.PointTime(i).Sub(start), m.Time().Sub(start), m.PointTags(i), m.PointFields(i)})
			}
		}
	}
	db, rp := s.db, s.rp
	if db == "" {
		db, rp = origin(r.Graph)
	}
	run := prog.NewRun(opts)
	now := start
	for i := range points {
		if t := points[i].Timestamp(); t.After(now) {
			if err := run.Advance(ctx, t); err != nil {
				return nil, describe(src, err)
			}
			now = t
		}
		if err := run.Write(db, rp, points[i]); err != nil {
			return nil, describe(src, err)
		}
	}
	if end := start.Add(s.until); end.After(now) {
		if err := run.Advance(ctx, end); err != nil {
			return nil, describe(src, err)
		}
		now = end
	}
	r.End = now.Sub(start)
	if err := run.Close(); err != nil {
		return nil, describe(src, err)
	}
	r.Stats = run.Stats()
	return r, nil
}

// origin is where a script looks for its points: what it subscribes to, or what
// its first from node selects.
func origin(g *graph.Graph) (db, rp string) {
	if len(g.DBRPs) > 0 {
		return g.DBRPs[0].Database, g.DBRPs[0].RetentionPolicy
	}
	for _, n := range g.Nodes {
		if n.Kind() == "from" {
			if db := n.Str("database", ""); db != "" {
				return db, n.Str("retentionPolicy", "autogen")
			}
		}
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

// node finds a node by its name, or by its kind where there is only one.
func (r *Result) node(name string) (*graph.Node, error) {
	var names []string
	var found []*graph.Node
	for _, n := range r.Graph.Nodes {
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
func (r *Result) place(n *graph.Node) string {
	at := n.Range.Start
	if !at.IsValid() {
		return n.Name
	}
	lines := strings.Split(r.source, "\n")
	text := ""
	if at.Line <= len(lines) {
		text = ": " + strings.TrimSpace(lines[at.Line-1])
	}
	file := r.file
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
