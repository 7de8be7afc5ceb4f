package kapacitor_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
)

func ExampleClient_Deploy() {
	srv := kapacitortest.New(kapacitortest.Config{RealTime: true})
	defer srv.Close()
	c, err := kapacitor.New(srv.URL)
	if err != nil {
		panic(err)
	}
	d, err := c.Deploy(context.Background(), diskRule, kapacitor.DeployOptions{ID: "disk", Vars: kapacitor.Vars{"warn": kapacitor.Float(70)}})
	fmt.Println(d.Created, d.Task.Type, d.Task.Executing, err)

	d, err = c.Deploy(context.Background(), strings.Replace(diskRule, "95", "90", 1), kapacitor.DeployOptions{ID: "disk", Vars: kapacitor.Vars{"warn": kapacitor.Float(70)}})
	fmt.Println(d.Created, d.Changed, d.Task.Executing, err)

	_, err = c.Deploy(context.Background(), diskRule, kapacitor.DeployOptions{ID: "disk", File: "disk.tick", Vars: kapacitor.Vars{"wran": kapacitor.Float(70)}})
	fmt.Println(errors.Is(err, kapacitor.ErrScript))
	// Output:
	// true stream true <nil>
	// false [script] true <nil>
	// true
}

func ExampleClient_Plan() {
	srv := kapacitortest.New(kapacitortest.Config{RealTime: true})
	defer srv.Close()
	c, err := kapacitor.New(srv.URL)
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	set := kapacitor.Set{Tasks: []kapacitor.TaskRequest{{ID: "disk", Script: diskRule}}}
	for range 2 {
		plan, err := c.Plan(ctx, set, kapacitor.PlanOptions{Owner: "ops-"})
		if err != nil {
			panic(err)
		}
		_ = plan.WriteText(os.Stdout)
		if _, err := c.Apply(ctx, plan, kapacitor.ApplyOptions{}); err != nil {
			panic(err)
		}
	}
	// Output:
	// + task ops-disk
	// 1 to create, 0 to change, 0 to delete, 0 unchanged
	// 0 to create, 0 to change, 0 to delete, 1 unchanged
}

func ExampleClient_AllTasks() {
	srv := kapacitortest.New(kapacitortest.Config{})
	defer srv.Close()
	c, err := kapacitor.New(srv.URL)
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	for _, id := range []string{"disk-a", "disk-b", "cpu"} {
		if _, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: id, Script: diskRule}); err != nil {
			panic(err)
		}
	}
	for t, err := range c.AllTasks(ctx, kapacitor.TaskQuery{Pattern: "disk-*", Fields: []string{"status"}}) {
		fmt.Println(t.ID, t.Status, err)
	}
	// Output:
	// disk-a disabled <nil>
	// disk-b disabled <nil>
}
