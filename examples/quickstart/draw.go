package main

import (
	"fmt"
	"io"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// The picture: one row a host, with the judged value, the thresholds and a band
// in the colour of the level.
const (
	width, rowHeight = 900, 70
	left, right      = 110, 20
	warnAt, critAt   = 80.0, 90.0
)

var colour = map[alert.Level]string{alert.OK: "#e3f1e3", alert.Warning: "#ffe2a8", alert.Critical: "#f6b3ab"}

func (s *story) draw(w io.Writer) {
	start, end := s.tracks[0].samples[0].at, s.end()
	x := func(t time.Time) float64 {
		return left + float64(width-left-right)*float64(t.Sub(start))/float64(end.Sub(start))
	}
	height := rowHeight*len(s.tracks) + 50
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">`+"\n", width, height)
	fmt.Fprintf(w, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	for i, t := range s.tracks {
		top := 20 + i*rowHeight
		y := func(v float64) float64 { return float64(top) + float64(rowHeight-12)*(1-(v-20)/80) }
		fmt.Fprintf(w, `<g><text x="8" y="%d" font-weight="bold">%s</text><text x="8" y="%d" fill="#666">%s</text>`+"\n", top+24, t.host, top+38, t.cluster)
		t.bands(w, x, top)
		for _, line := range []struct {
			v float64
			c string
		}{{warnAt, "#d08700"}, {critAt, "#c0392b"}} {
			fmt.Fprintf(w, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="%s" stroke-dasharray="4 3" stroke-width="0.7"/>`+"\n", left, width-right, y(line.v), y(line.v), line.c)
		}
		fmt.Fprint(w, `<polyline fill="none" stroke="#2c3e50" stroke-width="1.3" points="`)
		for _, p := range t.samples {
			fmt.Fprintf(w, "%.1f,%.1f ", x(p.at), y(p.v))
		}
		fmt.Fprint(w, "\"/></g>\n")
	}
	for m := 0; m <= 60; m += 10 {
		at := start.Add(time.Duration(m) * time.Minute)
		if at.After(end) {
			break
		}
		fmt.Fprintf(w, `<text x="%.1f" y="%d" text-anchor="middle" fill="#666">%s</text>`+"\n", x(at), height-10, at.Format("15:04"))
	}
	fmt.Fprintln(w, "</svg>")
}

// bands colours a host's row by level; where it stopped reporting the row stays
// white.
func (t *track) bands(w io.Writer, x func(time.Time) float64, top int) {
	from, level := t.samples[0].at, alert.OK
	last := t.samples[len(t.samples)-1].at
	band := func(to time.Time) {
		if to.After(from) {
			fmt.Fprintf(w, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x(from), top, x(to)-x(from), rowHeight-12, colour[level])
		}
	}
	for _, e := range t.events {
		if e.Level != level {
			band(e.Time)
			from, level = e.Time, e.Level
		}
	}
	band(last)
}
