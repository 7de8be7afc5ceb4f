package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/influxdata/line-protocol/v2/lineprotocol"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// benchRow is one rule whose cost is measured against decoding alone.
type benchRow struct {
	name, script string
	// hot is the share of hosts that raise alerts.
	hot int
	max float64
}

const benchFrom = "stream|from().database('telegraf').retentionPolicy('autogen').measurement('disk')"

const benchDisk = benchFrom + `.groupBy('host', 'cluster', 'datacenter')
  |window().period(10s).every(10s)
  |mean('used_percent').as('stat')
  |alert()
    .id('{{ index .Tags "host"}}/disk_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .warn(lambda: "stat" > 80)
    .crit(lambda: "stat" > 90)
    .log('/tmp/disk.log')
`

// benchRows is the table of what the engine promises: CPU per point from text to
// verdict, as a share of decoding the same text completely.
var benchRows = []benchRow{
	{"from", benchFrom, 0, 0.14},
	{"from, groupBy, where", benchFrom + "|groupBy('host')|where(lambda: \"used_percent\" > 1000.0)", 0, 0.18},
	{"alert thresholds, none firing", benchFrom + ".groupBy('host')|alert().warn(lambda: \"used_percent\" > 1000).crit(lambda: \"used_percent\" > 2000).log('/tmp/x')", 0, 0.26},
	{"window 10s, mean", benchFrom + ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')", 0, 0.20},
	{"disk rule with log", benchDisk, 50, 0.32},
}

func bench(e *env, args []string) int {
	fs := flags(e, "bench")
	runs := fs.Int("runs", 10, "counted `runs` of each row")
	hosts := fs.Int("hosts", 500, "number of `hosts`")
	steps := fs.Int("steps", 1000, "reports per host")
	if status, done := parse(fs, args); done {
		return status
	}
	if *runs < 1 || *hosts < 1 || *steps < 1 {
		fmt.Fprintln(e.stderr, "tick bench: -runs, -hosts and -steps must be positive")
		return exitUsage
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	fmt.Fprintf(e.stdout, "%d hosts x %d steps, CPU time, medians of %d runs\n", *hosts, *steps, *runs)
	fmt.Fprintf(e.stdout, "%-32s %12s %12s %8s %8s %10s\n", "row", "decode ns/pt", "engine ns/pt", "ratio", "at most", "events/pt")
	for _, row := range benchRows {
		w := workload.Disk{Hosts: *hosts, Steps: *steps, Seed: 1, Hot: row.hot}
		text := w.Text()
		prog, err := engine.Compile(row.script, engine.Options{Task: "bench"})
		if err != nil {
			complain(e.stderr, row.script, err)
			return exitBad
		}
		var dec, eng, ratio []float64
		var events int64
		seen := 0
		for i := range *runs + 1 {
			runtime.GC()
			a := perPoint(w, func() { seen += decodeAll(text) })
			runtime.GC()
			b := perPoint(w, func() { events, err = judge(prog, text, 1) })
			if err != nil {
				complain(e.stderr, row.script, err)
				return exitBad
			}
			if i > 0 { // the first is a warm-up
				dec, eng, ratio = append(dec, a), append(eng, b), append(ratio, b/a)
			}
		}
		fmt.Fprintf(e.stdout, "%-32s %12.0f %12.0f %8.3f %8.2f %10.4f\n", row.name, median(dec), median(eng), median(ratio), row.max, float64(events)/float64(w.Points()))
	}
	return benchMore(e, *hosts, *steps, *runs)
}

// benchMore measures what is not told by text on one core: points that come
// decoded, and two shards on two cores.
func benchMore(e *env, hosts, steps, runs int) int {
	w := workload.Disk{Hosts: hosts, Steps: steps, Seed: 1, Hot: 50}
	text := w.Text()
	prog, err := engine.Compile(benchDisk, engine.Options{Task: "bench"})
	if err != nil {
		complain(e.stderr, benchDisk, err)
		return exitBad
	}
	points, err := point.Parse(text, point.Options{})
	if err != nil {
		complain(e.stderr, "", err)
		return exitBad
	}
	var plain, decoded, ratio []float64
	for i := range runs + 1 {
		runtime.GC()
		a := perPoint(w, func() { _, err = judge(prog, text, 1) })
		runtime.GC()
		b := perPoint(w, func() {
			run := prog.NewRun(engine.RunOptions{OnLine: func(*graph.Node, []byte) {}})
			if err = run.Write("telegraf", "autogen", points...); err == nil {
				err = run.Close()
			}
		})
		if err != nil {
			complain(e.stderr, benchDisk, err)
			return exitBad
		}
		if i > 0 {
			plain, decoded, ratio = append(plain, a), append(decoded, b), append(ratio, b/a)
		}
	}
	fmt.Fprintf(e.stdout, "\ndisk rule, points already decoded: %.0f ns/point, %.2f of the same from text (%.0f ns/point)\n", median(decoded), median(ratio), median(plain))
	if runtime.NumCPU() < 2 {
		fmt.Fprintln(e.stdout, "disk rule, two shards: not measured, there is one processor")
		return exitOK
	}
	runtime.GOMAXPROCS(2)
	var speedup []float64
	for i := range runs + 1 {
		var wall [2]time.Duration
		for k, shards := range []int{1, 2} {
			runtime.GC()
			start := time.Now()
			if _, err := judge(prog, text, shards); err != nil {
				complain(e.stderr, benchDisk, err)
				return exitBad
			}
			wall[k] = time.Since(start)
		}
		if i > 0 {
			speedup = append(speedup, float64(wall[0])/float64(wall[1]))
		}
	}
	fmt.Fprintf(e.stdout, "disk rule, two shards: %.2f times the throughput of one (wall time)\n", median(speedup))
	return exitOK
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

func perPoint(w workload.Disk, f func()) float64 {
	start := cpuTime()
	f()
	return float64(cpuTime()-start) / float64(time.Nanosecond) / float64(w.Points())
}

// decodeAll decodes every line into strings, values and a time. The sum of what
// it saw keeps the work from being optimised away.
func decodeAll(text []byte) (sink int) {
	dec := lineprotocol.NewDecoderWithBytes(text)
	for dec.Next() {
		m, err := dec.Measurement()
		if err != nil {
			panic(err)
		}
		sink += len(string(m))
		for {
			k, v, err := dec.NextTag()
			if err != nil {
				panic(err)
			}
			if k == nil {
				break
			}
			sink += len(string(k)) + len(string(v))
		}
		for {
			k, v, err := dec.NextField()
			if err != nil {
				panic(err)
			}
			if k == nil {
				break
			}
			sink += len(string(k)) + int(v.Kind())
		}
		t, err := dec.Time(lineprotocol.Nanosecond, time.Time{})
		if err != nil {
			panic(err)
		}
		sink += t.Nanosecond()
	}
	return sink
}

// judge runs a program over text; events are written as log lines.
func judge(prog *engine.Program, text []byte, shards int) (int64, error) {
	var failed error
	run := prog.NewRun(engine.RunOptions{Shards: shards, OnLine: func(_ *graph.Node, line []byte) {
		if _, err := io.Discard.Write(line); err != nil {
			failed = err
		}
	}})
	if err := run.ReadFrom(context.Background(), bytes.NewReader(text), engine.ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
		return 0, err
	}
	if err := run.Close(); err != nil {
		return 0, err
	}
	return run.Events(), failed
}
