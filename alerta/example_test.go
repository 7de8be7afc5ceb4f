package alerta_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

func ExampleClient_Raise() {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	ctx := context.Background()
	c, err := alerta.New(srv.URL)
	if err != nil {
		log.Fatal(err)
	}
	node := alerta.AlertRequest{Resource: "node-7", Event: "NodeDown", Environment: "Production", Severity: "major", Service: []string{"nodes"}}
	for _, severity := range []string{"major", "major", "critical"} {
		node.Severity = severity
		rec, err := c.Raise(ctx, node)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(rec.Outcome, rec.Alert.Severity, rec.Alert.Status, rec.Alert.DuplicateCount)
	}
	node.Environment = "Moon"
	_, err = c.Raise(ctx, node)
	fmt.Println("rejected:", errors.Is(err, alerta.ErrRejected))
	// Output:
	// stored major open 0
	// duplicate major open 1
	// correlated critical open 0
	// rejected: true
}

func ExampleClient_Retire() {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	ctx := context.Background()
	c, err := alerta.New(srv.URL)
	if err != nil {
		log.Fatal(err)
	}
	for i, cluster := range []string{"blue", "blue", "green"} {
		_, err := c.Raise(ctx, alerta.AlertRequest{Resource: fmt.Sprintf("node-%d", i), Event: "NodeDown", Environment: "Production", Severity: "critical",
			Service: []string{"nodes"}, Tags: []string{"cluster=" + cluster}})
		if err != nil {
			log.Fatal(err)
		}
	}
	blue := alerta.Where(alerta.HasTag("cluster=blue"))
	for _, dry := range []bool{true, false} {
		rep, err := c.Retire(ctx, blue, alerta.RetireOptions{DryRun: dry, Text: "cluster blue is gone"})
		if err != nil {
			log.Fatal(err)
		}
		open, err := c.CountAlerts(ctx, alerta.Where(alerta.Equal(alerta.Status, "open")))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("dry run %v: %d to close, %d open\n", rep.DryRun, len(rep.Done), open.Total)
	}
	// Output:
	// dry run true: 2 to close, 3 open
	// dry run false: 2 to close, 1 open
}

func ExampleClient_Reconcile() {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	ctx := context.Background()
	c, err := alerta.New(srv.URL)
	if err != nil {
		log.Fatal(err)
	}
	alert := func(resource string) alerta.AlertRequest {
		return alerta.AlertRequest{Resource: resource, Event: "DiskFull", Environment: "Production", Severity: "major", Service: []string{"disks"}}
	}
	for _, found := range [][]alerta.AlertRequest{{alert("a"), alert("b")}, {alert("a"), alert("b")}, {alert("b")}} {
		rep, err := c.Reconcile(ctx, alerta.Desired{Origin: "nightly check", Alerts: found})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("raised", len(rep.Raised), "unchanged", len(rep.Unchanged), "closed", len(rep.Closed))
	}
	// Output:
	// raised 2 unchanged 0 closed 0
	// raised 0 unchanged 2 closed 0
	// raised 0 unchanged 1 closed 1
}

func ExampleWhere() {
	q := alerta.Where(
		alerta.Equal(alerta.Environment, "Production"),
		alerta.NotEqual(alerta.Status, "closed", "expired"),
		alerta.Contains(alerta.Text, "disk"),
		alerta.ReceivedAfter(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
	)
	v, err := q.Values()
	fmt.Println(v["environment"], v["status!"], v["text"], v["from-date"], err)
	_, err = alerta.Where(alerta.Equal(alerta.Text, "~x")).Values()
	fmt.Println(err)
	// Output:
	// [Production] [closed expired] [~disk] [2026-01-02T03:04:05.000Z] <nil>
	// "text"="~x": the server takes a value that begins with ~ for a pattern
}

func ExampleKapacitorMapper_Map() {
	m, err := alerta.NewKapacitorMapper(alerta.KapacitorHandler{Resource: `{{ index .Tags "host" }}`, ConfigEnvironment: "Production"})
	if err != nil {
		log.Fatal(err)
	}
	p, err := m.Map(alerta.KapacitorEvent{ID: "disk", Name: "disk", Level: "CRITICAL", Message: "disk is full", Group: "host=a", Tags: map[string]string{"host": "a"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Resource, p.Event, p.Severity, p.Service, p.Tags)
	// Output:
	// a disk critical [disk] [host=a]
}
