// Retire shows what is done about things that disappear from a cluster, offline: two nodes of the cluster "blue" go, one in
// good order, one not.
//
//	go run ./examples/retire
//
// The node that is drained and deleted takes its alerts and series along. The node that falls silent raises an alert, and
// everything about it stays. A run of the evaluator judges the disks of all nodes; it forgets the node that was drained, so
// that no window or alert of it is left. Alerta and InfluxDB are the in-process servers of this library, the cluster is
// client-go's fake; in a program of one's own the same hooks get real clients.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/kube"
	"github.com/tickwright/tickwright/tickscript/engine"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "retire:", err)
		os.Exit(1)
	}
}

const cluster = "blue"

// disks is the rule that judges every node's disk.
const disks = `stream|from().measurement('disk').groupBy('host')|alert().warn(lambda: "used_percent" > 80.0).stateChangesOnly()`

// hooks are what this program does about a departure. The packages know nothing of each other: this is where they meet.
func hooks(alerts *alerta.Client, db *influx.Client, rule *engine.Run, out io.Writer) kube.Hooks {
	of := func(t kube.Target) alerta.Query {
		return alerta.Where(alerta.Equal(alerta.Environment, t.Tags["cluster"]), alerta.Equal(alerta.Resource, t.Tags["host"]))
	}
	return kube.Hooks{
		// The run belongs to one goroutine, which is the one that calls the hooks here.
		DropState: func(_ context.Context, t kube.Target) error {
			n := rule.Forget(map[string]string{"host": t.Tags["host"]})
			_, err := fmt.Fprintf(out, "  the rule forgot %d groups of %s\n", n, t.Tags["host"])
			return err
		},
		RetireAlerts: func(ctx context.Context, t kube.Target) error {
			report, err := alerts.Retire(ctx, of(t), alerta.RetireOptions{Text: string(t.Event.Why)})
			fmt.Fprintf(out, "  closed %d alerts of %s\n", len(report.Done), t.Tags["host"])
			return err
		},
		RetireSeries: func(ctx context.Context, t kube.Target) error {
			gone, err := db.Delete(ctx, influx.Deletion{Selection: influx.Selection{Tags: t.Tags}})
			fmt.Fprintf(out, "  deleted %d series with %d values of %s\n", gone.Series, gone.Values, t.Tags["host"])
			return err
		},
		Escalate: func(ctx context.Context, t kube.Target) error {
			_, err := alerts.Send(ctx, alerta.AlertRequest{
				Resource: t.Tags["host"], Event: "NodeLost", Environment: t.Tags["cluster"], Severity: "critical", Service: []string{"kubernetes"},
				Text: fmt.Sprint(t.Event.Evidence[0]),
			})
			fmt.Fprintf(out, "  raised NodeLost for %s\n", t.Tags["host"])
			return err
		},
		Review: func(_ context.Context, t kube.Target) error {
			_, err := fmt.Fprintf(out, "  look at this: %s\n", t)
			return err
		},
	}
}

func run(ctx context.Context, out io.Writer) error {
	alertaServer := alertatest.New(alertatest.Config{AllowedEnvironments: []string{cluster}})
	defer alertaServer.Close()
	alerts, err := alerta.New(alertaServer.URL)
	if err != nil {
		return err
	}
	influxServer := influxtest.New(influxtest.Options{})
	defer influxServer.Close()
	db := influxServer.Client("telegraf")
	client := fake.NewClientset(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "kube-system", UID: "blue-1"}})
	prog, err := engine.Compile(disks, engine.Options{})
	if err != nil {
		return err
	}
	rule := prog.NewRun(engine.RunOptions{})
	if err := furnish(ctx, client, alerts, db, rule); err != nil {
		return err
	}
	if err := show(ctx, "before", alerts, db, out); err != nil {
		return err
	}

	// Short times, so that the example takes seconds; the defaults suit a real cluster.
	life := kube.NewLifecycle(client, kube.LifecycleOptions{ClassifierOptions: kube.ClassifierOptions{
		Cluster: cluster, Kinds: []kube.Kind{kube.Node}, Settle: 200 * time.Millisecond, NodeGrace: 500 * time.Millisecond,
	}})
	watch, stop := context.WithCancel(ctx)
	defer stop()
	go happen(watch, client)
	told := 0
	events := func(yield func(kube.Event, error) bool) {
		for e, err := range life.Events(watch) {
			if err == nil {
				fmt.Fprintf(out, "%s %s: %s, %s (confidence %.2f)\n  because %s\n", e.Subject, e.Change, e.Why, e.Verdict, e.Confidence, e.Evidence[0].Fact)
				told++
			}
			if !yield(e, err) || told == 2 { // both nodes are dealt with: the example is over
				return
			}
		}
	}
	if err := kube.Retire(ctx, events, hooks(alerts, db, rule, out), kube.RetireOptions{OnError: func(e *kube.HookError) { fmt.Fprintln(out, "  failed:", e) }}); err != nil {
		return err
	}
	return show(ctx, "after", alerts, db, out)
}

// furnish lays down three nodes, with a series and an alert each.
func furnish(ctx context.Context, client *fake.Clientset, alerts *alerta.Client, db *influx.Client, rule *engine.Run) error {
	if err := db.CreateDatabase(ctx, "telegraf"); err != nil {
		return err
	}
	for i, name := range []string{"node-a", "node-b", "node-c"} {
		node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name, UID: types.UID("uid-" + name)}}
		node.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}}
		if _, err := client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil {
			return err
		}
		tags := point.NewTags(point.Tag{Key: "host", Value: name}, point.Tag{Key: "cluster", Value: cluster})
		used := point.Fields{{Key: "used_percent", Value: point.Float(85 + float64(i))}}
		p := point.New("disk", tags, used, time.Now())
		if err := db.Write(ctx, p); err != nil {
			return err
		}
		if err := rule.Write("telegraf", "autogen", p); err != nil {
			return err
		}
		if _, err := alerts.Send(ctx, alerta.AlertRequest{
			Resource: name, Event: "disk_used", Environment: cluster, Severity: "warning", Service: []string{"disk"},
		}); err != nil {
			return err
		}
	}
	return nil
}

// happen drains and deletes node-a, and lets node-b fall silent, once the watch is open.
func happen(ctx context.Context, client *fake.Clientset) {
	for !watched(client) && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
	nodes := client.CoreV1().Nodes()
	change := func(name string, f func(*corev1.Node)) {
		if n, err := nodes.Get(ctx, name, metav1.GetOptions{}); err == nil {
			f(n)
			_, _ = nodes.Update(ctx, n, metav1.UpdateOptions{})
		}
	}
	change("node-a", func(n *corev1.Node) { n.Spec.Unschedulable = true })
	_ = nodes.Delete(ctx, "node-a", metav1.DeleteOptions{})
	change("node-b", func(n *corev1.Node) {
		n.Status.Conditions[0].Status, n.Status.Conditions[0].Reason = corev1.ConditionUnknown, "NodeStatusUnknown"
	})
}

func watched(client *fake.Clientset) bool {
	for _, a := range client.Actions() {
		if a.GetVerb() == "watch" {
			return true
		}
	}
	return false
}

// show prints what the servers hold.
func show(ctx context.Context, when string, alerts *alerta.Client, db *influx.Client, out io.Writer) error {
	var hosts, open []string
	for host, err := range db.TagValues(ctx, "disk", "host") {
		if err != nil {
			return err
		}
		hosts = append(hosts, host)
	}
	for a, err := range alerts.AllAlerts(ctx, alerta.Where(alerta.Equal(alerta.Environment, cluster)), alerta.Show{}) {
		if err != nil {
			return err
		}
		if a.Status == alerta.StatusOpen {
			open = append(open, a.Resource+" "+a.Event+" "+a.Severity)
		}
	}
	slices.Sort(hosts)
	slices.Sort(open)
	_, err := fmt.Fprintf(out, "%s: series of %s; alerts: %s\n", when, strings.Join(hosts, ", "), strings.Join(open, ", "))
	return err
}
