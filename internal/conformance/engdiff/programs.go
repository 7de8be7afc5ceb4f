package engdiff

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/internal/randscript"
)

// kinds are the kinds of tasks, in turn.
var kinds = []string{"single", "several", "batch", "single", "alerts", "single", "several", "batch", "handlers", "single"}

// program makes a task of random pipelines of one kind, and its data.
func program(seed uint64, kind string, pipelines, points int, o randscript.Options) ([]*randscript.Pipeline, Data) {
	r := randscript.NewRand(seed)
	d := Data{Points: randscript.Points(r, points, kind == "several")}
	var list []*randscript.Pipeline
	for len(list) < pipelines {
		var p *randscript.Pipeline
		switch kind {
		case "several":
			p = randscript.Multi(r, o)
		case "alerts":
			p = randscript.Alerts(r, o)
		case "handlers":
			p = randscript.Handlers(r, o)
		case "batch":
			p = randscript.Batch(r, o)
		case "risky":
			p = randscript.Single(r, randscript.Options{Length: 3, Risky: true, Nodes: []string{"where", "eval", "window", "flatten", "log", "combine", "holtWinters", "alert"}})
		default:
			p = randscript.Single(r, o)
		}
		if p.Nodes() > randscript.Most {
			continue
		}
		for n := range p.Queries {
			d.Batches = append(d.Batches, strings.SplitAfter(p.Batches(r, n, max(points/20, 3)), "\n"))
		}
		list = append(list, p)
	}
	return list, d
}

// alone is the data of one of a task's pipelines.
func (d Data) alone(pipelines []*randscript.Pipeline, n int) Data {
	at := 0
	for _, p := range pipelines[:n] {
		at += p.Queries
	}
	out := Data{Points: d.Points}
	if q := pipelines[n].Queries; q > 0 {
		out.Batches = d.Batches[at : at+q]
	}
	return out
}

// halves is the data of the pipelines before and from a number on.
func (d Data) halves(pipelines []*randscript.Pipeline, n int) (first, second Data) {
	at := 0
	for _, p := range pipelines[:n] {
		at += p.Queries
	}
	first, second = Data{Points: d.Points}, Data{Points: d.Points}
	if len(d.Batches) > 0 {
		first.Batches, second.Batches = d.Batches[:at], d.Batches[at:]
	}
	return first, second
}

// show is a pipeline with its data, as a report has it.
func show(p *randscript.Pipeline, d Data) string {
	var b strings.Builder
	b.WriteString(p.Text(0, "/0.log"))
	lines := d.Points
	if p.Queries > 0 {
		lines = nil
		for _, x := range d.Batches {
			lines = append(lines, x...)
		}
	}
	if len(lines) > 40 {
		fmt.Fprintf(&b, "... %d lines of data\n", len(lines))
		return b.String()
	}
	for _, l := range lines {
		b.WriteString(strings.TrimSuffix(l, "\n") + "\n")
	}
	return b.String()
}
