package kube_test

import (
	"context"
	"fmt"
	"log"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"

	"github.com/tickwright/tickwright/kube"
)

func ExampleCollector() {
	// In a program: client, err := kube.Access{Kubeconfig: "/etc/telegraf/kubeconfig"}.Connect()
	client := fake.NewClientset(&corev1.ComponentStatus{
		ObjectMeta: metav1.ObjectMeta{Name: "scheduler"},
		Conditions: []corev1.ComponentCondition{{Type: corev1.ComponentHealthy, Status: corev1.ConditionFalse, Message: "connection refused"}},
	})
	c := kube.NewCollector(client, kube.CollectorOptions{Cluster: "blue", Parts: []kube.Part{kube.PartComponents}})
	for p, err := range c.Points(context.Background()) {
		if err != nil {
			log.Print(err) // one part failed; the others go on
			continue
		}
		if p.Measurement == "kube_components" {
			healthy, _ := p.Fields.Get("healthy")
			cause, _ := p.Fields.Get("cause")
			fmt.Println(p.Tags.Value("name"), healthy, cause)
		}
	}
	// Output:
	// apiserver true ok
	// scheduler false unreachable
}

func ExampleClassifier() {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	node := kube.Object{Ref: kube.Ref{Kind: kube.Node, Name: "n1", UID: "1"}, Node: &kube.NodeFacts{Ready: "True"}}
	cordoned := node
	cordoned.Node = &kube.NodeFacts{Ready: "True", Unschedulable: true}

	c := kube.NewClassifier(kube.ClassifierOptions{Kinds: []kube.Kind{kube.Node}}, nil)
	for _, o := range []kube.Observation{
		{What: kube.RelistBegin}, {What: kube.Present, Object: &node}, {What: kube.RelistEnd, Version: "7"},
		{What: kube.Present, Object: &cordoned}, {What: kube.Absent, Object: &cordoned},
	} {
		o.At, o.Kind = now, kube.Node
		c.Observe(o)
	}
	for _, e := range c.Advance(now.Add(time.Minute)) {
		fmt.Println(e.Subject, e.Change, e.Why, e.Verdict, e.Retires())
	}
	// Output:
	// Node/n1 gone drained normal true
}

func ExampleLifecycle() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	client := fake.NewClientset()
	life := kube.NewLifecycle(client, kube.LifecycleOptions{
		ClassifierOptions: kube.ClassifierOptions{Cluster: "blue", Kinds: []kube.Kind{kube.Node}, Settle: 10 * time.Millisecond},
		// Store: kube.FileStore("/var/lib/rules/blue.state"), to go on after a restart
	})
	go addNode(ctx, client)
	for e, err := range life.Events(ctx) {
		if err != nil {
			log.Print(err)
			return
		}
		fmt.Println(e.Subject, e.Change, e.Why)
		break
	}
	// Output:
	// Node/n1 appeared created
}

// addNode adds a node once the watch is open.
func addNode(ctx context.Context, client *fake.Clientset) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		for _, a := range client.Actions() {
			if a.GetVerb() == "watch" {
				_, _ = client.CoreV1().Nodes().Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n1"}}, metav1.CreateOptions{})
				return
			}
		}
	}
}

func ExampleRetire() {
	events := func(yield func(kube.Event, error) bool) {
		yield(kube.Event{Cluster: "blue", Subject: kube.Ref{Kind: kube.Node, Name: "n1"}, Change: kube.Gone, Why: kube.WhyDrained, Verdict: kube.Normal, Confidence: 0.95}, nil)
	}
	err := kube.Retire(context.Background(), events, kube.Hooks{
		RetireAlerts: func(_ context.Context, t kube.Target) error {
			fmt.Println("close the alerts with", t.Tags) // a client of Alerta goes here
			return nil
		},
		Escalate: func(_ context.Context, t kube.Target) error {
			fmt.Println("page somebody:", t)
			return nil
		},
	}, kube.RetireOptions{OnError: func(e *kube.HookError) { log.Print(e) }})
	fmt.Println(err)
	// Output:
	// close the alerts with map[cluster:blue host:n1]
	// <nil>
}
