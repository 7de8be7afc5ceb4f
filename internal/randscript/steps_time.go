package randscript

import "fmt"

func init() {
	Register(
		Step{Node: "sample", Weight: 4, Write: func(r *Rand, in Shape) (string, Shape) {
			text := "|sample(" + r.Pick("1", "2", "3", "1s", "5s", "2s") + ")"
			return text + r.Maybe(8, fmt.Sprintf(".n(%d)", 1+r.IntN(3))) + r.Maybe(8, ".duration(2s)"), in
		}},
		Step{Node: "shift", Weight: 4, Write: func(r *Rand, in Shape) (string, Shape) {
			return "|shift(" + r.Pick("1s", "-1s", "10m", "-3h", "1500ms") + ")" + r.Maybe(8, ".shift("+r.Pick("7s", "-2s")+")"), in
		}},
		Step{Node: "trickle", Weight: 8, Write: func(r *Rand, in Shape) (string, Shape) {
			if !in.Batch {
				return "", in
			}
			in.Batch, in.InOrder, in.GroupOrder, in.Hintless = false, false, false, false
			return "|trickle()", in
		}},
	)
}
