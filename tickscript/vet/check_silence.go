package vet

import (
	"math"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var silence = Check{
	Code: "silence", Severity: diag.Warning, Name: "silence that a window is to notice",
	Doc: "A window by time is given out only when a point arrives: while nothing comes, nothing is counted, the last window never comes, and after a gap there is one window for all that were skipped. A count of zero is never seen, unless a where between the window and the count takes points out; a low count is seen late or not at all. deadman() watches by the clock.",
	run: func(p *pass) {
		for _, n := range p.of("alert") {
			count := countBefore(n)
			if count == nil || isDeadman(n) {
				continue
			}
			window, filtered := windowOf(count)
			if window == nil || window.Dur("period", 0) == 0 {
				continue
			}
			name := count.Str("as", "count")
			for _, level := range levels {
				c, ok := n.Call(level)
				if !ok || c.Args[0].Lambda == nil {
					continue
				}
				switch most, ok := atMost(c.Args[0].Lambda, name); {
				case !ok || filtered:
				case most < 1:
					p.report(c.Range, "no window has a count of zero: while no point comes none is given out", "write |deadman(0.0, "+window.Dur("every", 0).String()+") to notice silence")
				default:
					p.reportAs(diag.Info, c.Range, "the last window before a silence is given out only when points come again", "add |deadman() to notice silence")
				}
			}
		}
	},
}

// countBefore is the count whose result an alert judges.
func countBefore(n *graph.Node) *graph.Node {
	for len(n.Parents) == 1 {
		n = n.Parents[0]
		switch n.Kind() {
		case "count":
			return n
		case "log", "httpOut":
		default:
			return nil
		}
	}
	return nil
}

// windowOf is the window by time that a count counts; filtered says that it may
// count none of its points, or that barriers make it come empty.
func windowOf(n *graph.Node) (window *graph.Node, filtered bool) {
	for len(n.Parents) == 1 {
		n = n.Parents[0]
		switch n.Kind() {
		case "window":
			gap := n.Dur("every", 0) == 0 || n.Dur("every", 0) > n.Dur("period", 0)
			return n, filtered || gap || barrierBefore(n.Parents[0], map[*graph.Node]bool{}) != nil
		case "where", "eval", "changeDetect", "sample":
			filtered = true
		case "log", "httpOut", "shift":
		default:
			return nil, false
		}
	}
	return nil, false
}

// atMost reads a condition as an upper bound of a field.
func atMost(x syntax.Expr, name string) (float64, bool) {
	if b, ok := boundOf(x); ok && b.name == name {
		switch b.op {
		case syntax.OpLt:
			return math.Ceil(b.value) - 1, true
		case syntax.OpLe:
			return b.value, true
		}
		return 0, false
	}
	if b, ok := unwrap(x).(*syntax.BinaryExpr); ok && b.Op == syntax.OpEq {
		f, isField := fieldOf(b.X)
		v, isNumber := number(b.Y)
		return v, isField && isNumber && f == name && v == 0
	}
	return 0, false
}
