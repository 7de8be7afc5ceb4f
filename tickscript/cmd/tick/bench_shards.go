package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/tickwright/tickwright/internal/workload"
)

// minSpeedup is what a second processor must bring.
const minSpeedup = 1.8

// benchShards measures wall time, because that is what a second processor is
// for; it needs two that nobody else uses.
func benchShards(b *benchmark) error {
	if runtime.NumCPU() < 2 {
		fmt.Fprintln(b.out, "  not measured: there is one processor")
		return nil
	}
	w := workload.Disk{Hosts: b.hosts, Steps: b.steps, Seed: 1, Hot: 50}
	text := w.Text()
	prog, err := compileBench(benchDisk)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	var speedup, work []float64
	for i := range b.n + 1 {
		var wall, cpu [2]float64
		for k, shards := range []int{1, 2} {
			start := time.Now()
			cpu[k] = cpuPer(w.Points(), func() { start = time.Now(); _, err = judge(prog, text, shards) })
			wall[k] = float64(time.Since(start)) / float64(w.Points())
			if err != nil {
				return err
			}
		}
		if i == 0 {
			continue
		}
		speedup, work = append(speedup, wall[0]/wall[1]), append(work, cpu[1]/cpu[0])
		b.run("Shards/shards=1", wall[0], "ns/point", cpu[0], "cpu-ns/point")
		b.run("Shards/shards=2", wall[1], "ns/point", cpu[1], "cpu-ns/point", wall[0]/wall[1], "times")
	}
	b.figure("two shards / one, wall time", median(speedup), atLeast(minSpeedup), fmt.Sprintf("both together use %.2f times the CPU time", median(work)))
	return nil
}
