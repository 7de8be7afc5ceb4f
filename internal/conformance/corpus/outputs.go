package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

// outputs are the cases of httpOut, httpPost, log and loopback.
func outputs() []judge.Case {
	data := lines(`
		m,host=a,x=1 v=1.0,s="a<b" 100
		m,host=b v=2.0 101
		m,host=a,x=2 v=3.0 105
		m,host=a,x=1 v=4.0,w=1i 111
		m,host=b v=5.0 112
		m,host=a v=6.0 122
	`)
	src := "stream|from().measurement('m').groupBy('host')"
	return []judge.Case{
		outs(stream("httpout-stream", "N180 R009: the last point per group, in order of appearance", src+"|httpOut('x')\n", data), "x"),
		outs(stream("httpout-batch", "N180 R010: the last batch; a group without a complete batch is null", src+"|window().period(10s).every(10s)|httpOut('x')\n", data), "x"),
		outs(stream("httpout-none", "N180: no data", src+"|where(lambda: FALSE)|httpOut('x')|window().period(1s).every(1s)|httpOut('y')\n", data), "x", "y"),
		outs(stream("httpout-agg", "N180 I011: several outputs along a chain", src+"|httpOut('raw')|window().period(10s).every(10s)|mean('v').as('m')|httpOut('mean')|alert().crit(lambda: TRUE).details('').log('/out.log')|httpOut('alerted')\n", data), "raw", "mean", "alerted"),
		outs(stream("httpout-nan", "R011 I034 S031: NaN cannot be served", src+"|window().period(2s).every(2s)|stddev('v').as('x')|httpOut('x')\n", data), "x"),
		outs(stream("httpout-unknown", "P036: no such endpoint", src+"|httpOut('x')\n", data), "nosuch"),
		stream("httppost-stream", "N183", src+"|httpPost('$POST')\n", data),
		stream("httppost-batch", "N183 R010", src+"|window().period(10s).every(10s)|httpPost('$POST').header('X-A', 'b')"+probe, data),
		stream("httppost-endpoint", "N183: an endpoint's row template", src+"|eval(lambda: \"v\").as('value')|httpPost().endpoint('templated')\n", data),
		stream("httppost-code", "N184: the status as a field", src+"|httpPost('$HTTP/alerta').codeField('code')"+probe, data),
		stream("httppost-fails", "N184 S111: a failed request is code 0", src+"|httpPost('http://127.0.0.1:1/').codeField('code')"+probe, lines("m,host=a v=1.0 100")),
		stream("httppost-capture", "N182: what an answer that is no success says is logged", src+"|httpPost('http://127.0.0.1:1/').captureResponse()"+probe, lines("m,host=a v=1.0 100")),
		stream("log-node", "N191: passes data on", src+"|log().level('WARN').prefix('p')"+probe, data),
		stream("loopback", "N189 N190: back into another measurement, for another from of the same server", "stream|from().measurement('m')|eval(lambda: \"v\" * 2.0).as('v2')|kapacitorLoopback().database('db2').retentionPolicy('rp2').measurement('looped').tag('t', 'u')\nstream|from().measurement('m')"+probe, data),
		stream("event-nan", "R011 S031: an event with NaN is not written", src+"|window().period(10s).every(10s)|stddev('v').as('x')"+probe, data),
	}
}

// handlers are the cases of what alert handlers send.
func handlers() []judge.Case {
	data := lines(`
		cpu,host=serverA,dc=fra\ 1 value=97.5,n=3i,s="a<b>&\"c\"" 1709682610
		cpu,host=serverA,dc=fra\ 1 value=75.0 1709682620
		cpu,host=serverA,dc=fra\ 1 value=55.0 1709682630
		cpu,host=serverA,dc=fra\ 1 value=5.0 1709682640
	`)
	head := "stream|from().measurement('cpu').groupBy('host')|alert().id('{{ .Name }}/{{ index .Tags \"host\" }}').message('{{ .ID }} is {{ .Level }} <m> {{ index .Fields \"value\" }}').details('<b>{{ .ID }}</b>').info(lambda: \"value\" > 50.0).warn(lambda: \"value\" > 70.0).crit(lambda: \"value\" > 90.0)"
	h := func(name, about, handler string) judge.Case {
		return stream("handler-"+name, about, head+handler+"\n", data)
	}
	return []judge.Case{
		h("log", "H001 H024", ".log('/out.log')"),
		h("post-template-error", "H020: the URL's template does not know the measurement", ".post('$POST/{{ .Name }}').header('X-A', 'b')"),
		h("post-plain", "H001 H020", ".post('$POST').header('X-A', 'b')"),
		h("post-template", "H020: the URL is a template over the event", ".post('$POST/{{ .Level }}')"),
		h("post-endpoint", "H020: an endpoint's alert template", ".post().endpoint('templated')"),
		h("post-options", "H020 S093", ".post('$POST').captureResponse().skipSSLVerification().timeout(10s)"),
		h("post-plain-endpoint", "H020", ".post().endpoint('plain')"),
		h("tcp", "H021", ".tcp('$TCP')"),
		h("email", "H022", ".email('a@example.com', 'b@example.com').toTemplates('{{ index .Tags \"host\" }}@example.com')"),
		h("alerta-defaults", "H035 H050-H057", ".alerta()"),
		h("alerta", "H035 H051 H055: every property", ".alerta().token('other').resource('{{ index .Tags \"host\" }}').event('ev-{{ .ID }}').environment('{{ index .Tags \"dc\" }}').group('{{ .Group }}').value('{{ index .Fields \"value\" }}').origin('o').services('s1', '{{ .Name }}').correlated('c1', 'c2-{{ .ID }}').attribute('team', 'ops {{ .TaskName }}').attribute('n', 5).attribute('f', 1.5).attribute('b', TRUE).timeout(90m)"),
		h("alerta-empty", "H056: an empty resource is refused", ".alerta().resource('')"),
		unordered(h("alerta-two", "H006 H004: two instances, each with a queue of its own", ".alerta().resource('one').alerta().resource('two')")),
		h("alerta-template-error", "H055: a template error drops the event", ".alerta().resource('{{ .Nope }}')"),
		h("slack", "H030", ".slack().channel('#other').username('u').iconEmoji(':x:')"),
		h("slack-defaults", "H030", ".slack()"),
		h("discord", "H031", ".discord().username('u').embedTitle('{{ .ID }}').avatarURL('http://x/a.png')"),
		h("bigpanda", "H032", ".bigPanda().host('{{ index .Tags \"host\" }}').attribute('a', 'b').primaryProperty('host').secondaryProperty('dc')"),
		h("telegram", "H033", ".telegram().chatId('c').parseMode('Markdown').disableWebPagePreview().disableNotification()"),
		h("hipchat", "H034", ".hipChat().room('r').token('t')"),
		h("opsgenie", "H036", ".opsGenie().teams('t1', 't2').recipients('r1')"),
		h("opsgenie2", "H037", ".opsGenie2().teams('t1').recipients('r1')"),
		h("opsgenie2-options", "H037 S093: what a recovery does; the handler's own details have no effect", ".opsGenie2().recoveryAction('close').details()"),
		h("pagerduty", "H026: INFO is refused", ".pagerDuty()"),
		h("pagerduty2", "H027", ".pagerDuty2().routingKey('k').link('http://x/{{ .ID }}', 'text {{ .Level }}')"),
		h("pushover", "H028", ".pushover().device('d').title('t').uRL('http://x').uRLTitle('ut').sound('s')"),
		h("pushover-user", "H028: another user", ".pushover().userKey('other')"),
		h("sensu-default-id", "H029: the id must be a plain name", ".sensu()"),
		stream("handler-sensu", "H029", "stream|from().measurement('cpu')|alert().id('plain.id').message('m').crit(lambda: \"value\" > 90.0).sensu().source('{{ index .Tags \"host\" }}').handlers('h1', 'h2').metadata('k', 'v').metadata('n', 3)\n", data),
		h("victorops", "H025", ".victorOps().routingKey('r')"),
		h("talk", "H038", ".talk()"),
		h("teams", "H042", ".teams()"),
		h("servicenow", "H043", ".serviceNow().node('{{ index .Tags \"host\" }}').type('t').resource('r').metricName('mn').messageKey('k').additionalInfo('a', 'b{{ .Level }}')"),
		h("servicenow-options", "H043 S093: a source of its own; the name and the password have no effect", ".serviceNow().source('src').username('u').password('p')"),
		h("zenoss-options", "H044 S093: every property that has an effect", ".zenoss().username('u').password('p').action('a').method('m').type('t').tid(7).collector('c').summary('s {{ .Level }}').device('d').component('c').eventClassKey('k').eventClass('/e').message('m {{ .ID }}')"),
		h("zenoss", "H044", ".zenoss().device('{{ index .Tags \"host\" }}').component('c').customField('k', 'v')"),
		h("several", "H006: one event, many handlers", ".log('/out.log').post('$POST').slack().alerta()"),
		h("disabled", "H008: a service that is not configured", ".mqtt('topic')"),
	}
}
