package engine

import (
	"bytes"
	"context"
	"testing"

	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// BenchmarkSeveral measures, per point, the nodes that bring points together;
// two branches of the same points are two inputs.
func BenchmarkSeveral(b *testing.B) {
	two := "var a = " + benchFrom + ".groupBy('host')\nvar b = " + benchFrom + ".groupBy('host')\na"
	for _, c := range []struct{ name, script string }{
		{"union", two + "|union(b)|where(lambda: \"used_percent\" > 1000.0)"},
		{"join", two + "|join(b).as('x', 'y')|where(lambda: \"x.used_percent\" > 1000.0)"},
		{"join-fill", two + "|join(b).as('x', 'y').tolerance(1s).fill(0.0)|where(lambda: \"x.used_percent\" > 1000.0)"},
		{"combine", benchFrom + ".groupBy('host')|combine(lambda: TRUE).as('x')|where(lambda: \"x.used_percent\" > 1000.0)"},
		{"flatten", benchFrom + ".groupBy('cluster')|flatten().on('host')|where(lambda: TRUE)"},
		{"log", benchFrom + "|log()"},
	} {
		b.Run("op="+c.name, func(b *testing.B) { benchScript(b, c.script) })
	}
}

// BenchmarkInfluxQL measures, per point, functions over tumbling windows, and
// those that follow a stream.
func BenchmarkInfluxQL(b *testing.B) {
	window := benchFrom + ".groupBy('cluster')|window().period(1m).every(1m)"
	for _, c := range []struct{ name, script string }{
		{"count", window + "|count('used_percent')"},
		{"median", window + "|median('used_percent')"},
		{"mode", window + "|mode('used_percent')"},
		{"percentile", window + "|percentile('used_percent', 95.0)"},
		{"stddev", window + "|stddev('used_percent')"},
		{"distinct", window + "|distinct('used_percent')"},
		{"top", window + "|top(5, 'used_percent')"},
		{"elapsed", benchFrom + ".groupBy('host')|elapsed('used_percent', 1s)"},
		{"difference", benchFrom + ".groupBy('host')|difference('used_percent')"},
		{"movingAverage", benchFrom + ".groupBy('host')|movingAverage('used_percent', 10)"},
		{"cumulativeSum", benchFrom + ".groupBy('host')|cumulativeSum('used_percent')"},
		{"stream-mean", benchFrom + ".groupBy('host')|mean('used_percent')"},
		{"stream-max", benchFrom + ".groupBy('host')|max('used_percent')"},
	} {
		b.Run("op="+c.name, func(b *testing.B) { benchScript(b, c.script) })
	}
}

// BenchmarkHoltWinters measures one forecast of a series of 60 values.
func BenchmarkHoltWinters(b *testing.B) {
	for _, season := range []int64{0, 6} {
		b.Run("season="+string(rune('0'+season)), func(b *testing.B) {
			s := samples{kind: lambda.Float}
			for i := range 60 {
				s.add(int64(i), lambda.FloatValue(float64(10+i%6+i/10)), 0)
			}
			b.ReportAllocs()
			for b.Loop() {
				if out := holtWinters(false)(&s, &reduceArgs{n: 5, m: season, interval: 1}, nil); len(out) != 5 {
					b.Fatal(len(out))
				}
			}
		})
	}
}

func benchScript(b *testing.B, script string) {
	w := workload.Disk{Hosts: 100, Steps: 200, Seed: 1}
	text := w.Text()
	prog, err := Compile(script, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		run := prog.NewRun(RunOptions{})
		if err := run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
			b.Fatal(err)
		}
		if err := run.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.Points()), "ns/point")
}
