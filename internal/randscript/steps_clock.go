package randscript

import (
	"fmt"
	"slices"
	"strings"
)

// ClockInterval is the interval of all nodes that the wall clock drives.
const ClockInterval = "500ms"

// Clock makes a pipeline with a node that the wall clock drives; kind is barrier, stats or deadman.
func Clock(r *Rand, o Options, kind string) *Pipeline {
	for {
		src, shape := source(r, r.Pick(measurements...), grouping(r), false)
		rest, shape := o.chain(r, shape, 1)
		chain := append([]string{src}, rest...)
		if shape.Several || shape.Nulls {
			continue
		}
		switch kind {
		case "barrier":
			chain = append(chain, "|barrier()"+r.Pick(".idle("+ClockInterval+")", ".idle("+ClockInterval+")", ".period("+ClockInterval+")")+r.Pick("", ".delete(TRUE)", ".delete(FALSE)")+r.Maybe(10, ".quiet()"))
			if !shape.Batch {
				text, next := window(r, shape)
				if strings.Contains(text, "Count") {
					continue
				}
				chain, shape = append(chain, text), next
			}
			more, shape := o.chain(r, shape, 1)
			if slices.ContainsFunc(more, isLast) || shape.Several {
				continue
			}
			chain = append(chain, more...)
		case "stats":
			text := "|stats(" + ClockInterval + ")" + r.Maybe(30, ".align()") + r.Maybe(15, ".quiet()")
			if r.IntN(10) == 0 {
				text = "|stats(1h).interval(" + ClockInterval + ")"
			}
			chain = append(chain, text)
			if r.IntN(3) == 0 {
				chain = append(chain, r.Pick("|where(lambda: \"emitted\" > 0)", "|eval(lambda: \"emitted\" * 2).as('emitted')", "|groupBy('host')", "|default().field('d', 1.5)"))
			}
		case "deadman":
			text := fmt.Sprintf("|deadman(%s, %s%s)", r.Pick("0.0", "1.0", "5.0"), ClockInterval, r.Maybe(40, `, lambda: "emitted" >= 0.0`))
			chain = append(chain, text+r.Maybe(50, ".id('{{ .Group }} {{ .TaskName }}')")+r.Maybe(50, ".message('{{ .ID }} {{ .Level }}')")+r.Maybe(40, ".stateChangesOnly()")+eventsHere)
		}
		return &Pipeline{Chains: [][]string{chain}, Several: true}
	}
}
