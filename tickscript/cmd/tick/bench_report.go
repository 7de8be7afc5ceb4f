package main

import (
	"fmt"
	"io"
)

// report prints figures with the bounds they are held against.
type report struct {
	out io.Writer
	// raw gets each single run, in the form of a Go benchmark.
	raw    io.Writer
	failed error
	missed int
}

// bound is what a figure may be at most, or must be at least.
type bound struct {
	limit float64
	least bool
}

func atMost(x float64) *bound  { return &bound{limit: x} }
func atLeast(x float64) *bound { return &bound{limit: x, least: true} }

func (b *bound) holds(v float64) bool {
	if b.least {
		return v >= b.limit
	}
	return v <= b.limit
}

// figure prints one figure; note says what it was made of. A nil bound is none.
func (r *report) figure(name string, v float64, b *bound, note string) {
	verdict := "                       "
	if b != nil {
		word, state := "at most", "met"
		if b.least {
			word = "at least"
		}
		if !b.holds(v) {
			state = "MISSED"
			r.missed++
		}
		verdict = fmt.Sprintf("%-8s %7s %-6s", word, short(b.limit), state)
	}
	fmt.Fprintf(r.out, "  %-44s %9s  %s  %s\n", name, short(v), verdict, note)
}

// run writes one run to the file for benchstat. The name is made of key=value
// parts; metrics are pairs of a value and its unit.
func (r *report) run(name string, metrics ...any) {
	if r.raw == nil || r.failed != nil {
		return
	}
	line := "Benchmark" + name + " 1"
	for i := 0; i+1 < len(metrics); i += 2 {
		line += fmt.Sprintf(" %v %v", metrics[i], metrics[i+1])
	}
	_, r.failed = io.WriteString(r.raw, line+"\n")
}

// short prints ratios with two digits and counts with none.
func short(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	if v < 1 {
		return fmt.Sprintf("%.3f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
