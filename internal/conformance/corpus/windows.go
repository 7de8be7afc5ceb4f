package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

// ragged is one group with jitter, a gap, late and equal times.
const ragged = `
	m,host=a v=1.0 1000
	m,host=a v=2.0 1004
	m,host=a v=3.0 1009
	m,host=a v=4.0 1013
	m,host=a v=5.0 1011
	m,host=a v=6.0 1021
	m,host=a v=7.0 1021
	m,host=a v=8.0 1030
	m,host=a v=9.0 1075
	m,host=a v=10.0 1076
	m,host=a v=11.0 1040
	m,host=a v=12.0 1086
	m,host=a v=13.0 1097
	m,host=a v=14.0 1098
	m,host=a v=15.0 1120
`

func window(name, about, properties string, data judge.Data) judge.Case {
	return stream(name, about, "stream|from().measurement('m').groupBy('host')|window()"+properties+probe, data)
}

// windows are the cases of the window node.
func windows() []judge.Case {
	two := lines(`
		m,host=a,x=1 v=1.0 100
		m,host=b v=10.0 101
		m,host=a,x=2 v=2.0 104
		m,host=b,x=9 v=11.0 105
		m,host=a,x=1 v=3.0 111
		m,host=b v=12.0 112
		m,host=a v=4.0 122
		m,host=b v=13.0,w=1i 123
		m,host=a v=5.0 133
		m v=99.0 100
		m v=98.0 111
	`)
	return []judge.Case{
		window("window-tumbling", "N062 N063 N064 N065: the grid drifts with the data", ".period(10s).every(10s)", lines(ragged)),
		window("window-align", "N062 N064: aligned grid", ".period(10s).every(10s).align()", lines(ragged)),
		window("window-sliding", "N072 N068: overlapping windows", ".period(30s).every(10s)", lines(ragged)),
		window("window-sliding-align", "N072 N062", ".period(30s).every(10s).align()", lines(ragged)),
		window("window-gaps", "N072: period shorter than every", ".period(5s).every(20s)", lines(ragged)),
		window("window-every-zero", "N066: left open, right closed, each point emits", ".period(10s)", lines(ragged)),
		window("window-every-zero-fill", "N067", ".period(20s).fillPeriod()", lines(ragged)),
		window("window-fill", "N062: fillPeriod", ".period(30s).every(10s).fillPeriod()", lines(ragged)),
		window("window-fill-align", "N060 N062 S009: fillPeriod with align", ".period(30s).every(10s).fillPeriod().align()", lines(ragged)),
		window("window-groups", "N062 N070 R004 R010: each group has its own grid; rows take their columns from the first point", ".period(10s).every(10s)", two),
		window("window-count", "N073", ".periodCount(3).everyCount(2)", lines(ragged)),
		window("window-count-fill", "N060 N073: fillPeriod", ".periodCount(4).everyCount(2).fillPeriod()", lines(ragged)),
		window("window-count-skip", "N074: everyCount greater than periodCount", ".periodCount(2).everyCount(5)", lines(ragged)),
		window("window-count-skip-fill", "N074: with fillPeriod the first emission is at periodCount", ".periodCount(2).everyCount(5).fillPeriod()", lines(ragged)),
		window("window-late-ring", "N068 N069: late points and the ring buffer", ".period(20s).every(10s)", lines(`
			m,host=a v=1.0 1000
			m,host=a v=2.0 1001
			m,host=a v=3.0 1002
			m,host=a v=4.0 1003
			m,host=a v=5.0 1012
			m,host=a v=6.0 990
			m,host=a v=7.0 1013
			m,host=a v=8.0 1024
			m,host=a v=9.0 1005
			m,host=a v=10.0 1026
			m,host=a v=11.0 1027
			m,host=a v=12.0 1001
			m,host=a v=13.0 1028
			m,host=a v=14.0 1036
			m,host=a v=15.0 1047
			m,host=a v=16.0 1030
			m,host=a v=17.0 1058
			m,host=a v=18.0 1069
		`)),
		stream("window-names", "N070: a group keeps the name of its first point", "stream|from().groupBy('host')|window().period(10s).every(10s)"+probe, lines(`
			m1,host=a v=1.0 100
			m2,host=a v=2.0 101
			m2,host=b v=3.0 101
			m1,host=a v=4.0 111
			m1,host=b v=5.0 112
			m2,host=a v=6.0 122
			m2,host=b v=7.0 123
		`)),
		stream("window-by-measurement", "R004 A030: group ids with the measurement's name", "stream|from().groupBy('host').groupByMeasurement()|window().period(10s).every(10s)"+probe, lines(`
			m1,host=a v=1.0 100
			m2,host=a v=2.0 101
			m1,host=a v=4.0 111
			m2,host=a v=6.0 122
		`)),
		stream("window-nested", "a window over the means of a window", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|mean('v').as('v')|window().period(30s).every(30s)"+probe, lines(ragged)),
		stream("window-ns", "R025: nanoseconds count", "stream|from().measurement('m')|window().period(1s).every(1s).align()"+probe, linesIn("n", `
			m v=1.0 1000000000
			m v=2.0 1999999999
			m v=3.0 2000000000
			m v=4.0 2000000001
			m v=5.0 3999999999
			m v=6.0 4000000000
		`)),
		calls("window-where-empty", "N020 N021 S032: batches emptied by where", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|where(lambda: \"v\" > 100.0)",
			[]string{"|count('v').as('x')", "|sum('v').as('x')", "|mean('v').as('x')"}, two),
	}
}
