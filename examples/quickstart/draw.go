package main

import (
	"io"

	"github.com/tickwright/tickwright/internal/chart"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// The rule's thresholds.
const warnAt, critAt = 80.0, 90.0

var colour = map[alert.Level]string{alert.OK: "#e3f1e3", alert.Warning: "#ffe2a8", alert.Critical: "#f6b3ab"}

// draw draws one row a host, with the judged value, the thresholds and a band in
// the colour of the level. Where a host stopped reporting its row stays grey.
func (s *story) draw(w io.Writer) error {
	c := chart.Chart{From: s.tracks[0].samples[0].at, To: s.end(), Low: 20, High: 100, Unit: " %"}
	for _, t := range s.tracks {
		r := chart.Row{Label: t.host, Note: t.cluster, Bands: t.bands(),
			Lines: []chart.Line{{Value: warnAt, Colour: "#d08700", Label: "WARNING"}, {Value: critAt, Colour: "#c0392b", Label: "CRITICAL"}}}
		for _, p := range t.samples {
			r.Points = append(r.Points, chart.Point{At: p.at, Value: p.v})
		}
		c.Rows = append(c.Rows, r)
	}
	return c.Write(w)
}

// bands are the stretches between changes of the level.
func (t *track) bands() []chart.Band {
	from, level := t.samples[0].at, alert.OK
	var out []chart.Band
	for _, e := range t.events {
		if e.Level != level {
			out = append(out, chart.Band{From: from, To: e.Time, Colour: colour[level], Label: level.String()})
			from, level = e.Time, e.Level
		}
	}
	return append(out, chart.Band{From: from, To: t.samples[len(t.samples)-1].at, Colour: colour[level], Label: level.String()})
}
