// Package tickscript defines alert rules: it builds them in Go, or reads,
// formats and vets their text.
//
// # Building a rule
//
// [Stream] and [Batch] start a [Rule]; its nodes and their properties are methods
// with the names that they have in TICKscript:
//
//	alert := tickscript.Stream().
//		From().Measurement("disk").GroupBy("host").
//		Window().Period(10*time.Second).Every(10*time.Second).
//		Mean("used_percent").As("stat").
//		Alert().Crit(tickscript.Field("stat").Gt(90.0)).
//		StateChangesOnly().Slack()
//	text, err := alert.Rule().Text()
//
// Conditions are [Expr] values, made with [Field], [Tag], [Fn] and their methods.
// Variables ([VarFloat] and its siblings) can be set by each task, those of
// [NeedFloat] and its siblings must be: that is a template. A mistake stops
// nothing; Text returns all of them, each with the place of the call, as a
// *[RuleError]. Package rules has ready-made rules, and package gengo writes the Go
// source that builds a given script.
//
// # Reading a script
//
//	script, err := tickscript.Parse(text, tickscript.ParseOptions{File: "disk.tick"})
//
// The error is a diag.List with every mistake in the text, each with its range, a
// stable code, and what Kapacitor says to it. A [Script] formats itself, is vetted
// for what is correct and surprising all the same ([Script.Vet]), and compiles into
// a program of package engine, which judges points with it ([Script.Compile]).
//
// # The packages below
//
// syntax turns text into a tree and back, diag holds diagnostics, catalog is the
// table of everything the language has, graph checks a tree and builds the
// pipeline, lambda compiles expressions, vet finds surprises, engine judges, alert
// has levels, events and what handlers send, sink delivers that where a caller asks
// for it, and ticktest tests rules like code.
package tickscript
