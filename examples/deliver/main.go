// Deliver judges a rule over a few points and brings its events into Alerta: in their order, tried again while the
// server is away, and handed back where it refuses them.
//
//	go run ./examples/deliver     # on an Alerta inside this process, which is away at first
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/sink"
)

// The rule names no handler: where its events go is decided below.
const rule = `stream|from().measurement('disk').groupBy('host')
    |alert().warn(lambda: "used" > 80.0).crit(lambda: "used" > 90.0).stateChangesOnly()
        .message('{{ .ID }} is {{ .Level }} at {{ index .Fields "used" }}%')`

// The last host's environment is none that the server allows.
const points = `disk,host=a,env=Production used=85 1700000000000000000
disk,host=b,env=Production used=95 1700000000000000000
disk,host=a,env=Production used=97 1700000010000000000
disk,host=b,env=Production used=20 1700000010000000000
disk,host=c,env=Attic used=99 1700000010000000000
`

func main() {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	srv.Fail(alertatest.Fault{Method: "POST", Path: "/alert", Status: 503, Times: 2})
	if err := run(context.Background(), srv.URL, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "deliver:", err)
		os.Exit(1)
	}
}

// run judges the points, delivers what comes of them and shows what the server then has.
func run(ctx context.Context, url string, out io.Writer) error {
	// The queue tries again, so that the client need not.
	client, err := alerta.New(url, alerta.WithRetries(1, time.Millisecond, time.Millisecond))
	if err != nil {
		return err
	}
	mapper, err := alerta.NewKapacitorMapper(alerta.KapacitorHandler{Environment: `{{ index .Tags "env" }}`, Service: []string{"disks"}})
	if err != nil {
		return err
	}
	prog, err := engine.Compile(rule, engine.Options{Task: "disk"})
	if err != nil {
		return err
	}
	queue := sink.NewQueue(&toAlerta{client: client, mapper: mapper, out: out}, sink.QueueOptions{
		Backoff: 10 * time.Millisecond,
		OnFailed: func(d *alert.Delivery, err error) {
			fmt.Fprintf(out, "not delivered: %s is %s: refused by policy: %t\n", d.Event.ID, d.Event.Level, errors.Is(err, alerta.ErrRejected))
		},
	})
	judged := prog.NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) {
		if err := queue.Put(ctx, &alert.Delivery{Event: e, Node: e.Node, Topic: e.Topic}); err != nil {
			fmt.Fprintf(out, "not taken: %s: %v\n", e.ID, err)
		}
	}})
	judging := judged.ReadFrom(ctx, strings.NewReader(points), engine.ReadOptions{})
	for _, left := range queue.Close(ctx) {
		fmt.Fprintf(out, "left: %s: %v\n", left.Delivery.Event.ID, left.Err)
	}
	if judging != nil {
		return judging
	}
	disks := alerta.Where(alerta.HasService("disks")).SortBy(alerta.Event)
	for a, err := range client.AllAlerts(ctx, disks, alerta.Show{}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "in Alerta: %s, %s, %s\n", a.Event, a.Status, a.Text)
	}
	return nil
}

// toAlerta is a sink that sends events to Alerta, with the fields that Kapacitor's own handler would give them. An
// event that is sent twice, because an answer was lost, counts there as a duplicate.
type toAlerta struct {
	client *alerta.Client
	mapper *alerta.KapacitorMapper
	out    io.Writer
}

// Send sends the event of a delivery.
func (s *toAlerta) Send(ctx context.Context, d *alert.Delivery) error {
	e := d.Event
	encoded, err := e.MarshalJSON()
	if err != nil {
		return err
	}
	var result struct{ Data json.RawMessage }
	if err := json.Unmarshal(encoded, &result); err != nil {
		return err
	}
	post, err := s.mapper.Map(alerta.KapacitorEvent{
		ID: e.ID, Message: e.Message, Level: e.Level.String(), Time: e.Time, Duration: e.Duration, Details: e.Details,
		Name: e.Name, TaskName: e.TaskName, Group: e.Group, Tags: alert.TagMap(e.Tags), Fields: alert.FieldMap(e.Fields), Result: result.Data,
	})
	if err != nil {
		return err
	}
	receipt, err := s.client.Send(ctx, post.Request())
	var answer *alerta.Error
	switch {
	case errors.As(err, &answer) && answer.Status >= 500:
		fmt.Fprintf(s.out, "later: %s is %s: %d\n", e.ID, e.Level, answer.Status)
		return later{err}
	case err != nil:
		return err
	}
	fmt.Fprintf(s.out, "delivered: %s is %s: %s\n", e.ID, e.Level, receipt.Outcome)
	return nil
}

// later is an error that may go away; the queue asks for the method.
type later struct{ error }

func (later) Temporary() bool { return true }
func (l later) Unwrap() error { return l.error }
