package backtest

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Page says how a page is made.
type Page struct {
	// Title is the page's title. Default: the task's id.
	Title string
	// MaxAlerts bounds the timelines that are drawn, and MaxChanges the rows of the
	// table of changes; the page says how many more there are. Default 300 and 1,000.
	MaxAlerts, MaxChanges int
}

func (p *Page) defaults(task string) {
	if p.Title == "" {
		p.Title = task
	}
	if p.MaxAlerts == 0 {
		p.MaxAlerts = 300
	}
	if p.MaxChanges == 0 {
		p.MaxChanges = 1000
	}
}

//go:embed page.gohtml
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"span": span, "shift": shift, "episode": episode, "lower": strings.ToLower,
	"num":   func(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) },
	"pct":   func(x float64) string { return strconv.FormatFloat(x/10, 'f', 2, 64) + "%" },
	"clock": func(t time.Time) string { return t.Format("2006-01-02 15:04:05") },
}).Parse(pageText))

// pageData is what the page's template sees.
type pageData struct {
	Title  string
	Period string
	Input  string
	// Totals are the lines at the top.
	Totals  []total
	Lanes   []lane
	More    int
	Ticks   []tick
	Days    []dayBar
	Changes []Change
	// MoreChanges are not shown.
	MoreChanges int
	Compared    bool
	Errors      []NodeError
}

type total struct{ Name, Text string }

// lane is the timeline of one alert.
type lane struct {
	ID, Node string
	Note     string
	Rows     []row
	Table    *Alert
}

// row is one picture of a lane; a comparison has two.
type row struct {
	Name  string
	Rects []rect
}

// rect is a time in one level, in thousandths of the period.
type rect struct {
	X, W  float64
	Class string
	Title string
}

type tick struct {
	X    float64
	Text string
}

type dayBar struct {
	Day
	// Percent is the share of the busiest day.
	Percent int
}

// WriteHTML writes the report as one page that needs nothing else: a timeline for
// each alert, the busiest first.
func (r *Report) WriteHTML(w io.Writer, p Page) error {
	p.defaults(r.Task)
	d := &pageData{Title: p.Title, Period: r.period(), Input: r.Input, Errors: r.Errors, Days: dayBars(r.Days)}
	d.Totals = []total{{"verdict", r.verdict()}, {"read", fmt.Sprintf("%d points, %d events", r.Points, r.Events)}}
	ax := newAxis(r.From, r.To)
	d.Ticks = ax.ticks()
	for _, a := range busiest(r.Alerts) {
		if len(d.Lanes) == p.MaxAlerts {
			d.More++
			continue
		}
		d.Lanes = append(d.Lanes, lane{ID: a.ID, Node: a.Node, Table: a, Rows: []row{{Rects: ax.rects(a)}}})
	}
	return render(w, d)
}

// WriteHTML writes the comparison as one page that needs nothing else: what
// changes, and for each alert the old and the new timeline, changed ones first.
func (c *Comparison) WriteHTML(w io.Writer, p Page) error {
	p.defaults(c.New.Task)
	d := &pageData{Title: p.Title, Period: c.New.period(), Input: c.New.Input, Compared: true, Errors: c.New.Errors, Days: dayBars(c.New.Days)}
	d.Totals = []total{{"old", c.Old.verdict()}, {"new", c.New.verdict()}, {"change", c.verdict()}}
	d.Changes = c.Changes
	if n := len(c.Changes) - p.MaxChanges; n > 0 {
		d.Changes, d.MoreChanges = c.Changes[:p.MaxChanges], n
	}
	from, to := c.Old.From, c.Old.To
	if c.New.From.Before(from) {
		from = c.New.From
	}
	if c.New.To.After(to) {
		to = c.New.To
	}
	ax := newAxis(from, to)
	d.Ticks = ax.ticks()
	for _, x := range c.lanes() {
		if len(d.Lanes) == p.MaxAlerts {
			d.More++
			continue
		}
		l := lane{ID: x.id, Rows: []row{{Name: "old", Rects: ax.rects(x.old)}, {Name: "new", Rects: ax.rects(x.new)}}, Table: x.new}
		if l.Table == nil {
			l.Table = x.old
		}
		l.Node = l.Table.Node
		if x.changes > 0 {
			l.Note = count(x.changes, "change")
		}
		d.Lanes = append(d.Lanes, l)
	}
	return render(w, d)
}

func render(w io.Writer, d *pageData) error {
	var b bytes.Buffer
	if err := page.Execute(&b, d); err != nil {
		return fmt.Errorf("backtest: writing the page: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// busiest puts alerts with more firings first; those that never fired are last.
func busiest(alerts []*Alert) []*Alert {
	out := slices.Clone(alerts)
	slices.SortStableFunc(out, func(a, b *Alert) int { return b.Firings - a.Firings })
	return out
}

// comparedLane is an alert of either rule.
type comparedLane struct {
	id       string
	old, new *Alert
	changes  int
}

// lanes pairs the alerts of both rules, those with most changes first.
func (c *Comparison) lanes() []*comparedLane {
	byKey := map[alertKey]*comparedLane{}
	var out []*comparedLane
	of := func(a *Alert) *comparedLane {
		k := alertKey{a.order, a.ID}
		l := byKey[k]
		if l == nil {
			l = &comparedLane{id: a.ID}
			byKey[k] = l
			out = append(out, l)
		}
		return l
	}
	for _, a := range c.New.Alerts {
		of(a).new = a
	}
	for _, a := range c.Old.Alerts {
		of(a).old = a
	}
	named := map[[2]string]*comparedLane{}
	for _, l := range out {
		for _, a := range []*Alert{l.old, l.new} {
			if a != nil {
				named[[2]string{a.Node, a.ID}] = l
			}
		}
	}
	for i := range c.Changes {
		named[[2]string{c.Changes[i].Node, c.Changes[i].ID}].changes++
	}
	slices.SortStableFunc(out, func(a, b *comparedLane) int { return b.changes - a.changes })
	return out
}

func dayBars(days []Day) []dayBar {
	most := 0
	for _, d := range days {
		most = max(most, d.Firings)
	}
	out := make([]dayBar, len(days))
	for i, d := range days {
		out[i] = dayBar{d, (100*d.Firings + most - 1) / most}
	}
	return out
}

// axis places times on a picture of 1000 units.
type axis struct {
	from time.Time
	len  time.Duration
}

func newAxis(from, to time.Time) axis { return axis{from, max(to.Sub(from), time.Second)} }

func (ax axis) x(t time.Time) float64 {
	return 1000 * float64(t.Sub(ax.from)) / float64(ax.len)
}

// rects are the spans of an alert. Spans that would be drawn on less than a unit
// are drawn together in the highest of their levels, so that a picture has at
// most a thousand.
func (ax axis) rects(a *Alert) []rect {
	if a == nil {
		return nil
	}
	var out []rect
	var level alert.Level
	merged := 0
	for _, ep := range a.Episodes {
		for _, s := range ep.Spans {
			x, to := ax.x(s.From), ax.x(s.To)
			if n := len(out); n > 0 && x < out[n-1].X+1 && to < out[n-1].X+2 {
				merged++
				level = max(level, s.Level)
				out[n-1].W = max(out[n-1].W, to-out[n-1].X)
				out[n-1].Class = strings.ToLower(level.String())
				out[n-1].Title = fmt.Sprintf("%d spans, highest %s, from %s", merged, level, ep.From.Format(time.DateTime))
				continue
			}
			level, merged = s.Level, 1
			out = append(out, rect{X: x, W: max(to-x, 0.5), Class: strings.ToLower(s.Level.String()),
				Title: fmt.Sprintf("%s %s to %s, %s", s.Level, s.From.Format(time.DateTime), s.To.Format(time.DateTime), span(s.To.Sub(s.From)))})
		}
	}
	return out
}

// steps are the distances of ticks that people read easily.
var steps = []time.Duration{
	time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour,
	24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour,
}

// ticks are at most ten marks at round times.
func (ax axis) ticks() []tick {
	step := steps[len(steps)-1]
	for _, s := range steps {
		if ax.len/s <= 10 {
			step = s
			break
		}
	}
	layout := "15:04:05"
	switch {
	case step >= 24*time.Hour:
		layout = "2006-01-02"
	case ax.len > 24*time.Hour:
		layout = "01-02 15:04"
	case step >= time.Minute:
		layout = "15:04"
	}
	var out []tick
	for t := ax.from.Truncate(step); !t.After(ax.from.Add(ax.len)) && len(out) < 20; t = t.Add(step) {
		if !t.Before(ax.from) {
			out = append(out, tick{ax.x(t), t.Format(layout)})
		}
	}
	return out
}
