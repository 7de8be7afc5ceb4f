package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

func alert(name, about, properties string, data judge.Data) judge.Case {
	return stream(name, about, "stream|from().measurement('m').groupBy('host')|alert().details('')"+properties+".log('/out.log')\n", data)
}

func batchAlert(name, about, properties string, data judge.Data) judge.Case {
	return stream(name, about, "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|alert().details('')"+properties+".log('/out.log')\n", data)
}

const levels = `.info(lambda: "v" > 10.0).warn(lambda: "v" > 20.0).crit(lambda: "v" > 30.0)`

// alerts are the cases of the alert node's levels and states.
func alerts() []judge.Case {
	walk := every(100, 10, "m,host=a v=%s %d", floats(1, 11, 11, 21, 31, 21, 11, 1, 1, 31, 1, 25, 35, 5, 5, 15)...)
	flap := every(100, 10, "m,host=a v=%s %d", floats(1, 1, 1, 40, 1, 40, 1, 40, 1, 40, 40, 40, 40, 40, 40, 40, 40, 1, 1, 1, 1, 1, 40, 40, 1, 1, 25, 40, 1, 1, 1, 1, 1, 1, 1, 1)...)
	groups := lines(`
		m,host=a,x=1 v=35.0 100
		m,host=b,x=2 v=15.0 100
		m,host=a,x=3 v=5.0 110
		m,host=b,x=1 v=25.0 110
		m,x=1 v=50.0 110
		m,host=a v=11.0 120
		m,host=b v=1.0 120
		m v=1.0 120
	`)
	shared := lines(`
		m,host=a,x=5 v=35.0 130
		m,host=a,x=6 v=35.0 135
		m,host=b,x=5 v=1.0 135
		m,host=a,x=5 v=1.0 140
		m,host=a,x=6 v=25.0 145
		m,host=a,x=7 v=1.0 150
		m,host=a,x=8 v=15.0 150
		m,host=a,x=6 v=1.0 155
		m,host=a,x=8 v=15.0 160
		m,host=a,x=9 v=15.0 159
		m,host=b,x=6 v=35.0 160
		m,host=b,x=7 v=35.0 161
		m,host=b,x=8 v=1.0 162
		m,host=a,x=5 v=35.0 170
		m,host=a,x=6 v=35.0 171
	`)
	high := lines(`
		m,host=a,x=1 v=50.0 100
		m,host=a v=51.0 110
		m,host=b,x=2 v=60.0 120
		m,host=b v=61.0 130
		m,host=c v=5.0 130
	`)
	windows := lines(`
		m,host=a v=5.0,n=1i 100
		m,host=a v=25.0,n=2i 102
		m,host=a,x=y v=35.0,n=3i 104
		m,host=a v=12.0,n=4i 106
		m,host=a v=35.0,n=5i 108
		m,host=a v=15.0,n=6i 111
		m,host=a v=16.0,n=7i 115
		m,host=a v=40.0,n=8i 122
		m,host=a v=50.0,n=9i 126
		m,host=a v=1.0,n=10i 133
		m,host=a v=2.0,n=11i 137
		m,host=a v=3.0,n=12i 144
		m,host=a v=60.0,n=13i 155
		m,host=a v=61.0,n=14i 166
		m,host=a v=1.0,n=15i 177
		m,host=a v=1.0,n=16i 188
	`)
	resets := every(100, 10, "m,host=a v=%s %d", floats(1, 35, 28, 22, 18, 12, 8, 4, 1, 35, 15, 28, 4, 1, 25, 18, 12, 18, 4)...)
	return []judge.Case{
		alert("alert-levels", "A005 A006 A012 A020: up and down, duration, previousLevel", levels, walk),
		alert("alert-groups", "A011 R005: one state per group, a group without the tag", levels, groups),
		alert("alert-no-levels", "A005: always OK, no event", "", walk),
		alert("alert-crit-only", "A006", `.crit(lambda: "v" > 20.0)`, walk),
		alert("alert-warn-crit-swapped", "A006: the higher level wins though the lower one does not hold", `.warn(lambda: "v" > 30.0).crit(lambda: "v" > 10.0)`, walk),
		alert("alert-resets", "A006 A008: reset lambdas hold a level", levels+`.infoReset(lambda: "v" < 5.0).warnReset(lambda: "v" < 15.0).critReset(lambda: "v" < 20.0)`, resets),
		alert("alert-reset-error", "A008 S088: a reset lambda that fails counts as true", levels+`.critReset(lambda: "absent" < 20.0)`, resets),
		alert("alert-level-error", "A010 X010: a level that fails counts as not matched", `.info(lambda: "v" > 10.0).warn(lambda: "absent" > 1.0).crit(lambda: "v" > 30.0)`, walk),
		alert("alert-state-changes", "A012 A022", levels+".stateChangesOnly()", walk),
		alert("alert-state-changes-again", "A022 S089: sent again at or after the interval", levels+".stateChangesOnly(20s)", every(100, 5, "m,host=a v=%s %d", floats(35, 35, 35, 35, 35, 35, 35, 35, 35, 35, 1, 1, 1, 1, 1, 1, 25, 25, 25, 35, 35, 35, 35, 35)...)),
		alert("alert-no-recoveries", "A012", levels+".noRecoveries()", walk),
		alert("alert-no-recoveries-changes", "A012 A020: the duration after a suppressed recovery", levels+".noRecoveries().stateChangesOnly()", walk),
		alert("alert-flapping", "A025 A026 A027 A016 A021 S081 S082", `.crit(lambda: "v" > 30.0).flapping(0.25, 0.5).history(10)`, flap),
		alert("alert-flapping-default-history", "A002 A027: history 21", `.crit(lambda: "v" > 30.0).flapping(0.1, 0.2)`, flap),
		alert("alert-flapping-small", "A003 A026 S082: history 4, the first alert suppressed", `.crit(lambda: "v" > 30.0).flapping(0.4, 0.5).history(4)`, flap),
		alert("alert-flapping-changes", "A012 A027: flapping with stateChangesOnly", `.warn(lambda: "v" > 20.0).crit(lambda: "v" > 30.0).flapping(0.3, 0.6).history(6).stateChangesOnly()`, flap),
		alert("alert-out-of-order", "A020: times may run back, and so do durations", levels, lines(`
			m,host=a v=35.0 100
			m,host=a v=36.0 90
			m,host=a v=37.0 120
			m,host=a v=1.0 80
			m,host=a v=38.0 85
			m,host=a v=1.0 130
		`)),
		alert("alert-shared-state", "A009 X021 S050: level lambdas share their state over all groups", `.info(lambda: count() % 3 == 0).warn(lambda: count() % 4 == 0).crit(lambda: count() % 5 == 0)`, groups),
		alert("alert-twice", "A007 S051: the current level's lambda may run twice", `.crit(lambda: count() % 4 > 1)`, walk),
		alert("alert-ids", "A033: ids from a tag that is no dimension share one state", levels+".id('{{ index .Tags \"x\" }}')", groups),
		stream("alert-shared-id", "A011 A039: a group that appears takes over the level that its event id has in the topic", "stream|from().measurement('m').groupBy('host', 'x')|alert().details('').id('{{ index .Tags \"host\" }}').message('{{ .ID }} {{ .Group }} {{ .Level }} {{ .Duration }}')"+levels+".log('/out.log')\n", groups, shared),
		stream("alert-shared-id-changes", "A011 A020 A022: with stateChangesOnly", "stream|from().measurement('m').groupBy('host', 'x')|alert().details('').id('{{ index .Tags \"host\" }}').message('{{ .ID }} {{ .Group }} {{ .Level }} {{ .Duration }}').stateChangesOnly(20s)"+levels+".log('/out.log')\n", groups, shared),
		stream("alert-shared-id-flapping", "A011 A025: the restored level is one entry of the history", "stream|from().measurement('m').groupBy('host', 'x')|alert().details('').id('{{ index .Tags \"host\" }}').message('{{ .ID }} {{ .Group }} {{ .Level }} {{ .Duration }}').flapping(0.25, 0.5).history(4)"+levels+".log('/out.log')\n", groups, shared),
		stream("alert-shared-id-batch", "A011 A014", "stream|from().measurement('m').groupBy('host', 'x')|window().period(10s).every(10s)|alert().details('').id('{{ index .Tags \"host\" }}').message('{{ .ID }} {{ .Group }} {{ .Level }} {{ .Duration }}')"+levels+".log('/out.log')\n", groups, shared),
		stream("alert-shared-id-nodes", "A011 A039: two nodes have topics of their own; a named topic is shared", "stream|from().measurement('m').groupBy('host', 'x')|alert().details('').id('{{ index .Tags \"host\" }}').topic('both')"+levels+".log('/one.log')\nstream|from().measurement('m').groupBy('x')|alert().details('').id('{{ index .Tags \"host\" }}').topic('other')"+levels+".log('/two.log')\n", groups, shared),
		stream("alert-down", "A013 A019 S083: only points that made an event go on; tags and fields are added", "stream|from().measurement('m').groupBy('host')|alert()"+levels+".id('id-{{ index .Tags \"host\" }}').levelTag('lt').levelField('lf').messageField('mf').durationField('df').idTag('it').idField('if')"+probe, walk),
		stream("alert-down-batch", "A017 A018 S023: tags of a batch alert become dimensions", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|alert()"+levels+".levelTag('lt').idTag('it').durationField('df').messageField('mf').stateChangesOnly()"+probe, windows),
		batchAlert("alert-batch", "A014 A015: highest point", levels, windows),
		batchAlert("alert-batch-all", "A014 A015 S084: lowest level, fields of the highest point, batch time", levels+".all()", windows),
		batchAlert("alert-batch-changes", "A016: a change to OK is always sent", levels+".stateChangesOnly()", windows),
		batchAlert("alert-batch-no-recoveries", "A016", levels+".noRecoveries()", windows),
		batchAlert("alert-batch-flapping", "A016 S081: recoveries are not suppressed", levels+".flapping(0.2, 0.3).history(5)", windows),
		batchAlert("alert-batch-resets", "A014: judged against the level before the batch", levels+`.critReset(lambda: "v" < 2.0)`, windows),
		stream("alert-inhibit", "A034 A035 S085", `
stream|from().measurement('up').groupBy('host')
  |alert().id('up/{{ index .Tags "host" }}').details('').crit(lambda: "v" < 1.0).category('system').inhibit('app', 'host').log('/up.log')
stream|from().measurement('m').groupBy('host')
  |alert().id('m/{{ index .Tags "host" }}').details('').crit(lambda: "v" > 10.0).category('app').log('/app.log')
`, lines(`
			m,host=a v=20.0 100
			m,host=a v=1.0 101
			m,host=b v=20.0 102
			m,host=b v=1.0 103
		`)),
		stream("alert-inhibit-self", "A034 A035 A036: an alert that inhibits its own category keeps back all but its recoveries", "stream|from().measurement('m').groupBy('host', 'x')|alert().category('c').inhibit('c', 'host').log('/out.log')"+levels+probe, groups, shared),
		// Nodes run side by side: only what stays inhibited is the same every time.
		stream("alert-inhibit-chain", "A034 A035: a node sets its inhibitor before the next one sees the point", "stream|from().measurement('m').groupBy('host')|alert().details('').inhibit('app', 'host').log('/first.log').crit(lambda: \"v\" > 30.0)|alert().details('').category('app').warn(lambda: \"v\" > 10.0).log('/second.log')"+probe, high),
		stream("alert-inhibit-tag", "A035: a listed tag that is no dimension counts as empty", "stream|from().measurement('m').groupBy('host')|alert().details('').inhibit('app', 'host', 'x').log('/first.log').crit(lambda: \"v\" > 30.0)|alert().details('').category('app').warn(lambda: \"v\" > 10.0).log('/second.log')\n", high),
		stream("alert-inhibit-category", "A035: an alert without a category is inhibited by the empty one", "stream|from().measurement('m').groupBy('host')|alert().details('').inhibit('', 'host').log('/first.log').crit(lambda: \"v\" > 30.0)|alert().details('').warn(lambda: \"v\" > 10.0).log('/second.log')\n", high),
		stream("alert-topic-only", "A011 A034: a named topic and no handler; the group still starts from the topic", "stream|from().measurement('m').groupBy('host', 'x')|alert().id('{{ index .Tags \"host\" }}').topic('only').levelField('l').durationField('d')"+levels+probe, groups, shared),
		stream("alert-two-nodes", "A039 E023: two alert nodes, chained", "stream|from().measurement('m').groupBy('host')|alert().details('').warn(lambda: \"v\" > 10.0).log('/first.log')|alert().details('').crit(lambda: \"v\" > 20.0).log('/second.log')\n", walk),
		stream("alert-topic", "A034 T: a named topic besides the handler", "stream|from().measurement('m').groupBy('host')|alert().details('').topic('conformance').warn(lambda: \"v\" > 10.0).log('/out.log')\n", walk),
		unordered(stream("alert-same-file", "H024 H004: two handlers, each with a queue of its own, append to one file", "stream|from().measurement('m')|alert().details('').warn(lambda: \"v\" > 10.0).log('/out.log').log('/out.log')\n", walk)),
	}
}

// templates are the cases of id, message and details.
func templates() []judge.Case {
	data := lines(`
		m,host=a,dc=fra\ 1,q=<&> v=35.5,i=7i,s="x \"y\" <z> & 'w'",b=true 1709682612
		m,dc=ber v=1000000.0,i=-3i,b=false 1709682622
		m,host=a,dc=fra\ 1 v=0.000001,i=9007199254740993i,s="ü\\n" 1709682632
		m,host=a v=123456789.125,i=0i,s="" 1709682642
	`)
	t := func(name, about, properties string) judge.Case {
		return stream(name, about, "stream|from().measurement('m').groupBy('host', 'dc')|alert().crit(lambda: TRUE)"+properties+".log('/out.log')\n", data)
	}
	return []judge.Case{
		t("template-defaults", "A002 A028 A029 S086: default id, message and HTML-escaped details", ""),
		t("template-message", "A028 A031", `.id('{{ .TaskName }}/{{ .Name }}/{{ .Group }}/{{ .Tags.host }}/{{ .ServerInfo.Hostname }}').message('{{ .ID }}|{{ .Name }}|{{ .TaskName }}|{{ .Group }}|{{ .Level }}|{{ .Time }}|{{ .Duration }}|{{ index .Fields "v" }}|{{ index .Fields "i" }}|{{ index .Fields "s" }}|{{ index .Fields "b" }}|{{ index .Tags "q" }}|{{ .Fields.absent }}')`),
		t("template-details", "A028 A029: html/template, json and jsonCompact", `.message('msg <b> {{ .ID }}').details('<p class="{{ .Level }}">{{ .Message }}</p>{{ json .Tags }}{{ jsonCompact .Fields }}<a href="http://x/?q={{ index .Fields "s" }}">{{ index .Fields "s" }}</a><script>var x = {{ .Tags }};</script>{{ .Time }}')`),
		t("template-logic", "A028: the language's own functions", `.id('{{ if .Tags.host }}h-{{ .Tags.host }}{{ else }}none{{ end }}').message('{{ if eq .Level "CRITICAL" }}c{{ else }}o{{ end }} {{ .Level }} '{{ range $k, $v := .Tags }}{{ $k }}={{ $v }};{{ end }}{{ printf "%0.2f" (index .Fields "v") }} {{ len .Fields }} {{ with .Tags.q }}{{ . | html }}{{ end }} {{ .Time.Unix }} {{ .Time.Format "2006-01-02" }} {{ and true .Fields.b }} {{ urlquery .Fields.s }}').details('')`),
		t("template-printf-mismatch", "A032: a wrong verb is no error", `.message('{{ printf "%d" (index .Fields "v") }} {{ printf "%s" (index .Fields "i") }}').details('')`),
		t("template-exec-error", "A032 R015: an execution error stops the task", `.message('{{ .Time.Nope }}').details('')`),
		t("template-level-in-id", "A028 A032: the id does not know the level", `.id('{{ .Level }}')`),
		t("template-no-field", "A028: unknown field of the data", `.message('{{ .Nope }}').details('')`),
		stream("template-ungrouped", "R005 A030 S087: the nil group", "stream|from().measurement('m')|alert().crit(lambda: TRUE).message('{{ .Group }}|{{ .Tags }}|{{ .Fields }}').details('').log('/out.log')\n", data),
		stream("template-batch", "A030 A031: tags of a batch are the group's", "stream|from().measurement('m').groupBy('host')|window().period(10s).every(10s)|alert().crit(lambda: TRUE).message('{{ .Group }}|{{ .Tags }}|{{ .Fields }}|{{ .Time }}|{{ index .Tags \"dc\" }}').log('/out.log')\n", data),
		stream("template-syntax", "A003 E021: found at start only", "stream|from()|alert().id('{{ .ID ').crit(lambda: TRUE).log('/out.log')\n"),
		stream("template-json-in-message", "A028: json exists in details only", "stream|from()|alert().message('{{ json . }}').crit(lambda: TRUE).log('/out.log')\n"),
	}
}
