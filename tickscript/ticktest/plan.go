package ticktest

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Plan is what a test does, for whoever wants to do it elsewhere, such as on a
// real server: see [Test.Plan].
type Plan struct {
	// Task is the task's id; DB and RP are where the points are written to.
	Task, DB, RP string
	// Start is what 0s means.
	Start time.Time
	// Definitions are the scripts that the task has, one after the other. The first
	// is there from the start.
	Definitions []Definition
	// Acts are what happens, in order.
	Acts []Act
}

// Definition is one script of a task.
type Definition struct {
	Script *tickscript.Script
	// Vars are the values that the test gives to variables of it.
	Vars map[string]graph.Value

	prog         *engine.Program
	source, file string
}

// Act is one thing that happens in a test.
type Act struct {
	// At is the time of the wall clock, which has done what was due until then.
	At time.Duration
	// Points are written. One of this, Define and Look is set, or none where only the
	// clock moves.
	Points []point.Point
	// Define stops the task and starts it again, with the definition of that index;
	// it may be the one that it had. -1 is none.
	Define int
	// Look reads the httpOut endpoint of that name.
	Look string
	// Late says that the clock moves on while what is written later is older.
	Late bool
}

// Plan returns what the test does. The error says what is wrong with its scripts
// or its data.
func (t *Test) Plan() (*Plan, error) {
	p, _, err := t.spec.plan()
	return p, err
}

// Wall returns what in the plan depends on the wall clock, and so cannot be
// repeated in less than its time: nodes that have timers, lambdas that ask for
// now(), and points that come late.
func (p *Plan) Wall() []string {
	var out []string
	for i := range p.Definitions {
		for _, n := range p.Definitions[i].prog.Graph().Nodes {
			switch n.Kind() {
			case "stats", "barrier", "query", "queryFlux", "autoscale", "k8sAutoscale", "swarmAutoscale", "ec2Autoscale":
				out = append(out, n.Name+" has a timer")
			}
			if asksNow(n) {
				out = append(out, n.Name+" asks for now()")
			}
		}
	}
	for _, a := range p.Acts {
		if a.Late {
			out = append(out, "points come later than their time")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func asksNow(n *graph.Node) bool {
	found := false
	look := func(v graph.Value) {
		if v.Type == catalog.Lambda && v.Lambda != nil {
			syntax.Walk(v.Lambda, func(x syntax.Node) bool {
				c, ok := x.(*syntax.CallExpr)
				found = found || ok && c.Name != nil && c.Name.Name == "now"
				return true
			})
		}
	}
	for _, v := range n.Args {
		look(v)
	}
	for _, c := range n.Calls {
		for _, v := range c.Args {
			look(v)
		}
	}
	return found
}

// plan reads the scripts and the data, and puts all that happens in order. Where
// the script is refused, the diagnostics come beside the error.
func (s *spec) plan() (*Plan, diag.List, error) {
	p := &Plan{Task: s.task, DB: s.db, RP: s.rp, Start: s.start}
	if p.Start.IsZero() {
		p.Start = defaultStart
	}
	if p.Task == "" && s.path != "" {
		p.Task = strings.TrimSuffix(filepath.Base(s.path), filepath.Ext(s.path))
	}
	if p.Task == "" {
		p.Task = "task"
	}
	def, list, err := s.settings.define(p.Task)
	if err != nil {
		return nil, list, err
	}
	p.Definitions = append(p.Definitions, *def)
	if p.DB == "" {
		p.DB, p.RP = origin(def.prog.Graph())
	}
	points, err := expand(p.Start, s.data)
	if err != nil {
		return nil, list, err
	}
	acts, err := s.stepActs(p)
	if err != nil {
		return nil, list, err
	}
	for _, w := range s.outs {
		if w.timed {
			acts = append(acts, placed{w.at, Act{At: w.at, Define: -1, Look: w.name}})
		}
	}
	slices.SortStableFunc(acts, comparePlaced)
	p.mix(points, acts)
	last := time.Duration(0)
	for _, a := range p.Acts {
		last = max(last, a.end(p.Start))
	}
	if s.until > last {
		p.Acts = append(p.Acts, Act{At: s.until, Define: -1})
	}
	return p, list, nil
}

// end is the time of the last thing in an act.
func (a *Act) end(start time.Time) time.Duration {
	if n := len(a.Points); n > 0 {
		return a.Points[n-1].Timestamp().Sub(start)
	}
	return a.At
}

// placed is an act with its place among the points: mostly the act's own time.
type placed struct {
	at  time.Duration
	act Act
}

// comparePlaced orders acts by their places; of one place looks come last.
func comparePlaced(a, b placed) int {
	if c := cmp.Compare(a.at, b.at); c != 0 {
		return c
	}
	return cmp.Compare(min(len(a.act.Look), 1), min(len(b.act.Look), 1))
}

// mix puts the other acts between the points: in front of those of their time,
// but looks behind them.
func (p *Plan) mix(points []point.Point, acts []placed) {
	i := 0
	take := func(until time.Duration, inclusive bool) {
		from := i
		for i < len(points) {
			t := points[i].Timestamp().Sub(p.Start)
			if t > until || t == until && !inclusive {
				break
			}
			i++
		}
		if i > from {
			p.Acts = append(p.Acts, Act{At: points[from].Timestamp().Sub(p.Start), Points: points[from:i], Define: -1})
		}
	}
	for _, a := range acts {
		take(a.at, a.act.Look != "")
		p.Acts = append(p.Acts, a.act)
	}
	take(math.MaxInt64, true)
}

// define reads a script and compiles it.
func (s *settings) define(task string) (*Definition, diag.List, error) {
	if s.rule != nil {
		script, err := s.rule.Script()
		if err != nil {
			return nil, nil, err
		}
		return compiled(script, nil, script.String(), "rule", task)
	}
	src, file, err := s.source()
	if err != nil {
		return nil, nil, err
	}
	key := fmt.Sprintf("%q %q %q %d %q", task, file, src, s.typ, s.vars)
	if d := s.known.get(key); d != nil {
		return d, nil, nil
	}
	script, vars, err := s.parse(src, file)
	if err != nil {
		return nil, diagnosticsOf(err), describe(src, err)
	}
	d, list, err := compiled(script, vars, src, file, task)
	if err == nil {
		s.known.put(key, d)
	}
	return d, list, err
}

func compiled(script *tickscript.Script, vars map[string]graph.Value, src, file, task string) (*Definition, diag.List, error) {
	prog, err := script.Compile(engine.Options{Task: task, File: file})
	if err != nil {
		return nil, diagnosticsOf(err), describe(src, err)
	}
	return &Definition{Script: script, Vars: vars, prog: prog, source: src, file: file}, nil, nil
}

// definitions are the scripts of a file's tests that are compiled already. Nil
// keeps none.
type definitions struct{ all sync.Map }

func (d *definitions) get(key string) *Definition {
	if d == nil {
		return nil
	}
	v, _ := d.all.Load(key)
	def, _ := v.(*Definition)
	return def
}

func (d *definitions) put(key string, def *Definition) {
	if d != nil {
		d.all.Store(key, def)
	}
}
