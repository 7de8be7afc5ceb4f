// Package vet finds what will surprise the author of a script that is correct
// in itself.
//
// What a Kapacitor refuses is the business of the packages syntax and graph; the
// checks here read the graph that these build. Each check has a stable code; the
// list with an explanation of each is [Checks], and CHECKS.md is printed from
// it.
//
// The severity of a finding is a promise: an error means that a real Kapacitor
// refuses the script, cannot start it or dies of it; a warning that it runs and
// surprises; an info is worth knowing.
//
// A comment silences a finding on the line that follows it, or on its own line:
//
//	// tick:ignore no-level until 2027-01-31 levels come with the new runbook
//
// The code and a reason are required, the date is not. A comment that is out of
// date, silences nothing or cannot be read is a finding itself.
package vet

import (
	"fmt"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Options say what is checked.
type Options struct {
	// Only are the codes of the checks to run; empty runs all.
	Only []string
	// Skip are the codes of checks that are left out.
	Skip []string
	// Schema tells which measurements, tags and fields there are; nil means that
	// anything may be there.
	Schema *Schema
	// Now is the day on which ignore comments are judged; the zero time lets
	// none expire.
	Now time.Time
}

// Check is one kind of finding.
type Check struct {
	// Code is stable: "no-level".
	Code     string
	Severity diag.Severity
	// Name says in a few words what is found.
	Name string
	// Doc says why it matters and what to do, in a few sentences.
	Doc string
	run func(*pass)
}

// Checks returns all checks, sorted by code.
func Checks() []Check {
	out := slices.Clone(allChecks)
	slices.SortFunc(out, func(a, b Check) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return out
}

// Script parses, builds and checks a script. The list holds the diagnostics of
// all steps in the order of their places, less what comments silence. The
// checks run only on a script without errors: on another one they would guess.
func Script(src string, build graph.Options, opts Options) (*graph.Graph, diag.List) {
	g, diags := graph.Parse(src, build)
	if !diags.HasErrors() {
		diags = append(diags, run(g, opts)...)
	}
	diags = applyIgnores(diags, g.File, opts)
	diags.Sort()
	return g, diags
}

// Run checks a graph that was built without errors from a file; src is the
// file's text. What comments in the file silence is left out.
func Run(g *graph.Graph, file *syntax.File, src string, opts Options) diag.List {
	diags := applyIgnores(run(g, opts), file, opts)
	diags.Sort()
	return diags
}

// maxNodes bounds the graphs that are checked: some checks take the square of
// their number.
const maxNodes = 2000

// CodeTooLarge is the finding about a script with too many nodes to check.
const CodeTooLarge = "too-large"

func run(g *graph.Graph, opts Options) diag.List {
	if len(g.Nodes) > maxNodes {
		return diag.List{{Range: g.File.Range, Severity: diag.Info, Code: CodeTooLarge,
			Message: fmt.Sprintf("a script with %d nodes is not checked; %d is the most", len(g.Nodes), maxNodes)}}
	}
	p := &pass{g: g, opts: opts, facts: flow(g, opts.Schema)}
	for i := range allChecks {
		c := &allChecks[i]
		if len(opts.Only) > 0 && !slices.Contains(opts.Only, c.Code) || slices.Contains(opts.Skip, c.Code) {
			continue
		}
		p.check = c
		c.run(p)
	}
	return p.diags
}

// pass is what a check works with.
type pass struct {
	g     *graph.Graph
	opts  Options
	facts map[*graph.Node]*Facts
	check *Check
	diags diag.List
}

// report adds a finding of the current check.
func (p *pass) report(r diag.Range, message, hint string) {
	p.reportAs(p.check.Severity, r, message, hint)
}

// reportAs adds a finding of another severity than the check's own.
func (p *pass) reportAs(s diag.Severity, r diag.Range, message, hint string) {
	p.diags = append(p.diags, diag.Diagnostic{Range: r, Severity: s, Code: p.check.Code, Message: message, Hint: hint})
}

// of returns the nodes of a kind, less those whose values are a template's
// variables without one: nothing can be said about these.
func (p *pass) of(kinds ...string) []*graph.Node {
	var out []*graph.Node
	for _, n := range p.nodes() {
		if slices.Contains(kinds, n.Kind()) {
			out = append(out, n)
		}
	}
	return out
}

// nodes returns all nodes with the same exception.
func (p *pass) nodes() []*graph.Node {
	var out []*graph.Node
	for _, n := range p.g.Nodes {
		if !unset(n) {
			out = append(out, n)
		}
	}
	return out
}

func unset(n *graph.Node) bool {
	if n.Unset || slices.ContainsFunc(n.Calls, func(c graph.Call) bool { return c.Unset }) {
		return true
	}
	for _, h := range n.Handlers {
		if h.Unset || slices.ContainsFunc(h.Calls, func(c graph.Call) bool { return c.Unset }) {
			return true
		}
	}
	return false
}

// in returns what arrives at a node, of its first parent.
func (p *pass) in(n *graph.Node) *Facts {
	if len(n.Parents) == 0 {
		return p.facts[n]
	}
	return p.facts[n.Parents[0]]
}

// at is the place of a property's last call, else the node's.
func at(n *graph.Node, property string) diag.Range {
	if c, ok := n.Call(property); ok {
		return c.Range
	}
	return n.Range
}
