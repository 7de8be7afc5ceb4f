package vet

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/diag"
)

var flappingHistory = Check{
	Code: "flapping-history", Severity: diag.Info, Name: "what flapping does with its thresholds",
	Doc: "Flapping measures the changes of level among the last points, 21 of them unless history says otherwise. The newest change counts least, the oldest level is compared with the newest, and one pair is never compared, so what a pair of thresholds means is not to be seen from the numbers; the finding says it. With a short history or a low threshold a single change is flapping: the first alert is kept back, and as the incident has no start then, the duration of later events is about 292 years. While it flaps, a stream's recoveries are kept back too; a batch's are sent.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			c, ok := n.Call("flapping")
			if !ok || c.Args[0].Float > c.Args[1].Float || c.Args[0].Float <= 0 {
				continue // the check flapping says it
			}
			kept := "; recoveries are kept back too"
			if edgeIn(n) == batch {
				kept = "; recoveries are sent all the same"
			}
			history := max(2, min(int(n.Int("history", 21)), maxHistory))
			switch start, end := flaps(history, c.Args[0].Float, c.Args[1].Float); start {
			case 0:
				p.reportAs(diag.Warning, c.Range, "flapping never starts, not even when the level changes with every point", "lower the high threshold")
			case 1:
				p.reportAs(diag.Warning, c.Range, "a single change of level is flapping: the first alert is not sent, and later ones tell a wrong duration", "raise the high threshold or the history")
			default:
				p.report(c.Range, fmt.Sprintf("flapping starts when the level changes %d times in a row, and ends %d points after the last change%s", start, end, kept), "")
			}
		}
	},
}

// maxHistory bounds the histories that are played through.
const maxHistory = 1000

// flaps plays alternating levels into a history that was quiet: start is the
// number of changes with which it flaps, 0 for never, end the number of points
// without a change after which it does not any more.
func flaps(history int, low, high float64) (start, end int) {
	levels := make([]bool, history) // newest first
	push := func(v bool) {
		copy(levels[1:], levels)
		levels[0] = v
	}
	for start = 1; start <= 2*history; start++ {
		push(!levels[0])
		if changeRate(levels) > high {
			break
		}
	}
	if start > 2*history {
		return 0, 0
	}
	for end = 1; end <= 2*history; end++ {
		push(levels[0])
		if changeRate(levels) < low {
			break
		}
	}
	return start, end
}

// changeRate is Kapacitor's measure of change. It walks the ring from the newest
// level, each time comparing with the one before in the ring: the newest with
// the second newest, the oldest with the newest, and so on up from the oldest.
func changeRate(newestFirst []bool) float64 {
	l := len(newestFirst)
	weight, sum := 0.8, 0.0
	step := 0.4 / float64(l-1)
	for i := range l - 1 {
		age, before := l-i, l-i+1
		switch i {
		case 0:
			age, before = 0, 1
		case 1:
			age, before = l-1, 0
		}
		if newestFirst[age] != newestFirst[before] {
			sum += weight
		}
		weight += step
	}
	return sum / float64(l-1)
}
