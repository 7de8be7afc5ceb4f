// First is the README's program: a rule, two points, two events.
package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

const rule = `stream|from().measurement('disk').groupBy('host')|alert().crit(lambda: "used_percent" > 90)`

func main() {
	prog, err := engine.Compile(rule, engine.Options{})
	if err != nil {
		panic(err) // every mistake, each with its line and column
	}
	run := prog.NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) { fmt.Println(e.Time, e.ID, e.Level) }})
	points := strings.NewReader("disk,host=a used_percent=95 1700000000000000000\ndisk,host=a used_percent=50 1700000010000000000\n")
	if err := run.ReadFrom(context.Background(), points, engine.ReadOptions{}); err != nil {
		panic(err)
	}
}
