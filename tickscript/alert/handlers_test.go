package alert

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// event is a CRITICAL event of a point.
func event() *Event {
	return &Event{
		ID: "cpu/a", Message: "m <&>", Details: "<b>", Time: time.Unix(1700000000, 5).UTC(), Duration: time.Minute, Level: Critical, Recoverable: true,
		Topic: "main:tsk:alert2", Name: "cpu", TaskName: "tsk", Category: "c", Group: "host=a",
		Tags: []Tag{{"dc", "x y"}, {"host", "a"}}, Fields: []Field{{"v", lambda.FloatValue(97.5)}},
		Data: []Series{{Name: "cpu", Tags: []Tag{{"host", "a"}}, Columns: []string{"time", "v"}, Values: [][]lambda.Value{{lambda.TimeValue(1700000000000000005), lambda.FloatValue(97.5)}}}},
	}
}

const (
	eventData97 = `{"series":[{"name":"cpu","tags":{"host":"a"},"columns":["time","v"],"values":[["2023-11-14T22:13:20.000000005Z",97.5]]}]}`
	eventLine   = `{"id":"cpu/a","message":"m \u003c\u0026\u003e","details":"\u003cb\u003e","time":"2023-11-14T22:13:20.000000005Z","duration":60000000000,"level":"CRITICAL","data":` + eventData97 + `,"previousLevel":"OK","recoverable":true}` + "\n"
)

// handlersOf compiles the handlers of an alert node.
func handlersOf(t testing.TB, chain string, cfg *Config) ([]*Handler, diag.List) {
	t.Helper()
	g, diags := graph.Parse("stream|from()|alert()"+chain, graph.Options{})
	require.False(t, diags.HasErrors(), "%v", diags)
	var out []*Handler
	var list diag.List
	for _, h := range g.Nodes[2].Handlers {
		c, ds := CompileHandler(h, cfg)
		for _, d := range ds {
			list.Add(d)
		}
		out = append(out, c)
	}
	return out, list
}

func handlerOf(t testing.TB, chain string, cfg *Config) *Handler {
	t.Helper()
	hs, diags := handlersOf(t, chain, cfg)
	require.Empty(t, diags)
	require.Len(t, hs, 1)
	return hs[0]
}

// show prints a payload with its secrets.
func show(p Payload) string {
	switch p := p.(type) {
	case *HTTPRequest:
		c := *p
		c.Secrets = nil
		s := c.String()
		for _, h := range p.Header {
			if h.Name == "Authorization" {
				scheme, _, _ := strings.Cut(h.Value, " ")
				s = strings.Replace(s, scheme+" "+redacted, h.Value, 1)
			}
		}
		return fmt.Sprintf("%s%v", s, p.Success)
	}
	return p.String()
}

func TestPayloads(t *testing.T) {
	jsonHead := "\nContent-Type: application/json\n\n"
	for _, c := range []struct {
		row, chain string
		cfg        func(*Config)
		level      Level
		want, err  string
	}{
		{row: "H001 H020", chain: ".post('http://x/').header('X-A','b').timeout(3s).captureResponse().skipSSLVerification()", level: Critical, want: "POST http://x/\nContent-Type: application/json\nX-A: b\n\n" + eventLine + "[]"},
		{row: "H020", chain: ".post('http://x/{{ .Level }}/{{ (index .Data.Series 0).Name }}')", level: Warning, want: "POST http://x/WARNING/cpu"},
		{row: "H020", chain: ".post().endpoint('e')", cfg: func(c *Config) {
			c.HTTPPost = []HTTPPostConfig{{Endpoint: "e", URL: "http://e", Headers: map[string]string{"A": "b"}, Username: "u", Password: "p", AlertTemplate: "{{ .Message }} {{ json .Level }}"}}
		}, level: Critical, want: "POST http://e\nA: b\nAuthorization: Basic dTpw\n\nm <&> \"CRITICAL\"\n[]"},
		{row: "H020", chain: ".post('http://x/{{ .Nope }}')", err: `post: failed to create HTTP request: failed to execute url template: template: body:1:12: executing "body" at <.Nope>: can't evaluate field Nope in type alert.Data`},
		{row: "H021", chain: ".tcp('h:1')", level: Critical, want: "h:1: " + eventLine + "\n"},
		{row: "H022", chain: ".email('a@x', 'b@x').to('c@x').toTemplates('{{ index .Tags \"host\" }}@x', '{{ .Category }}{{ .Fields.v }}@x')", want: "localhost:25 From: kapacitor@example.invalid To: a@x, b@x, c@x, a@x, c97.5@x Subject: m <&>\n\n<b>"},
		{row: "H022", chain: ".email()", want: "localhost:25 From: kapacitor@example.invalid To: oncall@example.invalid Subject: m <&>\n\n<b>"},
		{row: "H022", chain: ".email()", cfg: func(c *Config) { c.SMTP.To = nil }, err: "smtp: failed to send email: not sending email, no recipients defined"},
		{row: "H023", chain: ".exec('/bin/x', '-a', 'b c')", level: Critical, want: `["/bin/x" "-a" "b c"] < ` + eventLine},
		{row: "H024", chain: ".log('/var/log/x').mode(0644)", level: Critical, want: "/var/log/x: " + eventLine},
		{row: "H025", chain: ".victorOps()", cfg: func(c *Config) { c.VictorOps.APIKey, c.VictorOps.RoutingKey, c.VictorOps.JSONData = "k", "r", true }, level: OK,
			want: "POST https://alert.victorops.com/integrations/generic/20131114/alert/k/r" + jsonHead + `{"data":` + eventData97 + `,"entity_id":"cpu/a","message_type":"RECOVERY","monitoring_tool":"kapacitor","state_message":"m \u003c\u0026\u003e","timestamp":1700000000}` + "\n[200]"},
		{row: "H026", chain: ".pagerDuty().serviceKey('s')", level: OK, want: "POST https://events.pagerduty.com/generic/2010-04-15/create_event.json" + jsonHead + `{"client":"kapacitor","client_url":"http://localhost:9092/kapacitor/v1","description":"m \u003c\u0026\u003e","details":"\u003cb\u003e","event_type":"resolve","incident_key":"cpu/a","service_key":"s"}` + "\n[200]"},
		{row: "H026", chain: ".pagerDuty()", level: Info, err: "pagerduty: failed to send event to PagerDuty: AlertLevel 'info' is currently ignored by the PagerDuty service"},
		{row: "H027", chain: ".pagerDuty2().routingKey('a').serviceKey('b').link('http://{{ .Name }}').link('h', 't {{ .Level }}')", level: OK, want: "POST https://events.pagerduty.com/v2/enqueue\nAccept: application/vnd.pagerduty+json;version=2" + jsonHead + `{"routing_key":"b","event_action":"resolve","dedup_key":"cpu/a","payload":{"summary":"m \u003c\u0026\u003e","source":"a","severity":"info","timestamp":"2023-11-14T22:13:20.000000005Z","class":"tsk","component":"","group":"","custom_details":{"result":` + eventData97 + `}},"images":null,"links":[{"href":"http://cpu","text":"http://cpu"},{"href":"h","text":"t OK"}],"client":"kapacitor","client_url":"http://localhost:9092/kapacitor/v1"}` + "\n[200 202]"},
		{row: "H028", chain: ".pushover()", cfg: func(c *Config) { c.Pushover.Token, c.Pushover.UserKey = "t", "u" }, level: Info, want: "POST https://api.pushover.net/1/messages.json\nContent-Type: application/x-www-form-urlencoded\n\nmessage=m+%3C%26%3E&priority=-1&token=t&user=u[200]"},
		{row: "H029", chain: ".sensu()", err: `sensu: failed to send event to Sensu: invalid name "cpu/a" for sensu alert. Must match ^[\w\.-]+$`},
		{row: "H030", chain: ".slack().workspace('w')", cfg: func(c *Config) {
			c.Slack = []SlackConfig{{Default: true}, {Workspace: "w", Enabled: true, URL: "http://s", Token: "t", Channel: "#c"}}
		}, level: Warning, want: "POST http://s\nAuthorization: Bearer t" + jsonHead + `{"attachments":[{"fallback":"m \u003c\u0026\u003e","color":"warning","text":"m \u003c\u0026\u003e","mrkdwn_in":["text"]}],"channel":"#c","icon_emoji":"","text":"","username":""}` + "\n[200]"},
		{row: "H030", chain: ".slack().workspace('x')", cfg: func(c *Config) { c.AssumeNamed = false }, err: "slack: failed to send event: workspace id not found"},
		{row: "H030", chain: ".slack()", cfg: func(c *Config) { c.AssumeNamed, c.Slack = false, nil }, err: "slack: failed to send event: no slack configuration found"},
		{row: "H031", chain: ".discord()", cfg: func(c *Config) { c.Discord[0].Timestamp, c.Discord[0].Username = true, "k" }, level: Warning, want: "POST http://discord.invalid/" + jsonHead + `{"avatar_url":"","embeds":[{"color":16026936,"title":"","description":"m \u003c\u0026\u003e","timestamp":"2023-11-14T22:13:20Z"}],"username":"k"}` + "\n[204]"},
		{row: "H032", chain: ".bigPanda().appKey('k').host('{{ index .Tags \"host\" }}{{ .Nope }}').attribute('n', 5)", level: Critical, want: "POST https://api.bigpanda.io/data/v2/alerts\nAuthorization: Bearer " + jsonHead + `{"app_key":"k","check":"cpu/a","dc":"x y","description":"m \u003c\u0026\u003e","details":"\u003cb\u003e","host":"a","n":"5","status":"critical","task":"tsk:cpu","timestamp":1700000000,"v":"97.5"}` + "[201]"},
		{row: "H033", chain: ".telegram()", cfg: func(c *Config) {
			c.Telegram.Token, c.Telegram.ChatID, c.Telegram.DisableNotification = "tok", "7", true
		}, want: "POST https://api.telegram.org/bottok/sendMessage" + jsonHead + `{"chat_id":"7","disable_notification":true,"text":"m \u003c\u0026\u003e"}` + "\n[200]"},
		{row: "H033", chain: ".telegram().parseMode('x')", err: "telegram: failed to send event to Telegram: parseMode x is not valid, please use 'Markdown' or 'HTML'"},
		{row: "H034", chain: ".hipChat().room('a b').token('t&u')", level: Warning, want: "POST http://hipchat.invalid/v2/room/a%20b/notification?auth_token=t%26u" + jsonHead + `{"color":"yellow","from":"kapacitor","message":"m \u003c\u0026\u003e","notify":true}` + "\n[204]"},
		{row: "H036", chain: ".opsGenie()", cfg: func(c *Config) { c.OpsGenie.APIKey, c.OpsGenie.Teams = "k", []string{"t"} }, level: OK, want: "POST https://api.opsgenie.com/v1/json/alert/note/" + jsonHead + `{"alias":"cpu/a","apiKey":"k","description":` + string(AppendString(nil, eventData97)) + `,"details":{"Level":"RECOVERY","Monitoring Tool":"Kapacitor"},"entity":"cpu/a","message":"m \u003c\u0026\u003e","monitoring_tool":"kapacitor","note":"m \u003c\u0026\u003e","teams":["t"]}` + "\n[200]"},
		{row: "H037", chain: ".opsGenie2().recoveryAction('close')", cfg: func(c *Config) { c.OpsGenie2.APIKey = "k" }, level: OK, want: "POST https://api.opsgenie.com/v2/alerts/Y3B1L2E=/close?identifierType=alias\nAuthorization: GenieKey k" + jsonHead + `{"note":"m \u003c\u0026\u003e"}` + "\n[202]"},
		{row: "H037", chain: ".opsGenie2()", cfg: func(c *Config) { c.OpsGenie2.Details = true }, level: Info, want: "POST https://api.opsgenie.com/v2/alerts\nAuthorization: GenieKey " + jsonHead + `{"alias":"Y3B1L2E=","description":"\u003cb\u003e","details":{"Kapacitor Task Name":"cpu","Level":"INFO","Monitoring Tool":"Kapacitor","host":"a"},"entity":"cpu/a","message":"m \u003c\u0026\u003e","note":"","priority":"P5"}` + "\n[202]"},
		{row: "H038", chain: ".talk()", want: "POST http://talk.invalid/" + jsonHead + `{"authorName":"","text":"m \u003c\u0026\u003e","title":"cpu/a"}` + "\n[200]"},
		{row: "H039", chain: ".mqtt('t/{{ .TaskName }}').qos(2).retained(TRUE)", want: "default t/tsk qos=2 retained=true: m <&>"},
		{row: "H039", chain: ".mqtt('')", err: "mqtt: failed to post message to MQTT broker: missing MQTT topic"},
		{row: "H008 H039", chain: ".mqtt('t').brokerName('b')", cfg: func(c *Config) { c.AssumeNamed = false }, err: `mqtt: failed to post message to MQTT broker: unknown MQTT broker "b"`},
		{row: "H040", chain: ".snmpTrap('1.3.6').data('.1.3.6.1', 'c', '{{ index .Fields \"i\" }}5').data('1.3.6.2', 'i', '-7').data('1.3.6.3', 'n', 'x').data('1.3.6.4', 's', '{{ .Message }}').data('1.3.6.5', 't', '4294967297')", err: `snmptrap: failed to handle event: strconv.ParseInt: parsing "<no value>5": invalid syntax`},
		{row: "H040", chain: ".snmpTrap('1.3.6').data('.1.3.6.1', 'c', '5').data('1.3.6.2', 'i', '-7').data('1.3.6.3', 'n', 'x').data('1.3.6.4', 's', '{{ .Message }}').data('1.3.6.5', 't', '4294967297')", want: "localhost:162 1.3.6.1.2.1.1.3.0=timeticks(1000) 1.3.6.1.6.3.1.1.4.1.0=oid(1.3.6) 1.3.6.1=counter64(5) 1.3.6.2=integer(-7) 1.3.6.3=null() 1.3.6.4=octets(m <&>) 1.3.6.5=timeticks(1)"},
		{row: "H040", chain: ".snmpTrap('1.x')", err: `snmptrap: failed to handle event: invalid trap Oid "1.x": part "x" is not a number from 0 to 4294967295`},
		{row: "H041", chain: ".kafka().cluster('default').kafkaTopic('t')", level: Critical, want: "default t cpu/a: " + eventLine},
		{row: "H041", chain: ".kafka().kafkaTopic('t').template('{{ .ID }} {{ .Level }}')", level: Info, want: " t cpu/a: cpu/a INFO"},
		{row: "H041", chain: ".kafka()", err: "kafka: failed to write message to kafka: topic must not be empty"},
		{row: "H041", chain: ".kafka().kafkaTopic('t').partitionHashAlgorithm('x')", err: `kafka: failed to write message to kafka: invalid partition algorithm: "x"`},
		{row: "H042", chain: ".teams().channelURL('http://t')", level: OK, want: "POST http://t" + jsonHead + `{"@type":"MessageCard","@context":"http://schema.org/extensions","title":"OK: [cpu/a]","text":"m \u003c\u0026\u003e","summary":"OK: [cpu/a] - m \u003c\u0026\u003e...","themeColor":"34CC25"}[200 204]`},
		{row: "H043", chain: ".serviceNow().uRL('http://s').username('x').password('y').node('" + strings.Repeat("n", 101) + "').additionalInfo('n', 1.5)", cfg: func(c *Config) { c.ServiceNow.Username, c.ServiceNow.Password = "u", "p" }, level: OK, want: "POST http://s\nAuthorization: Basic dTpw" + jsonHead + `{"records":[{"source":"","node":"` + strings.Repeat("n", 100) + `","message_key":"cpu/a","severity":"5","description":"m \u003c\u0026\u003e","additional_info":"{\"n\":\"1.5\"}"}]}[200]`},
		{row: "H044", chain: ".zenoss().uRL('x').tid(7).message('{{ .Details }}').customField('j', '{\"a\":[1]}').customField('n', 3)", level: OK, want: "POST https://tenant.zenoss.io:8080/zport/dmd/evconsole_router" + jsonHead + `{"action":"EventsRouter","method":"add_event","data":[{"collector":"Kapacitor","component":"","device":"","evclass":"","evclasskey":"","j":{"a":[1]},"message":"\u003cb\u003e","n":3,"severity":"Clear","summary":"m \u003c\u0026\u003e"}],"type":"rpc","tid":7}[200]`},
		{row: "H035 H050 H051 H052 H053 H054 H057", chain: ".alerta().attribute('team', '{{ .TaskName }}').attribute('n', 5).value('{{ index .Fields \"v\" }}').environment('prod')", cfg: func(c *Config) { c.Alerta.Token = "t" }, level: Critical, want: "POST http://alerta.invalid/api/alert\nAuthorization: Bearer t" + jsonHead + `{"attributes":{"n":5,"team":"tsk"},"correlate":["cpu"],"environment":"prod","event":"cpu/a","group":"host=a","origin":"","rawData":` + eventData97 + `,"resource":"cpu","service":["cpu"],"severity":"critical","tags":["dc=x y","host=a"],"text":"m \u003c\u0026\u003e","timeout":86400,"value":"97.5"}` + "\n[201]"},
		{row: "H052", chain: ".alerta()", level: Info, want: `"severity":"informational"`},
		{row: "H055", chain: ".alerta().event('{{ .Level }}')", err: `alerta: failed to evaluate Alerta template: template: event:1:3: executing "event" at <.Level>: can't evaluate field Level in type alerta.eventData`},
		{row: "H056", chain: ".alerta().resource('{{ index .Tags \"nope\" }}')", err: "alerta: failed to send event to Alerta: Resource and Event are required to send an alert"},
		{row: "H002", chain: ".alerta().value('{{ .ID }}|{{ .Message }}|{{ .Level }}|{{ .Time.Unix }}|{{ .Duration }}|{{ .Details }}|{{ .Name }}|{{ .TaskName }}|{{ .Group }}|{{ .Tags.host }}|{{ .Fields.v }}')", level: Critical, want: `"value":"cpu/a|m \u003c\u0026\u003e|CRITICAL|1700000000|1m0s|\u003cb\u003e|cpu|tsk|host=a|a|97.5"`},
	} {
		t.Run(c.row+c.chain, func(t *testing.T) {
			cfg := EnabledConfig()
			if c.cfg != nil {
				c.cfg(cfg)
			}
			e := event()
			e.Level = c.level
			p, err := handlerOf(t, c.chain, cfg).Payload(e)
			if c.err != "" {
				require.EqualError(t, err, c.err)
				require.Nil(t, p)
				return
			}
			require.NoError(t, err)
			got := show(p)
			if strings.HasPrefix(c.want, `"`) || !strings.HasSuffix(got, c.want[max(0, len(c.want)-3):]) {
				require.Contains(t, got, c.want)
				return
			}
			require.Equal(t, c.want, got)
		})
	}
}

// H003, H006: one payload for each handler, repeated ones too.
func TestRepeatedHandlers(t *testing.T) {
	hs, diags := handlersOf(t, ".slack().channel('a').slack().channel('b').talk()", nil)
	require.Empty(t, diags)
	require.Len(t, hs, 3)
	require.Equal(t, "b", hs[1].Options.(*SlackOptions).Channel)
}

// H008: a service that is not enabled; every handler that has one says so.
func TestDisabledServicesH008(t *testing.T) {
	e := event()
	e.ID = "id" // which Sensu accepts
	for name, f := range kinds {
		o := f()
		h, errs := compileOptions(name, o, DefaultConfig())
		switch name {
		case "log", "post", "kafka": // which want an option
			require.Nil(t, h)
			require.NotEmpty(t, errs)
			continue
		case "exec", "tcp":
			_, err := h.Payload(e)
			require.NoError(t, err)
			continue
		}
		p, err := h.Payload(e)
		require.Nil(t, p, name)
		if name != "mqtt" {
			require.ErrorIs(t, err, ErrDisabled, name)
		}
	}
}

// What is wrong with a handler has its place in the script.
func TestHandlerMistakesHaveAPlace(t *testing.T) {
	cfg := DefaultConfig()
	for chain, want := range map[string]string{
		".alerta().resource('{{ .x')":                     "template: resource:1: unclosed action",
		".alerta().services('ok', '{{ .x')":               "template: service:1: unclosed action",
		".kafka().cluster('nosuch')":                      `unknown cluster "nosuch"`,
		".post().endpoint('nosuch')":                      ErrPostTarget.Error(),
		".post('http://{{ x')":                            "failed to parse template: template: body:1: function \"x\" not defined",
		".pagerDuty2().link('{{', 'x')":                   "template: href:1: unclosed action",
		".mqtt('{{')":                                     "template: topic:1: unclosed action",
		".snmpTrap('1.2').data('1.2','s','{{')":           "template: data:1: unclosed action",
		".kafka().cluster('default').template('{{ nope')": "failed to parse template: template: kafka alert template:1: function \"nope\" not defined",
	} {
		_, diags := handlersOf(t, chain, cfg)
		require.Len(t, diags, 1, chain)
		require.Contains(t, diags[0].Message, want, chain)
		require.Equal(t, 1, diags[0].Range.Start.Line, chain)
		require.Greater(t, diags[0].Range.Start.Col, 20, chain)
	}
	// Kapacitor only logs it and goes on.
	hs, diags := handlersOf(t, ".email('a@x').toTemplates('{{ .Name }}@x', '{{')", nil)
	require.Len(t, diags, 1)
	require.Equal(t, diag.Warning, diags[0].Severity)
	p, err := hs[0].Payload(event())
	require.NoError(t, err)
	require.Equal(t, []string{"a@x", "cpu@x"}, p.(*Mail).To)
}

// Where Kapacitor logs an error and sends all the same.
func TestPayloadInSpiteOfAnError(t *testing.T) {
	p, err := handlerOf(t, ".email('a@x').toTemplates('b{{ .Nope }}')", nil).Payload(event())
	require.ErrorContains(t, err, "error in email template")
	require.Equal(t, []string{"a@x", "b"}, p.(*Mail).To)
	p, err = handlerOf(t, ".kafka().kafkaTopic('t').template('x{{ .Nope }}')", nil).Payload(event())
	require.ErrorContains(t, err, "failed to prepare kafka message body")
	require.Empty(t, p.(*KafkaMessage).Value)
}

// A number that JSON lacks: no payload, and the error names it.
func TestNaNIsNotSent(t *testing.T) {
	e := event()
	e.Data[0].Values[0][1] = lambda.FloatValue(math.Inf(-1))
	for _, chain := range []string{".alerta()", ".log('/x')", ".victorOps()", ".opsGenie()", ".opsGenie2()", ".pagerDuty2()", ".exec('x')", ".post('http://x')"} {
		p, err := handlerOf(t, chain, nil).Payload(e)
		require.Nil(t, p, chain)
		require.ErrorIs(t, err, ErrNotJSON, chain)
		require.ErrorContains(t, err, "json: unsupported value: -Inf", chain)
	}
}

// The catalog's handlers are those that can be compiled, and every property of
// them is read.
func TestEveryHandlerOfTheCatalog(t *testing.T) {
	unused := []string{ // accepted and without effect in Kapacitor
		"exec.command", "opsGenie2.details", "post.skipSSLVerification", "zenoss.uRL", "zenoss.username", "zenoss.password",
	}
	var got []string
	properties := 0
	for _, h := range catalog.Handlers() {
		f, ok := kinds[h.Topic]
		require.True(t, ok, h.Kind)
		read := optionNames(f())
		for _, p := range h.Properties {
			properties++
			if !slices.Contains(read, p.Name) {
				got = append(got, h.Kind+"."+p.Name)
			}
		}
	}
	slices.Sort(got)
	slices.Sort(unused)
	// Read by the options themselves: data, link, qos, serviceKey.
	got = slices.DeleteFunc(got, func(s string) bool {
		return slices.Contains([]string{"snmpTrap.data", "pagerDuty2.link", "pagerDuty2.serviceKey", "mqtt.qos"}, s)
	})
	require.Equal(t, unused, got)
	require.Greater(t, properties, 90)
}

// H009: names that handlers hide.
func TestHiddenNamesH009(t *testing.T) {
	h := handlerOf(t, ".mqtt('a').topic('b')", nil)
	require.Equal(t, "b", h.Options.(*MQTTOptions).Topic)
	z := handlerOf(t, ".zenoss().message('z')", nil)
	require.Equal(t, "z", z.Options.(*ZenossOptions).Message)
	o := handlerOf(t, ".opsGenie().teams('x')", nil)
	require.Equal(t, []string{"x"}, o.Options.(*OpsGenieOptions).Teams)
}

// H007: names are looked up with their first letter raised, no more.
func TestPropertyNamesH007(t *testing.T) {
	require.Equal(t, "http://x", handlerOf(t, ".pushover().uRL('http://x')", nil).Options.(*PushoverOptions).URL)
	_, diags := graph.Parse("stream|from()|alert().pushover().url('http://x')", graph.Options{})
	require.True(t, diags.HasErrors())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	cfg := EnabledConfig()
	cfg.Alerta.Token, cfg.Telegram.Token, cfg.HipChat.Token, cfg.OpsGenie.APIKey, cfg.Slack[0].URL, cfg.SMTP.Password, cfg.SNMPTrap.Community = "sesame", "sesame", "sesame", "sesame", "http://s/sesame", "sesame", "sesame"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		require.NotContains(t, fmt.Sprintf(verb, *cfg), "sesame", verb)
	}
	for _, chain := range []string{".alerta()", ".alerta().token('sesame')", ".telegram()", ".hipChat()", ".opsGenie()", ".slack()", ".email('a@x')", ".snmpTrap('1.2')"} {
		p, err := handlerOf(t, chain, cfg).Payload(event())
		require.NoError(t, err)
		for _, verb := range []string{"%v", "%+v", "%s"} {
			require.NotContains(t, fmt.Sprintf(verb, p), "sesame", "%s %s", verb, chain)
		}
	}
}

// A023, A024: services that the configuration adds to every alert.
func TestGlobalServices(t *testing.T) {
	cfg := EnabledConfig()
	require.Empty(t, cfg.GlobalHandlers(nil))
	require.False(t, cfg.StateChangesOnly())
	cfg.SMTP.Global, cfg.VictorOps.Global, cfg.PagerDuty.Global, cfg.PagerDuty2.Global, cfg.Slack[0].Global = true, true, true, true, true
	cfg.Telegram.Global, cfg.HipChat.Global, cfg.OpsGenie.Global, cfg.OpsGenie2.Global, cfg.Teams.Global = true, true, true, true, true
	cfg.Discord[0].Global, cfg.ServiceNow.Global, cfg.BigPanda.Global, cfg.Zenoss.Global = true, true, true, true
	require.Len(t, cfg.GlobalHandlers(nil), 14)
	require.Len(t, cfg.GlobalHandlers(map[string]bool{"slack": true, "smtp": true}), 12)
	require.False(t, cfg.StateChangesOnly())
	cfg.Slack[0].StateChangesOnly = true
	require.True(t, cfg.StateChangesOnly())
	cfg.Slack[0].Global = false
	require.False(t, cfg.StateChangesOnly(), "state-changes-only counts with global only")
	require.Empty(t, (*Config)(nil).GlobalHandlers(nil))
}
