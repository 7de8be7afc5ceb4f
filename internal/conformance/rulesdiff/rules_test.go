package rulesdiff

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/rules"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

var shared realstack.Shared[*judge.Judge]

func theJudge(t *testing.T) *judge.Judge {
	t.Helper()
	kapacitord.Require(t)
	return shared.Get(t, func(ctx context.Context) (*judge.Judge, error) {
		dir, err := os.MkdirTemp("", "tickwright-judge-")
		if err != nil {
			return nil, err
		}
		realstack.AtExit(func() { os.RemoveAll(dir) })
		return judge.New(ctx, dir)
	})
}

// m is a metric of one field, grouped by host.
func m(measurement string) rules.Metric {
	return rules.Metric{Measurement: measurement, Field: "v", GroupBy: []string{"host"}}
}

// single judges every point of measurement m by itself.
var single = rules.Metric{Measurement: "m", Field: "v", Aggregate: rules.None}

var cases = []struct {
	name string
	rule func() *tickscript.AlertNode
	data string
	want []string
}{
	{"threshold-above", func() *tickscript.AlertNode {
		return rules.Threshold(m("m"), rules.Levels{Info: 10, Warn: 20.0, Crit: tickscript.VarFloat("crit", 30)}).StateChangesOnly()
	}, "m,host=a v=5 10\nm,host=a v=25 20\nm,host=a v=25 25\nm,host=a v=45 30\nm,host=a v=15 40\nm,host=a v=5 50\nm,host=a v=5 60\n",
		[]string{"30s m:host=a WARNING", "40s m:host=a CRITICAL", "50s m:host=a INFO", "60s m:host=a OK"}},
	{"threshold-below", func() *tickscript.AlertNode {
		return rules.Threshold(single, rules.Levels{Crit: 3, Below: true})
	}, "m v=5i 1\nm v=2i 2\nm v=3i 3\n",
		[]string{"2s m:nil CRITICAL", "3s m:nil OK"}},
	{"rate-of-change", func() *tickscript.AlertNode {
		return rules.RateOfChange(single, time.Second, true, rules.Levels{Warn: 5.0})
	}, "m v=0 1\nm v=3 2\nm v=13 3\nm v=0 4\nm v=2 5\n",
		[]string{"3s m:nil WARNING", "5s m:nil OK"}},
	{"disk-will-fill", func() *tickscript.AlertNode {
		return rules.DiskWillFill(single, 100, rules.Levels{Warn: 48 * time.Hour, Crit: 2 * time.Hour})
	}, "m v=50 0\nm v=50 3600\nm v=51 7200\nm v=90 10800\nm v=80 14400\n",
		[]string{"10800s m:nil CRITICAL", "14400s m:nil OK"}},
	{"state", func() *tickscript.AlertNode {
		return rules.State(rules.Metric{Measurement: "m", GroupBy: []string{"*"}}, tickscript.Field("up").Eq(0), 10*time.Second, rules.Flapping{Low: 0.1, High: 0.9})
	}, "m,host=a up=1i 0\nm,host=a up=0i 5\nm,host=a up=0i 10\nm,host=b up=1i 10\nm,host=a up=0i 15\nm,host=a up=0i 20\nm,host=a up=1i 25\n",
		[]string{"15s m:host=a CRITICAL", "25s m:host=a OK"}},
	{"kubernetes-components", func() *tickscript.AlertNode { return rules.KubernetesComponents(rules.Metric{}) },
		"kube_components,cluster=c,datacenter=d,name=etcd healthy=\"true\" 0\nkube_components,cluster=c,datacenter=d,name=etcd healthy=\"false\" 10\nkube_components,cluster=c,datacenter=d,name=etcd healthy=\"true\" 20\nkube_components,cluster=c,datacenter=d,name=etcd healthy=\"true\" 30\n",
		[]string{"10s kubernetes/etcd CRITICAL", "30s kubernetes/etcd OK"}},
	{"relative-change", func() *tickscript.AlertNode {
		return rules.RelativeChange(m("m"), 10*time.Second, rules.Levels{Warn: 50.0})
	}, "m,host=a v=10 0\nm,host=a v=12 10\nm,host=a v=30 20\nm,host=a v=30 30\nm,host=a v=30 40\n",
		[]string{"30s m:host=a WARNING", "40s m:host=a OK"}},
	{"ratio", func() *tickscript.AlertNode {
		return rules.Ratio(m("errors"), m("requests"), rules.Levels{Crit: 0.5})
	}, "errors,host=a v=1 0\nrequests,host=a v=10 0\nerrors,host=a v=8 10\nrequests,host=a v=10 10\nerrors,host=a v=8 20\nrequests,host=a v=10 20\n",
		[]string{"20s errors:host=a CRITICAL"}},
	// Its verdicts come by the wall clock, after two intervals.
	{"deadman", func() *tickscript.AlertNode { return rules.Deadman(m("m"), 0, time.Hour) }, "m,host=a v=1 0\n", nil},
}

func TestRules(t *testing.T) {
	j := theJudge(t)
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			script, err := tc.rule().Log("/tmp/events").Rule().Text()
			require.NoError(t, err)
			dbrp := judge.DBRP{DB: "db", RP: "rp"}
			answer, err := j.Run(t.Context(), judge.Case{
				Name: "rule-" + tc.name, Script: script, Type: "stream", DBRPs: []judge.DBRP{dbrp},
				Data: []judge.Data{{DBRP: dbrp, Precision: "s", Lines: []byte(tc.data)}},
			})
			require.NoError(t, err)
			require.Empty(t, answer.DefineError)
			require.Empty(t, answer.StartError)
			require.Empty(t, answer.TaskError)
			require.Empty(t, answer.NodeErrors)
			require.Empty(t, cmp.Diff(script, answer.Formatted), "the server prints the script as it is")
			require.Len(t, answer.Logs, 1)
			var got []string
			for _, line := range answer.Logs[0].Lines {
				var e struct {
					ID, Level string
					Time      time.Time
				}
				require.NoError(t, json.Unmarshal([]byte(line), &e))
				got = append(got, fmt.Sprintf("%ds %s %s", e.Time.Unix(), e.ID, e.Level))
			}
			require.Empty(t, cmp.Diff(tc.want, got))
		})
	}
}
