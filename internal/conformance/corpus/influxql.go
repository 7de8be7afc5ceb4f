package corpus

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// mixed has every field type, ties, a missing field and a second group.
const mixed = `
	m,host=a,t=1 f=3.5,i=7i,s="b",b=true 100
	m,host=a,t=2 f=1.25,i=2i,s="a",b=false 101
	m,host=a,t=3 f=3.5,i=7i,s="c",b=true 102
	m,host=b,t=1 f=-4.0,i=-4i,s="z",b=false 102
	m,host=a,t=4 f=9.75,i=11i,s="c",b=false 103
	m,host=a,t=5 f=1.25,i=2i,s="a",b=true 103
	m,host=a,t=6 other=1 104
	m,host=b,t=2 f=0.1,i=0i,s="",b=true 104
	m,host=a,t=7 f=2.0,i=5i,s="d",b=false 101
	m,host=b,t=3 f=0.2,i=1i,s="y",b=true 105
	m,host=a,t=1 f=100.5,i=100i,s="q",b=true 111
	m,host=b,t=1 f=0.3,i=3i,s="q",b=true 113
	m,host=a,t=1 f=100.25,i=100i,s="r",b=false 111
	m,host=a,t=2 f=5.0,i=1i,s="x",b=false 122
	m,host=b,t=2 f=7.0,i=1i,s="x",b=false 124
	m,host=a,t=3 f=6.0,i=2i,s="w",b=true 135
	m,host=b,t=3 f=8.0,i=2i,s="w",b=true 136
`

// calls puts one script per call over the same windows into one task; each has its own log file.
func calls(name, about, head string, list []string, data judge.Data) judge.Case {
	var b strings.Builder
	b.WriteString("var w = " + head + "\n")
	for i, call := range list {
		b.WriteString("\nw" + call + strings.Replace(probe, "/out.log", fmt.Sprintf("/out%d.log", i), 1))
	}
	return stream(name, about, b.String(), data)
}

// influxql are the cases of the InfluxQL nodes.
func influxql() []judge.Case {
	batch := "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)"
	points := "stream|from().measurement('m').groupBy('host')"
	data := lines(mixed)
	each := func(format string, fields ...string) []string {
		var out []string
		for _, f := range fields {
			out = append(out, fmt.Sprintf(format, f))
		}
		return out
	}
	var cases []judge.Case
	for _, f := range []struct{ row, name string }{
		{"I020", "count"}, {"I021", "distinct"}, {"I022", "mean"}, {"I023", "median"}, {"I024", "mode"}, {"I025", "spread"}, {"I026", "sum"},
		{"I027", "first"}, {"I028", "last"}, {"I029", "min"}, {"I030", "max"}, {"I034", "stddev"},
	} {
		about := f.row + " I002 I006 I008 I011 I012: " + f.name + " over windows of each field type"
		cases = append(cases, calls("influxql-"+f.name, about, batch, each("|"+f.name+"('%s').as('x')", "f", "i", "s", "b"), data))
	}
	for _, f := range []string{"first", "last", "min", "max", "median", "mode", "distinct", "mean"} {
		cases = append(cases, calls("influxql-"+f+"-times", "I013: "+f+" with usePointTimes", batch, each("|"+f+"('%s').as('x').usePointTimes()", "f", "i"), data))
	}
	return append(cases,
		calls("influxql-default-as", "I001: the default name is the function's", batch, []string{"|mean('f')", "|max('f')", "|count('s')", "|percentile('f', 50.0)", "|first('s')", "|top(2, 'f')", "|distinct('i')"}, data),
		calls("influxql-stream", "I003 S011: on a stream each instant is an aggregate and the last one is lost", points, []string{"|mean('f').as('x')", "|count('f').as('x')", "|max('f').as('x')", "|first('s').as('x')", "|sum('i').as('x')", "|top(1, 'f').as('x')"}, data),
		calls("influxql-stream-batches", "I015: distinct, top and bottom on a stream make a batch of each instant", points, []string{"|distinct('f').as('x')", "|bottom(2, 'f').as('x')", "|top(2, 'i').as('x')", "|distinct('s').as('x')|count('x').as('n')"}, data),
		calls("influxql-percentile", "I031: nearest rank; out of range emits nothing", batch, []string{"|percentile('f', 50.0).as('x')", "|percentile('f', 1.0).as('x')", "|percentile('f', 100.0).as('x')", "|percentile('f', 150.0).as('x')", "|percentile('i', 90.0).as('x').usePointTimes()"}, data),
		calls("influxql-top", "I032 S028: extra arguments change nothing", batch, []string{"|top(1, 'f').as('x')", "|top(3, 'i').as('x')", "|top(2, 'f', 't', 'i').as('x')", "|top(2, 'f').as('x').usePointTimes()", "|top(50, 'f').as('x')"}, data),
		calls("influxql-bottom", "I033", batch, []string{"|bottom(1, 'f').as('x')", "|bottom(3, 'i').as('x')", "|bottom(2, 'f', 't').as('x')", "|bottom(2, 'i').as('x').usePointTimes()"}, data),
		calls("influxql-elapsed", "I035: stream and batch", points, each("|elapsed('%s', 1s).as('x')", "f", "s", "b"), data),
		calls("influxql-elapsed-batch", "I004 I035: state resets per batch", batch, []string{"|elapsed('f', 1s).as('x')", "|elapsed('f', 300ms).as('x')"}, data),
		calls("influxql-difference", "I036: equal times are skipped", points, each("|difference('%s').as('x')", "f", "i", "s"), data),
		calls("influxql-difference-batch", "I004 I036", batch, each("|difference('%s').as('x')", "f", "i"), data),
		calls("influxql-moving-average", "I037", points, []string{"|movingAverage('f', 3).as('x')", "|movingAverage('i', 2).as('x')"}, data),
		calls("influxql-moving-average-batch", "I004 I037", batch, []string{"|movingAverage('f', 2).as('x')"}, data),
		calls("influxql-cumulative-sum", "I040: on a stream it never resets", points, each("|cumulativeSum('%s').as('x')", "f", "i"), data),
		calls("influxql-cumulative-sum-batch", "I004 I040", batch, each("|cumulativeSum('%s').as('x')", "f", "i"), data),
		calls("influxql-type-change", "I007 S033: the first usable point fixes the type", batch, []string{"|sum('v').as('x')", "|mean('v').as('x')", "|max('v').as('x')", "|count('v').as('x')"}, lines(`
			m,host=a v=1.5 100
			m,host=a v=2i 101
			m,host=a v=3.5 102
			m,host=a v=4i 111
			m,host=a v=5.5 112
			m,host=a v="six" 113
			m,host=a v=7i 114
			m,host=a v=true 122
			m,host=a v=8.0 123
			m,host=a v=9.0 134
		`)),
		calls("influxql-holt-winters", "I038: forecast", batch, []string{"|holtWinters('v', 3, 0, 1s).as('x')", "|holtWintersWithFit('v', 2, 4, 1s).as('x')"}, lines(`
			m,host=a v=10.0 100
			m,host=a v=12.5 101
			m,host=a v=11.0 102
			m,host=a v=14.0 103
			m,host=a v=13.0 104
			m,host=a v=16.5 105
			m,host=a v=15.0 106
			m,host=a v=18.0 107
			m,host=a v=17.0 108
			m,host=a v=20.5 109
			m,host=a v=1.0 110
		`)),
		calls("influxql-ties-of-time", "I027 I028 I029 I030: of equal times the larger value counts, of a bool the smaller first; of equal values the earliest time", batch, append(each("|first('%s').as('x')", "f", "i", "s", "b"), append(each("|last('%s').as('x')", "f", "i", "s", "b"), "|min('f').as('x').usePointTimes()", "|max('f').as('x').usePointTimes()", "|min('i').as('x').usePointTimes()", "|max('i').as('x').usePointTimes()")...), lines(`
			m,host=a,t=1 f=2.0,i=1i,s="b",b=true 100
			m,host=a,t=2 f=3.0,i=4i,s="a",b=false 100
			m,host=a,t=3 f=1.0,i=4i,s="c",b=true 100
			m,host=a,t=4 f=3.0,i=1i,s="b",b=false 104
			m,host=a,t=5 f=1.0,i=2i,s="d",b=true 105
			m,host=a,t=6 f=5.0,i=0i,s="a",b=false 105
			m,host=a,t=7 f=2.0,i=9i,s="b",b=true 105
			m,host=a,t=8 f=5.0,i=9i,s="d",b=false 103
			m,host=a f=0,i=0i,s="",b=false 111
		`)),
		calls("influxql-holt-winters-fit", "I039: the history is fitted too, and its name is holtWinters", batch, []string{"|holtWintersWithFit('v', 2, 0, 1s)", "|holtWintersWithFit('v', 1, 3, 1s).usePointTimes()"}, lines(`
			m,host=a v=10.0 100
			m,host=a v=12.0 101
			m,host=a v=11.0 102
			m,host=a v=15.0 103
			m,host=a v=14.0 104
			m,host=a v=18.0 105
			m,host=a v=16.0 106
			m,host=a v=21.0 107
			m,host=a v=1.0 110
		`)),
		calls("influxql-empty", "I005 I020 I026: only count and sum answer for a batch without the field", batch, []string{"|count('absent').as('x')", "|sum('absent').as('x')", "|max('absent').as('x')"}, data),
		stream("influxql-chain", "N070 I011: mean, then another window, then max", "stream|from().measurement('m').groupBy('host')|window().period(2s).every(2s)|mean('f').as('f')|window().period(10s).every(10s)|max('f').as('x')"+probe, data),
	)
}
