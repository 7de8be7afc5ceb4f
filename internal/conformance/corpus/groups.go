package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

// shown is probe with the tags of each event.
const shown = `
  |alert()
    .id('{{ .Name }}:{{ .Group }}')
    .message('{{ .Time }} {{ .Tags }}')
    .details('')
    .crit(lambda: TRUE)
    .all()
    .log('/out.log')
`

// groups are cases of what groups, tags and edges do under way, whatever the node.
func groups() []judge.Case {
	tagged := lines(`
		m,host=a,dc=x,rack=1 v=1.0 100
		m,host=b,dc=x v=2.0 102
		m,host=a,dc=y v=3.0 104
		m,rack=2 v=4.0 105
		m,host=a,dc=x,rack=3 v=5.0 111
		m,host=b,dc=z v=6.0 113
		m,rack=2 v=7.0 116
		m,host=a,dc=x v=8.0 123
		m,host=b v=9.0 125
		m,host=a,dc=q v=10.0 134
		m,host=b v=11.0 135
	`)
	m := "stream|from().measurement('m').groupBy('host')"
	batch := m + "|window().period(10s).every(10s)"
	// Of one building: with more, a floor may overtake the first point of its building.
	floors := lines(`
		f,building=1,floor=a v=10.0 100
		b,building=1 v=100.0 100
		f,building=1,floor=b v=20.0 100
		f,building=1,floor=a v=11.0 105
		b,building=1 v=110.0 105
		b,building=1 v=120.0 110
		f,building=1,floor=b v=22.0 110
		f,building=1,floor=a v=12.0 112
		b,building=1 v=130.0 112
	`)
	both := "var building = stream|from().measurement('b').groupBy('building')\nvar floor = stream|from().measurement('f').groupBy('building', 'floor')\n"
	return []judge.Case{
		outs(stream("group-tags", "R006: a group has the tags it is by, a point keeps all", m+shown+"\n"+m+"|httpOut('points')\n"+batch+"|httpOut('batch')\n", tagged), "points", "batch"),
		stream("group-tags-set", "R007: tags that are set on a point leave its dimensions, and these follow", m+"|default().tag('rack', '9').tag('host', 'none')"+shown, tagged),
		stream("group-tags-set-batch", "R007: what a batch has for tags is what it is grouped by", batch+"|default().tag('rack', '9')|count('v').as('n')"+shown, tagged),
		stream("group-level-tag-batch", "R007: the tag of the level too", batch+"|alert().id('{{ .Group }}').details('').crit(lambda: \"v\" > 5.0).levelTag('level').log('/alert.log')|count('v').as('n')"+shown, tagged),
		unordered(stream("groupby-batch-empty", "N015 N020: a batch that comes empty is gone", batch+"|where(lambda: \"v\" > 3.0 AND \"v\" < 9.0)|groupBy('dc')|count('v').as('n')"+shown, tagged)),
		unordered(stream("groupby-batch-names", "N015: of each point's batch only dimensions and name change", "stream|from().groupBy('host')|window().period(10s).every(10s)|groupBy('rack').byMeasurement()"+shown, tagged)),
		stream("where-lambda", "N022: the property replaces the argument", m+"|where(lambda: \"v\" < 0.0).lambda(lambda: \"v\" > 5.0)"+shown, tagged),
		stream("bare-call", "E009 S075: a call by itself is not evaluated, within an expression it is", "var unused = abs(-5.0)\nvar limit = abs(-5.0) + 0.0\n"+m+"|where(lambda: \"v\" > limit)"+shown, tagged),
		stream("bare-call-used", "E009: a var that holds a call is no value", "var limit = abs(-5.0)\n"+m+"|where(lambda: \"v\" > limit)"+shown, tagged),
		unordered(stream("join-on-swapped", "N164: the side with more dimensions is the specific one, wherever it stands", both+"building|join(floor).as('building', 'floor').on('building')"+shown, floors)),
		unordered(stream("join-at-end", "N156 N158: what is left at the end is sent", both+"var all = floor|groupBy('building')\nbuilding|join(all).as('building', 'floor').fill(0.0)"+shown, floors)),
		stream("node-names-clash", "R037: one name as a property and as a node", "stream|from().measurement('m').where(lambda: \"v\" > 1.0).groupBy('host')|where(lambda: \"v\" < 11.0)|groupBy('dc')|delete().tag('rack')|log()"+shown, tagged),
		stream("quiet-everywhere", "R040: any node can be quiet", "stream|from().measurement('m').groupBy('host').quiet()|where(lambda: \"nosuch\" > 1).quiet()|window().period(10s).every(10s).quiet()|mean('v').quiet()|log().quiet()|httpOut('x').quiet()\nstream|from().measurement('m').groupBy('host')|eval(lambda: \"v\" + \"nosuch\").as('w').quiet()"+shown, tagged),
		stream("alert-after-handler", "R036: a handler's properties, then the alert's, then the next handler", m+"|alert().post('$POST/a').header('X-A', 'b').crit(lambda: \"v\" > 4.0).tcp('$TCP').details('').log('/out.log').id('{{ .Group }}').stateChangesOnly()|eval(lambda: \"v\").as('w')|alert().details('').crit(lambda: TRUE).log('/w.log')\n", tagged),
	}
}
