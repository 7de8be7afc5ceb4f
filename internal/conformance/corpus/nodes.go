package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

// node is a case of one node on the points of measurement m, grouped by host.
func node(name, about, chain string, data ...judge.Data) judge.Case {
	return stream(name, about, "stream|from().measurement('m').groupBy('host')"+chain+probe, data...)
}

// sources are the cases of from, groupBy, where and of routing.
func sources() []judge.Case {
	data := lines(`
		m,host=a,dc=x v=1.0,i=1i 1001
		m,host=b,dc=x v=2.0,i=2i 1007
		m,host=a,dc=y v=3.0,i=3i 1012
		m v=4.0,i=4i 1015
		n,host=a v=5.0,i=5i 1016
		m,host= v=9.0 1017
		m,host=a,dc=x v=6.0 1019
		m,dc=x v=7.0,i=7i 1025
		n v=8.0 1026
	`)
	good := lines(`
		m,host=a,dc=x v=1.0,i=1i 1001
		m,host=b,dc=x v=2.0,i=2i 1007
		m,host=a,dc=y v=3.0,i=3i 1012
		m v=4.0,i=4i 1015
		n,host=a v=5.0,i=5i 1016
		m,host=a,dc=x v=6.0 1019
		m,dc=x v=7.0,i=7i 1025
		n v=8.0 1026
	`)
	other := good
	other.DBRP = judge.DBRP{DB: "db", RP: "other"}
	from := func(name, about, chain string) judge.Case {
		return stream(name, about, "stream"+chain+probe, good)
	}
	return []judge.Case{
		stream("write-bad-line", "D001 D007: one bad line rejects the whole write", "stream|from()"+probe, data, good),
		from("from-all", "N001 N002: any measurement", "|from()"),
		from("from-measurement", "N002", "|from().database('db').retentionPolicy('rp').measurement('n')"),
		from("from-wrong-rp", "N002 S025", "|from().database('db').retentionPolicy('autogen')"),
		from("from-where", "N003 N008 X024: several wheres are joined; an error drops the point", "|from().measurement('m').where(lambda: \"v\" > 1.0).where(lambda: \"i\" != 3)"),
		from("from-truncate-round", "N002 N004 R025 S016: truncate, then round; where sees the original time", "|from().where(lambda: unixNano(\"time\") % 2000000000 == 1000000000).truncate(5s).round(10s)"),
		from("from-round", "R025: half rounds up", "|from().round(10s)"),
		from("from-group-star", "N006", "|from().groupBy(*)"),
		from("from-group-list", "E011", "|from().groupBy(['host', 'dc'])"),
		from("from-group-measurement", "R004", "|from().groupByMeasurement()"),
		from("from-chained", "N005 S022: a chained from removes the grouping", "|from().groupBy('host')|from().measurement('m')"),
		stream("from-twice", "R017 D010 S024: one from with and one without a measurement: matching points come twice", "stream|from().measurement('m')"+probe+"\nstream|from()|eval(lambda: \"v\").as('all')|alert().id('all').details('').crit(lambda: TRUE).log('/all.log')", good),
		stream("from-dbrps", "R017 R018 D010: two retention policies", "stream|from().measurement('m').retentionPolicy('other')"+probe+"\nstream|from().measurement('n').groupBy('host')|alert().details('').crit(lambda: TRUE).log('/both.log')", good, other),
		from("groupby-replace", "N011", "|from().groupBy('host')|groupBy('dc')"),
		from("groupby-star-exclude", "N010", "|from()|groupBy(*).exclude('dc')"),
		from("groupby-measurement-stays", "N011 S022: by name can only be added", "|from().groupByMeasurement()|groupBy('host')"),
		from("groupby-by-measurement", "N011", "|from()|groupBy('dc').byMeasurement()"),
		unordered(stream("groupby-batch", "N012 N013 N014 S012: batches are re-bucketed; the last set is lost", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s).align()|groupBy('dc')"+probe, lines(`
			m,host=a,dc=x v=1.0 100
			m,host=b,dc=x v=2.0 101
			m,host=a,dc=y v=3.0 102
			m,host=b,dc=y v=4.0 103
			m,host=a,dc=x v=5.0 110
			m,host=b,dc=x v=6.0 111
			m,host=a,dc=y v=7.0 120
			m,host=b,dc=y v=8.0 121
			m,host=a,dc=x v=9.0 130
			m,host=b,dc=x v=10.0 131
			m,host=a,dc=x v=9.0 140
			m,host=b,dc=x v=10.0 141
		`))),
		node("where-state", "N020 X021: expression state per group", "|where(lambda: count() % 2 == 1)", good),
		node("where-tag", "X002: fields, then tags", "|where(lambda: \"dc\" == 'x' AND \"v\" < 5.0)", good),
		node("where-error", "X024", "|where(lambda: \"i\" > 2)", good),
		stream("where-field-and-tag", "X002 S043: a name that is both is an error when referenced", "stream|from()|where(lambda: \"host\" == 'a')"+probe, lines(`
			m,host=a host="a",v=1.0 100
			m,host=a v=2.0 101
			m host="a",v=3.0 102
		`)),
		node("sample-count", "N090", "|sample(2)", every(100, 1, "m,host=a v=%s %d", floats(1, 2, 3, 4, 5)...)),
		node("sample-time", "N090", "|sample(3s)", every(100, 1, "m,host=a v=%s %d", floats(1, 2, 3, 4, 5, 6, 7)...)),
		node("shift", "N091: points, then windows see the shifted times", "|shift(-3s)|window().period(5s).every(5s).align()", every(100, 1, "m,host=a v=%s %d", floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)...)),
		stream("shift-batch", "N091: batch times too", "stream|from().measurement('m')|window().period(5s).every(5s)|shift(1h)"+probe, every(100, 1, "m,host=a v=%s %d", floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)...)),
		stream("write-precision", "D002 D006: milliseconds; types", "stream|from()"+probe, linesIn("ms", `
			m v=1.5,i=-3i,s="a b,c=\"d\"",t=t,f=FALSE,e=1e3,z=-0.0 1709682612123
			m\ x,tag\ k=a\,b\=c v\ k=1 1709682612124
		`)),
	}
}

// fields are the cases of the nodes that compute and change fields and tags.
func fields() []judge.Case {
	walk := every(100, 1, "m,host=a v=%s,w=2i %d", floats(1, 3, 3, 2, 2, 10, 1)...)
	uneven := lines(`
		m,host=a v=1.0,k="x" 100
		m,host=a v=4.0 103
		m,host=a v=4.0 103
		m,host=a k="y" 104
		m,host=a v=2i 105
		m,host=a v=10.0 101
		m,host=a v="s" 106
		m,host=b v=5.0 100
		m,host=b v=3.0 100
		m,host=b v=1.0 110
	`)
	batch := "|window().period(4s).every(4s)"
	return []judge.Case{
		node("derivative", "N092 N093 N094 S054", "|derivative('v')", uneven),
		node("derivative-options", "N092 N093", "|derivative('v').as('d').unit(10s).nonNegative()", uneven),
		node("derivative-batch", "N094: state resets per batch", batch+"|derivative('v').as('d')", walk),
		node("change-detect", "N095 S055", "|changeDetect('v')", uneven),
		node("change-detect-two", "N095: several fields are joined with OR", "|changeDetect('v', 'w')", walk),
		node("change-detect-batch", "N095", batch+"|changeDetect('v')", walk),
		node("state-duration", "N096 S056", "|stateDuration(lambda: \"v\" > 2.0)", walk),
		node("state-duration-options", "N096", "|stateDuration(lambda: \"v\" > 2.0).unit(1m).as('sd')", uneven),
		node("state-duration-batch", "N096: resets on every batch", batch+"|stateDuration(lambda: \"v\" > 2.0)", walk),
		node("state-count", "N097", "|stateCount(lambda: \"v\" > 2.0).as('n')", walk),
		node("state-count-batch", "N097", batch+"|stateCount(lambda: \"v\" > 2.0)", walk),
		node("eval", "N100 N101 N103: results replace all fields and see each other", "|eval(lambda: \"v\" * 2.0, lambda: \"d\" + 1.0).as('d', 'e')", walk),
		node("eval-keep", "N103", "|eval(lambda: \"v\" * 2.0).as('d').keep()", walk),
		node("eval-keep-list", "N103 S053: an unknown name drops the point", "|eval(lambda: \"v\" * 2.0, lambda: \"w\" + 1).as('d', 'e').keep('w', 'e', 'k')", walk, lines("m,host=a v=1.0,w=3i,k=true 200")),
		node("eval-overwrite", "N102 S052: the original overwrites a result of its name", "|eval(lambda: \"v\" + 100.0, lambda: \"v\" * 2.0).as('v', 'd')", walk),
		node("eval-same-name", "N102", "|eval(lambda: \"v\" + 100.0).as('v').keep()", walk),
		node("eval-tags", "N104: a string result becomes a tag", "|eval(lambda: string(\"w\"), lambda: \"v\").as('t', 'x').tags('t')", walk),
		node("eval-tags-keep", "N103 N104", "|eval(lambda: string(\"w\")).as('t').tags('t').keep()", walk),
		node("eval-tags-dimension", "N104: changing a dimension tag changes the group", "|eval(lambda: 'z', lambda: \"v\").as('host', 'x').tags('host')", walk),
		node("eval-tags-not-string", "N104: the point is dropped", "|eval(lambda: \"v\").as('t').tags('t')", walk),
		node("eval-error", "N105 X003: an error drops the point", "|eval(lambda: \"v\" + 1.0).as('x')", uneven),
		node("eval-quiet", "N105 X025", "|eval(lambda: \"v\" + 1.0).as('x').quiet()", uneven),
		node("eval-int-division-by-zero", "N106 X018: an error in eval", "|eval(lambda: 1 / (\"w\" - 2)).as('x')", walk, lines("m,host=a w=4i 300")),
		node("eval-batch", "N105: begin and end are not affected", batch+"|eval(lambda: \"v\" * 2.0).as('d')", walk),
		node("eval-state", "X020 X021: sigma, count and spread per group; shared within one expression", "|eval(lambda: sigma(\"v\"), lambda: count(), lambda: spread(\"v\"), lambda: count() + count() * 100).as('s', 'c', 'p', 'cc')", walk, every(100, 1, "m,host=b v=%s,w=1i %d", floats(7, 8, 7, 8, 100)...)),
		node("default", "N110: missing fields and empty tags", "|default().field('v', 7.5).field('k', 'none').field('n', 3).field('b', TRUE).tag('host', 'h').tag('dc', 'd')", uneven, lines("m v=1i 200")),
		node("default-batch", "N111 S023: tag defaults become dimensions", batch+"|default().field('k', 'none').tag('dc', 'd')", walk),
		node("delete", "N112", "|delete().field('w').field('absent').tag('host')", walk),
		node("delete-batch", "N112 S023", batch+"|delete().field('w').tag('host')", walk),
		node("delete-all", "N112: no field left", "|delete().field('v').field('w')", walk),
	}
}

// multi are the cases of nodes with several inputs, and of flatten and combine.
func multi() []judge.Case {
	ab := lines(`
		a,host=x v=1.0 100
		b,host=x v=10.0 100
		a,host=y v=2.0 100
		a,host=x v=3.0 101
		b,host=y v=20.0 100
		b,host=x v=30.0 102
		a,host=x v=4.0 102
		a,host=y v=5.0 104
		b,host=y v=50.0 103
		a,host=x v=6.0 105
		b,host=x v=60.0 105
		b,host=x v=61.0 105
		a,host=x v=62.0 105
		b,host=y v=70.0 106
		a,host=y v=7.0 107
		a,host=x v=8.0 108
		b,host=x v=80.0 109
	`)
	// What union does with equal times of one group differs from run to run.
	apart := lines(`
		a,host=x v=1.0 100
		b,host=x v=10.0 101
		a,host=y v=2.0 100
		a,host=x v=3.0 102
		b,host=y v=20.0 101
		b,host=x v=30.0 104
		a,host=x v=4.0 103
		a,host=y v=5.0 104
		b,host=y v=50.0 105
		a,host=x v=6.0 106
		b,host=x v=60.0 107
		b,host=y v=70.0 108
		a,host=y v=7.0 109
		a,host=x v=8.0 110
		b,host=x v=80.0 111
	`)
	sources := "var a = stream|from().measurement('a').groupBy('host')\nvar b = stream|from().measurement('b').groupBy('host')\n"
	join := func(name, about, chain string) judge.Case {
		return unordered(stream(name, about, sources+"a|join(b)"+chain+probe, ab))
	}
	ports := lines(`
		m,host=a,port=80,p=tcp v=1.0,w=2.0 100
		m,host=a,port=443,p=tcp v=2.0 100
		m,host=a,port=80,p=udp v=3.0 101
		m,host=b,port=80,p=tcp v=4.0 101
		m,host=a,port=80,p=tcp v=5.0 110
		m,host=a,port=22 v=6.0 110
		m,host=a,p=tcp v=7.0 110
		m,host=a,port=443,p=tcp v=8.0 110
		m,host=b,port=80,p=tcp v=9.0 112
		m,host=a,port=80,p=tcp v=10.0 120
		m,host=b,port=80,p=tcp v=11.0 125
	`)
	return []judge.Case{
		unordered(stream("union", "N140 N141 N142 R016", sources+"a|union(b)"+probe, apart)),
		unordered(stream("union-rename", "N144", sources+"a|union(b).rename('ab')|window().period(3s).every(3s)|sum('v').as('s')"+probe, apart)),
		join("join", "N150 N154 N157: inner join", ".as('a', 'b')"),
		join("join-tolerance", "N152 S016", ".as('a', 'b').tolerance(2s)"),
		join("join-fill-null", "N158 N159 S018 S019", ".as('a', 'b').fill('null')"),
		join("join-fill-number", "N158", ".as('a', 'b').fill(0.0).streamName('joined').delimiter('#')"),
		join("join-eval", "N157: the fields in an expression", ".as('a', 'b')|eval(lambda: \"a.v\" + \"b.v\").as('sum')"),
		unordered(stream("join-on", "N162 N163 S020", `
var building = stream|from().measurement('b').groupBy('building')
var floor = stream|from().measurement('f').groupBy('building', 'floor')
floor|join(building).as('floor', 'building').on('building')|eval(lambda: "floor.v" / "building.v").as('share')`+probe, lines(`
			b,building=1 v=100.0 100
			f,building=1,floor=a v=10.0 100
			f,building=1,floor=b v=20.0 100
			b,building=2 v=50.0 100
			f,building=2,floor=a v=5.0 100
			b,building=1 v=200.0 110
			f,building=1,floor=a v=11.0 110
			f,building=2,floor=a v=6.0 111
			b,building=2 v=60.0 120
			f,building=1,floor=b v=21.0 120
			f,building=1,floor=a v=12.0 120
			b,building=1 v=300.0 130
		`))),
		unordered(stream("join-batch", "N160 N161", "var a = stream|from().measurement('a').groupBy('host')|window().period(4s).every(4s).align()\nvar b = stream|from().measurement('b').groupBy('host')|window().period(4s).every(4s).align()\na|join(b).as('a', 'b').fill(0.0)"+probe, ab)),
		unordered(stream("join-self", "E023: a stream joined with its own mean", "var d = stream|from().measurement('a').groupBy('host')|window().period(2s).every(2s)\nd|mean('v').as('v')|join(d|max('v').as('v')).as('mean', 'max')"+probe, ab)),
		stream("flatten", "N118 N119 N120 N121 S058", "stream|from().measurement('m').groupBy('host')|flatten().on('port', 'p')"+probe, ports),
		stream("flatten-options", "N119", "stream|from().measurement('m').groupBy('host')|flatten().on('port').delimiter('_').tolerance(10s)"+probe, ports),
		stream("flatten-batch", "N120", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|flatten().on('port', 'p')"+probe, ports),
		stream("combine", "N130 N131 N132 N133 S012 S059", "stream|from().measurement('m').groupBy('host')|combine(lambda: \"port\" == '80', lambda: TRUE).as('http', 'other').tolerance(10s)"+probe, lines(`
			m,host=a,port=80 v=1.0 100
			m,host=a,port=443 v=2.0 100
			m,host=a,port=22 v=3.0 101
			m,host=b,port=80 v=4.0 100
			m,host=a,port=80 v=5.0 110
			m,host=a,port=443 v=6.0 112
			m,host=b,port=22 v=7.0 110
			m,host=a,port=80 v=8.0 120
			m,host=b,port=80 v=9.0 120
		`)),
		stream("trickle", "N170: a batch becomes points again", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|trickle()"+probe, ports),
		stream("trickle-two", "N171 S063: only the first child gets data", "var t = stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|trickle()\nt|eval(lambda: \"v\").as('first')"+probe+"\nt|eval(lambda: \"v\").as('second')|alert().id('2').details('').crit(lambda: TRUE).log('/second.log')", ports),
	}
}
