package vet

import (
	"regexp"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var queryGroupBy = Check{
	Code: "query-group-by", Severity: diag.Warning, Name: "GROUP BY in the text of a query",
	Doc: "Kapacitor replaces the GROUP BY of the text by the groupBy property; without one the data is not grouped at all. A condition on time in the text is added to Kapacitor's own, and a recording of the task fails on it.",
	run: func(p *pass) {
		for _, n := range p.of("query") {
			if len(n.Args) == 0 {
				continue
			}
			text := quoted.ReplaceAllString(n.Args[0].Str, "''")
			if groupByText.MatchString(text) {
				p.report(n.Args[0].Range, "the GROUP BY of the text is thrown away", "write .groupBy(...) after the query")
			}
			if timeText.MatchString(text) {
				p.report(n.Args[0].Range, "the text has its own condition on time, besides the one that is added", "use .period() and .offset()")
			}
		}
	},
}

var (
	quoted      = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	groupByText = regexp.MustCompile(`(?i)\bGROUP\s+BY\b`)
	timeText    = regexp.MustCompile(`(?i)\btime\s*(>|<|=)`)
)
