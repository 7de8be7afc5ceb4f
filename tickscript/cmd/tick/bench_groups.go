package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// What many groups may cost: bytes of heap a group, CPU time per point against
// few groups, and the whole memory of a million.
const (
	maxGroupBytes = 600
	maxManyGroups = 1.5
	maxMemory     = 1e9
)

// groupSteps is how many reports of each host a measurement takes: two windows
// of the disk rule.
const groupSteps = 10

// benchGroups measures the disk rule over many hosts, of which a few raise
// alerts. CPU time is taken with the groups being made on the way and once all
// are known; the few groups it is held against see as many points.
func benchGroups(b *benchmark) error {
	prog, err := compileBench(benchDisk)
	if err != nil {
		return err
	}
	few := workload.Disk{Hosts: 500, Steps: max(2, b.groups*groupSteps/500), Seed: 1, Hot: 50}
	many := workload.Disk{Hosts: b.groups, Steps: groupSteps, Seed: 1, Hot: 50}
	fewText, manyText := few.Text(), many.Text()
	many.From = groupSteps
	nextText := many.Text()
	var fresh, steady, freshRatio, steadyRatio, base, heap []float64
	for i := range b.n + 1 {
		if i > 3 {
			break // each run takes seconds, and all agree
		}
		one := cpuPer(few.Points(), func() { _, err = judge(prog, fewText, 1) })
		if err != nil {
			return err
		}
		before := liveHeap()
		run := newGroupRun(prog)
		made := cpuPer(many.Points(), func() { err = feed(run, bytes.NewReader(manyText)) })
		if err != nil {
			return err
		}
		known := cpuPer(many.Points(), func() { err = feed(run, bytes.NewReader(nextText)) })
		if err != nil {
			return err
		}
		size := float64(liveHeap()-before) / float64(b.groups)
		runtime.KeepAlive(run)
		if err := run.Close(); err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		base, fresh, steady, heap = append(base, one), append(fresh, made), append(steady, known), append(heap, size)
		freshRatio, steadyRatio = append(freshRatio, made/one), append(steadyRatio, known/one)
		b.run("Groups/groups=500", one, "cpu-ns/point")
		b.run(fmt.Sprintf("Groups/groups=%d/state=made", b.groups), made, "cpu-ns/point", made/one, "times")
		b.run(fmt.Sprintf("Groups/groups=%d/state=known", b.groups), known, "cpu-ns/point", known/one, "times", size, "heap-B/group")
	}
	name := fmt.Sprintf("%d groups", b.groups)
	b.figure(name+": heap a group", median(heap), atMost(maxGroupBytes), "bytes")
	b.figure(name+" / 500: CPU", median(steadyRatio), atMost(maxManyGroups), fmt.Sprintf("%.0f against %.0f ns, groups known", median(steady), median(base)))
	b.figure(name+" / 500: CPU, making them", median(freshRatio), atMost(maxManyGroups), fmt.Sprintf("%.0f against %.0f ns, %d reports a host", median(fresh), median(base), groupSteps))
	fewText, manyText, nextText = nil, nil, nil
	return benchMillion(b)
}

// benchMillion measures whether five times as many groups fit in what the
// process may use: the collector is told that limit, and what the process has
// from the system is watched.
func benchMillion(b *benchmark) error {
	prog, err := compileBench(benchDisk)
	if err != nil {
		return err
	}
	before := liveHeap()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(maxMemory))
	w := workload.Disk{Hosts: 5 * b.groups, Steps: groupSteps, Seed: 1, Hot: 2}
	run := newGroupRun(prog)
	src := w.Reader()
	peak := uint64(0)
	ns := cpuPer(w.Points(), func() {
		err = feed(run, watched{src, func() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.Sys-m.HeapReleased)
		}})
	})
	if err != nil {
		return err
	}
	live := float64(liveHeap() - before)
	runtime.KeepAlive(run)
	if err := run.Close(); err != nil {
		return err
	}
	name := fmt.Sprintf("%d groups", w.Hosts)
	b.run(fmt.Sprintf("Groups/groups=%d", w.Hosts), live, "heap-B", peak, "peak-B", ns, "cpu-ns/point")
	b.figure(name+": live heap", live/1e6, nil, "MB")
	b.figure(name+": whole memory", float64(peak)/1e6, atMost(maxMemory/1e6), fmt.Sprintf("MB at the peak; %.0f ns a point with the text being made", ns))
	return nil
}

func newGroupRun(prog *engine.Program) *engine.Run {
	return prog.NewRun(engine.RunOptions{OnLine: func(_ *graph.Node, line []byte) { _, _ = io.Discard.Write(line) }})
}

// liveHeap is what is reachable, in bytes.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// watched calls look now and then while it is read.
type watched struct {
	r    io.Reader
	look func()
}

func (w watched) Read(p []byte) (int, error) {
	w.look()
	return w.r.Read(p)
}
