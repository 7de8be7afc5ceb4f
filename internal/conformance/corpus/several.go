package corpus

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// ties are points of measurement m: n of them a second apart, with few different values, so that functions that
// sort meet ties.
func ties(n int) judge.Data {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "m,host=a,t=%d f=%g,i=%di %d\n", i, float64(i*i%5)/4, (i*7)%3, 100+i/2)
	}
	fmt.Fprintf(&b, "m,host=a,t=end f=0,i=0i %d\n", 100+n)
	return linesIn("s", b.String())
}

// functionsMore are cases of the InfluxQL nodes where Kapacitor's own bookkeeping shows.
func functionsMore() []judge.Case {
	batch := "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)"
	points := "stream|from().measurement('m').groupBy('host')"
	whole := "stream|from().measurement('m').groupBy('host')|window().period(1h).every(20s)"
	data := lines(mixed)
	gaps := lines(`
		m,host=a v=1.0 100
		m,host=a w=1.0 101
		m,host=a v=2.5 102
		m,host=a v="s" 103
		m,host=a v=4i 103
		m,host=a v=7.0 104
		m,host=a w=1.0 105
		m,host=a v=7.0 105
		m,host=a v=6.0 103
		m,host=a v=1.0 112
		m,host=a w=1.0 113
		m,host=a v=2.0 114
		m,host=a v=9.0 125
	`)
	transforms := []string{"|elapsed('v', 1s).as('x')", "|difference('v').as('x')", "|movingAverage('v', 2).as('x')", "|cumulativeSum('v').as('x')"}
	refused := lines(`
		m,host=a v=1.0 100
		m,host=a v=2.0 101
		m,host=a v="p" 110
		m,host=a v="q" 111
		m,host=a v=3.0 112
		m,host=a v="r" 121
		m,host=a v="s" 122
		m,host=a v=1i 132
		m,host=a v="s" 143
		m,host=a v="s" 144
		m,host=a v=1.0 155
	`)
	of := func(head string) string { return head + "|eval(lambda: 5m, lambda: \"v\").as('d', 'v')" }
	winters := func(lines ...string) judge.Data {
		var b strings.Builder
		for i, v := range lines {
			if v != "" {
				fmt.Fprintf(&b, "m,host=a v=%s %d\n", v, 100+i)
			}
		}
		return linesIn("s", b.String()+"m,host=a v=1i 160\n")
	}
	minute := "stream|from().measurement('m').groupBy('host')|window().period(1m).every(1m)"
	return []judge.Case{
		calls("influxql-sum-times", "I013: count and sum have a time of their own, which is 1970", batch, []string{"|sum('f').as('x').usePointTimes()", "|count('f').as('x').usePointTimes()", "|sum('i').as('x').usePointTimes()", "|count('absent').as('x').usePointTimes()", "|stddev('f').as('x').usePointTimes()", "|spread('i').as('x').usePointTimes()"}, data),
		calls("influxql-ties", "I024 I031 I032: values that are equal are told apart by how they are sorted", whole, []string{"|mode('f').as('x').usePointTimes()", "|mode('i').as('x')", "|percentile('f', 50.0).as('x')", "|percentile('i', 40.0).as('x')", "|percentile('f', 80.0).as('x').usePointTimes()", "|top(7, 'f').as('x').usePointTimes()", "|bottom(7, 'i').as('x')", "|distinct('f').as('x').usePointTimes()", "|median('f').as('x')", "|median('i').as('x')"}, ties(40)),
		calls("influxql-gaps", "I004 I006 I007: a point that cannot be used shows the last value again", points, transforms, gaps),
		calls("influxql-gaps-batch", "I004 I006", batch, transforms, gaps),
		calls("influxql-refused-type", "I008: a type that is refused twice in a row passes as the last good one", batch, []string{"|sum('v').as('x')", "|mean('v').as('x')", "|stddev('v').as('x')", "|spread('v').as('x')", "|percentile('v', 50.0).as('x')", "|top(2, 'v').as('x')", "|cumulativeSum('v').as('x')"}, refused),
		calls("influxql-refused-type-stream", "I003 I008", points, []string{"|sum('v').as('x')", "|stddev('v').as('x')", "|cumulativeSum('v').as('x')", "|difference('v').as('x')"}, refused),
		calls("influxql-durations", "I007: a duration counts as an integer, and then not", of(points)+"|window().period(10s).every(10s)", []string{"|count('d').as('x')", "|sum('d').as('x')", "|mean('d').as('x')", "|spread('d').as('x')", "|percentile('d', 50.0).as('x')", "|stddev('d').as('x')", "|top(1, 'd').as('x')", "|distinct('d').as('x')", "|cumulativeSum('d').as('x')", "|elapsed('d', 1s).as('x')"}, every(100, 3, "m,host=a v=%s %d", floats(1, 2, 3, 4, 5, 6, 7, 8)...)),
		calls("influxql-nan", "I023 I024 I034: NaN", points+"|eval(lambda: sqrt(\"v\"), lambda: \"v\").as('n', 'v')|window().period(10s).every(10s)", []string{"|max('n').as('x')", "|median('v').as('x')", "|percentile('n', 100.0).as('x')", "|mode('n').as('x')", "|top(2, 'n').as('x')", "|stddev('n').as('x')", "|count('n').as('x')"}, every(100, 2, "m,host=a v=%s %d", floats(4, -1, 9, 16, -4, 25, 1, -9, 36, 9)...)),
		calls("influxql-holt-winters-gaps", "I038: seasons, gaps and integers", minute, []string{"|holtWinters('v', 5, 3, 2s).as('x')", "|holtWintersWithFit('v', 3, 0, 1s).as('x')", "|holtWinters('v', 2, 0, 3s)", "|holtWinters('v', 0, 0, 1s)", "|holtWinters('v', 2, 50, 1s)", "|holtWintersWithFit('v', 1, 2, 1s)"},
			winters("3i", "5i", "", "4i", "8i", "6i", "", "", "9i", "7i", "11i", "", "10i", "12i", "9i")),
		calls("influxql-top-tags", "I032: tags of the group that a point lacks are shown empty", "stream|from().measurement('m').groupBy('host', 'dc')|window().period(10s).every(10s)", []string{"|top(2, 'v').as('x')", "|max('v').as('x')", "|mean('v').as('x')"}, lines(`
			m,host=a v=1.0 100
			m,host=a,k=z v=2.0 101
			m,host=a,dc=y v=3.0 102
			m,host=a v=1.0 112
			m,host=a,dc=y v=1.0 113
		`)),
	}
}

// multiMore are cases of nodes with several inputs, and of those that bring points together.
func multiMore() []judge.Case {
	three := "var a = stream|from().measurement('a').groupBy('host')\nvar b = stream|from().measurement('b').groupBy('host')\nvar c = stream|from().measurement('c').groupBy('host')\n"
	named := strings.ReplaceAll(three, ".groupBy('host')", ".groupBy('host').groupByMeasurement()")
	abc := lines(`
		a,host=x v=1.0 100
		b,host=x v=10.0,w=1i 100
		c,host=x v=100.0 100
		a,host=y v=2.0 101
		c,host=y v=200.0 101
		a,host=x v=3.0 102
		b,host=x w=2i 103
		c,host=x v=300.0 103
		c,host=x v=301.0 103
		a,host=x v=4.0 104
		b,host=x v=40.0 105
		c,host=x v=400.0 104
		a,host=x v=5.0 106
		b,host=y v=50.0 106
		c,host=y v=500.0 107
		b,host=x v=60.0 108
		a,host=x v=6.0 108
		c,host=x v=600.0 108
		a,host=y v=7.0 109
		b,host=x v=70.0 110
		a,host=x v=8.0 111
	`)
	windows := strings.ReplaceAll(three, ".groupBy('host')", ".groupBy('host')|window().period(4s).every(4s)")
	multi := func(name, about, script string, data judge.Data) judge.Case {
		return unordered(stream(name, about, script+probe, data))
	}
	floors := func(window string) string {
		return "var building = stream|from().measurement('b').groupBy('building')" + window + "\nvar floor = stream|from().measurement('f').groupBy('building', 'floor')" + window + "\n"
	}
	onData := lines(`
		f,building=1,floor=a v=10.0 100
		b,building=1 v=100.0 100
		f,building=1,floor=b v=20.0 100
		f,building=1,floor=b v=21.0 103
		b,building=1 v=110.0 105
		f,building=1,floor=a v=11.0 105
		b,building=1 v=111.0 108
		f,building=1,floor=a v=12.0 110
		b,building=1 v=120.0 112
		f,building=1,floor=b v=22.0 112
		f,building=1,floor=a v=13.0 114
		b,building=1 v=130.0 114
	`)
	// Within an instant what lacks the later tag stands before what has it: what is left of it at the end of an instant
	// goes to the next one by chance.
	ports := lines(`
		m,host=a,port=443 v=2.0 100
		m,host=a,port=80,p=tcp v=1.0,w=2.0 100
		m,host=a,port=80,p=udp v=3.0 101
		m,host=a,p=udp v=3.5 101
		m,host=b,port=80 v=4.0 101
		m,host=b,port=81,p=tcp v=4.5 101
		m,host=a,port=80,p=tcp v=5.0 99
		m,host=a,port=22,p=tcp v=6.0 101
		m,host=b v=9.0 112
		m,host=a,port=80,p=tcp v=10.0 120
		m,host=b,port=80 v=11.0 125
		m,host=b,port=80,p=udp v=11.5 125
		m,host=a,port=80,p=tcp v=12.0 131
		m,host=b,port=80,p=tcp v=13.0 132
	`)
	m := "stream|from().measurement('m').groupBy('host')"
	batch := m + "|window().period(10s).every(10s)"
	return []judge.Case{
		multi("union-three", "N140 N141: three inputs", three+"a|union(b, c)", abc),
		multi("union-self", "N140: one node as two inputs", three+"a|union(a).rename('twice')", abc),
		multi("union-batches", "N143: batches go by their own time", windows+"a|union(b)", abc),
		multi("union-rename-groups", "N144: by name, groups follow the name", named+"a|union(b).rename('ab')|count('v').as('n')", abc),
		multi("union-silent", "N142 R016: what waits for a silent input comes at the end", "var a = stream|from().measurement('a')\nvar z = stream|from().measurement('z')\na|union(z)", abc),
		multi("join-three", "N153 N154: three inputs", three+"a|join(b, c).as('a', 'b', 'c').tolerance(2s)", abc),
		multi("join-three-fill", "N155 N158", three+"a|join(b, c).as('a', 'b', 'c').fill(7)", abc),
		multi("join-three-null", "N158 N159: default replaces nulls", three+"a|join(b, c).as('a', 'b', 'c').fill('null')|default().field('b.v', -1.0).field('b.w', -1)", abc),
		multi("join-by-name", "N152 N157: grouped by name, inputs never meet", named+"a|join(b).as('a', 'b').fill(0.0).streamName('j')", abc),
		multi("join-fields", "N158: the missing side gets the other side's names", three+"b|join(c).as('b', 'c').fill(0.5)", abc),
		multi("join-batch-inner", "N160: an inner join of batches gives empty batches", windows+"a|join(b).as('a', 'b')|count('a.v').as('n')", abc),
		multi("join-batch-null", "N160 N161", windows+"a|join(b, c).as('a', 'b', 'c').fill('null').tolerance(2s)", abc),
		multi("join-batch-self", "N160", windows+"a|eval(lambda: \"v\" * 2.0).as('v')|join(a).as('twice', 'once').tolerance(2s)", abc),
		multi("join-on-fill", "N163: specific points without a match are sent when none can come", floors("")+"floor|join(building).as('floor', 'building').on('building').fill(0.0)", onData),
		multi("join-on-tolerance", "N162", floors("")+"floor|join(building).as('floor', 'building').on('building').tolerance(5s)", onData),
		multi("join-on-batch", "N162: batches", floors("|window().period(5s).every(5s).align()")+"floor|join(building).as('floor', 'building').on('building').tolerance(5s)", lines(`
			f,building=1,floor=a v=1.0 100
			f,building=1,floor=b v=10.0 100
			b,building=1 v=100.0 100
			f,building=1,floor=a v=2.0 102
			f,building=1,floor=a v=3.0 105
			f,building=1,floor=b v=20.0 105
			b,building=1 v=200.0 105
			b,building=1 v=210.0 107
			f,building=1,floor=a v=4.0 110
			f,building=1,floor=b v=30.0 110
			b,building=1 v=300.0 110
			f,building=1,floor=a v=5.0 115
			f,building=1,floor=b v=40.0 115
			b,building=1 v=400.0 115
		`)),
		stream("flatten-leak", "N121 S058: tags of a point that lacks a later one stand before the next point's", m+"|flatten().on('port', 'p')"+probe, ports),
		stream("flatten-leak-batch", "N121 N122", batch+"|flatten().on('port', 'p')"+probe, ports),
		stream("flatten-drop", "N118 N119", m+"|where(lambda: isPresent(\"port\") AND \"v\" > 1.0)|flatten().on('port').dropOriginalFieldName()"+probe, ports),
		stream("flatten-drop-false", "N118", m+"|flatten().on('port').dropOriginalFieldName(FALSE).delimiter('')"+probe, ports),
		stream("flatten-no-tags", "N119: without tags fields keep their names", m+"|flatten().tolerance(5s)"+probe, ports),
		stream("flatten-count", "N122: a batch whose points are all skipped gives a point without fields", batch+"|flatten().on('nosuch')|count('v').as('n')"+probe, ports),
		stream("combine-three", "N132", m+"|combine(lambda: \"v\" > 1.0, lambda: \"p\" == 'tcp', lambda: TRUE).as('x', 'y', 'z').delimiter('_').tolerance(10s)"+probe, ports),
		stream("combine-batch", "N131 N133", batch+"|combine(lambda: TRUE, lambda: \"v\" > 2.0).as('x', 'y').tolerance(10s)"+probe, ports),
		stream("combine-state", "N136: every expression looks at every point", m+"|combine(lambda: count() % 2 == 0, lambda: \"v\" > \"w\").as('x', 'y').tolerance(10s)"+probe, ports),
		stream("combine-max", "N135: too many combinations stop the task", m+"|combine(lambda: TRUE, lambda: TRUE).as('x', 'y').tolerance(10s).max(3)"+probe, ports),
		stream("combine-hint", "N134: what holds batches whole makes room for combine", batch+"|where(lambda: TRUE)|log()|combine(lambda: TRUE, lambda: TRUE).as('x', 'y').tolerance(10s)"+probe, ports),
	}
}

// crashesMore are questions that kill the server.
func crashesMore() []judge.Case {
	batch := "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)"
	points := "stream|from().measurement('m').groupBy('host')"
	walk := every(100, 3, "m,host=a v=%s %d", floats(1, 2, 3, 4, 5, 6, 7, 8)...)
	var out []judge.Case
	for _, c := range []struct{ name, about, script string }{
		{"top-zero", "I032", batch + "|top(0, 'v')"},
		{"moving-average-zero", "I037", points + "|movingAverage('v', 0)"},
		{"elapsed-zero", "I035", points + "|elapsed('v', 0s)"},
		{"holt-winters-zero", "I038", batch + "|holtWinters('v', 1, 0, 0s)"},
		{"holt-winters-season", "I038: the season is longer than the series once points of one interval are one", batch + "|holtWinters('v', 1, 4, 4s)"},
		{"max-durations", "I007", points + "|eval(lambda: 5m).as('d')|window().period(10s).every(10s)|max('d')"},
		{"combine-flatten", "N134", batch + "|flatten().on('host')|combine(lambda: TRUE).as('x')"},
	} {
		out = append(out, stream("crash-"+c.name, c.about+": the process ends", c.script+probe, walk))
	}
	return out
}
