package engine

import (
	"context"
	"errors"
	"io"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Script is the text of one rule of a set, and how it is compiled. Options.Task
// should tell the rules apart: events carry it.
type Script struct {
	Text string
	Options
}

// Set is many rules that are judged over one stream of points: the text is read
// once, and each point is looked at only by the rules that select it. It is
// immutable and safe for concurrent use.
type Set struct {
	programs []*Program
	syms     *symbols
}

// CompileSet compiles rules for one stream. The error is a diag.List with the
// mistakes of all scripts; give each a File to tell them apart.
func CompileSet(scripts ...Script) (*Set, error) {
	set := &Set{syms: newSymbols()}
	var all diag.List
	for _, s := range scripts {
		g, diags := graph.Parse(s.Text, graph.Options{Type: s.Type, Vars: s.Vars, UDFs: s.UDFs})
		if diags.HasErrors() {
			all = append(all, diags.WithFile(s.File)...)
			continue
		}
		p, err := compileGraph(g, s.Options, set.syms)
		if err != nil {
			var list diag.List
			if !errors.As(err, &list) {
				return nil, err
			}
			all = append(all, list...)
			continue
		}
		set.programs = append(set.programs, p)
	}
	if all.HasErrors() {
		all.Sort()
		return nil, all
	}
	if len(set.programs) == 0 {
		return nil, errors.New("a set needs at least one script")
	}
	return set, nil
}

// Programs returns the rules in the order they were given.
func (s *Set) Programs() []*Program { return append([]*Program(nil), s.programs...) }

// SetRun is one execution of all rules of a set. It is not safe for concurrent
// use.
type SetRun struct {
	all   *Run
	rules []*Run
}

// NewRun starts a run of every rule. The options hold for each; where DBRPs is
// empty a rule subscribes to those of its own dbrp statements. Shards is not
// used.
func (s *Set) NewRun(opts RunOptions) *SetRun {
	syms := s.syms.clone()
	r := &SetRun{all: &Run{opts: opts, syms: syms, sources: map[origin]*source{}}}
	for _, p := range s.programs {
		rule := p.newRun(opts, syms)
		rule.sources = r.all.sources
		r.rules = append(r.rules, rule)
		r.all.pipelines = append(r.all.pipelines, rule.pipelines...)
	}
	r.all.limit()
	return r
}

// Rule returns the run of the i-th rule, for its Stats, HTTPOut and Err.
func (r *SetRun) Rule(i int) *Run { return r.rules[i] }

// ReadFrom is Run.ReadFrom for all rules. A rule that ends early does not end the
// others.
func (r *SetRun) ReadFrom(ctx context.Context, in io.Reader, opts ReadOptions) error {
	return r.all.ReadFrom(ctx, in, opts)
}

// Write is Run.Write for all rules.
func (r *SetRun) Write(db, rp string, points ...lp.Point) error {
	return r.all.Write(db, rp, points...)
}

// Points returns how many points were read.
func (r *SetRun) Points() int64 { return r.all.Points() }

// Events returns how many alert events all rules made.
func (r *SetRun) Events() int64 {
	var n int64
	for _, rule := range r.rules {
		n += rule.Events()
	}
	return n
}

// Close ends the input of every rule. The error joins those of the rules that
// ended early.
func (r *SetRun) Close() error {
	r.all.closed = true
	var errs []error
	for _, rule := range r.rules {
		errs = append(errs, rule.Close())
	}
	return errors.Join(errs...)
}
