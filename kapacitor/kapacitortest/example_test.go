package kapacitortest_test

import (
	"context"
	"fmt"

	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
)

// A rule is defined over the API and gets points; what its handler would have sent is there to be looked at.
func Example() {
	srv := kapacitortest.New(kapacitortest.Config{})
	defer srv.Close()
	ctx := context.Background()
	client, err := kapacitor.New(srv.URL)
	if err != nil {
		panic(err)
	}
	_, err = client.CreateTask(ctx, kapacitor.TaskRequest{
		ID: "disk", Status: kapacitor.Enabled, DBRPs: []kapacitor.DBRP{{Database: "telegraf", RetentionPolicy: "autogen"}},
		Script: `stream|from().measurement('disk').groupBy('host')|alert().id('{{ index .Tags "host" }}').crit(lambda: "used_percent" > 90).slack()`,
	})
	if err != nil {
		panic(err)
	}
	if err := client.WriteLines(ctx, "telegraf", "autogen", 0, []byte("disk,host=a used_percent=95 1\n")); err != nil {
		panic(err)
	}
	for _, d := range srv.Deliveries() {
		fmt.Println(d.Task, d.Kind, d.Event.ID, d.Event.Level)
	}
	// Output: disk slack a CRITICAL
}
