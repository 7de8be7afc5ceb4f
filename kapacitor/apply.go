package kapacitor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ApplyOptions say how a plan is applied.
type ApplyOptions struct {
	// DryRun does nothing; OnStep is called all the same.
	DryRun bool
	// OnStep is called after each step, with its error.
	OnStep func(Step, error)
	// Settle is how long the tasks must have run; DefaultSettle when 0. Negative does not wait for them at all.
	Settle time.Duration
}

// Applied is what Apply did.
type Applied struct {
	Created, Changed, Deleted int
	// Failed are the tasks that stopped after they were started, with their errors.
	Failed map[string]string
}

// Apply does what a plan says, step by step, and waits until the tasks that it started run. The first error ends it and leaves done what
// is done: a new plan finds what is left, whether a step that failed had happened or not, so plan and apply can be repeated until they
// succeed. A task that stops by itself does not end it; it is in Applied.Failed, and the error is ErrFailed.
func (c *Client) Apply(ctx context.Context, p *Plan, o ApplyOptions) (Applied, error) {
	const op = "apply"
	var done Applied
	if p == nil || !p.made {
		return done, invalid(op, "the plan was not made by Plan in this process; make it again")
	}
	var started []string
	for _, s := range p.Steps {
		if s.Action == Keep {
			continue
		}
		var err error
		if !o.DryRun {
			err = c.step(ctx, p.Owner, s)
		}
		if o.OnStep != nil {
			o.OnStep(s, err)
		}
		if err != nil {
			return done, err
		}
		switch s.Action {
		case Create:
			done.Created++
		case Change:
			done.Changed++
		case Delete:
			done.Deleted++
		}
		if s.Kind == TaskKind && s.Action != Delete && s.task.Status == Enabled {
			started = append(started, s.ID)
		}
	}
	if o.DryRun || o.Settle < 0 || len(started) == 0 {
		return done, nil
	}
	var err error
	done.Failed, err = c.running(ctx, op, p.Owner, started, o.Settle)
	return done, err
}

// step does one step. The prefix is looked at once more: whatever a plan says, nothing foreign is touched.
func (c *Client) step(ctx context.Context, owner string, s Step) error {
	if owner == "" || !strings.HasPrefix(s.ID, owner) {
		return invalid("apply", "%s %s does not carry the prefix %q and is not ours", s.Kind, s.ID, owner)
	}
	var err error
	switch s.Kind {
	case TemplateKind:
		switch s.Action {
		case Create:
			_, err = c.CreateTemplate(ctx, s.template)
		case Change:
			for _, id := range s.pause {
				if _, err := c.DisableTask(ctx, id); err != nil {
					return err
				}
			}
			_, err = c.UpdateTemplate(ctx, s.ID, s.template)
		case Delete:
			err = c.DeleteTemplate(ctx, s.ID)
		}
	case TaskKind:
		if s.Action == Delete {
			return c.DeleteTask(ctx, s.ID)
		}
		_, err = c.converge(ctx, s.task, s.have, s.differs)
	case HandlerKind:
		switch s.Action {
		case Create:
			_, err = c.CreateTopicHandler(ctx, *s.handler)
		case Change:
			_, err = c.ReplaceTopicHandler(ctx, *s.handler)
		case Delete:
			err = c.DeleteTopicHandler(ctx, s.Topic, s.ID)
		}
	}
	return err
}

// running looks at all tasks of ours at once until those that were started have run for a while or stopped.
func (c *Client) running(ctx context.Context, op, owner string, started []string, settle time.Duration) (map[string]string, error) {
	if settle == 0 {
		settle = DefaultSettle
	}
	q := TaskQuery{Pattern: owner + "*", Fields: []string{"status", "executing", "error"}}
	since := time.Now()
	failed, err := wait(ctx, op, func() (map[string]string, bool, error) {
		now := map[string]Task{}
		for t, err := range c.AllTasks(ctx, q) {
			if err != nil {
				return nil, false, err
			}
			now[t.ID] = t
		}
		failed, pending := map[string]string{}, false
		for _, id := range started {
			t, ok := now[id]
			switch {
			case !ok:
				failed[id] = "it was deleted by somebody else"
			case t.Executing:
			case t.Error != "":
				failed[id] = t.Error
			case t.Status != Enabled:
				failed[id] = "it was disabled by somebody else"
			default:
				pending = true
			}
		}
		return failed, !pending && time.Since(since) >= settle, nil
	})
	if err != nil || len(failed) == 0 {
		return failed, err
	}
	var errs []error
	for _, id := range sortedKeys(failed) {
		errs = append(errs, fmt.Errorf("task %s: %s", id, failed[id]))
	}
	return failed, &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrFailed, errors.Join(errs...))}
}
