// Alertlife follows one alert through its whole life in Alerta: raised, repeated, worse, acknowledged, shelved, silenced, closed, reopened,
// expired by housekeeping, and retired with the rest of its cluster.
//
//	go run ./examples/alertlife                                  # on an Alerta inside this process; time is moved on
//	go run ./examples/alertlife -url https://alerta.example.org/api -key-file key.txt
//
// On a real server it sends alerts of a cluster of its own name to the environment given by -environment, and deletes them at the end.
// Nothing expires there, since that takes an hour.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("alertlife", flag.ContinueOnError)
	flags.SetOutput(stderr)
	url := flags.String("url", "", "`address` of a real Alerta's API; without it one runs inside this program")
	keyFile := flags.String("key-file", "", "`file` with an API key for it")
	environment := flags.String("environment", "Development", "`name` of an environment the server allows")
	cluster := flags.String("cluster", fmt.Sprintf("alertlife-%d", time.Now().Unix()), "`name` of the cluster that comes and goes")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintln(stderr, "alertlife: unexpected argument", flags.Arg(0))
		return 2
	}
	l := &life{out: stdout, environment: *environment, cluster: *cluster}
	if err := l.connect(*url, *keyFile); err != nil {
		fmt.Fprintln(stderr, "alertlife:", err)
		return 1
	}
	defer l.close()
	if err := l.live(ctx); err != nil {
		fmt.Fprintln(stderr, "alertlife:", err)
		return 1
	}
	return 0
}

type life struct {
	out                  io.Writer
	environment, cluster string
	c                    *alerta.Client
	embedded             *alertatest.Server // nil on a real server
}

func (l *life) connect(url, keyFile string) (err error) {
	var opts []alerta.Option
	if url == "" {
		l.embedded = alertatest.New(alertatest.Config{})
		url = l.embedded.URL
	}
	if keyFile != "" {
		key, err := os.ReadFile(keyFile)
		if err != nil {
			return err
		}
		opts = append(opts, alerta.WithKey(strings.TrimSpace(string(key))))
	}
	l.c, err = alerta.New(url, append(opts, alerta.WithOrigin("alertlife"))...)
	return err
}

func (l *life) close() {
	if l.embedded != nil {
		l.embedded.Close()
	}
}

// alert is one about a node of the cluster.
func (l *life) alert(node, severity string) alerta.AlertRequest {
	return alerta.AlertRequest{
		Resource: l.cluster + "/" + node, Event: "NodeDown", Environment: l.environment, Severity: severity, Service: []string{"nodes"},
		Text: node + " does not answer", Tags: []string{"cluster=" + l.cluster}, Timeout: time.Hour,
	}
}

func (l *life) live(ctx context.Context) error {
	if err := l.c.Ready(ctx); err != nil {
		return err
	}
	model, err := l.c.AlarmModel(ctx)
	if err != nil {
		return err
	}
	if model.ISA() {
		return fmt.Errorf("this life needs the alarm model ALERTA, the server has %s", model.Name)
	}
	id, err := l.raise(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, string) error{l.handle, l.silence, l.reopen, l.expire, l.retire} {
		if err := step(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// raise sends the alert three times: new, again, and worse.
func (l *life) raise(ctx context.Context) (id string, err error) {
	for _, severity := range []string{"major", "major", "critical"} {
		rec, err := l.c.Raise(ctx, l.alert("node-1", severity))
		if err != nil {
			return "", err
		}
		id = rec.ID
		fmt.Fprintf(l.out, "raise %-9s -> %-10s %s\n", severity, rec.Outcome, describe(*rec.Alert))
	}
	if _, err := l.c.Raise(ctx, l.alert("node-2", "minor")); err != nil {
		return "", err
	}
	return id, nil
}

// handle is what people do with it.
func (l *life) handle(ctx context.Context, id string) error {
	verbs := []struct {
		name string
		do   func(context.Context, string, alerta.Change) error
		ch   alerta.Change
	}{
		{"ack", l.c.Ack, alerta.Change{Text: "looking into it"}},
		{"shelve", l.c.Shelve, alerta.Change{Text: "waiting for a part", Timeout: 30 * time.Minute}},
		{"unshelve", l.c.Unshelve, alerta.Change{}},
		{"close", l.c.Close, alerta.Change{Text: "part replaced"}},
		{"close", l.c.Close, alerta.Change{Text: "twice does no harm"}},
	}
	for _, v := range verbs {
		if err := v.do(ctx, id, v.ch); err != nil {
			return err
		}
		if err := l.show(ctx, v.name, id); err != nil {
			return err
		}
	}
	_, err := l.c.AddNote(ctx, id, "see the maintenance log")
	return err
}

// silence keeps the alert out while the node is worked on.
func (l *life) silence(ctx context.Context, _ string) error {
	b, err := l.c.Silence(ctx, alerta.BlackoutRequest{Environment: l.environment, Resource: l.cluster + "/node-1", Duration: time.Hour, Text: "maintenance"})
	if err != nil {
		return err
	}
	rec, err := l.c.Raise(ctx, l.alert("node-1", "critical"))
	if err != nil {
		return err
	}
	fmt.Fprintf(l.out, "%-15s -> %s\n", "raise, silenced", rec.Outcome)
	return l.c.DeleteBlackout(ctx, b.ID)
}

// reopen raises the closed alert again.
func (l *life) reopen(ctx context.Context, id string) error {
	if _, err := l.c.Raise(ctx, l.alert("node-1", "critical")); err != nil {
		return err
	}
	if _, err := l.c.WaitFor(ctx, id, alerta.StatusOpen); err != nil {
		return err
	}
	return l.show(ctx, "raise again", id)
}

// expire lets an hour pass; on a real server nobody waits for that.
func (l *life) expire(ctx context.Context, id string) error {
	if l.embedded == nil {
		return nil
	}
	l.embedded.Advance(61 * time.Minute)
	rep, err := l.c.Housekeeping(ctx, 0, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(l.out, "%-15s -> %d expired\n", "housekeeping", len(rep.Expired))
	return l.show(ctx, "an hour later", id)
}

// retire ends the whole cluster: first asked what would happen, then done.
func (l *life) retire(ctx context.Context, id string) error {
	a, err := l.c.GetAlert(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintln(l.out, "history:")
	for _, h := range a.History {
		fmt.Fprintln(l.out, strings.TrimRight(fmt.Sprintf("  %-9s %-8s %-8s %s", h.Type, h.Severity, h.Status, h.Text), " "))
	}
	q := alerta.Where(alerta.Equal(alerta.Environment, l.environment), alerta.HasTag("cluster="+l.cluster))
	for _, dry := range []bool{true, false} {
		rep, err := l.c.Retire(ctx, q, alerta.RetireOptions{Mode: alerta.RetireDelete, DryRun: dry})
		if err != nil {
			return err
		}
		left, err := l.c.CountAlerts(ctx, q)
		if err != nil {
			return err
		}
		done := "deleted"
		if rep.DryRun {
			done = "would be deleted"
		}
		fmt.Fprintf(l.out, "retire the cluster: %d of %d %s, %d left\n", len(rep.Done), rep.Matched, done, left.Total)
	}
	return nil
}

func (l *life) show(ctx context.Context, step, id string) error {
	a, err := l.c.GetAlert(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(l.out, "%-15s -> %s\n", step, describe(a))
	return nil
}

func describe(a alerta.Alert) string {
	return fmt.Sprintf("%s, %s (before: %s), %d duplicates", a.Status, a.Severity, a.PreviousSeverity, a.DuplicateCount)
}
