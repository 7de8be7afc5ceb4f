package dashboards

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/internal/chart"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// Colours of bands and lines, by level. A band of level OK has none.
var (
	bandColours = map[alert.Level]string{alert.Info: "#cfe3fa", alert.Warning: "#ffe2a8", alert.Critical: "#f6b3ab"}
	lineColours = map[alert.Level]string{alert.OK: "#3a7d44", alert.Info: "#1f60c4", alert.Warning: "#d08700", alert.Critical: "#c0392b"}
)

// unitSigns are written behind values.
var unitSigns = map[string]string{"percent": "%", "s": "s", "ms": "ms", "celsius": "°C", "Bps": " B/s", "bytes": " B"}

// Draw draws the panel as an SVG document from the data that its queries gave:
// the answer of [grafana.Client.Query] to [Dashboard.Queries]. Each series is a
// row of its own, with the thresholds as lines, and coloured where its value has a
// level other than OK. A query that failed is an error.
func (p Panel) Draw(w io.Writer, results map[string]grafana.QueryResult) error {
	c := chart.Chart{Title: p.Title}
	if p.Every > 0 {
		c.Gap = 3 * p.Every
	}
	for _, s := range p.Series {
		r, ok := results[s.RefID]
		if !ok {
			return fmt.Errorf("draw %s: there is no result for query %s", p.Title, s.RefID)
		}
		if r.Error != "" {
			return fmt.Errorf("draw %s: query %s: %s", p.Title, s.RefID, r.Error)
		}
		c.Unit = unitSigns[s.Unit]
		var lines []chart.Line
		for _, l := range s.Lines() {
			lines = append(lines, chart.Line{Value: l.Value, Colour: lineColours[l.Level], Label: l.Level.String()})
		}
		for _, f := range r.Frames {
			row, err := p.row(s, f)
			if err != nil {
				return fmt.Errorf("draw %s: query %s: %w", p.Title, s.RefID, err)
			}
			row.Lines = lines
			c.Rows = append(c.Rows, row)
		}
	}
	slices.SortStableFunc(c.Rows, func(a, b chart.Row) int { return strings.Compare(a.Label, b.Label) })
	return c.Write(w)
}

// row turns a frame into a row.
func (p Panel) row(s Series, f grafana.Frame) (chart.Row, error) {
	times, ok := f.Field(grafana.FieldTime)
	if !ok {
		return chart.Row{}, fmt.Errorf("frame %q has no time column", f.Name)
	}
	values, ok := f.Field(grafana.FieldNumber)
	if !ok {
		return chart.Row{}, fmt.Errorf("frame %q has no column of numbers", f.Name)
	}
	row := chart.Row{Label: seriesName(s, f, values), Note: s.Column}
	if len(s.Tags) > 0 {
		// The first tag names the row, the others stand below.
		row.Label = values.Labels[s.Tags[0]]
		var rest []string
		for _, tag := range s.Tags[1:] {
			rest = append(rest, values.Labels[tag])
		}
		row.Note = strings.Join(rest, " ")
	}
	for i, v := range values.Values {
		at, ok := times.Values[i].(time.Time)
		if !ok {
			continue
		}
		switch v := v.(type) {
		case float64:
			row.Points = append(row.Points, chart.Point{At: at, Value: v})
		case int64:
			row.Points = append(row.Points, chart.Point{At: at, Value: float64(v)})
		}
	}
	row.Bands = p.regions(s, row.Points)
	return row, nil
}

// regions are the stretches of points whose level is not OK. A point stands for
// the time up to the next, but no longer than the rule's values do.
func (p Panel) regions(s Series, points []chart.Point) []chart.Band {
	if s.Steps == nil {
		return nil
	}
	var out []chart.Band
	for i, pt := range points {
		level := s.Level(pt.Value)
		to := pt.At.Add(p.Every)
		if i+1 < len(points) {
			if next := points[i+1].At; p.Every == 0 || next.Before(to) {
				to = next
			}
		}
		if level == alert.OK {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Label == level.String() && out[n-1].To.Equal(pt.At) {
			out[n-1].To = to
			continue
		}
		out = append(out, chart.Band{From: pt.At, To: to, Colour: bandColours[level], Label: level.String()})
	}
	return out
}

// seriesName is the name that the server gave a series.
func seriesName(s Series, f grafana.Frame, value grafana.Field) string {
	var config struct {
		DisplayNameFromDS string `json:"displayNameFromDS"`
	}
	if json.Unmarshal(value.Config, &config) == nil && config.DisplayNameFromDS != "" {
		return config.DisplayNameFromDS
	}
	if f.Name != "" {
		return f.Name
	}
	return s.Column
}
