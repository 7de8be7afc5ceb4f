package dashboards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Panel is the picture of one alert: what a panel of the dashboard was made
// from, in terms of the rule.
type Panel struct {
	// ID is the panel's id in the dashboard, from 1.
	ID    uint32
	Title string
	// Alert is the name of the alert node, "alert4".
	Alert string
	// Series are the queries. Without any, Reasons say why.
	Series []Series
	// Reasons are what the picture cannot show, or shows differently from how the
	// rule sees it: sentences for the panel's description.
	Reasons []string
	// Every is how often the rule gets a value, 0 where that is not fixed.
	Every time.Duration
}

// Series is one query of a panel.
type Series struct {
	RefID string
	// Column is the column that the query returns, Judged the name that the alert's
	// conditions have for it.
	Column, Judged string
	Query          string
	// Tags are those that its groups have; All says that there may be others.
	Tags []string
	All  bool
	Unit string
	// Steps are the levels of its values, from negative infinity upwards; nil where
	// no constant decides about them.
	Steps []Step
	// Discrete says that its values are not numbers.
	Discrete bool

	// measurement is where it comes from, "" when that is not one; made says what it
	// is in terms of the source: "mean(used_percent)".
	measurement, made string
}

// Lines are the thresholds of the series.
func (s Series) Lines() []Line {
	if s.Steps == nil {
		return nil
	}
	return lines(s.Steps)
}

// Level is the level of a value.
func (s Series) Level(v float64) alert.Level { return levelAt(s.Steps, v) }

// levels are the properties of an alert that raise it.
var levels = []struct {
	property string
	level    alert.Level
}{{"crit", alert.Critical}, {"warn", alert.Warning}, {"info", alert.Info}}

// maxSeries bounds the queries of a panel.
const maxSeries = 16

// panelOf makes the panel of an alert node.
func panelOf(t *translator, n *graph.Node, vars *variables) Panel {
	p := Panel{Alert: n.Name}
	d := &drawer{translator: t, vars: vars, budget: 200}
	conditions := map[alert.Level]condition{}
	var judged []string
	var texts []string
	for _, l := range levels {
		c, ok := n.Call(l.property)
		if !ok || c.Args[0].Lambda == nil {
			continue
		}
		if c.Unset || c.Args[0].Unset || c.Args[0].Lambda.X == nil {
			d.because(fmt.Sprintf("%s depends on a variable that has no value yet", l.property))
			continue
		}
		conditions[l.level] = conditionOf(c.Args[0].Lambda)
		texts = append(texts, fmt.Sprintf("%s: `%s`", l.level, text(c.Args[0].Lambda.X)))
		for _, name := range columns(c.Args[0].Lambda) {
			if !slices.Contains(judged, name) {
				judged = append(judged, name)
			}
		}
	}
	var list []drawn
	if s, ok := d.deadman(n); ok {
		list = s
	} else {
		if len(judged) == 0 {
			d.because("the alert's conditions look at no field")
			judged = d.anything(n)
		}
		for _, column := range judged {
			if groupTag(t, n, column) {
				continue
			}
			list = append(list, d.draw(n.Parents[0], column)...)
		}
	}
	if len(list) > maxSeries {
		d.because(fmt.Sprintf("%d more series are not drawn", len(list)-maxSeries))
		list = list[:maxSeries]
	}
	for i, s := range list {
		p.Series = append(p.Series, d.series(n, i, s, conditions))
	}
	p.Title = title(n, p.Series)
	p.Every = every(list)
	p.Reasons = append(texts, d.reasons...)
	for _, l := range levels {
		p.Reasons = appendNew(p.Reasons, prefixed(l.level.String()+": ", conditions[l.level].notes)...)
		if r := n.Lambda(l.property + "Reset"); r != nil {
			p.Reasons = append(p.Reasons, fmt.Sprintf("%s stays until `%s`", l.level, text(r.X)))
		}
	}
	if n.Flag("all") {
		p.Reasons = append(p.Reasons, "a window raises the level that all of its points have")
	}
	for _, s := range list {
		p.Reasons = appendNew(p.Reasons, s.query.notes...)
	}
	return p
}

func prefixed(prefix string, notes []string) []string {
	out := make([]string, len(notes))
	for i, n := range notes {
		out[i] = prefix + n
	}
	return out
}

func appendNew(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// series turns a query into a series with its levels.
func (d *drawer) series(n *graph.Node, i int, s drawn, conditions map[alert.Level]condition) Series {
	out := Series{RefID: refID(i), Column: s.column, Judged: s.judged, Query: s.query.text, measurement: s.rel.src.measurement, made: s.rel.describe(s.column)}
	out.Tags, out.All = s.rel.dims.tags, s.rel.dims.all
	out.Unit = unitOf(s.rel, s.column)
	sets := map[alert.Level]set{}
	var uses map[string]use
	for _, l := range levels {
		c := conditions[l.level]
		if x := n.Lambda(l.property); x != nil && uses[s.judged] == asNumber {
			_, uses = names(x)
		}
		switch {
		case s.held != nil:
			if _, ok := c.sets[s.judged]; ok {
				if held := conditionOf(s.held).sets[s.column]; held != nil {
					sets[l.level] = held
				}
			}
		case s.exact:
			if set := c.sets[s.judged]; set != nil {
				sets[l.level] = set
			}
		}
	}
	out.Discrete = uses[s.judged] != asNumber
	if len(sets) > 0 {
		out.Steps = steps(sets)
	}
	return out
}

// refID is A, B, ... as Grafana names the queries of a panel.
func refID(i int) string { return string(rune('A' + i)) }

// groupTag reports whether a name is a tag that the alert's data is grouped by.
func groupTag(t *translator, n *graph.Node, name string) bool {
	r, err := t.of(n.Parents[0])
	return err == nil && contains(r.dims.tags, name)
}

// anything finds columns to draw for an alert that looks at none.
func (d *drawer) anything(n *graph.Node) []string {
	for p := n; len(p.Parents) > 0; {
		p = p.Parents[0]
		switch {
		case p.Kind() == "eval":
			return p.Strings("as")
		case p.Kind() == "derivative":
			return []string{p.Str("as", p.Args[0].Str)}
		case p.Spec.InfluxQL:
			return []string{p.Str("as", p.Kind())}
		case p.Kind() == "query":
			if r, err := d.of(p); err == nil {
				var out []string
				for _, f := range r.src.stmt.Fields {
					if name := f.Name(); name != "" {
						out = append(out, name)
					}
				}
				return out
			}
		case p.Kind() == "where":
			if c := columns(p.Args[0].Lambda); len(c) > 0 {
				return c
			}
		}
	}
	return nil
}

// every is how often the queries have a value.
func every(list []drawn) time.Duration {
	var out time.Duration
	for _, s := range list {
		step := s.rel.src.step
		for _, o := range s.rel.ops {
			if f, ok := o.(funcOp); ok {
				step = f.win.every
				if step == 0 {
					step = f.win.period
				}
			}
		}
		if w := s.rel.pending; w != nil && w.query && step == 0 {
			step = w.every
		}
		if step > 0 && (out == 0 || step < out) {
			out = step
		}
	}
	return out
}

// title says what is drawn: "disk: mean(used_percent)".
func title(n *graph.Node, list []Series) string {
	var parts []string
	for _, s := range list {
		what := s.made
		if s.measurement != "" {
			what = s.measurement + ": " + what
		}
		parts = appendNew(parts, what)
	}
	if len(parts) == 0 || len(parts) > 3 {
		return n.Name
	}
	return oneLine(strings.Join(parts, ", "))
}

// deadman draws the points of a deadman's source.
func (d *drawer) deadman(n *graph.Node) ([]drawn, bool) {
	derivative := n.Parents[0]
	if derivative.Kind() != "derivative" || len(derivative.Parents) != 1 || derivative.Parents[0].Kind() != "stats" {
		return nil, false
	}
	stats := derivative.Parents[0]
	observed := stats.Observed
	if observed == nil || len(stats.Args) != 1 || derivative.Args[0].Str != "emitted" {
		return nil, false
	}
	if unset(stats) != nil || unset(derivative) != nil {
		return nil, false
	}
	interval := derivative.Dur("unit", stats.Args[0].Dur)
	r, err := d.of(observed)
	if err != nil {
		d.because(err.Error())
		return nil, true
	}
	as := derivative.Str("as", "emitted")
	field := fieldBelow(observed)
	if field == "" && d.vars.language == InfluxQL {
		d.vars.add(r)
		q, err := r.influxQLCount(interval, d.vars)
		if err == nil {
			q.notes = append(q.notes, "each field is counted for itself; the rule begins to count with a group's first point")
			return []drawn{{query: q, rel: r, column: as, judged: as, exact: true}}, true
		}
	}
	if field == "" {
		d.because("what is counted are the points, and the rule names no field by which a query could count them")
		return nil, true
	}
	counted := r.with(funcOp{fn: "count", field: field, as: as, win: window{period: interval, every: interval, aligned: true}, dims: r.dims, zeros: true})
	q, err := d.render(counted, as)
	if err != nil {
		d.because(err.Error())
		return nil, true
	}
	q.notes = append(q.notes, fmt.Sprintf("counted are the points with %q; the rule begins to count with a group's first point", field))
	return []drawn{{query: q, rel: counted, column: as, judged: as, exact: true}}, true
}

// fieldBelow finds a field that is read from what leaves a node.
func fieldBelow(n *graph.Node) string {
	seen := map[*graph.Node]bool{}
	for queue := []*graph.Node{n}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if seen[at] {
			continue
		}
		seen[at] = true
		if at != n {
			if at.Spec.InfluxQL || at.Kind() == "derivative" {
				for _, a := range at.Args {
					if a.Str != "" {
						return a.Str
					}
				}
			}
			var lambdas []*syntax.LambdaExpr
			for _, a := range at.Args {
				lambdas = append(lambdas, a.Lambda)
			}
			for _, l := range levels {
				lambdas = append(lambdas, at.Lambda(l.property))
			}
			for _, l := range lambdas {
				if l == nil || l.X == nil {
					continue
				}
				order, uses := names(l)
				for _, name := range order {
					if uses[name] == asNumber {
						return name
					}
				}
			}
		}
		queue = append(queue, at.Children...)
	}
	return ""
}
