package rules_test

import (
	"fmt"
	"time"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/rules"
)

func show(r *tickscript.Rule) {
	text, err := r.Text()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
}

func ExampleThreshold() {
	alert := rules.Threshold(
		rules.Metric{Measurement: "disk", Field: "used_percent", GroupBy: []string{"host", "path"}, Period: time.Minute},
		rules.Levels{Warn: 80.0, Crit: 90.0},
	)
	show(alert.StateChangesOnly().Slack().Channel("#ops").Rule())
	// Output:
	// stream
	//     |from()
	//         .measurement('disk')
	//         .groupBy('host', 'path')
	//     |window()
	//         .period(1m)
	//         .every(1m)
	//     |mean('used_percent')
	//         .as('stat')
	//     |alert()
	//         .warn(lambda: "stat" > 80.0)
	//         .crit(lambda: "stat" > 90.0)
	//         .stateChangesOnly()
	//         .slack()
	//         .channel('#ops')
}

func ExampleRelativeChange() {
	alert := rules.RelativeChange(
		rules.Metric{Measurement: "orders", Field: "count", Aggregate: rules.Sum, Period: 5 * time.Minute},
		7*24*time.Hour, rules.Levels{Warn: -30.0, Crit: -60.0, Below: true},
	)
	show(alert.Rule())
	// Output:
	// var sum1 = stream
	//     |from()
	//         .measurement('orders')
	//     |window()
	//         .period(5m)
	//         .every(5m)
	//         .align()
	//     |sum('count')
	//         .as('stat')
	//
	// var shift1 = sum1
	//     |shift(1w)
	//
	// sum1
	//     |join(shift1)
	//         .as('now', 'before')
	//     |where(lambda: float("before.stat") != 0.0)
	//     |eval(lambda: (float("now.stat") - float("before.stat")) / float("before.stat") * 100.0)
	//         .as('change')
	//         .keep()
	//     |alert()
	//         .warn(lambda: "change" < -30.0)
	//         .crit(lambda: "change" < -60.0)
}

func ExampleDeadman() {
	alert := rules.Deadman(rules.Metric{Measurement: "system", GroupBy: []string{"host"}}, 0, time.Minute)
	show(alert.Email("ops@example.com").Rule())
	// Output:
	// stream
	//     |from()
	//         .measurement('system')
	//         .groupBy('host')
	//     |deadman(0.0, 1m)
	//         .email('ops@example.com')
}

func ExampleRateOfChange() {
	alert := rules.RateOfChange(
		rules.Metric{Measurement: "net", Field: "err_in", GroupBy: []string{"host", "interface"}, Aggregate: rules.Last, Period: time.Minute},
		time.Minute, true, rules.Levels{Warn: 10.0},
	)
	show(alert.Rule())
	// Output:
	// stream
	//     |from()
	//         .measurement('net')
	//         .groupBy('host', 'interface')
	//     |window()
	//         .period(1m)
	//         .every(1m)
	//     |last('err_in')
	//         .as('stat')
	//     |derivative('stat')
	//         .unit(1m)
	//         .nonNegative()
	//         .as('rate')
	//     |alert()
	//         .warn(lambda: "rate" > 10.0)
}

func ExampleRatio() {
	alert := rules.Ratio(
		rules.Metric{Measurement: "errors", Field: "count", Aggregate: rules.Sum, Period: time.Minute},
		rules.Metric{Measurement: "requests", Field: "count", Aggregate: rules.Sum},
		rules.Levels{Crit: 0.05},
	)
	text, err := alert.Rule().Text()
	fmt.Println(len(text) > 0, err)
	// Output: true <nil>
}

func ExampleState() {
	alert := rules.State(
		rules.Metric{Measurement: "http_response", GroupBy: []string{"server"}},
		tickscript.Field("result_code").Ne(0), 2*time.Minute,
		rules.Flapping{Low: 0.25, High: 0.5},
	)
	show(alert.Rule())
	// Output:
	// stream
	//     |from()
	//         .measurement('http_response')
	//         .groupBy('server')
	//     |stateDuration(lambda: "result_code" != 0)
	//         .as('seconds')
	//     |alert()
	//         .crit(lambda: "seconds" >= 120.0)
	//         .stateChangesOnly()
	//         .flapping(0.25, 0.5)
}

func ExampleDiskWillFill() {
	alert := rules.DiskWillFill(
		rules.Metric{Measurement: "disk", Field: "used_percent", GroupBy: []string{"host", "path"}, Period: time.Hour},
		100, rules.Levels{Warn: 7 * 24 * time.Hour, Crit: 24 * time.Hour},
	)
	show(alert.Message(`{{ .ID }} is full in {{ index .Fields "hours_left" | printf "%.0f" }} hours`).Rule())
	// Output:
	// stream
	//     |from()
	//         .measurement('disk')
	//         .groupBy('host', 'path')
	//     |window()
	//         .period(1h)
	//         .every(1h)
	//     |mean('used_percent')
	//         .as('stat')
	//     |derivative('stat')
	//         .unit(1h)
	//         .as('growth')
	//     |eval(lambda: if("growth" > 0.0, (100.0 - float("stat")) / "growth", 1000000.0))
	//         .as('hours_left')
	//         .keep('stat', 'growth', 'hours_left')
	//     |alert()
	//         .warn(lambda: "hours_left" < 168.0)
	//         .crit(lambda: "hours_left" < 24.0)
	//         .message('{{ .ID }} is full in {{ index .Fields "hours_left" | printf "%.0f" }} hours')
}
