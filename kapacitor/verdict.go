package kapacitor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Judge is the recorded data over which old and new rules are judged. Points have to be of a database and retention policy that the tasks
// read: backtest.Lines takes them in its engine.ReadOptions.
type Judge struct {
	Input   backtest.Input
	Options backtest.Options
	// Compile are further options of both rules, such as functions and the configuration of handlers. Task and variables are filled in.
	Compile engine.Options
}

// Verdict is what a step does to the alerts of its task over the recorded data.
type Verdict struct {
	Appeared   int `json:"appeared"`
	Vanished   int `json:"vanished"`
	Moved      int `json:"moved"`
	Relevelled int `json:"relevelled"`
	Same       int `json:"same"`
	// Changes are the alerts that differ, in order of time.
	Changes []backtest.Change `json:"changes,omitempty"`
	// Idle says that no from node of the rules let any of the recorded points through: the verdict says nothing.
	Idle bool `json:"idle,omitempty"`
	// Error says why the rules could not be judged; nothing else is set then.
	Error string `json:"error,omitempty"`
}

// judge gives a verdict to every task that is created, deleted, or whose script, variables or databases change, be it by its template.
func (p *planner) judge(ctx context.Context) error {
	templates := map[string]string{}
	for id, script := range p.have.others {
		templates[id] = script
	}
	for _, t := range p.set.Templates {
		templates[t.ID] = t.Script
	}
	judged := map[string]bool{}
	for i := range p.plan.Steps {
		s := &p.plan.Steps[i]
		if s.Kind != TaskKind {
			continue
		}
		judged[s.ID] = true
		var old, new *rule
		if s.have != nil && s.have.Status == Enabled {
			old = &rule{script: s.have.Script, vars: s.have.Vars, dbrps: s.have.DBRPs}
		}
		if s.Action != Delete && s.task.Status == Enabled {
			new = &rule{script: s.task.Script, vars: s.task.Vars, dbrps: s.task.DBRPs}
			if s.task.TemplateID != "" {
				new.script = templates[s.task.TemplateID]
			}
		}
		s.Verdict = p.options.Judge.verdict(ctx, s.ID, old, new)
		if err := ctx.Err(); err != nil {
			return &Error{Op: p.op, Err: err}
		}
	}
	return p.judgeTemplates(ctx, judged)
}

// judgeTemplates sums up, at the step of a template that changes, the verdicts of the tasks that have no step of their own.
func (p *planner) judgeTemplates(ctx context.Context, judged map[string]bool) error {
	for i := range p.plan.Steps {
		s := &p.plan.Steps[i]
		if s.Kind != TemplateKind || s.Action != Change {
			continue
		}
		sum := &Verdict{}
		for _, t := range p.have.users[s.ID] {
			if judged[t.ID] || t.Status != Enabled {
				continue
			}
			old := &rule{script: p.have.templates[s.ID].Script, vars: t.Vars, dbrps: t.DBRPs}
			new := &rule{script: s.template.Script, vars: t.Vars, dbrps: t.DBRPs}
			sum.add(t.ID, p.options.Judge.verdict(ctx, t.ID, old, new))
			if err := ctx.Err(); err != nil {
				return &Error{Op: p.op, Err: err}
			}
		}
		s.Verdict = sum
	}
	return nil
}

func (v *Verdict) add(task string, o *Verdict) {
	if o == nil {
		return
	}
	v.Appeared += o.Appeared
	v.Vanished += o.Vanished
	v.Moved += o.Moved
	v.Relevelled += o.Relevelled
	v.Same += o.Same
	v.Changes = append(v.Changes, o.Changes...)
	if o.Error != "" {
		v.Error = strings.TrimPrefix(v.Error+"; task "+task+": "+o.Error, "; ")
	}
}

func (j *Judge) verdict(ctx context.Context, task string, old, new *rule) *Verdict {
	v, err := j.compare(ctx, task, old, new)
	if err != nil {
		return &Verdict{Error: err.Error()}
	}
	return v
}

func (j *Judge) compare(ctx context.Context, task string, old, new *rule) (*Verdict, error) {
	a, err := j.compile(task, old)
	if err != nil {
		return nil, fmt.Errorf("the old rule: %w", err)
	}
	b, err := j.compile(task, new)
	if err != nil {
		return nil, fmt.Errorf("the new rule: %w", err)
	}
	v := &Verdict{}
	switch {
	case a == nil && b == nil:
	case a == nil:
		report, err := backtest.Run(ctx, b, j.Input, j.Options)
		if err != nil {
			return nil, err
		}
		v.Changes = episodes(report, backtest.Appeared)
		v.Appeared, v.Idle = report.Firings, report.Idle
	case b == nil:
		report, err := backtest.Run(ctx, a, j.Input, j.Options)
		if err != nil {
			return nil, err
		}
		v.Changes = episodes(report, backtest.Vanished)
		v.Vanished, v.Idle = report.Firings, report.Idle
	default:
		c, err := backtest.Compare(ctx, a, b, j.Input, j.Options)
		if err != nil {
			return nil, err
		}
		v.Appeared, v.Vanished = c.Count(backtest.Appeared), c.Count(backtest.Vanished)
		v.Moved, v.Relevelled, v.Same, v.Changes = c.Count(backtest.Moved), c.Count(backtest.Relevelled), c.Same, c.Changes
		v.Idle = c.Old.Idle && c.New.Idle
	}
	return v, nil
}

// compile makes a program of a rule, nil of none. Databases that the script does not say are written before it: the old rule and the new
// one may read different ones.
func (j *Judge) compile(task string, r *rule) (*engine.Program, error) {
	if r == nil {
		return nil, nil
	}
	vars, err := r.vars.Values()
	if err != nil {
		return nil, err
	}
	o := j.Compile
	o.Task, o.Vars = task, vars
	good, err := check("judge", rule{script: r.script, template: true}, CheckOptions{UDFs: o.UDFs})
	if err != nil {
		return nil, err
	}
	var head strings.Builder
	if !good.own {
		for _, d := range r.dbrps {
			fmt.Fprintf(&head, "dbrp %s\n", d)
		}
	}
	return engine.Compile(head.String()+r.script, o)
}

// episodes are all alerts of a report as changes of one kind, in order of time.
func episodes(r *backtest.Report, k backtest.Kind) []backtest.Change {
	var out []backtest.Change
	for _, a := range r.Alerts {
		for _, e := range a.Episodes {
			c := backtest.Change{Kind: k, Node: a.Node, ID: a.ID, New: e}
			if k == backtest.Vanished {
				c.Old, c.New = e, nil
			}
			out = append(out, c)
		}
	}
	sortChanges(out)
	return out
}

func sortChanges(list []backtest.Change) {
	slices.SortStableFunc(list, func(a, b backtest.Change) int { return a.At().Compare(b.At()) })
}
