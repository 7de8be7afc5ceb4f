package tickscript_test

import (
	"fmt"
	"time"

	"github.com/tickwright/tickwright/tickscript"
)

// A threshold on the mean of a window, with a variable that a task may set.
func ExampleStream() {
	crit := tickscript.VarFloat("crit", 90, "percent of the disk")
	alert := tickscript.Stream().
		From().Database("telegraf").RetentionPolicy("autogen").Measurement("disk").GroupBy("host").
		Window().Period(10 * time.Second).Every(10 * time.Second).
		Mean("used_percent").As("stat").
		Alert().
		ID(`{{ index .Tags "host" }}/disk`).
		Crit(tickscript.Field("stat").Gt(crit)).
		StateChangesOnly().
		Slack().Channel("#ops")
	text, err := alert.Rule().Text()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// // percent of the disk
	// var crit = 90.0
	//
	// stream
	//     |from()
	//         .database('telegraf')
	//         .retentionPolicy('autogen')
	//         .measurement('disk')
	//         .groupBy('host')
	//     |window()
	//         .period(10s)
	//         .every(10s)
	//     |mean('used_percent')
	//         .as('stat')
	//     |alert()
	//         .id('{{ index .Tags "host" }}/disk')
	//         .crit(lambda: "stat" > crit)
	//         .stateChangesOnly()
	//         .slack()
	//         .channel('#ops')
}

// A query on a schedule.
func ExampleBatch() {
	rule := tickscript.Batch()
	rule.DBRP("telegraf", "autogen")
	rule.Query(`SELECT mean("usage_user") AS "cpu" FROM "telegraf"."autogen"."cpu"`).
		Period(5 * time.Minute).Every(time.Minute).GroupBy("host").
		Alert().Warn(tickscript.Field("cpu").Gt(80.0)).
		Log("/var/log/alerts.json")
	text, err := rule.Text()
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// dbrp "telegraf"."autogen"
	//
	// batch
	//     |query('SELECT mean("usage_user") AS "cpu" FROM "telegraf"."autogen"."cpu"')
	//         .period(5m)
	//         .every(1m)
	//         .groupBy('host')
	//     |alert()
	//         .warn(lambda: "cpu" > 80.0)
	//         .log('/var/log/alerts.json')
	// <nil>
}

// Two measurements put together.
func ExampleChain_Join() {
	stream := tickscript.Stream()
	errors := stream.From().Measurement("errors").Var("errors")
	requests := stream.From().Measurement("requests").Var("requests")
	errors.Join(requests).As("errors", "requests").Tolerance(time.Second).
		Eval(tickscript.Field("errors.value").Div(tickscript.Field("requests.value"))).As("rate").
		Alert().Crit(tickscript.Field("rate").Gt(0.1))
	text, err := stream.Text()
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// var errors = stream
	//     |from()
	//         .measurement('errors')
	//
	// var requests = stream
	//     |from()
	//         .measurement('requests')
	//
	// errors
	//     |join(requests)
	//         .as('errors', 'requests')
	//         .tolerance(1s)
	//     |eval(lambda: "errors.value" / "requests.value")
	//         .as('rate')
	//     |alert()
	//         .crit(lambda: "rate" > 0.1)
	// <nil>
}

// Who stops sending.
func ExampleObservable_Deadman() {
	alert := tickscript.Stream().From().Measurement("system").GroupBy("host").
		Deadman(0, time.Minute, tickscript.Fn.Hour(tickscript.PointTime()).Ge(8)).
		Email("ops@example.com")
	text, err := alert.Rule().Text()
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// stream
	//     |from()
	//         .measurement('system')
	//         .groupBy('host')
	//     |deadman(0.0, 1m, lambda: hour("time") >= 8)
	//         .email('ops@example.com')
	// <nil>
}

// A template: every task gives its own limit.
func ExampleNeedFloat() {
	limit := tickscript.NeedFloat("limit", "when to warn")
	measurement := tickscript.NeedString("measurement")
	alert := tickscript.Stream().From().MeasurementVar(measurement).
		Alert().Warn(tickscript.Field("value").Gt(limit))
	text, err := alert.Rule().Text()
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// var measurement string
	//
	// // when to warn
	// var limit float
	//
	// stream
	//     |from()
	//         .measurement(measurement)
	//     |alert()
	//         .warn(lambda: "value" > limit)
	// <nil>
}

// Conditions put together from parts.
func ExampleAll() {
	day := tickscript.All(
		tickscript.Fn.Hour(tickscript.PointTime()).Ge(8),
		tickscript.Fn.Hour(tickscript.PointTime()).Lt(18),
		tickscript.Fn.Weekday(tickscript.PointTime()).Ne(0),
	)
	fmt.Println(tickscript.Field("value").Gt(5).And(day.Or(tickscript.Tag("env").Eq("prod"))))
	// Output:
	// "value" > 5 AND (hour("time") >= 8 AND hour("time") < 18 AND weekday("time") != 0 OR "env" == 'prod')
}

// A mistake is an error that names the call.
func ExampleRuleError() {
	_, err := tickscript.Stream().From().Window().Every(time.Second).Mean("value").Alert().Rule().Text()
	for _, p := range err.(*tickscript.RuleError).Problems {
		fmt.Printf("%s: %s\n", p.Call, p.Message)
	}
	// Output:
	// |window: window: a window needs period or periodCount
	// |alert: the alert has no level and stays OK for ever
}
