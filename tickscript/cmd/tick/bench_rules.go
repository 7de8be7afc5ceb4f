package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// manyRules is how many rules are judged together, and maxRules what they may
// cost of one.
const (
	manyRules = 100
	maxRules  = 15
)

// benchRules measures disk rules that differ in their thresholds and in the
// hosts they select: each is about one of 15 pairs of cluster and datacenter, so
// that each line is judged by six or seven rules.
func benchRules(b *benchmark) error {
	w := workload.Disk{Hosts: b.hosts, Steps: max(1, b.steps/5), Seed: 1}
	text := w.Text()
	scripts := make([]engine.Script, manyRules)
	for i := range scripts {
		where := fmt.Sprintf(`.measurement('disk').where(lambda: "cluster" == 'cluster-%d' AND "datacenter" == 'dc-%d')`, i%5, i%3)
		script := strings.Replace(benchDisk, ".measurement('disk')", where, 1)
		script = strings.Replace(script, "> 80", fmt.Sprintf("> %d.5", 80+i%10), 1)
		scripts[i] = engine.Script{Text: script, Options: engine.Options{Task: fmt.Sprint("rule", i)}}
	}
	cost := func(scripts []engine.Script) (float64, error) {
		set, err := engine.CompileSet(scripts...)
		if err != nil {
			return 0, err
		}
		ns := cpuPer(w.Points(), func() {
			run := set.NewRun(engine.RunOptions{OnLine: func(_ *graph.Node, line []byte) { _, _ = io.Discard.Write(line) }})
			if err = feed(run, bytes.NewReader(text)); err == nil {
				err = run.Close()
			}
		})
		return ns, err
	}
	var ones, alls, ratio []float64
	for i := range b.n + 1 {
		one, err := cost(scripts[:1])
		if err != nil {
			return err
		}
		all, err := cost(scripts)
		if err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		ones, alls, ratio = append(ones, one), append(alls, all), append(ratio, all/one)
		b.run("Rules/rules=1", one, "cpu-ns/point")
		b.run(fmt.Sprintf("Rules/rules=%d", manyRules), all, "cpu-ns/point", all/one, "times")
	}
	b.figure(fmt.Sprintf("%d rules / 1 rule", manyRules), median(ratio), atMost(maxRules), fmt.Sprintf("%.0f against %.0f ns", median(alls), median(ones)))
	return nil
}
