package tickscript

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
	"github.com/tickwright/tickwright/tickscript/vet"
)

// Script is a checked TICKscript: its text, its tree and the pipeline it
// describes. It is not changed once it is made.
type Script struct {
	src   string
	file  string
	graph *graph.Graph
	opts  graph.Options
}

// ParseOptions say how a script is read. The zero ParseOptions infer the task
// type from the script.
type ParseOptions struct {
	// File names the script in diagnostics.
	File string
	graph.Options
}

// Parse reads and checks a script. The error is a diag.List with every mistake:
// what Kapacitor refuses when the task is defined, and what it refuses when the
// task is started as far as the text tells.
func Parse(src string, opts ParseOptions) (*Script, error) {
	g, diags := graph.Parse(src, opts.Options)
	if diags.HasErrors() {
		diags.Sort()
		return nil, diags.WithFile(opts.File)
	}
	return &Script{src: src, file: opts.File, graph: g, opts: opts.Options}, nil
}

// Format returns a script as tick fmt prints it. The error is a diag.List.
func Format(src string) (string, error) {
	f, diags := syntax.Parse(src)
	if diags.HasErrors() {
		return "", diags
	}
	return syntax.Print(f), nil
}

// String returns the script's text as it was given.
func (s *Script) String() string { return s.src }

// Format returns the script's text as tick fmt prints it.
func (s *Script) Format() string { return syntax.Print(s.graph.File) }

// Graph returns the pipeline that the script describes.
func (s *Script) Graph() *graph.Graph { return s.graph }

// Vet finds what will surprise the script's author: see package vet.
func (s *Script) Vet(opts vet.Options) diag.List {
	return vet.Run(s.graph, s.graph.File, s.src, opts).WithFile(s.file)
}

// Compile makes the script ready to be judged. The task type and the variables
// are those the script was parsed with; the file's name is taken over when opts
// has none.
func (s *Script) Compile(opts engine.Options) (*engine.Program, error) {
	if opts.File == "" {
		opts.File = s.file
	}
	return engine.CompileGraph(s.graph, opts)
}

// Script checks the rule and returns it as a Script, whose text is formatted as
// tick fmt prints it. The error is a *RuleError with all problems, each naming
// the call that caused it.
func (r *Rule) Script() (*Script, error) {
	text, g, err := r.build()
	if err != nil {
		return nil, err
	}
	return &Script{src: text, graph: g, opts: r.options(false)}, nil
}
