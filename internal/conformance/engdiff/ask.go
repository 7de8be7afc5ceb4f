package engdiff

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/tickwright/tickwright/internal/conformance/compare"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/tickscript/engine"
)

var testDB = judge.DBRP{DB: "db", RP: "rp"}

// Task makes one task of pipelines; the n-th writes its events to /n.log, its alert nodes theirs to /n.1.log and so on.
func Task(name string, pipelines []*Pipeline, points []string) judge.Case {
	var script strings.Builder
	for i, p := range pipelines {
		script.WriteString(p.Text(i, fmt.Sprintf("/%d.log", i)))
	}
	data := judge.Data{DBRP: testDB, Precision: "ms", Lines: []byte(strings.Join(points, "\n") + "\n")}
	return judge.Case{Name: name, Script: script.String(), Type: "stream", DBRPs: []judge.DBRP{testDB}, Data: []judge.Data{data}}
}

// Supported tells whether the engine has all nodes of a pipeline.
func Supported(p *Pipeline) bool {
	_, err := compare.Engine(context.Background(), judge.Case{Name: "random", Script: p.Text(0, "/0.log"), Type: "stream"})
	return !errors.Is(err, compare.ErrUnsupported)
}

// Difference asks both and returns what differs, by the number of the pipeline; -1 is the task as a whole.
// events counts the server's.
func Difference(ctx context.Context, j *judge.Judge, name string, pipelines []*Pipeline, points []string) (diffs map[int]string, events int, err error) {
	c := Task(name, pipelines, points)
	want, err := j.Run(ctx, c)
	if err != nil {
		return nil, 0, err
	}
	got, err := compare.Engine(ctx, c)
	if err != nil {
		return nil, 0, err
	}
	diffs = map[int]string{}
	if want.Crashed != got.Crashed {
		diffs[-1] = fmt.Sprintf("kapacitord crashed: %t %s, tickwright: %t %s", want.Crashed, want.Panic, got.Crashed, got.Panic)
	}
	if w, g := want.DefineError+want.StartError, got.DefineError; (w == "") != (g == "") {
		diffs[-1] = fmt.Sprintf("kapacitord refuses: %q, tickwright: %q", w, g)
	}
	refused := want.DefineError+want.StartError != "" && got.DefineError != ""
	if (want.TaskError == "") != (got.TaskError == "") {
		diffs[-1] = fmt.Sprintf("kapacitord's task failed: %q, tickwright's: %q", want.TaskError, got.TaskError)
	}
	if want.Crashed || want.TaskError != "" || refused || len(diffs) > 0 {
		return diffs, 0, nil // how much was written before is chance
	}
	ours := map[string]judge.LogFile{}
	for _, l := range got.Logs {
		ours[l.Path] = l
	}
	for _, w := range want.Logs {
		events += len(w.Lines)
		var n int
		if _, err := fmt.Sscanf(w.Path, "/%d.", &n); err != nil {
			return nil, 0, err
		}
		a, b := w.Lines, ours[w.Path].Lines
		if pipelines[n].Several {
			a, b = byID(a), byID(b)
		}
		if d := cmp.Diff(a, b); d != "" && diffs[n] == "" {
			diffs[n] = w.Path + ": events (-kapacitord +tickwright):\n" + d
		}
	}
	for n, d := range counters(c, pipelines, want, got) {
		if diffs[n] == "" {
			diffs[n] = d
		}
	}
	return diffs, events, nil
}

// byID sorts events by their ids, and leaves those of one id in their order.
func byID(lines []string) []string {
	id := func(line string) string {
		var e struct{ ID string }
		_ = json.Unmarshal([]byte(line), &e) // what cannot be read sorts first, and differs
		return e.ID
	}
	out := slices.Clone(lines)
	slices.SortStableFunc(out, func(a, b string) int { return strings.Compare(id(a), id(b)) })
	return out
}

// counters compares the statistics of the nodes, by pipeline. The engine does not count points of other
// measurements that a from node refuses.
func counters(c judge.Case, pipelines []*Pipeline, want, got judge.Answer) map[int]string {
	prog, err := engine.Compile(c.Script, engine.Options{})
	if err != nil {
		return map[int]string{-1: err.Error()}
	}
	var ends []int
	line := 0
	for i, p := range pipelines {
		line += strings.Count(p.Text(i, ""), "\n")
		ends = append(ends, line)
	}
	out := map[int]string{}
	for _, n := range prog.Graph().Nodes {
		at := slices.IndexFunc(ends, func(end int) bool { return n.Range.Start.Line <= end })
		for _, key := range []string{"collected", "emitted", "errors"} {
			w, ok := want.NodeStats[n.Name][key]
			if g := got.NodeStats[n.Name][key]; ok && w != g && out[at] == "" && !(n.Kind() == "from" && key == "collected") && n.Kind() != "stream" && n.Kind() != "alert" {
				out[at] = fmt.Sprintf("%s of %s: kapacitord %v, tickwright %v\nkapacitord's errors: %v\ntickwright's errors: %v", key, n.Name, w, g,
					nodeErrors(want, n.Name), nodeErrors(got, n.Name))
			}
		}
	}
	return out
}

func nodeErrors(a judge.Answer, node string) []string {
	var out []string
	for _, e := range a.NodeErrors {
		if e.Node == node {
			out = append(out, fmt.Sprintf("%dx %s: %s", e.Count, e.Message, e.Error))
		}
	}
	return out
}
