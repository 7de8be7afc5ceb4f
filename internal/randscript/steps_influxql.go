package randscript

import "fmt"

func init() {
	for _, f := range []string{"count", "mean", "median", "mode", "spread", "sum", "first", "last", "min", "max", "stddev"} {
		Register(Step{Node: f, Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several && f != "count" && f != "first" && f != "last" {
				return "", in // see Shape.Several
			}
			return reduced(r, in, fmt.Sprintf("|%s('%s')", f, in.Field(r)), f == "first" || f == "last" || f == "min" || f == "max", false)
		}})
	}
	Register(
		Step{Node: "percentile", Weight: 4, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several {
				return "", in
			}
			return reduced(r, in, fmt.Sprintf("|percentile('%s', %s)", in.Field(r), r.Pick("1.0", "25.0", "50.0", "95.0", "100.0")), true, false)
		}},
		Step{Node: "distinct", Weight: 4, Write: func(r *Rand, in Shape) (string, Shape) {
			return reduced(r, in, "|distinct('"+in.Field(r)+"')", false, true)
		}},
		Step{Node: "top", Weight: 6, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several {
				return "", in
			}
			return reduced(r, in, fmt.Sprintf("|%s(%d, '%s'%s)", r.Pick("top", "bottom"), 1+r.IntN(5), in.Field(r), r.Maybe(20, ", 'host'")), false, true)
		}},
		Step{Node: "holtWinters", Weight: 14, Write: holtWinters},
		Step{Node: "elapsed", Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			return transformed(r, in, fmt.Sprintf("|elapsed('%s', %s)", in.Field(r), r.Pick("1s", "300ms", "1m")))
		}},
		Step{Node: "difference", Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several {
				return "", in
			}
			return transformed(r, in, fmt.Sprintf("|difference('%s')", in.Field(r)))
		}},
		Step{Node: "movingAverage", Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several {
				return "", in
			}
			return transformed(r, in, fmt.Sprintf("|movingAverage('%s', %d)", in.Field(r), 1+r.IntN(4)))
		}},
		Step{Node: "cumulativeSum", Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several {
				return "", in
			}
			return transformed(r, in, fmt.Sprintf("|cumulativeSum('%s')", in.Field(r)))
		}},
	)
}

// reduced completes a call that gives one result for a batch or an instant. Selectors keep the other fields.
func reduced(r *Rand, in Shape, call string, selector, batch bool) (string, Shape) {
	if in.Nulls {
		return "", in
	}
	as := r.Pick("v", "x", "i")
	out := in.Only(as)
	if selector {
		out.Fields = append(out.Fields, in.Fields...)
		out.Tags = in.Tags
	}
	// An instant is shown when the next one comes.
	if !in.Batch {
		out.InOrder = in.InOrder && len(in.Group) == 0 && !in.ByName
	}
	out.Batch, out.Hintless = batch, false
	text := call + ".as('" + as + "')"
	if r.IntN(3) == 0 && !in.Several && !in.InOrder && !in.GroupOrder {
		// Points then have times of their own, which go back and forth.
		text += ".usePointTimes()"
	}
	return text + reflected(r, in), out
}

// reflected sets what is reachable only because Kapacitor looks names up by reflection.
func reflected(r *Rand, in Shape) string {
	return r.Maybe(9, ".field('"+in.Field(r)+"')") + r.Maybe(9, ".method('m')")
}

func holtWinters(r *Rand, in Shape) (string, Shape) {
	if !in.Batch || in.Several || in.GroupOrder {
		return "", in
	}
	// A season that is longer than the series ends the server's process.
	return reduced(r, in, fmt.Sprintf("|%s('%s', %d, 0, %s)", r.Pick("holtWinters", "holtWintersWithFit"), in.Field(r), 1+r.IntN(3), r.Pick("1s", "3s")), false, true)
}

func transformed(r *Rand, in Shape, call string) (string, Shape) {
	if in.Nulls {
		return "", in
	}
	as := r.Pick("v", "x", "i")
	out := in.Only(as)
	out.InOrder = false // a point that cannot be used shows the last result again, at its old time
	return call + ".as('" + as + "')" + r.Maybe(10, ".usePointTimes()") + reflected(r, in), out
}
