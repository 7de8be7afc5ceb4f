package dashboards

import (
	"math"
	"slices"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Step is where the level of a value changes: from Value on, up to the next
// step, it is Level. With Open, Value itself belongs to the step before. The first
// step of a list begins at negative infinity.
type Step struct {
	Value float64
	Level alert.Level
	Open  bool
}

// steps turns the values for which each level is raised into steps in ascending
// order. The highest level whose condition holds counts.
func steps(levels map[alert.Level]set) []Step {
	var edges []edge
	for _, s := range levels {
		edges = append(edges, s.edges()...)
	}
	slices.SortFunc(edges, func(a, b edge) int {
		switch {
		case a.less(b):
			return -1
		case b.less(a):
			return 1
		}
		return 0
	})
	edges = slices.Compact(edges)
	at := func(e edge) alert.Level {
		for _, l := range []alert.Level{alert.Critical, alert.Warning, alert.Info} {
			if levels[l].has(e) {
				return l
			}
		}
		return alert.OK
	}
	out := []Step{{Value: math.Inf(-1), Level: at(lowest)}}
	for _, e := range edges {
		if level := at(e); level != out[len(out)-1].Level {
			out = append(out, Step{e.v, level, e.after})
		}
	}
	return out
}

// levelAt is the level that steps give to a value.
func levelAt(steps []Step, v float64) alert.Level {
	level := alert.OK
	for _, s := range steps {
		if v > s.Value || v == s.Value && !s.Open {
			level = s.Level
		}
	}
	return level
}

// Line is a threshold: a horizontal line in the colour of the level that begins
// at Value, above it or, with Below, under it.
type Line struct {
	Value float64
	Level alert.Level
	Below bool
}

// lines are the thresholds between steps, each with the graver of the two
// levels that meet there.
func lines(steps []Step) []Line {
	var out []Line
	for i := 1; i < len(steps); i++ {
		below, above := steps[i-1].Level, steps[i].Level
		l := Line{Value: steps[i].Value, Level: above}
		if below > above {
			l.Level, l.Below = below, true
		}
		out = append(out, l)
	}
	return out
}
