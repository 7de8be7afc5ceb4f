package engine

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const (
	threeLevels = `.info(lambda: "v" > 10.0).warn(lambda: "v" > 20.0).crit(lambda: "v" > 30.0)`
	byHost      = "stream|from().measurement('m').groupBy('host')|alert().details('')"
)

// alertRun runs a script over lines and returns the events as id:level and how
// long the alert has lasted.
func alertRun(t *testing.T, script string, opts Options, run RunOptions, lines ...string) (*Run, []string) {
	t.Helper()
	prog, err := Compile(script, opts)
	require.NoError(t, err)
	var got []string
	run.OnEvent = func(e *alert.Event) { got = append(got, fmt.Sprintf("%s:%s:%s", e.ID, e.Level, e.Duration)) }
	r := prog.NewRun(run)
	feed(t, r, lines...)
	return r, got
}

func feed(t *testing.T, r *Run, lines ...string) {
	t.Helper()
	require.NoError(t, r.ReadFrom(context.Background(), bytes.NewReader([]byte(strings.Join(lines, "\n")+"\n")), ReadOptions{DB: "d", RP: "r"}))
}

// at is a line of host h at a second.
func at(host string, v float64, second int) string {
	return fmt.Sprintf("m,host=%s v=%v %d", host, v, int64(second)*1e9)
}

// A011, A038: after a restart, what was open stays open with its time, what was
// OK is forgotten, and what has recovered meanwhile recovers with the first point.
func TestRestartA011(t *testing.T) {
	script := byHost + ".id('{{ index .Tags \"host\" }}').stateChangesOnly()" + threeLevels + ".log('/x')"
	topics := alert.NewTopics(nil, time.Time{})
	run, got := alertRun(t, script, Options{}, RunOptions{Topics: topics}, at("a", 35, 10), at("b", 25, 10), at("c", 35, 10), at("c", 1, 20))
	require.Len(t, got, 4)
	require.NoError(t, run.Close())
	_, open := topics.Topic("main:task:alert2").State()
	require.False(t, open, "the task's own topic closes with it")
	saved, err := topics.Save()
	require.NoError(t, err)

	again := alert.NewTopics(nil, time.Time{})
	require.NoError(t, again.Load(saved))
	_, got = alertRun(t, script, Options{}, RunOptions{Topics: again}, at("a", 35, 100), at("a", 1, 110), at("b", 1, 100), at("c", 35, 100))
	require.Equal(t, []string{"a:OK:1m40s", "b:OK:1m30s", "c:CRITICAL:0s"}, got)

	// Without the saved state everything starts anew.
	_, got = alertRun(t, script, Options{}, RunOptions{}, at("a", 35, 100), at("b", 1, 100))
	require.Equal(t, []string{"a:CRITICAL:0s"}, got)

	// Another id: the old alert is lost.
	again = alert.NewTopics(nil, time.Time{})
	require.NoError(t, again.Load(saved))
	_, got = alertRun(t, strings.Replace(script, ".id('", ".id('new ", 1), Options{}, RunOptions{Topics: again}, at("b", 1, 100))
	require.Empty(t, got)
	require.Len(t, again.Topic("main:task:alert2").Events(alert.Info), 2, "and stays open in its topic")

	// The task is deleted with its topic.
	again.Topic("main:task:alert2").Delete()
	_, got = alertRun(t, script, Options{}, RunOptions{Topics: again}, at("b", 1, 100))
	require.Empty(t, got)
}

// A011: the node's own topic wins over the named one, which follows it.
func TestOwnTopicWinsA011(t *testing.T) {
	script := byHost + ".id('x').topic('named')" + threeLevels + ".log('/x')"
	ts := alert.NewTopics(nil, time.Time{})
	own, named := ts.Topic("main:task:alert2"), ts.Topic("named")
	own.Update(alert.EventState{ID: "x", Level: alert.Warning, Time: time.Unix(5, 0)})
	named.Update(alert.EventState{ID: "x", Level: alert.Critical, Time: time.Unix(7, 0)})
	_, got := alertRun(t, script, Options{}, RunOptions{Topics: ts}, at("a", 1, 10))
	require.Equal(t, []string{"x:OK:5s"}, got)
	ts = alert.NewTopics(nil, time.Time{})
	ts.Topic("named").Update(alert.EventState{ID: "x", Level: alert.Critical, Time: time.Unix(7, 0)})
	_, got = alertRun(t, script, Options{}, RunOptions{Topics: ts}, at("a", 1, 10))
	require.Equal(t, []string{"x:OK:3s"}, got, "with no state of its own, the node takes the named topic's")
	// Without a handler and a named topic nothing is restored.
	ts = alert.NewTopics(nil, time.Time{})
	ts.Topic("main:task:alert2").Update(alert.EventState{ID: "x", Level: alert.Critical})
	_, got = alertRun(t, byHost+".id('x')"+threeLevels, Options{}, RunOptions{Topics: ts}, at("a", 1, 10))
	require.Empty(t, got)
}

// A011: a group that was deleted comes back with the level its id has.
func TestDeletedGroupComesBackA011(t *testing.T) {
	script := byHost + ".id('{{ index .Tags \"host\" }}')" + threeLevels + ".log('/x')"
	run, got := alertRun(t, script, Options{}, RunOptions{}, at("a", 35, 10))
	require.Equal(t, []string{"a:CRITICAL:0s"}, got)
	pl := run.pipelines[0]
	op := pl.ops[2].(*alertOp)
	var events []string
	pl.onEvent = func(e *alert.Event) { events = append(events, e.Level.String()+e.Duration.String()) }
	for g := range pl.groups.all() {
		op.deleteGroup(g)
	}
	feed(t, run, at("a", 1, 20))
	require.Equal(t, []string{"OK10s"}, events)
}

// A034, A036, T030, T035: events reach the node's handlers, then its own topic's and
// the named topic's; levels before are those of each topic.
func TestTopicHandlersOfARun(t *testing.T) {
	ts := alert.NewTopics(nil, time.Time{})
	for _, s := range []alert.HandlerSpec{
		{Topic: "main:task:alert2", ID: "own", Kind: "talk"},
		{Topic: "named", ID: "chg", Kind: "log", Match: "changed()", Options: map[string]any{"path": "/n"}},
		{Topic: "named", ID: "agg", Kind: "aggregate", Options: map[string]any{"id": "agg", "interval": int64(time.Minute), "topic": "sum"}},
		{Topic: "sum", ID: "tell", Kind: "slack"},
	} {
		require.NoError(t, ts.Define(s))
	}
	ts.Topic("named").Update(alert.EventState{ID: "x", Level: alert.Critical})
	var got []string
	out := func(d *alert.Delivery) {
		require.NoError(t, d.Err)
		got = append(got, fmt.Sprintf("%s %s%s %s<%s", d.Topic, d.Handler, d.Kind, d.Event.Level, d.Event.PreviousLevel))
	}
	run, _ := alertRun(t, byHost+".id('y').topic('named')"+threeLevels+".tcp('h:1').post('http://x')", Options{}, RunOptions{Topics: ts, OnPayload: out}, at("a", 35, 10), at("a", 36, 20))
	want := []string{
		"main:task:alert2 tcp CRITICAL<OK", "main:task:alert2 post CRITICAL<OK", "main:task:alert2 owntalk CRITICAL<OK", "named chglog CRITICAL<OK",
		"main:task:alert2 tcp CRITICAL<CRITICAL", "main:task:alert2 post CRITICAL<CRITICAL", "main:task:alert2 owntalk CRITICAL<CRITICAL",
	}
	require.Equal(t, want, got)
	st, _ := ts.Topic("named").State()
	require.Equal(t, alert.TopicState{Level: alert.Critical, Collected: 2}, st)
	ts.Advance(time.Time{}.Add(time.Hour), out)
	require.Equal(t, "sum tellslack CRITICAL<OK", got[len(got)-1])
	require.Equal(t, AlertStats{Triggered: 2, Crits: 2}, run.Stats()[2].Alerts)
}

// A035: inhibitors of one task keep back events of another; those of groups end
// with the run.
func TestInhibitAcrossTasksA035(t *testing.T) {
	ts := alert.NewTopics(nil, time.Time{})
	down := "stream|from().measurement('up').groupBy('host')|alert().crit(lambda: \"v\" < 1.0).inhibit('app', 'host')"
	app := byHost + ".id('{{ index .Tags \"host\" }}').category('app')" + threeLevels
	cluster, _ := alertRun(t, down, Options{Task: "down"}, RunOptions{Topics: ts}, "up,host=a v=0 1000000000")
	run, got := alertRun(t, app, Options{Task: "app"}, RunOptions{Topics: ts}, at("a", 35, 10), at("b", 35, 10))
	require.Equal(t, []string{"b:CRITICAL:0s"}, got)
	require.Equal(t, AlertStats{Triggered: 1, Inhibited: 1, Crits: 1}, run.Stats()[2].Alerts)
	require.EqualValues(t, 1, run.Events())
	feed(t, cluster, "up,host=a v=1 2000000000")
	_, got = alertRun(t, app, Options{Task: "app"}, RunOptions{Topics: ts}, at("a", 35, 10))
	require.Len(t, got, 1)
	feed(t, cluster, "up,host=a v=0 3000000000")
	require.NoError(t, cluster.Close())
	_, got = alertRun(t, app, Options{Task: "app"}, RunOptions{Topics: ts}, at("a", 35, 10))
	require.Len(t, got, 1)
}

// A023, A024: the configuration's global services.
func TestGlobalServicesA024(t *testing.T) {
	cfg := alert.EnabledConfig()
	cfg.Slack[0].Global, cfg.Slack[0].StateChangesOnly, cfg.Teams.Global = true, true, true
	var kinds []string
	run := RunOptions{OnPayload: func(d *alert.Delivery) { kinds = append(kinds, d.Kind) }}
	_, got := alertRun(t, byHost+threeLevels+".slack().channel('#x')", Options{Handlers: cfg}, run, at("a", 35, 10), at("a", 35, 20), at("a", 1, 30))
	require.Len(t, got, 2, "only changes of level")
	require.Equal(t, []string{"slack", "teams", "slack", "teams"}, kinds)
}

// A037: events without handlers are events all the same; A032: a details template
// that fails ends the run whether or not anybody looks.
func TestEventsWithoutHandlers(t *testing.T) {
	_, got := alertRun(t, byHost+threeLevels, Options{}, RunOptions{}, at("a", 35, 10))
	require.Len(t, got, 1)
	prog, err := Compile(byHost+".details('{{ .Nope }}')"+threeLevels, Options{})
	require.NoError(t, err)
	err = prog.NewRun(RunOptions{}).ReadFrom(context.Background(), strings.NewReader(at("a", 35, 10)+"\n"), ReadOptions{})
	var failed *FailedError
	require.ErrorAs(t, err, &failed)
	require.ErrorContains(t, err, "can't evaluate field Nope in type kapacitor.detailsInfo")
}

// A004: thresholds are shares.
func TestFlapThresholdA004(t *testing.T) {
	_, err := Compile(byHost+".flapping(0.1, 1.5)", Options{})
	require.ErrorContains(t, err, "alert-flapping")
}

// Lines and events are the same with and without payloads.
func TestLinesAgreeWithPayloads(t *testing.T) {
	script := byHost + ".topic('x')" + threeLevels + ".log('/x').levelTag('l')"
	prog, err := Compile(script, Options{})
	require.NoError(t, err)
	text := []string{at("a", 35, 10), at("b", 15, 10), at("a", 25, 20), at("a", 1, 30)}
	var lines, payloads, both strings.Builder
	r := prog.NewRun(RunOptions{OnLine: func(_ *graph.Node, l []byte) { lines.Write(l) }})
	feed(t, r, text...)
	r = prog.NewRun(RunOptions{OnPayload: func(d *alert.Delivery) { payloads.Write(d.Payload.(*alert.FileLine).Line) }, OnLine: func(_ *graph.Node, l []byte) { both.Write(l) }})
	feed(t, r, text...)
	require.Equal(t, 4, strings.Count(lines.String(), "\n"))
	require.Equal(t, lines.String(), payloads.String())
	require.Equal(t, lines.String(), both.String())
}

// A001, A002, A003: every property of the node is read.
func TestPropertiesA001(t *testing.T) {
	all := `.topic('t').category('c').id('i').message('m').details('d').info(lambda: TRUE).infoReset(lambda: TRUE).warn(lambda: TRUE).warnReset(lambda: TRUE)
		.crit(lambda: TRUE).critReset(lambda: TRUE).flapping(0.1, 0.5).flapLow(0.2).flapHigh(0.4).history(1).all().noRecoveries().stateChangesOnly(1m)
		.stateChangesOnlyDuration(2m).stateChangesOnly().inhibit('x', 'host').inhibit('y').levelTag('lt').levelField('lf').messageField('mf').durationField('df').idTag('it').idField('if')`
	prog, err := Compile("stream|from()|alert()"+all, Options{})
	require.NoError(t, err)
	s := prog.nodes[2].spec.(*alertSpec)
	require.Equal(t, alert.Rules{History: 2, Flapping: true, FlapLow: 0.2, FlapHigh: 0.4, StateChangesOnly: true, Interval: int64(2 * time.Minute), NoRecoveries: true, All: true}, s.rules)
	require.Equal(t, []inhibit{{"x", []string{"host"}}, {"y", nil}}, s.inhibits)
	require.Equal(t, []string{"main:task:alert2", "t", "c", "lt", "it"}, []string{s.topic, s.named, s.category, s.levelTag, s.idTag})
	for l := alert.Info; l <= alert.Critical; l++ {
		require.NotNil(t, s.levels[l])
		require.NotNil(t, s.resets[l])
	}
	for _, id := range []int32{s.levelField, s.messageField, s.durationFld, s.idField} {
		require.NotZero(t, id)
	}
	known := map[string]bool{}
	for _, c := range prog.Graph().Nodes[2].Calls {
		known[c.Name] = true
	}
	node, _ := catalog.NodeByKind("alert")
	for _, p := range node.Properties {
		require.True(t, known[p.Name] || p.Name == "quiet", "no property %s in the test", p.Name)
	}
	prog, err = Compile("stream|from()|alert()", Options{})
	require.NoError(t, err)
	require.Equal(t, alert.Rules{History: 21}, prog.nodes[2].spec.(*alertSpec).rules)
}
