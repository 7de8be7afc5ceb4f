package alert

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var epoch = time.Unix(0, 0).UTC()

// at is an event of an id and level at a second.
func at(id string, l Level, second int64) *Event {
	return &Event{
		ID: id, Level: l, Message: id + " is " + l.String(), Time: time.Unix(second, 0).UTC(), Duration: time.Duration(second) * time.Second,
		Name: "cpu", TaskName: "cpu_alert", Tags: []Tag{{"host", id}}, Data: []Series{{Name: id}},
	}
}

// sentBy collects what topic handlers would send, as handler@topic:id:level.
func sentBy(to *[]string) func(*Delivery) {
	return func(d *Delivery) {
		s := fmt.Sprintf("%s@%s:%s:%s", d.Handler, d.Topic, d.Event.ID, d.Event.Level)
		if d.Err != nil {
			s += " " + d.Err.Error()
		}
		*to = append(*to, s)
	}
}

// T001: the 27 kinds.
func TestTopicKindsT001(t *testing.T) {
	require.Equal(t, []string{
		"aggregate", "alerta", "bigpanda", "discord", "exec", "hipchat", "kafka", "log", "mqtt", "opsgenie", "opsgenie2", "pagerduty", "pagerduty2", "post",
		"publish", "pushover", "sensu", "servicenow", "slack", "smtp", "snmptrap", "talk", "tcp", "teams", "telegram", "victorops", "zenoss",
	}, TopicKinds())
	ts := NewTopics(nil, epoch)
	require.ErrorContains(t, ts.Define(HandlerSpec{Topic: "t", ID: "h", Kind: "x"}), `unsupported action kind "x"`)
}

// T002: names.
func TestHandlerNamesT002(t *testing.T) {
	ts := NewTopics(nil, epoch)
	for _, s := range []HandlerSpec{{Topic: "a b", ID: "h", Kind: "talk"}, {Topic: "t", ID: "h:h", Kind: "talk"}, {Topic: "t", ID: "", Kind: "talk"}, {Topic: "t", ID: "h"}} {
		require.Error(t, ts.Define(s), "%+v", s)
	}
	require.NoError(t, ts.Define(HandlerSpec{Topic: "main:cpu:alert2", ID: "é-._9", Kind: "talk"}))
	require.ErrorContains(t, ts.Define(HandlerSpec{Topic: "main:cpu:alert2", ID: "é-._9", Kind: "talk"}), "already exists")
	require.Len(t, ts.Handlers("main:cpu:alert2"), 1)
	require.NoError(t, ts.Redefine("main:cpu:alert2", "é-._9", HandlerSpec{Topic: "main:cpu:alert2", ID: "b", Kind: "slack"}))
	require.ErrorContains(t, ts.Redefine("main:cpu:alert2", "b", HandlerSpec{Topic: "u", ID: "b", Kind: "slack"}), "cannot change topic")
	require.ErrorContains(t, ts.Redefine("main:cpu:alert2", "zz", HandlerSpec{Topic: "main:cpu:alert2", ID: "b", Kind: "slack"}), "unknown handler")
	ts.Undefine("main:cpu:alert2", "b")
	ts.Undefine("main:cpu:alert2", "b")
	require.Empty(t, ts.Handlers("main:cpu:alert2"))
}

// T003: kinds whose service is off, and kinds the server has switched off.
func TestDisabledKindsT003(t *testing.T) {
	cfg := DefaultConfig()
	cfg.DisabledKinds = []string{"exec"}
	ts := NewTopics(cfg, epoch)
	require.NoError(t, ts.Define(HandlerSpec{Topic: "t", ID: "s", Kind: "slack"}))
	require.NoError(t, ts.Define(HandlerSpec{Topic: "t", ID: "e", Kind: "exec", Options: map[string]any{"prog": "/bin/x"}}))
	var got []string
	ts.Collect("t", at("a", Critical, 1), sentBy(&got))
	require.Equal(t, []string{"s@t:a:CRITICAL slack: failed to send event: service is not enabled"}, got)
	require.Len(t, ts.Handlers("t"), 2)
}

// T004-T008: options, each key of each kind.
func TestTopicOptions(t *testing.T) {
	for kind, options := range map[string]string{
		"alerta":     `{"token":"t","token-prefix":"Key","resource":"r","event":"e","environment":"v","group":"g","value":"x","origin":"o","service":["s"],"correlate":["c"],"attributes":{"a":1},"timeout":1000000000}`,
		"bigpanda":   `{"app-key":"k","url":"u","host":"h","primary-property":"p","secondary-property":"s","attributes":{"a":"b"}}`,
		"discord":    `{"workspace":"","username":"u","avatar-url":"a","embed-title":"t"}`,
		"exec":       `{"prog":"p","args":["a"]}`,
		"hipchat":    `{"room":"r","token":"t"}`,
		"kafka":      `{"cluster":"default","topic":"t","template":"x","disablePartitionById":true,"partitionAlgorithm":"murmur2"}`,
		"log":        `{"path":"/x","mode":420}`,
		"mqtt":       `{"broker-name":"b","topic":"t","qos":1,"retained":true}`,
		"opsgenie":   `{"teams-list":["t"],"recipients-list":["r"]}`,
		"opsgenie2":  `{"teams-list":["t"],"recipients-list":["r"],"recovery_action":"close"}`,
		"pagerduty":  `{"service-key":"k"}`,
		"pagerduty2": `{"routing-key":"k","links":[{"href":"h","text":"t"}]}`,
		"post":       `{"url":"http://u","endpoint":"e","headers":{"a":"b"},"capture-response":true,"timeout":5,"skip-ssl-verification":true}`,
		"pushover":   `{"device":"d","title":"t","url":"u","url-title":"x","sound":"s","user-key":"k"}`,
		"sensu":      `{"source":"s","handlers":["h"],"metadata":{"k":1}}`,
		"servicenow": `{"url":"u","username":"n","password":"p","source":"s","node":"n","type":"t","Resource":"r","MetricName":"m","messagekey":"k","additional_info":{"a":1}}`,
		"slack":      `{"workspace":"","channel":"c","username":"u","icon-emoji":"e"}`,
		"smtp":       `{"to":["a@x"],"to-field":["b"]}`,
		"snmptrap":   `{"trap-oid":"1.2","data-list":[{"oid":"1.2","type":"s","value":"v"}]}`,
		"talk":       `{"anything":"goes"}`,
		"tcp":        `{"address":"h:1"}`,
		"teams":      `{"channel-url":"u"}`,
		"telegram":   `{"chat-id":"c","parse-mode":"HTML","disable-web-page-preview":true,"disable-notification":true}`,
		"victorops":  `{"routing-key":"r"}`,
		"zenoss":     `{"action":"a","method":"m","type":"t","tid":3,"summary":"s","device":"d","component":"c","eventclasskey":"k","EventClass":"x","collector":"l","message":"m","customField":{"a":1}}`,
		"aggregate":  `{"id":"i","interval":1000000000,"topic":"t","message":"{{ .Count }}"}`,
		"publish":    `{"topics":["a","b"]}`,
	} {
		t.Run(kind, func(t *testing.T) {
			var m map[string]any
			require.NoError(t, json.Unmarshal([]byte(options), &m))
			ts := NewTopics(nil, epoch)
			spec := HandlerSpec{Topic: "t", ID: "h", Kind: kind, Options: m}
			require.NoError(t, ts.Define(spec))
			if kind == "talk" {
				return
			}
			if f, ok := kinds[kind]; ok {
				// Every key changes something.
				o := f()
				require.NoError(t, decodeOptions(m, o))
				require.NotEmpty(t, cmp.Diff(f(), o))
			}
			spec.ID = "strict"
			m["no-such"] = 1
			require.ErrorContains(t, ts.Define(spec), `option "no-such": there is no such option`)
		})
	}
	ts := NewTopics(nil, epoch)
	for kind, m := range map[string]map[string]any{
		"post":       {"url": "http://x", "timeout": "10s"}, // T004: nanoseconds only
		"slack":      {"channel": 5},
		"exec":       {"prog": "p", "args": "a"},
		"log":        {"path": "relative"},
		"mqtt":       {"qos": "twice"},
		"sensu":      {"metadata": []any{}},
		"telegram":   {"disable-notification": "yes"},
		"snmptrap":   {"data-list": []any{"x"}},
		"aggregate":  {"id": "i", "topic": "t"},
		"publish":    {"topics": []any{1}},
		"alerta":     {"resource": "{{"},
		"servicenow": {"metric_name": "T005"},
	} {
		require.Error(t, ts.Define(HandlerSpec{Topic: "t", ID: kind, Kind: kind, Options: m}), kind)
	}
	require.NoError(t, ts.Define(HandlerSpec{Topic: "t", ID: "q", Kind: "mqtt", Options: map[string]any{"qos": "at-least-once", "topic": "x"}}))
	require.Error(t, ts.Define(HandlerSpec{Topic: "t", ID: "mode", Kind: "log", Options: map[string]any{"path": "/x", "mode": 0o400}}))
}

// T009: the event goes through each topic, whose levels are its own.
func TestPublishT009(t *testing.T) {
	ts := NewTopics(nil, epoch)
	require.NoError(t, ts.Define(HandlerSpec{Topic: "a", ID: "pub", Kind: "publish", Options: map[string]any{"topics": []any{"b", "c"}}}))
	require.NoError(t, ts.Define(HandlerSpec{Topic: "c", ID: "chg", Kind: "talk", Match: "changed()"}))
	var got []string
	ts.Collect("a", at("x", Critical, 1), sentBy(&got))
	ts.Collect("a", at("x", Critical, 2), sentBy(&got))
	require.Equal(t, []string{"pub@a:x:CRITICAL", "chg@c:x:CRITICAL", "pub@a:x:CRITICAL"}, got)
	st, ok := ts.Topic("b").State()
	require.True(t, ok)
	require.Equal(t, TopicState{Critical, 2}, st)
	// Kapacitor never ends this; here it is an error.
	require.NoError(t, ts.Define(HandlerSpec{Topic: "b", ID: "back", Kind: "publish", Options: map[string]any{"topics": []any{"a"}}}))
	got = nil
	ts.Collect("b", at("x", OK, 3), sentBy(&got))
	require.Contains(t, got[len(got)-2]+got[len(got)-1], "loop")
}

// T010, T011: aggregate collects over an interval of its own clock.
func TestAggregateT010(t *testing.T) {
	ts := NewTopics(nil, time.Unix(100, 0))
	require.NoError(t, ts.Define(HandlerSpec{Topic: "in", ID: "agg", Kind: "aggregate", Options: map[string]any{"id": "sum", "interval": float64(10 * time.Second), "topic": "out"}}))
	require.NoError(t, ts.Define(HandlerSpec{Topic: "out", ID: "log", Kind: "log", Options: map[string]any{"path": "/x"}}))
	var got []string
	var lines string
	out := func(d *Delivery) {
		got = append(got, d.Event.Message)
		lines += string(d.Payload.(*FileLine).Line)
	}
	ts.Collect("in", at("a", Warning, 3), out)
	ts.Collect("in", at("b", Critical, 1), out)
	ts.Advance(time.Unix(109, 0), out)
	require.Empty(t, got)
	ts.Advance(time.Unix(110, 0), out)
	require.Equal(t, []string{"Received 2 events in the last 10s."}, got)
	require.Equal(t, `{"id":"sum","message":"Received 2 events in the last 10s.","details":"a is WARNING\nb is CRITICAL","time":"1970-01-01T00:00:03Z","duration":3000000000,"level":"CRITICAL","data":{"series":[{"name":"a"},{"name":"b"}]},"previousLevel":"OK","recoverable":false}`+"\n", lines)
	ts.Advance(time.Unix(135, 0), out) // nothing collected: nothing sent
	require.Len(t, got, 1)
	ts.Collect("in", at("a", OK, 136), out)
	ts.Advance(time.Unix(139, 0), out)
	require.Len(t, got, 1)
	ts.Advance(time.Unix(1000, 0), out)
	require.Len(t, got, 2)
	require.Contains(t, lines, `"level":"OK","data":{"series":[{"name":"a"}]},"previousLevel":"CRITICAL"`)

	e := at("quiet", Critical, 1)
	e.NoExternal = true // T011
	got = nil
	ts.Collect("out", e, out)
	require.Empty(t, got)
}

// An aggregate of aggregates: ticks come in the order of time.
func TestAggregateChain(t *testing.T) {
	ts := NewTopics(nil, epoch)
	for _, s := range []HandlerSpec{
		{Topic: "a", ID: "one", Kind: "aggregate", Options: map[string]any{"id": "one", "interval": int64(2 * time.Second), "topic": "b", "message": "{{ .Count }}"}},
		{Topic: "b", ID: "two", Kind: "aggregate", Options: map[string]any{"id": "two", "interval": int64(5 * time.Second), "topic": "c", "message": "{{ .Count }}"}},
		{Topic: "c", ID: "talk", Kind: "talk"},
	} {
		require.NoError(t, ts.Define(s))
	}
	var got []string
	ts.Collect("a", at("x", Info, 1), nil)
	ts.Advance(time.Unix(3, 0), sentBy(&got))
	ts.Collect("a", at("x", Info, 3), nil)
	ts.Advance(time.Unix(60, 0), sentBy(&got))
	require.Equal(t, []string{"talk@c:two:INFO"}, got)
	st, _ := ts.Topic("c").Event("two")
	require.Equal(t, "2", st.Message)
	require.Equal(t, "1\n1", st.Details)
}

// T020, T021, T022, F089: match expressions.
func TestMatch(t *testing.T) {
	for match, want := range map[string]string{
		`changed() == TRUE`:                             "12",
		`level() >= WARNING`:                            "1",
		`level() == OK`:                                 "2",
		`"host" =~ /d.*/ AND alertDuration() > 5m`:      "2",
		`name() == 'cpu' AND taskName() == 'cpu_alert'`: "12",
		`"dc" == 'x'`:                                   "ee", // T021: no such tag
		`count() > 1`:                                   "2",
		`(level() - WARNING) * 2 > INFO OR level() < 1`: "12",
	} {
		ts := NewTopics(nil, epoch)
		require.NoError(t, ts.Define(HandlerSpec{Topic: "t", ID: "h", Kind: "talk", Match: match}), match)
		got := ""
		for i, e := range []*Event{at("db", Critical, 10), at("db", OK, 400)} {
			ts.Collect("t", e, func(d *Delivery) {
				if d.Err != nil {
					require.EqualError(t, d.Err, "talk: failed to evaluate match expression: no tag exists for dc")
					got += "e"
					return
				}
				got += fmt.Sprint(i + 1)
			})
		}
		require.Equal(t, want, got, match)
	}
	ts := NewTopics(nil, epoch)
	for _, match := range []string{`level() >=`, `HIGH == 1`} {
		require.ErrorContains(t, ts.Define(HandlerSpec{Topic: "t", ID: "h", Kind: "talk", Match: match}), "invalid match expression", match)
	}
}

// T030, T032: states and their topic's level.
func TestTopicStates(t *testing.T) {
	ts := NewTopics(nil, epoch)
	_, ok := ts.Topic("t").State()
	require.False(t, ok)
	ts.Collect("t", at("a", Warning, 1), nil)
	ts.Collect("t", at("b", Critical, 2), nil)
	ts.Collect("t", at("b", OK, 3), nil)
	ts.Collect("u", at("b", OK, 3), nil)
	st, ok := ts.Topic("t").State()
	require.True(t, ok)
	require.Equal(t, TopicState{Warning, 3}, st)
	ev, ok := ts.Topic("t").Event("b")
	require.True(t, ok)
	require.Equal(t, at("b", OK, 3).State(), ev)
	require.Equal(t, []EventState{at("a", Warning, 1).State(), at("b", OK, 3).State()}, ts.Topic("t").Events(OK))
	require.Len(t, ts.Topic("t").Events(Info), 1)
	all, err := ts.States("", OK)
	require.NoError(t, err)
	require.Equal(t, map[string]TopicState{"t": {Warning, 3}, "u": {OK, 1}}, all)
	some, err := ts.States("t*", Info)
	require.NoError(t, err)
	require.Len(t, some, 1)
	_, err = ts.States("[", OK)
	require.Error(t, err)

	require.NoError(t, ts.Define(HandlerSpec{Topic: "t", ID: "h", Kind: "talk"}))
	ts.Topic("t").Delete()
	_, ok = ts.Topic("t").State()
	require.False(t, ok)
	require.Len(t, ts.Handlers("t"), 1, "the handler stays listed")
	sent := 0
	ts.Collect("t", at("a", Warning, 4), func(*Delivery) { sent++ })
	require.Zero(t, sent, "and gets nothing")
	require.NoError(t, ts.Redefine("t", "h", ts.Handlers("t")[0]))
	ts.Collect("t", at("a", Warning, 5), func(*Delivery) { sent++ })
	require.Equal(t, 1, sent, "until it is defined anew")
	ts.Topic("u").Delete()
	_, ok = ts.Topic("u").State()
	require.False(t, ok)
	ts.Topic("v").Update(EventState{ID: "x", Level: Info}) // T033: where Kapacitor crashes
	_, ok = ts.Topic("v").State()
	require.True(t, ok)
}

// T031, A038: what survives closing a topic, saving and loading.
func TestPersistenceT031(t *testing.T) {
	ts := NewTopics(nil, epoch)
	ts.Collect("t", at("a", Warning, 1), nil)
	ts.Collect("t", at("b", Critical, 2), nil)
	ts.Collect("t", at("b", OK, 3), nil)
	ts.Collect("t", at("", Critical, 3), nil)
	ts.Collect("u", at("c", Info, 4), nil)
	slot := ts.Topic("t").Slot("a")
	ts.Topic("t").Close()
	_, ok := ts.Topic("t").State()
	require.False(t, ok)
	previous, _ := ts.Topic("t").Record(slot, at("a", Info, 5).State())
	require.Equal(t, OK, previous, "a closed topic knows nothing")
	ts.Topic("t").Close()

	b, err := ts.Save()
	require.NoError(t, err)
	require.JSONEq(t, `{"version":1,"topics":{"t":{"a":{"message":"a is INFO","time":"1970-01-01T00:00:05Z","duration":5000000000,"level":"INFO"}},"u":{"c":{"message":"c is INFO","time":"1970-01-01T00:00:04Z","duration":4000000000,"level":"INFO"}}}}`, string(b))
	again := NewTopics(nil, epoch)
	again.Collect("old", at("x", Critical, 1), nil)
	require.NoError(t, again.Load(b))
	_, ok = again.Topic("old").State()
	require.False(t, ok)
	ev, ok := again.Topic("t").Event("a")
	require.True(t, ok)
	require.Equal(t, at("a", Info, 5).State(), ev)
	b2, err := again.Save()
	require.NoError(t, err)
	require.Equal(t, string(b), string(b2))
	ts.Topic("t").Restore()
	_, ok = ts.Topic("t").Event("a")
	require.True(t, ok)
	require.ErrorContains(t, again.Load([]byte(`{"version":2}`)), "version 2")
	require.Error(t, again.Load([]byte(`{`)))
}

// T034: texts of levels.
func TestLevelTextT034(t *testing.T) {
	for text, want := range map[string]Level{"": OK, "O": OK, "INFO": Info, "W": Warning, "WARN": Warning, "C": Critical, "CRIT": Critical, "CRITICAL": Critical} {
		var l Level
		require.NoError(t, l.UnmarshalText([]byte(text)))
		require.Equal(t, want, l)
	}
	var l Level
	require.EqualError(t, l.UnmarshalText([]byte("critical")), "unknown alert level 'critical'")
	l, err := ParseLevel("crit")
	require.NoError(t, err)
	require.Equal(t, Critical, l)
	_, err = ParseLevel("high")
	require.Error(t, err)
	require.Equal(t, "unknown", Level(9).String())
}

// Handlers come from files too (T036): a definition is plain JSON.
func TestHandlerSpecIsJSONT036(t *testing.T) {
	var s HandlerSpec
	require.NoError(t, json.Unmarshal([]byte(`{"topic":"t","id":"slack","kind":"slack","match":"changed()","options":{"channel":"#c"}}`), &s))
	require.NoError(t, NewTopics(nil, epoch).Define(s))
}

// Several runs may use one Topics.
func TestTopicsAreSafeForConcurrentUse(t *testing.T) {
	ts := NewTopics(nil, epoch)
	require.NoError(t, ts.Define(HandlerSpec{Topic: "t", ID: "h", Kind: "talk", Match: `"host" != ''`}))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			in := ts.AddInhibitor("c", nil)
			for n := range 200 {
				ts.Collect("t", at(fmt.Sprint(i), Level(n%4), int64(n)), func(*Delivery) {})
				ts.SetInhibitor(in, n%2 == 0)
				ts.Inhibited("c", nil)
				_, _ = ts.Save()
				_, _ = ts.States("", OK)
			}
			ts.RemoveInhibitor(in)
		}()
	}
	wg.Wait()
	st, _ := ts.Topic("t").State()
	require.EqualValues(t, 800, st.Collected)
	require.False(t, ts.Inhibited("c", nil))
}
