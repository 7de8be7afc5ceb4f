package randscript

import "fmt"

func init() {
	Register(
		Step{Node: "combine", Weight: 20, Risky: true, Write: func(r *Rand, in Shape) (string, Shape) {
			if in.Several {
				return "", in
			}
			// Without room in its buffer, combine ends the process.
			in.Batch, in.InOrder = false, false
			in.Fields = []string{"p.v", "q.i"}
			return "|combine(" + Predicate(r, in) + ", lambda: TRUE).as('p', 'q')" + r.Pick("", ".tolerance(1s)", ".tolerance(5s)") + r.Maybe(30, ".max(10)"), in
		}},
		Step{Node: "holtWinters", Weight: 10, Risky: true, Write: func(r *Rand, in Shape) (string, Shape) {
			if !in.Batch {
				return "", in
			}
			// So does a season longer than the series that is left.
			return reduced(r, in, fmt.Sprintf("|holtWinters('%s', 2, %d, %s)", in.Field(r), 2+r.IntN(4), r.Pick("1s", "2s", "5s")), false, true)
		}},
	)
}
