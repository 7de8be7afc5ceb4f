package engine

import (
	"bytes"
	"context"
	"testing"

	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const benchFrom = "stream|from().database('telegraf').retentionPolicy('autogen').measurement('disk')"

// diskRule is the founding rule.
const diskRule = `var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('disk')
    .groupBy('host', 'cluster', 'datacenter')
  |window()
    .period(10s)
    .every(10s)
  |mean('used_percent')
    .as('stat')
var alert = data
  |alert()
    .id('{{ index .Tags "host"}}/disk_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .warn(lambda: "stat" > 80)
    .crit(lambda: "stat" > 90)
alert
    .log('/tmp/disk_alert_log.txt')
`

// BenchmarkText measures, per point, the way from line protocol to the verdict.
func BenchmarkText(b *testing.B) {
	for _, c := range []struct {
		name, script string
		hot          int
	}{
		{"from", benchFrom, 0},
		{"where", benchFrom + "|groupBy('host')|where(lambda: \"used_percent\" > 1000.0)", 0},
		{"eval", benchFrom + "|eval(lambda: \"used_percent\" / 100.0).as('r')", 0},
		{"alert", benchFrom + ".groupBy('host')|alert().warn(lambda: \"used_percent\" > 1000).crit(lambda: \"used_percent\" > 2000).log('/tmp/x')", 0},
		{"mean", benchFrom + ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')", 0},
		{"max", benchFrom + ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|max('used_percent').as('stat')", 0},
		{"disk", diskRule, 50},
	} {
		b.Run("op="+c.name, func(b *testing.B) {
			w := workload.Disk{Hosts: 500, Steps: 200, Seed: 1, Hot: c.hot}
			text := w.Text()
			prog, err := Compile(c.script, Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				run := prog.NewRun(RunOptions{OnLine: func(*graph.Node, []byte) {}})
				if err := run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
					b.Fatal(err)
				}
				if err := run.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.Points()), "ns/point")
		})
	}
}
