// Package kapacitor is a client for Kapacitor 1.6 to 1.8: tasks, templates, topics and their handlers, recordings and replays, the
// server's configuration, logs and storage.
//
//	c, err := kapacitor.New("http://127.0.0.1:9092", kapacitor.WithBasic("ops", password))
//	task, err := c.GetTask(ctx, "disk-rule", kapacitor.TaskView{})
//	for t, err := range c.AllTasks(ctx, kapacitor.TaskQuery{Pattern: "disk-*"}) { ... }
//
// It does not use Kapacitor's own client, github.com/influxdata/kapacitor/client/v1, because that imports
// github.com/influxdata/influxdb/query, which imports github.com/influxdata/flux, which needs github.com/influxdata/flux/libflux/go/libflux:
// a Rust library, linked through cgo.
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
