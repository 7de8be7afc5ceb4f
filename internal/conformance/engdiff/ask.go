package engdiff

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/tickwright/tickwright/internal/conformance/compare"
	"github.com/tickwright/tickwright/internal/conformance/corpus"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/randscript"
)

var (
	testDB = judge.DBRP{DB: "db", RP: "rp"}
	loopDB = judge.DBRP{DB: "loop", RP: "rp"}
	around = judge.Around{Sideload: randscript.SideloadFiles, Values: randscript.SideloadHTTP}
)

// collector shows what comes back through kapacitorLoopback, node by node.
const collector = "stream|from().groupBy('from').groupByMeasurement()|alert().id('{{ .Name }}:{{ .Group }}').message('{{ .Time }}').details('').crit(lambda: TRUE).log('/loop.log')\n"

// Data is what a task is fed: lines for a stream task, batches of each query for a batch task, one a line.
type Data struct {
	Points  []string
	Batches [][]string
}

// Task makes one task of pipelines; the n-th writes its events to /n.log, its alert nodes theirs to /n.1.log and so on.
func Task(name string, pipelines []*randscript.Pipeline, d Data) judge.Case {
	var script strings.Builder
	for i, p := range pipelines {
		script.WriteString(p.Text(i, fmt.Sprintf("/%d.log", i)))
	}
	c := judge.Case{Name: name, Script: script.String(), Type: "stream", DBRPs: []judge.DBRP{testDB}}
	if strings.Contains(c.Script, "|kapacitorLoopback(") {
		c.Beside = []judge.Beside{{Name: name + "-loop", Script: collector, DBRPs: []judge.DBRP{loopDB}}}
	}
	outs := strings.Count(c.Script, "httpOut(")
	if pipelines[0].Queries > 0 {
		outs = 0 // what a replayed task serves cannot be asked for
	}
	for i := range outs {
		for n := range pipelines {
			if out := fmt.Sprintf("out%d_%d", n, i+1); strings.Contains(c.Script, "'"+out+"'") {
				c.HTTPOuts = append(c.HTTPOuts, out)
			}
		}
	}
	if pipelines[0].Queries > 0 {
		c.Type = "batch"
		c.Recording = corpus.Recording(d.Batches)
		return c
	}
	c.Data = []judge.Data{{DBRP: testDB, Precision: "ms", Lines: []byte(strings.Join(d.Points, "\n") + "\n")}}
	return c
}

// task is the number that stands for the task as a whole among those of its pipelines.
const task = -1

// Difference asks both and returns what differs, by the number of the pipeline. answer is the server's, in the form in
// which it is compared.
func Difference(ctx context.Context, j *judge.Judge, name string, pipelines []*randscript.Pipeline, d Data) (diffs map[int]string, answer *Outcome, err error) {
	return difference(ctx, j, Task(name, pipelines, d), pipelines)
}

// DifferenceSlowly is Difference for one pipeline, with every point in a write of its own.
func DifferenceSlowly(ctx context.Context, j *judge.Judge, name string, p *randscript.Pipeline, d Data) (diffs map[int]string, answer *Outcome, err error) {
	list := []*randscript.Pipeline{p}
	c := Task(name, list, d)
	c.Data = nil
	for _, line := range d.Points {
		c.Data = append(c.Data, judge.Data{DBRP: testDB, Precision: "ms", Lines: []byte(line + "\n")})
	}
	return difference(ctx, j, c, list)
}

func difference(ctx context.Context, j *judge.Judge, c judge.Case, pipelines []*randscript.Pipeline) (diffs map[int]string, answer *Outcome, err error) {
	want, err := j.Run(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	got, err := compare.Surrounded(ctx, c, around)
	if err != nil {
		return nil, nil, err
	}
	w, err := outcome(c, pipelines, want)
	if err != nil {
		return nil, nil, err
	}
	g, err := outcome(c, pipelines, got)
	if err != nil {
		return nil, nil, err
	}
	return w.differences(g), w, nil
}

// differences compares the server's outcome with the engine's.
func (w *Outcome) differences(g *Outcome) map[int]string {
	diffs := map[int]string{}
	for _, x := range []struct{ what, want, got string }{{"crashed", w.Crashed, g.Crashed}, {"refuses", w.Refused, g.Refused}, {"failed", w.Failed, g.Failed}} {
		if (x.want == "") != (x.got == "") {
			diffs[task] = fmt.Sprintf("%s: kapacitord %q, tickwright %q", x.what, x.want, x.got)
		}
	}
	if len(diffs) > 0 || w.Crashed+w.Refused+w.Failed != "" {
		return diffs // how much was done before is chance
	}
	for n := task; n < len(w.Parts)-1; n++ {
		a, b := w.Parts[n+1], g.Parts[n+1]
		for _, key := range keys(a, b) {
			if d := cmp.Diff(a[key], b[key]); d != "" {
				diffs[n] = key + " (-kapacitord +tickwright):\n" + d
				if len(w.Parts) == 2 {
					diffs[n] += fmt.Sprintf("kapacitord's errors: %.600v\ntickwright's errors: %.600v\n", w.Errors, g.Errors)
				}
				break
			}
		}
	}
	return diffs
}

func keys(ms ...map[string][]string) []string {
	var out []string
	for _, m := range ms {
		for k := range m {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
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
