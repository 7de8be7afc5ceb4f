package backtest_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// What does a rule find in recorded metrics, and what changes with another
// threshold?
func ExampleCompare() {
	rule := func(limit string) *engine.Program {
		prog, err := engine.Compile(`stream|from().measurement('cpu').groupBy('host')
			|alert().id('{{ index .Tags "host" }}').crit(lambda: "load" > `+limit+`).stateChangesOnly()`, engine.Options{Task: "cpu"})
		if err != nil {
			panic(err)
		}
		return prog
	}
	const metrics = `cpu,host=a load=1 0
cpu,host=a load=9 60
cpu,host=b load=6 120
cpu,host=a load=2 180
cpu,host=b load=1 240
`
	in := backtest.Lines("cpu.lp", func() (io.Reader, error) { return strings.NewReader(metrics), nil }, engine.ReadOptions{Precision: point.Second})
	c, err := backtest.Compare(context.Background(), rule("5"), rule("8"), in, backtest.Options{})
	if err != nil {
		panic(err)
	}
	for _, ch := range c.Changes {
		fmt.Println(&ch)
	}
	fmt.Println(c.Same, "the same")
	_ = c.New.WriteText(os.Stdout) // or WriteJSON, WriteHTML
	// Output:
	// vanished b at 1970-01-01T00:02:00Z: CRITICAL 2m0s
	// 1 the same
	// cpu over cpu.lp
	// 1970-01-01T00:00:00Z to 1970-01-01T00:04:00Z, 4m0s
	// 5 points, 2 events, 1 firing of 1 alert
	//
	// alert  node    firings  flaps  info  warning  critical  highest   end
	// a      alert2  1        0      -     -        2m0s      CRITICAL  OK
	//
	// day         firings
	// 1970-01-01  1
}
