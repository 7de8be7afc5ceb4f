package dashboards_test

import (
	"fmt"

	"github.com/tickwright/tickwright/grafana/dashboards"
)

// A rule's dashboard has a panel for each alert: the query that the pipeline
// computes, and a line for each level.
func ExampleFromScript() {
	d, err := dashboards.FromScript(`
dbrp "telegraf"."autogen"

stream
    |from().measurement('cpu').groupBy('host')
    |window().period(1m).every(1m).align()
    |mean('usage_idle').as('idle')
    |alert().warn(lambda: "idle" < 20).crit(lambda: "idle" < 10)
`, dashboards.Options{Name: "cpu", DataSource: "influx"})
	if err != nil {
		panic(err)
	}
	fmt.Println(d.UID())
	for _, p := range d.Pictures {
		fmt.Println(p.Title)
		for _, s := range p.Series {
			fmt.Println(s.Query)
			for _, l := range s.Lines() {
				fmt.Println(l.Value, l.Level)
			}
		}
	}
	// Output:
	// tickwright-cpu
	// cpu: mean(usage_idle)
	// SELECT mean("usage_idle") AS "idle" FROM "telegraf"."autogen"."cpu" WHERE $timeFilter AND "host" =~ /^$host$/ GROUP BY time(1m), "host" fill(none)
	// 10 CRITICAL
	// 20 WARNING
}

// What no query can say is said in words.
func ExamplePanel() {
	d, err := dashboards.FromScript(`stream|from().measurement('m')|alert().crit(lambda: sigma("v") > 3.0)`, dashboards.Options{})
	if err != nil {
		panic(err)
	}
	for _, reason := range d.Pictures[0].Reasons {
		fmt.Println(reason)
	}
	// Output:
	// CRITICAL: `sigma("v") > 3.0`
	// CRITICAL: no line for `sigma("v") > 3.0`, which is not a comparison of one field with a constant
}
