package kapacitor

import (
	"context"
	"errors"
	"slices"
	"time"
)

// converge makes a task on the server be what is wanted; have is what is there, nil when nothing is, and differs what taskDifferences
// says about it. want.DBRPs are what is to be sent, so empty where the script says them.
//
// An enabled task whose definition changes is disabled by the same call that changes it, and enabled by a second: a Kapacitor that is
// given a new script for an enabled task answers with it and runs the old one on. What an update cannot take away (variables, a template)
// is taken away by making the task anew.
func (c *Client) converge(ctx context.Context, want TaskRequest, have *Task, differs []string) (Task, error) {
	if have == nil {
		return c.CreateTask(ctx, want)
	}
	if len(differs) == 0 {
		return *have, nil
	}
	cleared := len(have.Vars) > 0 && len(want.Vars) == 0
	if cleared || (have.TemplateID != "" && want.TemplateID == "") {
		if err := c.DeleteTask(ctx, have.ID); err != nil {
			return Task{}, err
		}
		return c.CreateTask(ctx, want)
	}
	if slices.Equal(differs, []string{"status"}) {
		return c.UpdateTask(ctx, want.ID, TaskRequest{Status: want.Status})
	}
	change := want
	if have.Status == Enabled {
		change.Status = Disabled
	}
	t, err := c.UpdateTask(ctx, want.ID, change)
	if err != nil || change.Status == want.Status {
		return t, err
	}
	return c.EnableTask(ctx, want.ID)
}

// DefaultSettle is how long a task has to run before it counts as running.
const DefaultSettle = 250 * time.Millisecond

// WaitExecuting looks at an enabled task until it has been executing for a while (DefaultSettle when 0), or the context ends. A task that
// met an error at run time stops, soon after the server has said that it runs; it is returned with an error that is ErrFailed.
func (c *Client) WaitExecuting(ctx context.Context, id string, settle time.Duration) (Task, error) {
	const op = "wait for task"
	if settle == 0 {
		settle = DefaultSettle
	}
	var since time.Time
	return wait(ctx, op, func() (Task, bool, error) {
		t, err := c.GetTask(ctx, id, TaskView{RawScript: true})
		switch {
		case err != nil:
			return t, false, err
		case t.Status != Enabled:
			return t, true, failed(op, "task %s is %s", id, t.Status)
		case t.Error != "" && !t.Executing:
			return t, true, failed(op, "task %s: %s", id, t.Error)
		case !t.Executing:
			since = time.Time{}
			return t, false, nil
		case since.IsZero():
			since = time.Now()
		}
		return t, time.Since(since) >= settle, nil
	})
}

// find fetches a task, nil when there is none.
func (c *Client) find(ctx context.Context, id string) (*Task, error) {
	t, err := c.GetTask(ctx, id, TaskView{RawScript: true})
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &t, nil
}
