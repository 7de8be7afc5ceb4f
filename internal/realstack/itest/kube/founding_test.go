package kube_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	realkube "github.com/tickwright/tickwright/internal/realstack/kube"
	"github.com/tickwright/tickwright/internal/realstack/telegraf"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// foundingRule is the founding post's rule, with a log in place of Alerta.
const foundingRule = `var period = 10s
var every = 10s

var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('kube_components')
    .groupBy('cluster', 'datacenter', 'name')
  |window()
    .period(period)
    .every(every)

var alert = data
  |alert()
    .id('kubernetes/{{ index .Tags "name"}}')
    .message('{{ .ID }}:{{ index .Fields "healthy" }}')
    .crit(lambda: bool("healthy") != TRUE)

alert
  .log('%s')
`

// verdict is what both engines must agree on.
type verdict struct {
	ID    string    `json:"id"`
	Level string    `json:"level"`
	Time  time.Time `json:"time"`
	Text  string    `json:"message"`
}

func verdicts(t *testing.T, lines []byte) []verdict {
	t.Helper()
	var out []verdict
	for line := range bytes.Lines(lines) {
		var v verdict
		require.NoError(t, json.Unmarshal(line, &v), "%s", line)
		out = append(out, v)
	}
	return out
}

// TestFoundingRule runs the whole of the founding post with real servers: Telegraf runs kubestatus against the API server and
// writes to InfluxDB, which feeds Kapacitor; then the scheduler dies. The same points go through our own engine.
func TestFoundingRule(t *testing.T) {
	control := realkube.Run(t, realkube.Options{Controllers: true})
	db := influxd1.Run(t, influxd1.Options{})
	ctx := t.Context()
	_, err := db.Query(ctx, "", "CREATE DATABASE telegraf")
	require.NoError(t, err)
	judge := kapacitord.Run(t, kapacitord.Options{InfluxDB: db.URL})

	dir := t.TempDir()
	program := filepath.Join(dir, "kubestatus")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/tickwright/tickwright/examples/kubestatus").CombinedOutput()
	require.NoError(t, err, "build kubestatus: %s", out)

	log := filepath.Join(dir, "alerts.log")
	script := fmt.Sprintf(foundingRule, log)
	define(t, judge.URL, script)
	telegraf.Run(t, fmt.Sprintf(`[agent]
  interval = "1s"
  flush_interval = "1s"
  omit_hostname = true
[[inputs.exec]]
  commands = ["%s --kubeconfig %s --cluster blue --datacenter dc1 --timeout 900ms"]
  timeout = "2s"
  data_format = "influx"
[[outputs.influxdb]]
  urls = ["%s"]
  database = "telegraf"
`, program, control.Kubeconfig, db.URL))

	rows := func(where string) int {
		body, err := db.Query(ctx, "telegraf", "SELECT count(healthy) FROM kube_components WHERE "+where)
		require.NoError(t, err)
		var a struct {
			Results []struct {
				Series []struct{ Values [][]any }
			}
		}
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		if len(a.Results) == 0 || len(a.Results[0].Series) == 0 {
			return 0
		}
		return int(a.Results[0].Series[0].Values[0][1].(float64))
	}
	require.Eventually(t, func() bool { return rows(`"name" = 'scheduler' AND healthy = true`) >= 3 }, time.Minute, 200*time.Millisecond, "healthy points arrive in InfluxDB")
	control.Scheduler.Kill()
	require.Eventually(t, func() bool { return rows(`"name" = 'scheduler' AND healthy = false AND cause = 'unreachable'`) >= 1 }, time.Minute, 200*time.Millisecond, "the dead scheduler is measured")
	critical := func(lines []byte) bool {
		for _, v := range verdicts(t, lines) {
			if v.ID == "kubernetes/scheduler" && v.Level == "CRITICAL" {
				return true
			}
		}
		return false
	}
	var theirs []byte
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(log)
		if i := bytes.LastIndexByte(text, '\n'); err == nil && i >= 0 {
			theirs = text[:i+1] // a line being written is read the next time
		}
		return critical(theirs)
	}, time.Minute, 200*time.Millisecond, "kapacitord raises the alert")

	client, err := influx.New(db.URL, influx.WithBucket("telegraf"))
	require.NoError(t, err)
	prog, err := engine.Compile(script, engine.Options{File: "kube.tick", Task: "kube"})
	require.NoError(t, err)
	var ours bytes.Buffer
	run := prog.NewRun(engine.RunOptions{
		OnLine:  func(_ *graph.Node, line []byte) { ours.Write(line) },
		OnError: func(err error) { t.Error(err) },
	})
	n := 0
	for p, err := range client.Points(ctx, influx.Selection{Measurement: "kube_components", Start: time.Now().Add(-10 * time.Minute)}) {
		require.NoError(t, err)
		require.NoError(t, run.Write("telegraf", "autogen", p))
		n++
	}
	require.NoError(t, run.Close())
	require.True(t, critical(ours.Bytes()), "our engine raises it too:\n%s", ours.String())

	// Kapacitor read the log a moment before InfluxDB was asked: ours may have more at the end, never others.
	mine := map[verdict]bool{}
	for _, v := range verdicts(t, ours.Bytes()) {
		mine[v] = true
	}
	for _, v := range verdicts(t, theirs) {
		require.True(t, mine[v], "kapacitord told %+v, our engine did not:\n%s", v, ours.String())
		require.True(t, strings.HasPrefix(v.ID, "kubernetes/"))
	}
	t.Logf("%d points; kapacitord: %s", n, theirs)
}

func define(t *testing.T, url, script string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"id": "kube", "type": "stream", "dbrps": []map[string]string{{"db": "telegraf", "rp": "autogen"}}, "script": script, "status": "enabled",
	})
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/kapacitor/v1/tasks", bytes.NewReader(body))
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
}
