package kapacitor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// PlanOptions say what a plan is made for.
type PlanOptions struct {
	// Owner is the prefix of the ids of everything that is ours, such as "ops-": it is put before the ids of the set, and nothing without
	// it is ever changed or deleted. It is needed, and ends in '-', '.' or '_', so that "ops-" does not own what is "opsroom's".
	Owner string
	// Judge, when set, judges old and new rules over recorded data, and Step.Verdict says which alerts would differ.
	Judge *Judge
	CheckOptions
}

// Action is what is done to one resource.
type Action string

// The actions of a plan. Keep is for a template that is not wanted any more, but that tasks of others use: without it they could not even
// be disabled.
const (
	Create Action = "create"
	Change Action = "change"
	Delete Action = "delete"
	Keep   Action = "keep"
)

// Step is one resource that is not as it should be.
type Step struct {
	Action Action `json:"action"`
	Kind   Kind   `json:"kind"`
	ID     string `json:"id"`
	Topic  string `json:"topic,omitempty"` // of handlers
	// Changes names what differs: script, type, dbrps, vars.NAME, template-id, status, executing (it should run and does not), kind,
	// options, match. Values of options are never shown, as they hold secrets.
	Changes []string `json:"changes,omitempty"`
	// Diff is a unified diff of the formatted scripts, where a script changes.
	Diff string `json:"diff,omitempty"`
	// Verdict is what the change does to alerts over recorded data.
	Verdict *Verdict `json:"verdict,omitempty"`
	// Reason says why something is kept.
	Reason string `json:"reason,omitempty"`

	template TemplateRequest
	task     TaskRequest
	have     *Task
	differs  []string
	handler  *TopicHandlerRequest // a pointer: its options are secrets, which %+v of a step must not print
	// pause are tasks that must not run while their template changes: they have no value for a variable that it gets.
	pause []string
}

// Plan is what Apply would do, in its order.
type Plan struct {
	Owner     string `json:"owner"`
	Steps     []Step `json:"steps"`
	Unchanged int    `json:"unchanged"`
	// Findings are what vet says about the scripts, warnings and infos.
	Findings diag.List `json:"findings,omitempty"`
	made     bool
}

// Empty tells whether there is nothing to do.
func (p *Plan) Empty() bool { return p.Count(Create)+p.Count(Change)+p.Count(Delete) == 0 }

// Count returns how many steps do a.
func (p *Plan) Count(a Action) int {
	n := 0
	for _, s := range p.Steps {
		if s.Action == a {
			n++
		}
	}
	return n
}

// Plan compares a set with what the server has of ours and says what would have to be done. Nothing is changed. All scripts, variables
// and handlers are checked before; a set with mistakes is refused as a whole, with every mistake in the error.
//
// Handlers are looked for in the topics that the set names, and in those that the server lists, but for the topics that alert nodes
// have of themselves ("main:task:alert2").
func (c *Client) Plan(ctx context.Context, s Set, o PlanOptions) (*Plan, error) {
	const op = "plan"
	set, err := s.owned(op, o.Owner)
	if err != nil {
		return nil, err
	}
	have, err := c.look(ctx, o.Owner, &set)
	if err != nil {
		return nil, err
	}
	own, findings, err := set.check(op, have.others, o.CheckOptions)
	if err != nil {
		return nil, err
	}
	p := planner{op: op, set: &set, have: have, own: own, options: o, plan: &Plan{Owner: o.Owner, Findings: findings, Steps: []Step{}, made: true}}
	if err := p.run(ctx); err != nil {
		return nil, err
	}
	return p.plan, nil
}

// planner collects steps by the phase in which they are done.
type planner struct {
	op      string
	set     *Set
	have    *state
	own     map[string]bool
	options PlanOptions
	plan    *Plan
	phases  [phaseCount][]Step
}

// The order of work. Handlers come before the tasks whose alerts they carry, templates before their tasks; what is to go goes last, so
// that a failure in the middle leaves too many rules rather than too few. A task to go that uses a template which changes goes first: the
// new script may not suit it.
const (
	phaseRelease = iota
	phaseHandlers
	phaseTemplates
	phaseTasks
	phaseDropTasks
	phaseDropTemplates
	phaseDropHandlers
	phaseCount
)

func (p *planner) add(phase int, s Step) { p.phases[phase] = append(p.phases[phase], s) }

func (p *planner) run(ctx context.Context) error {
	changed := p.templates()
	if err := p.others(changed); err != nil {
		return err
	}
	p.tasks(changed)
	p.handlers()
	for _, steps := range p.phases {
		p.plan.Steps = append(p.plan.Steps, steps...)
	}
	if p.options.Judge != nil {
		return p.judge(ctx)
	}
	return nil
}

// templates plans the templates and returns those that change.
func (p *planner) templates() map[string]bool {
	changed := map[string]bool{}
	wanted := map[string]bool{}
	for _, t := range p.set.Templates {
		wanted[t.ID] = true
		old, ok := p.have.templates[t.ID]
		s := Step{Action: Create, Kind: TemplateKind, ID: t.ID, template: t}
		if ok {
			if sameScript(old.Script, t.Script) {
				p.plan.Unchanged++
				continue
			}
			changed[t.ID] = true
			s.Action, s.Changes, s.Diff = Change, []string{"script"}, unified(format(old.Script), format(t.Script))
			if old.Type != t.Type {
				s.Changes = append(s.Changes, "type")
			}
		}
		p.add(phaseTemplates, s)
	}
	for _, id := range sortedKeys(p.have.templates) {
		if wanted[id] {
			continue
		}
		s := Step{Action: Delete, Kind: TemplateKind, ID: id}
		if users := p.have.foreign(id, p.options.Owner); len(users) > 0 {
			s.Action, s.Reason = Keep, "it is used by "+strings.Join(users, ", ")
		}
		p.add(phaseDropTemplates, s)
	}
	return changed
}

// others makes sure that the tasks of others which use a template of ours can run what it becomes.
func (p *planner) others(changed map[string]bool) error {
	for _, t := range p.set.Templates {
		if !changed[t.ID] {
			continue
		}
		for _, task := range p.have.users[t.ID] {
			if strings.HasPrefix(task.ID, p.options.Owner) {
				continue
			}
			r := rule{file: p.set.file(TemplateKind, t.ID), script: t.Script, vars: task.Vars, dbrps: task.DBRPs}
			if f, err := check(p.op, rule{script: t.Script, template: true}, p.options.CheckOptions); err == nil && f.own {
				r.dbrps = nil
			}
			if _, err := check(p.op, r, p.options.CheckOptions); err != nil {
				return fmt.Errorf("task %s, which is not ours, uses template %s and could not run its new script: %w", task.ID, t.ID, err)
			}
		}
	}
	return nil
}

func (p *planner) tasks(changed map[string]bool) {
	wanted := map[string]bool{}
	pause := map[string][]string{}
	for _, t := range p.set.Tasks {
		wanted[t.ID] = true
		s := Step{Action: Create, Kind: TaskKind, ID: t.ID, task: t}
		if p.own[t.ID] {
			s.task.DBRPs = nil
		}
		if have, ok := p.have.tasks[t.ID]; ok {
			s.differs = taskDifferences(t, have)
			if len(s.differs) == 0 {
				p.plan.Unchanged++
				continue
			}
			s.Action, s.have, s.Changes = Change, &have, named(s.differs, t, have)
			if slices.Contains(s.differs, "script") {
				s.Diff = unified(format(have.Script), format(t.Script))
			}
			if changed[have.TemplateID] && have.Status == Enabled {
				pause[have.TemplateID] = append(pause[have.TemplateID], t.ID)
			}
		}
		p.add(phaseTasks, s)
	}
	for i := range p.phases[phaseTemplates] {
		s := &p.phases[phaseTemplates][i]
		s.pause = pause[s.ID]
	}
	for _, id := range sortedKeys(p.have.tasks) {
		if wanted[id] {
			continue
		}
		have := p.have.tasks[id]
		s := Step{Action: Delete, Kind: TaskKind, ID: id, have: &have}
		if changed[have.TemplateID] {
			p.add(phaseRelease, s)
		} else {
			p.add(phaseDropTasks, s)
		}
	}
}

// named replaces "vars" by the variables that differ.
func named(differs []string, want TaskRequest, have Task) []string {
	var out []string
	for _, d := range differs {
		if d != "vars" {
			out = append(out, d)
			continue
		}
		names := map[string]bool{}
		for name := range want.Vars {
			names[name] = true
		}
		for name := range have.Vars {
			names[name] = true
		}
		for _, name := range sortedKeys(names) {
			x, inWant := want.Vars[name]
			y, inHave := have.Vars[name]
			if inWant != inHave || !sameVars(Vars{name: x}, Vars{name: y}) {
				out = append(out, "vars."+name)
			}
		}
	}
	return out
}

func (p *planner) handlers() {
	wanted := map[string]bool{}
	for _, h := range p.set.Handlers {
		wanted[h.Topic+" "+h.ID] = true
		s := Step{Action: Create, Kind: HandlerKind, ID: h.ID, Topic: h.Topic, handler: &h}
		if have, ok := p.have.handlers[h.Topic][h.ID]; ok {
			if s.Changes = sameHandler(h, have); len(s.Changes) == 0 {
				p.plan.Unchanged++
				continue
			}
			s.Action = Change
		}
		p.add(phaseHandlers, s)
	}
	for _, topic := range sortedKeys(p.have.handlers) {
		for _, id := range sortedKeys(p.have.handlers[topic]) {
			if !wanted[topic+" "+id] {
				p.add(phaseDropHandlers, Step{Action: Delete, Kind: HandlerKind, ID: id, Topic: topic})
			}
		}
	}
}
