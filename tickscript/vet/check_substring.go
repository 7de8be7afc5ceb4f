package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var substring = Check{
	Code: "substring", Severity: diag.Warning, Name: "bounds of strSubstring",
	Doc: "strSubstring(s, start, stop) counts bytes from 0 and leaves the byte at stop out; a stop that is not less than the length is an error, so the last byte of a string can never be had. A start behind the stop panics, and in a condition (where, an alert's level, combine, stateDuration, stateCount) the whole daemon dies with it. regexReplace cuts strings without these limits.",
	run: func(p *pass) {
		for _, u := range p.lambdas() {
			for _, c := range calls(u.expr) {
				if c.Name.Name != "strSubstring" || len(c.Args) != 3 {
					continue
				}
				start, startKnown := number(c.Args[1])
				stop, stopKnown := number(c.Args[2])
				length, isCall := unwrap(c.Args[2]).(*syntax.CallExpr)
				switch {
				case startKnown && start < 0 || stopKnown && stop < 0:
					p.report(rangeOf(c), "strSubstring does not take a negative bound: it fails for every point", "")
				case startKnown && stopKnown && start > stop && u.predicate:
					p.reportAs(diag.Error, rangeOf(c), "the start is behind the stop: the daemon dies of the first string that is longer than the stop", "exchange the bounds")
				case startKnown && stopKnown && start > stop:
					p.report(rangeOf(c), "the start is behind the stop: every point is dropped", "exchange the bounds")
				case isCall && length.Name.Name == "strLength" && len(length.Args) == 1 && syntax.Equal(unwrap(length.Args[0]), unwrap(c.Args[0])):
					p.report(rangeOf(c), "strSubstring cannot reach the end of a string: it fails for every point", "write regexReplace(/^.{3}/, \"s\", '') to take off the start")
				default:
					p.reportAs(diag.Info, rangeOf(c), "strSubstring counts bytes, and a string that is not longer than the stop is an error", "")
				}
			}
		}
	},
}
