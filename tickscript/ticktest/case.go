package ticktest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Case is a test written in Go: a rule, its data and what is expected of it, in
// the notation of the package's files. What is expected is compared when it is
// not empty; "none" expects none.
type Case struct {
	// One of: File is a script's path, Script a script's text, Rule a rule that was
	// built in Go.
	File, Script string
	Rule         *tickscript.Rule
	// Vars are values for the script's variables, as tick replay -var takes them.
	Vars map[string]string
	// Task is what templates see as .TaskName; default: the script file's name.
	Task string
	// Type is the task type; the zero Type is told from the script.
	Type graph.TaskType
	// DB and RP are where the points are written to; default: where the script
	// looks.
	DB, RP string
	// Start is what 0s means; default 2024-01-01T00:00:00Z.
	Start time.Time
	// Data are series, or line protocol, one on a line.
	Data string
	// Batches answers the queries of a batch task.
	Batches engine.BatchSource
	// Steps are what happens beside the points, one on a line: 5m restart, 10m script
	// other.tick, 10m var crit = 97, 20m clock 1d.
	Steps string
	// Until is how long the clock runs, at least until the last point.
	Until time.Duration

	// Events are all alert events, one on a line.
	Events string
	// EventsOf are all events of a selector: of an event id, or of tags such as
	// host=a.
	EventsOf map[string]string
	// Levels are a selector and its levels on each line:
	// a/disk_used crit from 5m to 12m, else ok.
	Levels string
	// Nodes are points that leave a node, by its name.
	Nodes map[string]string
	// Counts are a node and its counters on each line: mean2 emitted=4.
	Counts string
	// HTTPOut are the points that httpOut endpoints show at the end, by name, or at
	// another time: "top at 5m".
	HTTPOut map[string]string
	// Payloads are what the handlers of a kind send, by kind: a time, an event id and
	// parts of the payload on each line.
	Payloads map[string]string
	// Errors are what nodes log, a node and a message on each line. Empty expects
	// none; "any" does not look.
	Errors string
	// Diagnostics are the errors and warnings about the script: a place, a code and,
	// where it is wanted, a message on each line.
	Diagnostics string
}

// TB is the part of testing.TB that Run needs.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

var _ TB = testing.TB(nil)

// Run runs a case, and fails the test where the rule does something else than
// expected. It returns what the rule did, for whatever else is to be asserted.
func Run(t TB, c Case) *Result {
	t.Helper()
	s, err := c.spec()
	if err != nil {
		t.Fatalf("%v", err)
		return nil
	}
	r, ck, err := s.run(context.Background())
	if err != nil {
		t.Fatalf("%v", err)
		return nil
	}
	for _, f := range ck.findings {
		t.Errorf("%s:%d: %s", f.line, f.col+1, f.text)
	}
	return r
}

func (c *Case) spec() (*spec, error) {
	s := &spec{at: line{file: "case", n: 1}}
	s.settings = settings{
		path: c.File, text: c.Script, textFile: "script", rule: c.Rule, vars: c.Vars, task: c.Task, typ: c.Type, db: c.DB, rp: c.RP,
		start: c.Start, until: c.Until, batches: c.Batches,
	}
	n := 0
	for _, set := range []bool{c.File != "", c.Script != "", c.Rule != nil} {
		if set {
			n++
		}
	}
	if n != 1 {
		return nil, fmt.Errorf("a case has one of File, Script and Rule; this one has %d", n)
	}
	if c.Data != "" {
		s.data = append(s.data, ownBlock("Data", c.Data))
	}
	if c.Steps != "" {
		b := ownBlock("Steps", c.Steps)
		b.name = "steps"
		steps, err := parseSteps(b, "")
		if err != nil {
			return nil, err
		}
		s.steps = steps
	}
	var bs []*block
	add := func(directive, field, text string, rest ...string) {
		if text == "" {
			return
		}
		b := ownBlock(field, text)
		switch strings.TrimSpace(text) {
		case "none", "any":
			b = &block{head: line{field, 1, text}}
			rest = append(rest, strings.TrimSpace(text))
		}
		for _, w := range rest {
			b.rest = append(b.rest, token{text: w})
		}
		b.name = directive
		bs = append(bs, b)
	}
	add("events", "Events", c.Events)
	for _, sel := range slices.Sorted(maps.Keys(c.EventsOf)) {
		add("events", "EventsOf["+sel+"]", c.EventsOf[sel], "of", sel)
	}
	add("levels", "Levels", c.Levels)
	for _, name := range slices.Sorted(maps.Keys(c.Nodes)) {
		add("node", "Nodes["+name+"]", c.Nodes[name], name)
	}
	add("counts", "Counts", c.Counts)
	for _, name := range slices.Sorted(maps.Keys(c.HTTPOut)) {
		add("httpout", "HTTPOut["+name+"]", c.HTTPOut[name], strings.Fields(name)...)
	}
	for _, kind := range slices.Sorted(maps.Keys(c.Payloads)) {
		add("payloads", "Payloads["+kind+"]", c.Payloads[kind], kind)
	}
	add("errors", "Errors", c.Errors)
	add("diagnostics", "Diagnostics", c.Diagnostics)
	for _, b := range bs {
		if err := s.want(b); err != nil {
			return nil, err
		}
	}
	if !s.expects() {
		return nil, fmt.Errorf("the case expects nothing: name events, levels, nodes, counts, httpOuts, payloads, errors or diagnostics; \"none\" is an expectation too")
	}
	return s, nil
}

// want adds an expectation.
func (w *wants) want(b *block) error {
	switch b.name {
	case "events":
		e, err := parseEvents(b)
		if err != nil {
			return err
		}
		w.events = append(w.events, e)
	case "node":
		n, err := parseNode(b)
		if err != nil {
			return err
		}
		w.nodes = append(w.nodes, n)
	case "errors":
		if w.errors != nil {
			return b.head.errorf(b.head.indent(), "the errors stand in line %d already", w.errors.block.head.n)
		}
		e, err := parseErrors(b)
		if err != nil {
			return err
		}
		w.errors = e
	case "httpout":
		o, err := parseOut(b)
		if err != nil {
			return err
		}
		w.outs = append(w.outs, o)
	case "payloads":
		p, err := parsePayloads(b)
		if err != nil {
			return err
		}
		w.payloads = append(w.payloads, p)
	case "diagnostics":
		if w.diags != nil {
			return b.head.errorf(b.head.indent(), "the diagnostics stand in line %d already", w.diags.block.head.n)
		}
		d, err := parseDiagnostics(b)
		if err != nil {
			return err
		}
		w.diags = d
	case "levels", "counts":
		if len(b.rest) > 0 || len(b.lines) == 0 {
			return b.head.errorf(b.head.indent(), "%s stand on the lines below %q, deeper than it", b.name, b.name)
		}
		for _, l := range b.lines {
			if b.name == "levels" {
				v, err := parseLevels(l)
				if err != nil {
					return err
				}
				w.levels = append(w.levels, v)
				continue
			}
			v, err := parseCounts(l)
			if err != nil {
				return err
			}
			w.counts = append(w.counts, v)
		}
	}
	return nil
}

// run executes the test and compares. A test that fails is run once more to show
// what decided, which nothing but a failure is worth.
func (s *spec) run(ctx context.Context) (*Result, *check, error) {
	names := map[string]bool{}
	for _, w := range s.nodes {
		names[w.name] = true
	}
	// The queries of a batch task are answered once.
	w := watching{verdicts: s.batches != nil}
	if len(names) > 0 {
		w.nodes = func(n *graph.Node) bool { return names[n.Name] || names[n.Kind()] }
	}
	r, err := s.execute(ctx, w)
	if err != nil {
		return nil, nil, err
	}
	c := s.compare(r)
	if len(c.findings) > 0 && !w.verdicts && r.plan != nil {
		w.verdicts = true
		first := r
		if r, err = s.execute(ctx, w); err != nil {
			return nil, nil, err
		}
		// A run that is explained keeps a state for groups where another need not.
		r.Stats = first.Stats
		c = s.compare(r)
	}
	return r, c, nil
}

func (s *spec) compare(r *Result) *check {
	c := &check{r: r}
	if r.plan == nil {
		// The script was refused, which is all that can be said about it.
		c.diagnostics(s.diags)
		if others := s.wants; len(c.findings) == 0 {
			others.diags = nil
			if others.expects() {
				c.fail(s.at, "the script is refused, as the test expects; so nothing else can be expected of it")
			}
		}
		return c
	}
	for _, w := range s.events {
		c.events(w)
	}
	for _, w := range s.levels {
		c.levels(w)
	}
	for _, w := range s.nodes {
		c.node(w)
	}
	for _, w := range s.counts {
		c.counts(w)
	}
	for _, w := range s.outs {
		c.out(w)
	}
	for _, w := range s.payloads {
		c.payloads(w)
	}
	if s.diags != nil && !r.live {
		c.diagnostics(s.diags)
	}
	c.errors(s.errors, s.at)
	return c
}
