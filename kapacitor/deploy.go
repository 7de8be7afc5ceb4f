package kapacitor

import (
	"context"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// DeployOptions say how a script becomes a task. ID is needed; DBRPs too, unless the script begins with dbrp statements.
type DeployOptions struct {
	ID string
	// File names the script in diagnostics.
	File string
	// Type is inferred from the script; when it is given all the same it must be right.
	Type  TaskType
	DBRPs []DBRP
	// Vars are checked against the variables that the script declares.
	Vars Vars
	// Disabled defines the task and does not run it.
	Disabled bool
	// Settle is how long the task must have run; DefaultSettle when 0.
	Settle time.Duration
	CheckOptions
}

// Deployment is what Deploy did.
type Deployment struct {
	Task Task
	// Created tells whether the task is new, Changed what was different in the old one (script, dbrps, vars, status, ...).
	Created bool
	Changed []string
	// Findings are what vet says about the script, warnings and infos; errors are not deployed.
	Findings diag.List
}

// Deploy makes a script run as a task, whatever is there now: it checks the script, defines or updates the task, restarts it when it ran
// something else, and waits until it runs. Deploying the same twice does nothing the second time.
//
// A script with mistakes is ErrScript and nothing is sent. A task that stops right after it was started is ErrFailed, with the task's
// error in the text and the task in the Deployment.
func (c *Client) Deploy(ctx context.Context, script string, o DeployOptions) (Deployment, error) {
	const op = "deploy"
	if o.ID == "" {
		return Deployment{}, invalid(op, "no task id given")
	}
	good, err := check(op, rule{file: o.File, script: script, typ: o.Type, dbrps: o.DBRPs, vars: o.Vars}, o.CheckOptions)
	if err != nil {
		return Deployment{}, err
	}
	want := TaskRequest{ID: o.ID, Type: good.typ, DBRPs: good.dbrps, Script: script, Vars: o.Vars, Status: Enabled}
	if o.Disabled {
		want.Status = Disabled
	}
	have, err := c.find(ctx, o.ID)
	if err != nil {
		return Deployment{}, err
	}
	d := Deployment{Created: have == nil, Findings: good.findings}
	if have != nil {
		d.Changed = taskDifferences(want, *have)
	}
	if good.own {
		want.DBRPs = nil
	}
	if d.Task, err = c.converge(ctx, want, have, d.Changed); err != nil || o.Disabled {
		return d, err
	}
	d.Task, err = c.WaitExecuting(ctx, o.ID, o.Settle)
	return d, err
}
