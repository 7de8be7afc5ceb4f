package vet_test

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

func ExampleScript() {
	src := `var warn = 95
var crit = 90

stream
    |from()
        .measurement('disk')
        .groupBy('host')
    |window()
        .period(1m)
        .every(5m)
    |mean('used_percent')
    |alert()
        .id('disk_used')
        .warn(lambda: "used_percent" > warn)
        .crit(lambda: "mean" > crit)
        .log('/var/log/disk.log')
`
	_, diags := vet.Script(src, graph.Options{}, vet.Options{})
	for _, d := range diags {
		fmt.Println(d)
		fmt.Println("   ", d.Hint)
	}
	// Output:
	// 10:10: warning: the window looks at 1m0s of every 5m0s [window-gap]
	//     make period as long as every
	// 13:13: warning: the id does not contain host, by which the data is grouped [alert-id]
	//     add {{ .Group }} or {{ index .Tags "host" }}
	// 14:23: warning: warn reads used_percent, which is neither a field nor a tag here [missing-field]
	//     fields are mean; tags are host
}
