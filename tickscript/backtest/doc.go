// Package backtest judges recorded metrics with a rule and says what living with
// it would have been like: how often it fires and flaps, how many minutes each
// alert spends in each level, on which days. Two versions of a rule are compared
// alert by alert: which appear, vanish, move in time or change their level.
//
//	prog, err := engine.Compile(script, engine.Options{Task: "disk"})
//	report, err := backtest.Run(ctx, prog, backtest.Lines("march.lp", open, engine.ReadOptions{}), backtest.Options{})
//	report.WriteText(os.Stdout)
//
//	diff, err := backtest.Compare(ctx, old, prog, input, backtest.Options{})
//	diff.WriteHTML(file, backtest.Page{Title: "disk: 90 instead of 80"})
//
// # Input
//
// [Lines] is line protocol, [Recording] one of Kapacitor's recordings, [Points]
// whatever yields points, such as a query, [Queries] the schedule of a batch task
// against a source of answers, and [Chain] several of these, one after another.
// All of them are streamed: what a report takes in memory depends on the number of
// alerts and of their changes of level, not on the number of points.
//
// # Words
//
// An alert is an event id of an alert node. It fires when it leaves OK, and the
// time until it is OK again is an episode. A firing is a flap where the recovery
// before it is less than Options.FlapWindow ago. What is not OK when the input
// ends is open, and lasts until that end.
//
// # The clock
//
// The wall clock, which drives deadman, stats and idle barriers, follows the
// points (engine.RunOptions.Follow): silence that was recorded is found.
//
// # Files
//
// The package opens no file: inputs are given as functions that open one, and
// reports are written to an io.Writer.
package backtest
