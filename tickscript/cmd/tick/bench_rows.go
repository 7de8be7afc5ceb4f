package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/influxdata/line-protocol/v2/lineprotocol"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// benchRow is one rule whose cost is measured against decoding alone.
type benchRow struct {
	// key names the row in benchmark lines.
	key, name, script string
	// hot is the share of hosts that raise alerts, in percent.
	hot int
	max float64
}

const (
	benchFrom   = "stream|from().database('telegraf').retentionPolicy('autogen').measurement('disk')"
	benchWindow = ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')"
	benchAlert  = `|alert().id('{{ index .Tags "host"}}/disk_used').message('{{ .ID }}:{{ index .Fields "stat" }}')` +
		".warn(lambda: \"stat\" > 80).crit(lambda: \"stat\" > 90).log('/tmp/disk.log')"
	benchDisk = benchFrom + benchWindow + benchAlert
)

// benchRows is the table of what the engine promises: CPU per point from text to
// verdict, as a share of decoding the same text completely.
var benchRows = []benchRow{
	{"from", "from", benchFrom, 0, 0.14},
	{"where", "from, groupBy, where", benchFrom + "|groupBy('host')|where(lambda: \"used_percent\" > 1000.0)", 0, 0.18},
	{"alert", "alert thresholds, none firing", benchFrom + ".groupBy('host')|alert().warn(lambda: \"used_percent\" > 1000).crit(lambda: \"used_percent\" > 2000).log('/tmp/x')", 0, 0.26},
	{"mean", "window 10s, mean", benchFrom + benchWindow, 0, 0.20},
	{"disk", "disk rule with log", benchDisk, 50, 0.32},
}

// maxDecoded is the share of the cost from text, and of what that may be, that
// points which come decoded may have.
const maxDecoded = 0.5

func benchText(b *benchmark) error {
	for _, row := range benchRows {
		w := workload.Disk{Hosts: b.hosts, Steps: b.steps, Seed: 1, Hot: row.hot}
		text := w.Text()
		prog, err := compileBench(row.script)
		if err != nil {
			return err
		}
		var dec, eng, ratio []float64
		var events int64
		seen := 0
		for i := range b.n + 1 {
			d := cpuPer(w.Points(), func() { seen += decodeAll(text) })
			x := cpuPer(w.Points(), func() { events, err = judge(prog, text, 1) })
			if err != nil {
				return err
			}
			if i == 0 {
				continue // a warm-up
			}
			dec, eng, ratio = append(dec, d), append(eng, x), append(ratio, x/d)
			b.run("Text/row="+row.key+"/by=decoder", d, "cpu-ns/point")
			b.run("Text/row="+row.key+"/by=engine", x, "cpu-ns/point", x/d, "share")
		}
		b.figure(row.name, median(ratio), atMost(row.max), fmt.Sprintf("%.0f of %.0f ns, %.4f events a point", median(eng), median(dec), float64(events)/float64(w.Points())))
	}
	return nil
}

func benchDecoded(b *benchmark) error {
	for _, row := range benchRows {
		w := workload.Disk{Hosts: b.hosts, Steps: b.steps, Seed: 1, Hot: row.hot}
		text := w.Text()
		prog, err := compileBench(row.script)
		if err != nil {
			return err
		}
		points, err := point.Parse(text, point.Options{})
		if err != nil {
			return err
		}
		var dec, txt, ratio, share []float64
		seen := 0
		for i := range b.n + 1 {
			alone := cpuPer(w.Points(), func() { seen += decodeAll(text) })
			t := cpuPer(w.Points(), func() { _, err = judge(prog, text, 1) })
			d := cpuPer(w.Points(), func() { err = judgePoints(prog, points) })
			if err != nil {
				return err
			}
			if i == 0 {
				continue
			}
			dec, txt, ratio, share = append(dec, d), append(txt, t), append(ratio, d/t), append(share, d/alone)
			b.run("Decoded/row="+row.key+"/input=text", t, "cpu-ns/point")
			b.run("Decoded/row="+row.key+"/input=points", d, "cpu-ns/point", d/t, "of-text", d/alone, "of-decoding")
		}
		b.figure(row.name+": of text", median(ratio), atMost(maxDecoded), fmt.Sprintf("%.0f of %.0f ns", median(dec), median(txt)))
		b.figure(row.name+": of decoding", median(share), atMost(row.max*maxDecoded), "")
	}
	return nil
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
	run := prog.NewRun(engine.RunOptions{Shards: shards, OnLine: func(_ *graph.Node, line []byte) {
		_, _ = io.Discard.Write(line)
	}})
	if err := feed(run, bytes.NewReader(text)); err != nil {
		return 0, err
	}
	return run.Events(), run.Close()
}

// judgePoints is judge for points that come decoded.
func judgePoints(prog *engine.Program, points []point.Point) error {
	run := prog.NewRun(engine.RunOptions{OnLine: func(_ *graph.Node, line []byte) {
		_, _ = io.Discard.Write(line)
	}})
	if err := run.Write("telegraf", "autogen", points...); err != nil {
		return err
	}
	return run.Close()
}

func feed(run interface {
	ReadFrom(context.Context, io.Reader, engine.ReadOptions) error
}, in io.Reader) error {
	return run.ReadFrom(context.Background(), in, engine.ReadOptions{DB: "telegraf", RP: "autogen"})
}
