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
	// Errors are what nodes log, a node and a message on each line. Empty expects
	// none; "any" does not look.
	Errors string
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
		t.Errorf("%s: %s", f.line, f.text)
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
	add("errors", "Errors", c.Errors)
	for _, b := range bs {
		if err := s.want(b); err != nil {
			return nil, err
		}
	}
	if !s.expects() {
		return nil, fmt.Errorf("the case expects nothing: name events, levels, nodes, counts or errors; \"none\" is an expectation too")
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
// the values that decided, which nothing but a failure is worth.
func (s *spec) run(ctx context.Context) (*Result, *check, error) {
	var traced func(*graph.Node) bool
	watch := map[string]bool{}
	for _, w := range s.nodes {
		watch[w.name] = true
	}
	inner := func(n *graph.Node) bool { return watch[n.Name] || watch[n.Kind()] }
	explain := func(n *graph.Node) bool {
		if inner(n) {
			return true
		}
		for _, ch := range n.Children {
			if ch.Kind() == alertKind {
				return true
			}
		}
		return false
	}
	switch {
	case s.batches != nil:
		traced = explain
	case len(watch) > 0:
		traced = inner
	}
	r, err := s.execute(ctx, traced)
	if err != nil {
		return nil, nil, err
	}
	c := s.compare(r)
	if len(c.findings) > 0 && s.batches == nil {
		if r, err = s.execute(ctx, explain); err != nil {
			return nil, nil, err
		}
		c = s.compare(r)
	}
	return r, c, nil
}

func (s *spec) compare(r *Result) *check {
	c := &check{r: r}
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
	c.errors(s.errors, s.at)
	return c
}
