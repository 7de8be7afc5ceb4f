package tickscript

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Problem is one mistake in a rule that was built in Go.
type Problem struct {
	// File and Line are the place of the Go call; empty and 0 when unknown.
	File string
	Line int
	// Call is the call in TICKscript's notation: "|window.period".
	Call string
	// Code is the diagnostic's code where the checker found the problem; see the
	// package graph. It is empty for what the builder itself found.
	Code string
	// Message says what is wrong, Hint what to do about it, and Kapacitor is what
	// a server would have said. The last two may be empty.
	Message, Hint, Kapacitor string

	call int
}

// String prints file:line: call: message (hint).
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		fmt.Fprintf(&b, "%s:%d: ", p.File, p.Line)
	}
	if p.Call != "" {
		b.WriteString(p.Call + ": ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return b.String()
}

// RuleError is what is wrong with a rule: every problem, in the order of the Go
// calls.
type RuleError struct{ Problems []Problem }

// Error prints one problem a line.
func (e *RuleError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Text checks the rule and returns the script's text, formatted as tick fmt
// does. The error is a *RuleError with all problems.
func (r *Rule) Text() (string, error) {
	text, _, err := r.build()
	return text, err
}

// Graph checks the rule and returns the pipeline that its text describes. The
// error is a *RuleError with all problems.
func (r *Rule) Graph() (*graph.Graph, error) {
	_, g, err := r.build()
	return g, err
}

// build makes the text, and reads it again: what a server will read has to be
// what was built.
func (r *Rule) build() (string, *graph.Graph, error) {
	found := append([]Problem(nil), r.problems...)
	kept := r.problems
	file := r.file()
	found = append(found, r.problems[len(kept):]...)
	r.problems = kept
	if !r.lenient {
		found = append(found, r.habits()...)
	}
	own, diags := graph.Build(file, r.options(needsValues(file)))
	if len(found) == 0 || onlyHabits(found) {
		found = append(found, r.located(diags)...)
	}
	if len(found) > 0 {
		return "", nil, &RuleError{r.sorted(found)}
	}
	text := syntax.Print(file)
	parsed, errs := syntax.Parse(text)
	if errs.HasErrors() {
		return "", nil, &RuleError{[]Problem{{Message: "the script that was built cannot be read: " + errs.Error()}}}
	}
	g, diags := graph.Build(parsed, r.options(needsValues(parsed)))
	if diags.HasErrors() || !graph.Equal(own, g) {
		return "", nil, &RuleError{[]Problem{{Message: "the script that was built reads as another one; a name or text in it cannot be written:\n" + text}}}
	}
	return text, g, nil
}

// onlyHabits says whether the tree is whole, so that the checker's findings are
// no consequences of the builder's.
func onlyHabits(found []Problem) bool {
	for _, p := range found {
		if p.Code != codeNoLevel {
			return false
		}
	}
	return true
}

// needsValues says whether the script is a template.
func needsValues(f *syntax.File) bool {
	for _, s := range f.Stmts {
		if _, ok := s.(*syntax.TypeDecl); ok {
			return true
		}
	}
	return false
}

const codeNoLevel = "no-level"

// habits reports what a server accepts and nobody means.
func (r *Rule) habits() []Problem {
	var out []Problem
	for _, s := range r.steps {
		if s.spec == nil || s.spec.Kind != "alert" {
			continue
		}
		level := false
		for _, c := range s.own {
			level = level || c.name == "info" || c.name == "warn" || c.name == "crit"
		}
		if !level {
			out = append(out, Problem{
				Call: "|alert", Code: codeNoLevel, call: s.call.call,
				Message: "the alert has no level and stays OK for ever", Hint: "call Info, Warn or Crit",
			})
		}
	}
	return out
}

// located turns the checker's errors into problems with the place of the call.
func (r *Rule) located(diags diag.List) []Problem {
	var out []Problem
	for _, d := range diags {
		if d.Severity != diag.Error {
			continue
		}
		p := Problem{Code: d.Code, Message: d.Message, Hint: d.Hint, Kapacitor: d.Kapacitor, call: d.Range.Start.Offset}
		if p.call > 0 && p.call <= len(r.calls) {
			p.Call = r.calls[p.call-1].chain
		}
		out = append(out, p)
	}
	return out
}

// sorted puts problems in the order of the calls and gives them their places.
func (r *Rule) sorted(ps []Problem) []Problem {
	for i := 1; i < len(ps); i++ {
		for j := i; j > 0 && ps[j].call < ps[j-1].call; j-- {
			ps[j], ps[j-1] = ps[j-1], ps[j]
		}
	}
	for i := range ps {
		if c := ps[i].call; c > 0 && c <= len(r.calls) {
			ps[i].File, ps[i].Line = r.calls[c-1].position()
		}
	}
	return ps
}

// position is the innermost call outside of this package and the ready-made
// rules.
func (p place) position() (string, int) {
	frames := runtime.CallersFrames(p.pcs[:p.n])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, modulePath+"/tickscript.") && !strings.HasPrefix(f.Function, modulePath+"/tickscript/rules.") {
			return f.File, f.Line
		}
		if !more {
			return "", 0
		}
	}
}

const modulePath = "github.com/tickwright/tickwright"
