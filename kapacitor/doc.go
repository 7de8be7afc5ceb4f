// Package kapacitor is a client for Kapacitor 1.8, and ships alert rules to it like code.
//
//	c, err := kapacitor.New("http://127.0.0.1:9092", kapacitor.WithBasic("ops", password))
//	task, err := c.GetTask(ctx, "disk-rule", kapacitor.TaskView{})
//	for t, err := range c.AllTasks(ctx, kapacitor.TaskQuery{Pattern: "disk-*"}) { ... }
//
// Tasks, templates, topics with their handlers and events, recordings and replays, the server's configuration, logs, storage and users
// are methods of [Client]; everything is addressed by its id.
//
// It does not use Kapacitor's own client, github.com/influxdata/kapacitor/client/v1, because that imports
// github.com/influxdata/influxdb/query, which imports github.com/influxdata/flux, which needs github.com/influxdata/flux/libflux/go/libflux:
// a Rust library, linked through cgo. That types and requests are the same is tested against it.
//
// # Shipping one script
//
// [Client.Deploy] makes a script run, whatever is there: it finds every mistake before it sends anything, defines or updates the task,
// restarts it where it ran something else, and waits until it runs.
//
//	d, err := c.Deploy(ctx, script, kapacitor.DeployOptions{ID: "disk", Vars: kapacitor.Vars{"warn": kapacitor.Float(80)}})
//
// # Shipping a folder
//
// [LoadDir] reads a folder in the layout of Kapacitor's own load service. [Client.Plan] says what would be created, changed and deleted,
// with the diff of each script and, over recorded data, which alerts would appear, vanish or move. [Client.Apply] does it. Formatting is
// no change. Only ids with the owner's prefix are touched, and what was cut off in the middle is finished by planning and applying again.
//
//	set, err := kapacitor.LoadDir(os.DirFS("rules"))
//	plan, err := c.Plan(ctx, set, kapacitor.PlanOptions{Owner: "ops-"})
//	plan.WriteText(os.Stdout)
//	_, err = c.Apply(ctx, plan, kapacitor.ApplyOptions{})
//
// # What Kapacitor does that surprises
//
// Each was seen with 1.8.3, and is a test of the suite that both the real server and kapacitortest pass:
//
//   - A new script given to an enabled task is answered, and not run: ReloadTask.
//   - The type of a task is taken from its script, whatever type is given.
//   - An update cannot take away variables or a template.
//   - A template that its tasks cannot run keeps the new script, the tasks the old one; deleting a template leaves tasks that can no
//     longer be disabled.
//   - Deleting what is not there succeeds.
//   - A slash in an id ends it: DELETE on topic a/b deletes a. Such ids are refused here.
//
// # Errors
//
// Every failed call is an *Error: errors.Is(err, kapacitor.ErrNotFound) and its siblings say of which kind, and ErrScript that a script is
// refused; Error.Diagnostics then has the places.
//
// # Retrying
//
// What is safe to send twice is sent again after a lost connection and after 408, 429, 502, 503 and 504: everything but creating, writing
// points, and patches that are not the same when done twice. The rest is sent again only when the server cannot have seen it.
package kapacitor
