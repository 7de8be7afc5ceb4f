package graph_test

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func ExampleParse() {
	g, diags := graph.Parse(`
var crit = 90

stream
    |from().measurement('disk')
    |alert()
        .crit(lambda: "used_percent" > crit)
        .log('/var/log/disk.log')
`, graph.Options{})
	if err := diags.Err(); err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range g.Nodes {
		fmt.Println(n.Name)
	}
	fmt.Println(g.Nodes[2].Calls[0].Args[0])
	// Output:
	// stream0
	// from1
	// alert2
	// lambda: "used_percent" > 90
}

// All mistakes are reported at once, each with what a server would say.
func ExampleParse_errors() {
	_, diags := graph.Parse(`stream
    |from()
        .measurement("disk")
    |window()
        .period(10)
    |men('used_percent')
`, graph.Options{})
	for _, d := range diags {
		fmt.Println(d)
		fmt.Println("   ", d.Hint)
	}
	// Output:
	// 3:22: error: measurement wants a string; double quotes name a field or a tag [double-quotes]
	//     write 'disk' in single quotes
	// 5:17: error: period wants a duration, not an int [argument-type]
	//     write a unit: 10s
	// 6:6: error: there is no node men after window [unknown-method]
	//     did you mean |mean?
}

func ExampleParseVar() {
	v, err := graph.ParseVar(catalog.Duration, "90s")
	fmt.Println(v, err)
	g, _ := graph.Parse(`var every = 10s
stream|from()|window().period(every).every(every)`, graph.Options{Vars: map[string]graph.Value{"every": v}})
	fmt.Println(g.Nodes[2].Dur("every", 0))
	// Output:
	// 90s <nil>
	// 1m30s
}
