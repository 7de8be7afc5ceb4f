package rules_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/rules"
)

// verdict is an event in short.
type verdict struct {
	At    time.Duration
	ID    string
	Level string
}

// judge runs a rule over line protocol whose timestamps are in seconds.
func judge(t *testing.T, rule *tickscript.Rule, data string) []verdict {
	t.Helper()
	text, err := rule.Text()
	require.NoError(t, err)
	return judgeText(t, text, data, point.Second)
}

func judgeText(t *testing.T, text, data string, precision point.Precision) []verdict {
	t.Helper()
	g, diags := graph.Parse(text, graph.Options{})
	require.NoError(t, diags.Err())
	prog, err := engine.CompileGraph(g, engine.Options{})
	require.NoError(t, err)
	var out []verdict
	run := prog.NewRun(engine.RunOptions{
		OnEvent: func(e *alert.Event) {
			out = append(out, verdict{time.Duration(e.Time.UnixNano()), e.ID, e.Level.String()})
		},
		OnError: func(err error) { t.Errorf("%v", err) },
	})
	require.NoError(t, run.ReadFrom(t.Context(), strings.NewReader(data), engine.ReadOptions{DB: "telegraf", RP: "autogen", Precision: precision}))
	require.NoError(t, run.Close())
	return out
}

func script(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}

// disk is the first rule that the project started from, in Go.
func disk() *tickscript.AlertNode {
	return rules.Threshold(rules.Metric{
		Database: "telegraf", RetentionPolicy: "autogen", Measurement: "disk", Field: "used_percent",
		GroupBy: []string{"host", "cluster", "datacenter"},
		Period:  tickscript.VarDuration("period", 10*time.Second), Every: tickscript.VarDuration("every", 10*time.Second),
	}, rules.Levels{}).
		ID(`{{ index .Tags "host"}}/disk_used`).
		Message(`{{ .ID }}:{{ index .Fields "stat" }}`).
		Warn(tickscript.Field("stat").Gt(tickscript.VarInt("warn", 80))).
		Crit(tickscript.Field("stat").Gt(tickscript.VarInt("crit", 90)))
}

// components is the second one.
func components() *tickscript.AlertNode {
	return rules.KubernetesComponents(rules.Metric{Database: "telegraf", RetentionPolicy: "autogen"})
}

// The rules that the project started from, built in Go, are the same rules.
func TestFoundingRules(t *testing.T) {
	alerta := func(a *tickscript.AlertNode, message string) *tickscript.AlertaHandler {
		return a.Message(message).Alerta()
	}
	for name, tc := range map[string]struct {
		path string
		rule *tickscript.Rule
	}{
		"disk to a log": {"../graph/testdata/scripts/disk.tick", disk().Log("/tmp/disk_alert_log.txt").Rule()},
		"disk to Alerta": {"../graph/testdata/scripts/disk_alerta.tick", alerta(disk(), "Disk usage is {{ .Level }}").
			Resource(`{{ index .Tags "host" }}`).
			Environment(`{{ index .Tags "cluster" }}`).
			Group(`{{ index .Tags "datacenter" }}`).
			Value(`{{ index .Fields "stat" }}`).Rule()},
		"components to Alerta": {"../graph/testdata/scripts/kube.tick", alerta(components(), `Kubernetes component {{ index .Tags "name" }} is {{ .Level }}`).
			Resource(`{{ index .Tags "cluster" }}/kubernetes`).
			Environment(`{{ index .Tags "cluster" }}`).
			Group(`{{ index .Tags "datacenter" }}`).
			Value(`{{ index .Fields "healthy" }}`).Rule()},
	} {
		t.Run(name, func(t *testing.T) {
			want, diags := graph.Parse(script(t, tc.path), graph.Options{})
			require.NoError(t, diags.Err())
			got, err := tc.rule.Graph()
			require.NoError(t, err)
			text, err := tc.rule.Text()
			require.NoError(t, err)
			require.True(t, graph.Equal(want, got), "%s", text)
		})
	}
}

// The disk rule judges the quickstart's metrics as the original does.
func TestFoundingRuleJudgesTheSame(t *testing.T) {
	data := script(t, "../../examples/quickstart/disk.lp")
	want := judgeText(t, script(t, "../../examples/quickstart/disk.tick"), data, point.Nanosecond)
	text, err := disk().Log("/tmp/disk_alert_log.txt").Rule().Text()
	require.NoError(t, err)
	require.NotEmpty(t, want)
	require.Empty(t, cmp.Diff(want, judgeText(t, text, data, point.Nanosecond)))
}

// Each rule by its verdicts.
func TestVerdicts(t *testing.T) {
	metric := func(measurement string) rules.Metric {
		return rules.Metric{Measurement: measurement, Field: "v", GroupBy: []string{"host"}}
	}
	s := time.Second
	for _, tc := range []struct {
		name string
		rule *tickscript.Rule
		data string
		want []verdict
	}{
		{"threshold above", rules.Threshold(metric("m"), rules.Levels{Info: 10, Warn: 20.0, Crit: tickscript.VarFloat("crit", 30)}).StateChangesOnly().Rule(), `
m,host=a v=5 10
m,host=a v=25 20
m,host=a v=25 25
m,host=a v=45 30
m,host=a v=15 40
m,host=a v=5 50
m,host=a v=5 60`, []verdict{
			{30 * s, "m:host=a", "WARNING"}, {40 * s, "m:host=a", "CRITICAL"}, {50 * s, "m:host=a", "INFO"}, {60 * s, "m:host=a", "OK"},
		}},
		{"threshold below, each point", rules.Threshold(rules.Metric{Field: "v", Aggregate: rules.None}, rules.Levels{Crit: 3, Below: true}).Rule(), `
m v=5i 1
m v=2i 2
m v=3i 3`, []verdict{{2 * s, "m:nil", "CRITICAL"}, {3 * s, "m:nil", "OK"}}},
		{"rate of change of a counter", rules.RateOfChange(rules.Metric{Field: "v", Aggregate: rules.None}, time.Second, true, rules.Levels{Warn: 5.0}).Rule(), `
m v=0 1
m v=3 2
m v=13 3
m v=0 4
m v=2 5`, []verdict{{3 * s, "m:nil", "WARNING"}, {5 * s, "m:nil", "OK"}}},
		{"disk will fill", rules.DiskWillFill(rules.Metric{Field: "v", Aggregate: rules.None}, 100, rules.Levels{Warn: 48 * time.Hour, Crit: 2 * time.Hour}).Rule(), `
m v=50 0
m v=50 3600
m v=51 7200
m v=90 10800
m v=80 14400`, []verdict{{3 * time.Hour, "m:nil", "CRITICAL"}, {4 * time.Hour, "m:nil", "OK"}}},
		{"state", rules.State(rules.Metric{Measurement: "m", GroupBy: []string{"*"}}, tickscript.Field("up").Eq(0), 10*time.Second, rules.Flapping{}).Rule(), `
m,host=a up=1i 0
m,host=a up=0i 5
m,host=a up=0i 10
m,host=b up=1i 10
m,host=a up=0i 15
m,host=a up=0i 20
m,host=a up=1i 25`, []verdict{{15 * s, "m:host=a", "CRITICAL"}, {25 * s, "m:host=a", "OK"}}},
		{"kubernetes components", rules.KubernetesComponents(rules.Metric{}).Rule(), `
kube_components,cluster=c,datacenter=d,name=etcd healthy="true" 0
kube_components,cluster=c,datacenter=d,name=etcd healthy="false" 10
kube_components,cluster=c,datacenter=d,name=etcd healthy="true" 20
kube_components,cluster=c,datacenter=d,name=etcd healthy="true" 30`, []verdict{{10 * s, "kubernetes/etcd", "CRITICAL"}, {30 * s, "kubernetes/etcd", "OK"}}},
		{"relative change", rules.RelativeChange(metric("m"), 10*time.Second, rules.Levels{Warn: 50.0}).Rule(), `
m,host=a v=10 0
m,host=a v=12 10
m,host=a v=30 20
m,host=a v=30 30
m,host=a v=30 40`, []verdict{{30 * s, "m:host=a", "WARNING"}, {40 * s, "m:host=a", "OK"}}},
		{"ratio", rules.Ratio(metric("errors"), metric("requests"), rules.Levels{Crit: 0.5}).Rule(), `
errors,host=a v=1 0
requests,host=a v=10 0
errors,host=a v=8 10
requests,host=a v=10 10
errors,host=a v=8 20
requests,host=a v=10 20`, []verdict{{20 * s, "errors:host=a", "CRITICAL"}}},
		{"deadman", rules.Deadman(metric("m"), 0, 10*time.Second).Rule(), "m,host=a v=1 0", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := judge(t, tc.rule, strings.TrimSpace(tc.data))
			require.Empty(t, cmp.Diff(tc.want, got))
		})
	}
}

func TestMisuse(t *testing.T) {
	for _, tc := range []struct {
		name string
		rule *tickscript.Rule
		want string
	}{
		{"no level", rules.Threshold(rules.Metric{Field: "v"}, rules.Levels{}).Rule(), "no level"},
		{"no duration", rules.Threshold(rules.Metric{Field: "v", Period: "10s"}, rules.Levels{Crit: 1}).Rule(), "|window.period"},
		{"zero period", rules.Threshold(rules.Metric{Field: "v", Period: time.Duration(0)}, rules.Levels{Crit: 1}).Rule(), "period"},
		{"no number", rules.Threshold(rules.Metric{Field: "v"}, rules.Levels{Crit: struct{}{}}).Rule(), "struct {}"},
		{"flapping out of range", rules.State(rules.Metric{}, tickscript.Field("v").Gt(1), time.Second, rules.Flapping{Low: 0.5, High: 5}).Rule(), "flap"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := tc.rule.Text()
			require.ErrorContains(t, err, tc.want)
			require.ErrorContains(t, err, "rules_test.go:", "the place of the call")
		})
	}
}
