package kapacitor

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/tickwright/tickwright/internal/api"
)

// TaskView says how a task is shown.
type TaskView struct {
	// RawScript shows the script as it was given; otherwise it is formatted.
	RawScript bool
	// DotLabels puts statistics into the labels of the graph instead of its attributes.
	DotLabels bool
	// Replay shows the task as it runs in that replay.
	Replay string
}

func (v TaskView) values(q url.Values) {
	q.Set("dot-view", pick(v.DotLabels, "labels", "attributes"))
	q.Set("script-format", pick(v.RawScript, "raw", "formatted"))
	q.Set("replay-id", v.Replay)
}

func pick(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// TaskQuery selects tasks.
type TaskQuery struct {
	TaskView
	// Pattern is a glob over ids: "disk-*". "" is all.
	Pattern string
	// Fields limits what is answered, such as "status" and "executing"; the id always is.
	Fields []string
}

// CreateTask defines a task that does not exist yet; ErrConflict when it does, ErrScript when the server refuses the script. An id is
// made of letters, digits, '-', '.' and '_'; the server chooses one when it is empty. The type is taken from the script, whatever
// r.Type says. When the script is good but the task cannot start, the call fails and the task exists all the same.
func (c *Client) CreateTask(ctx context.Context, r TaskRequest) (Task, error) {
	t, err := send[Task](ctx, c, "id", call{op: "create task", method: http.MethodPost, path: "tasks", body: r})
	return t, about(r.Script, err)
}

// GetTask fetches one task.
func (c *Client) GetTask(ctx context.Context, id string, view TaskView) (Task, error) {
	q := url.Values{}
	view.values(q)
	return get[Task](ctx, c, "id", call{op: "get task", path: "tasks/{}", args: []string{id}, query: q})
}

// UpdateTask changes what is not empty in r; another r.ID renames the task. Two things are not done by it: a new script of an enabled
// task does not run before the task is reloaded (ReloadTask), and variables and a template, once given, cannot be taken away.
func (c *Client) UpdateTask(ctx context.Context, id string, r TaskRequest) (Task, error) {
	repeat := api.RepeatSafe
	if r.ID != "" && r.ID != id {
		repeat = api.RepeatUnsafe
	}
	t, err := send[Task](ctx, c, "id", call{op: "update task", method: http.MethodPatch, path: "tasks/{}", args: []string{id}, body: r, repeat: repeat})
	return t, about(r.Script, err)
}

// EnableTask starts a task and keeps it running across restarts of the server. It does nothing to a task that is enabled.
func (c *Client) EnableTask(ctx context.Context, id string) (Task, error) {
	return c.UpdateTask(ctx, id, TaskRequest{Status: Enabled})
}

// DisableTask stops a task.
func (c *Client) DisableTask(ctx context.Context, id string) (Task, error) {
	return c.UpdateTask(ctx, id, TaskRequest{Status: Disabled})
}

// ReloadTask disables a task and enables it, which is what makes a changed script run. Points that arrive in between are not seen.
func (c *Client) ReloadTask(ctx context.Context, id string) (Task, error) {
	if t, err := c.DisableTask(ctx, id); err != nil {
		return t, err
	}
	return c.EnableTask(ctx, id)
}

// DeleteTask stops and removes a task. Deleting one that does not exist is no error.
func (c *Client) DeleteTask(ctx context.Context, id string) error {
	return c.remove(ctx, "delete task", "tasks/{}", id)
}

// ListTasks fetches one page.
func (c *Client) ListTasks(ctx context.Context, q TaskQuery, p Page) ([]Task, error) {
	v := patternValues(q.Pattern, q.Fields)
	q.TaskView.values(v)
	p.values(v)
	out, err := get[struct{ Tasks []Task }](ctx, c, "tasks", call{op: "list tasks", path: "tasks", query: v})
	return out.Tasks, err
}

// AllTasks walks all tasks, in the order of their ids.
func (c *Client) AllTasks(ctx context.Context, q TaskQuery) iter.Seq2[Task, error] {
	return all(ctx, func(x Task) string { return x.ID }, func(ctx context.Context, p Page) ([]Task, error) { return c.ListTasks(ctx, q, p) })
}
