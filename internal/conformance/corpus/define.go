package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

// definitions are scripts that the server refuses, and the way it prints those that it accepts.
func definitions() []judge.Case {
	var cases []judge.Case
	for _, c := range []struct{ name, about, script string }{
		{"empty", "E020", ""},
		{"nothing", "E020: task does nothing", "var x = 1\n"},
		{"only-stream", "E020 E026", "stream\n"},
		{"both-kinds", "E026", "stream|from()\nbatch|query('SELECT v FROM db.rp.m').every(1s).period(1s)\n"},
		{"syntax", "L042 L043", "stream\n  |from()\n  |where(lambda: \"a\" > )\n"},
		{"syntax-end", "L042", "stream|from("},
		{"unknown-char", "L018", "stream|from()$|alert()\n"},
		{"lower-true", "L001 S071", "var x = true\nstream|from()|alert()\n"},
		{"number", "L004 L044", "var x = 08\nstream|from()|alert()\n"},
		{"big-number", "L004", "var x = 9223372036854775808\nstream|from()|alert()\n"},
		{"two-dots", "L005", "var x = 1.2.3\nstream|from()|alert()\n"},
		{"duration-compound", "L006 S068", "stream|from()|window().period(1h30m).every(1m)|alert()\n"},
		{"unterminated", "L010 S070", "stream|from().measurement('abc\\')|alert()\n"},
		{"regex", "L013", "stream|from().where(lambda: \"a\" =~ /(/)|alert()\n"},
		{"undefined", "E002 E010", "stream|from()|where(lambda: \"v\" > limit)|alert()\n"},
		{"redefine", "E003", "var x = 1\nvar x = 2\nstream|from()|alert()\n"},
		{"redefine-stream", "E003", "var stream = 1\n"},
		{"var-type", "L032", "var x nosuch\nstream|from()|alert()\n"},
		{"no-method", "E013", "stream|from()|nosuch()\n"},
		{"no-property", "E013", "stream|from().nosuch('x')|alert()\n"},
		{"chain-not-property", "E013", "stream|from()|measurement('x')|alert()\n"},
		{"property-not-chain", "E013", "stream|from().window()|alert()\n"},
		{"wrong-type", "E014 S077", "stream|from().measurement(1)|alert()\n"},
		{"too-many", "E014", "stream|from().measurement('a', 'b')|alert()\n"},
		{"double-quotes", "E015", "stream|from().measurement(\"cpu\")|alert()\n"},
		{"int-for-float", "E016", "stream|from()|window().period(1s).every(1s)|percentile('v', 50)|alert()\n"},
		{"float-for-int", "E016", "stream|from()|window().period(1s).every(1s)|top(2.0, 'v')|alert()\n"},
		{"property-without-call", "E017 S118", "stream|from()|alert().crit\n"},
		{"setter-without-call", "E017 S118: the connection is closed", "stream|from().where\n"},
		{"window-of-batch", "R038 E022", "stream|from()|window().period(1s).every(1s)|window().period(1s).every(1s)|alert()\n"},
		{"trickle-of-stream", "R038 E022", "stream|from()|trickle()|alert()\n"},
		{"window-both", "N061", "stream|from()|window().period(1s).periodCount(1)|alert()\n"},
		{"window-align-count", "N061", "stream|from()|window().periodCount(1).everyCount(1).align()|alert()\n"},
		{"window-no-every-count", "N061", "stream|from()|window().periodCount(1)|alert()\n"},
		{"window-no-period", "N061 E021: at start", "stream|from()|window().every(1s)|alert()\n"},
		{"group-empty", "N007", "stream|from().groupBy('')|alert()\n"},
		{"group-star-and-name", "N007", "stream|from().groupBy(*, 'host')|alert()\n"},
		{"group-duration", "N007", "stream|from().groupBy(1s)|alert()\n"},
		{"exclude-without-star", "N010", "stream|from()|groupBy('a').exclude('b')|alert()\n"},
		{"eval-as-count", "N100", "stream|from()|eval(lambda: 1, lambda: 2).as('a')|alert()\n"},
		{"eval-no-as", "N100", "stream|from()|eval(lambda: 1)|alert()\n"},
		{"eval-tags", "N100", "stream|from()|eval(lambda: 'a').as('a').tags('b')|alert()\n"},
		{"join-no-as", "N151", "var a = stream|from()\na|join(stream|from())|alert()\n"},
		{"join-as-count", "N151", "var a = stream|from()\na|join(stream|from()).as('a')|alert()\n"},
		{"join-as-same", "N151", "var a = stream|from()\na|join(stream|from()).as('a', 'a')|alert()\n"},
		{"join-as-delimiter", "N151", "var a = stream|from()\na|join(stream|from()).as('a.b', 'b')|alert()\n"},
		{"join-fill", "N151: at start", "var a = stream|from()\na|join(stream|from()).as('a', 'b').fill('x')|alert()\n"},
		{"combine-as", "N130", "stream|from()|combine(lambda: TRUE, lambda: TRUE).as('a')|alert()\n"},
		{"sample-zero", "N090: at start", "stream|from()|sample(0)|alert()\n"},
		{"sample-string", "N090", "stream|from()|sample('x')|alert()\n"},
		{"shift-zero", "N091", "stream|from()|shift(0s)|alert()\n"},
		{"default-type", "N110", "stream|from()|default().field('a', 1s)|alert()\n"},
		{"barrier-both", "N080", "stream|from()|barrier().idle(1s).period(1s)|alert()\n"},
		{"barrier-none", "N080", "stream|from()|barrier()|alert()\n"},
		{"loopback", "N189", "stream|from()|kapacitorLoopback().database('db').retentionPolicy('rp')\n"},
		{"loopback-no-db", "N189", "stream|from()|kapacitorLoopback().retentionPolicy('rp')\n"},
		{"noop", "N192: no script makes one", "stream|from()|noop()\n"},
		{"integral", "I041: no such node", "stream|from()|window().period(1s).every(1s)|integral('v')|alert()\n"},
		{"histogram", "I041", "stream|from()|window().period(1s).every(1s)|histogram('v')|alert()\n"},
		{"non-negative-difference", "I041", "stream|from()|nonNegativeDifference('v')|alert()\n"},
		{"non-negative-derivative", "I041", "stream|from()|nonNegativeDerivative('v')|alert()\n"},
		{"from-of-window", "R032 R034: from chains to the stream and to from alone", "stream|from()|window().period(1s).every(1s)|from()|alert()\n"},
		{"where-of-stream", "R030: nothing else chains to the stream", "stream|where(lambda: TRUE)|alert()\n"},
		{"from-of-batch", "R031", "batch|from()|alert()\n"},
		{"query-of-query", "R033", "batch|query('SELECT v FROM db.rp.m').period(1s).every(1s)|query('SELECT v FROM db.rp.m').period(1s).every(1s)|alert()\n"},
		{"sink", "R035", "stream|from()|influxDBOut().database('x')|alert()\n"},
		{"flapping", "A004: at start", "stream|from()|alert().crit(lambda: TRUE).flapping(0.5, 1.5)\n"},
		{"log-relative", "H024: at start", "stream|from()|alert().crit(lambda: TRUE).log('x.log')\n"},
		{"log-mode", "H024: at start", "stream|from()|alert().crit(lambda: TRUE).log('/x.log').mode(0400)\n"},
		{"post-empty", "H020", "stream|from()|alert().crit(lambda: TRUE).post()\n"},
		{"post-endpoint", "H020", "stream|from()|alert().crit(lambda: TRUE).post().endpoint('nosuch')\n"},
		{"http-post-both", "N182", "stream|from()|httpPost('http://127.0.0.1:1').endpoint('x')|alert()\n"},
		{"http-post-none", "N182", "stream|from()|httpPost()|alert()\n"},
		{"http-out-twice", "N181", "stream|from()|httpOut('x')|httpOut('x')\n"},
		{"stats-zero", "N050", "stream|from()|stats(0s)|alert()\n"},
		{"dbrp-in-script", "E027", "dbrp \"db\".\"rp\"\nstream|from()|alert()\n"},
		{"udf", "E013", "stream|from()@nosuch()|alert()\n"},
		{"three-mistakes", "several mistakes in one script", "stream\n  |from()\n    .measurment('cpu')\n  |window()\n    .period('10s')\n  |meen('v')\n"},
	} {
		cases = append(cases, stream("define-"+c.name, c.about, c.script))
	}
	for _, c := range []struct{ name, about, script string }{
		{"one-line", "L060-L063", "var x=1 var y=-2.50 stream|from().measurement('a').groupBy('b','c')|window().period(10s).every(5s).align()|mean('v').as('m')|alert().crit(lambda:\"m\">x AND \"m\"<y OR!isPresent(\"q\"))\n"},
		{"comments", "L016 L045 L070", "//first\n// second\n\n//third\nvar x = 1 // trailing\n// before stream\nstream // after stream\n  // on from\n  |from()\n//   indented   text\n//\n// last of three\n  .measurement('a') // m\n  |alert() // end\n// eof\n"},
		{"literals", "L066-L069 S069", "var a = 010\nvar b = 1.\nvar c = .5\nvar d = 90m\nvar e = 1000u\nvar f = 'it\\'s'\nvar g = '''triple '' quote'''\nvar h = /a\\/b.*/\nvar i = ['x', 'y', *]\nvar j = TRUE\nvar k = lambda: \"a \\\" b\" > 1\nvar l = 10µ\nvar m = -5\nvar n = 12345678901234567890.0\nstream|from()|alert()\n"},
		{"micro", "L006 E001: the unit is one character; what follows is a statement of its own", "var l = 10µs\nstream|from()|alert()\n"},
		{"multi-line", "L041 L063 L064", "stream\n|from()\n.where(lambda:\n\"a\" > 1 AND\n(\"b\" < 2 OR\n\"c\" == 3)\n)\n|eval(lambda: \"x\" + 1.0,\nlambda: if(\"a\" > 1,\n'x',\n'y'))\n.as('p',\n'q')\n|alert()\n"},
		{"parens", "L039", "stream|from().where(lambda: ((\"a\")) > (1) AND ((\"b\" + 1) * 2 > 3))|where(lambda: -(\"a\" + 1) < 0 AND !(\"b\" == 1))|alert()\n"},
		{"typed-vars", "L069 E006", "dbrp \"telegraf\".\"auto gen\"\nvar x float = 1.0\n"},
		{"join-names", "E023 E024: node names skip numbers", "var a = stream|from().measurement('a')\nvar b = stream|from().measurement('b')\na|join(b).as('a','b')|union(a)|httpOut('x')\n"},
		{"names", "E023 E024: names of all kinds of node", "stream|from()|groupBy('a')|where(lambda: TRUE)|eval(lambda: 1).as('x')|default().field('a', 1)|delete().field('a')|derivative('x')|changeDetect('x')|stateCount(lambda: TRUE)|stateDuration(lambda: TRUE)|sample(1)|shift(1s)|log()|httpOut('o')|flatten().on('a')|combine(lambda: TRUE, lambda: TRUE).as('a', 'b')|window().period(1s).every(1s)|trickle()|window().periodCount(1).everyCount(1)|mean('x')|influxDBOut().database('d')\n"},
		{"undocumented", "E012 E018 E019", "stream|From().Measurement('a')|where(lambda: TRUE).lambda(lambda: FALSE)|alert().flapLow(0.1).flapHigh(0.2).post('http://127.0.0.1:1').uRL('http://127.0.0.1:2')\n"},
	} {
		cases = append(cases, stream("format-"+c.name, c.about, c.script))
	}
	return cases
}

// crashes are scripts with which the server dies.
func crashes() []judge.Case {
	data := lines("m,host=a v=1.0,i=0i 100\nm,host=a v=2.0,i=0i 103\nm,host=a v=3.0,i=0i 111\nm,host=a v=3.0,i=0i 122")
	return []judge.Case{
		stream("crash-where-division", "X018 S041: integer division by zero in a predicate", "stream|from()|where(lambda: 1 / \"i\" > 0)"+probe, data),
		stream("crash-alert-division", "X018 S041", "stream|from()|alert().crit(lambda: 10 / \"i\" > 1).log('/out.log')\n", data),
		stream("crash-trickle", "N171 S063: trickle without a child", "stream|from()|window().period(10s).every(10s)|trickle()\n", data),
		stream("crash-combine-batch", "N134 S060", "stream|from()|window().period(10s).every(10s)|where(lambda: TRUE)|combine(lambda: TRUE, lambda: TRUE).as('a', 'b')"+probe, data),
		stream("crash-combine-stream", "N134 S060", "stream|from()|combine(lambda: TRUE, lambda: TRUE).as('a', 'b').tolerance(10s)"+probe, lines("m v=1.0 103\nm v=2.0 104\nm v=3.0 125")),
		stream("crash-nil-field", "I009 S062", "var a = stream|from().measurement('a')\nvar b = stream|from().measurement('b')\na|join(b).as('a', 'b').fill('null')|sum('b.v')"+probe, lines("a v=1.0 100\nb v=1.0 101\na v=2.0 102\nb v=2.0 103\na v=3.0 104\nb v=3.0 105")),
	}
}
