package backtest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const benchRule = `stream|from().measurement('disk').groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')
  |alert().id('{{ index .Tags "host"}}/disk_used').message('{{ .ID }}:{{ index .Fields "stat" }}').warn(lambda: "stat" > 80).crit(lambda: "stat" > 90).log('/tmp/disk.log')`

// BenchmarkBacktest measures a backtest of 10,000,000 points against a replay that
// writes the events' lines: the metric ratio is the one over the other. The points
// are made piece by piece, outside of what is timed, and both get each piece in
// turn.
//
//	go test ./tickscript/backtest -run xxx -bench Backtest -benchtime 1x
func BenchmarkBacktest(b *testing.B) {
	prog, err := engine.Compile(benchRule, engine.Options{Task: "disk"})
	require.NoError(b, err)
	const hosts, steps, pieces = 500, 500, 40
	for b.Loop() {
		var spent [2]time.Duration
		pieceCh := [2]chan []byte{make(chan []byte), make(chan []byte)}
		done := make(chan error)
		read := func(i int) func(ctx context.Context, run *engine.Run) error {
			return func(ctx context.Context, run *engine.Run) error {
				for text := range pieceCh[i] {
					start := time.Now()
					err := run.ReadFrom(ctx, bytes.NewReader(text), engine.ReadOptions{DB: "telegraf", RP: "autogen"})
					spent[i] += time.Since(start)
					done <- err
					if err != nil {
						return err
					}
				}
				return nil
			}
		}
		var lines, points int64
		ended := make(chan error, 2)
		go func() {
			run := prog.NewRun(engine.RunOptions{OnLine: func(_ *graph.Node, line []byte) { lines += int64(len(line)) }})
			err := read(0)(context.Background(), run)
			points = run.Points()
			ended <- err
		}()
		var report *Report
		go func() {
			r, err := Run(context.Background(), prog, Input{name: "disk", feed: read(1)}, Options{})
			report = r
			ended <- err
		}()
		for p := range pieces {
			text := workload.Disk{Hosts: hosts, Steps: steps, From: p * steps, Seed: uint64(p), Hot: 50}.Text()
			for i := range pieceCh {
				pieceCh[i] <- text
				require.NoError(b, <-done)
			}
		}
		for i := range pieceCh {
			close(pieceCh[i])
		}
		require.NoError(b, <-ended)
		require.NoError(b, <-ended)
		require.EqualValues(b, hosts*steps*pieces, points)
		require.EqualValues(b, points, report.Points)
		require.NotZero(b, lines)
		require.NotZero(b, report.Firings)
		b.ReportMetric(float64(spent[0].Nanoseconds())/float64(points), "replay-ns/point")
		b.ReportMetric(float64(spent[1].Nanoseconds())/float64(points), "backtest-ns/point")
		b.ReportMetric(float64(spent[1])/float64(spent[0]), "ratio")
	}
}
