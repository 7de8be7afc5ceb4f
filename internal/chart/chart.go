// Package chart draws series over time as SVG: a row for each series, with bands
// behind it and lines across it. It knows nothing of rules or servers.
package chart

import (
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Point is a value at a time. A NaN breaks the line.
type Point struct {
	At    time.Time
	Value float64
}

// Band is a coloured stretch of time behind a row.
type Band struct {
	From, To time.Time
	Colour   string
	// Label is shown when the pointer rests on the band.
	Label string
}

// Line is a horizontal line across a row.
type Line struct {
	Value  float64
	Colour string
	Label  string
}

// Row is one series with what stands around it.
type Row struct {
	Label, Note string
	Points      []Point
	Bands       []Band
	Lines       []Line
}

// Chart is a picture of rows that share their axes.
type Chart struct {
	// Title stands above the rows; "" leaves it out.
	Title string
	Rows  []Row
	// From and To are the range of time; the zero times take that of the points.
	From, To time.Time
	// Low and High are the range of values; both 0 take that of points and lines.
	Low, High float64
	// Unit is written behind values.
	Unit string
	// Gap is the longest time between two points that a line crosses; 0 is any.
	Gap time.Duration
}

// Sizes in pixels.
const (
	width     = 900
	rowHeight = 70
	rowGap    = 12
	left      = 130
	right     = 44
	foot      = 30
)

// Write writes the picture as an SVG document.
func (c Chart) Write(w io.Writer) error {
	c = c.ranged()
	head := 20
	if c.Title != "" {
		head = 44
	}
	height := head + len(c.Rows)*rowHeight + foot
	s := &strings.Builder{}
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">`+"\n", width, height)
	fmt.Fprintf(s, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	if c.Title != "" {
		fmt.Fprintf(s, `<text x="8" y="24" font-size="15" font-weight="bold">%s</text>`+"\n", html.EscapeString(c.Title))
	}
	for i, r := range c.Rows {
		c.row(s, r, head+i*rowHeight)
	}
	c.times(s, height-10)
	s.WriteString("</svg>\n")
	_, err := io.WriteString(w, s.String())
	return err
}

// ranged fills in the ranges.
func (c Chart) ranged() Chart {
	if c.From.IsZero() || c.To.IsZero() {
		for _, r := range c.Rows {
			for _, p := range r.Points {
				if c.From.IsZero() || p.At.Before(c.From) {
					c.From = p.At
				}
				if p.At.After(c.To) {
					c.To = p.At
				}
			}
		}
	}
	if !c.To.After(c.From) {
		c.To = c.From.Add(time.Second)
	}
	if c.Low == 0 && c.High == 0 {
		c.Low, c.High = math.Inf(1), math.Inf(-1)
		see := func(v float64) {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				c.Low, c.High = min(c.Low, v), max(c.High, v)
			}
		}
		for _, r := range c.Rows {
			for _, p := range r.Points {
				see(p.Value)
			}
			for _, l := range r.Lines {
				see(l.Value)
			}
		}
		if c.Low > c.High {
			c.Low, c.High = 0, 1
		}
		margin := (c.High - c.Low) / 20
		if margin == 0 {
			margin = 1
		}
		c.Low, c.High = c.Low-margin, c.High+margin
	}
	return c
}

func (c Chart) x(t time.Time) float64 {
	x := float64(t.Sub(c.From)) / float64(c.To.Sub(c.From))
	return left + (width-left-right)*min(max(x, 0), 1)
}

func (c Chart) y(top int, v float64) float64 {
	y := (v - c.Low) / (c.High - c.Low)
	return float64(top) + (rowHeight-rowGap)*(1-min(max(y, 0), 1))
}

func (c Chart) row(s *strings.Builder, r Row, top int) {
	fmt.Fprintf(s, `<g><text x="8" y="%d" font-weight="bold">%s</text><text x="8" y="%d" fill="#666">%s</text>`+"\n", top+24, html.EscapeString(clip(r.Label)), top+38, html.EscapeString(clip(r.Note)))
	fmt.Fprintf(s, `<rect x="%d" y="%d" width="%d" height="%d" fill="#f4f5f7"/>`+"\n", left, top, width-left-right, rowHeight-rowGap)
	for _, b := range r.Bands {
		x1, x2 := c.x(b.From), c.x(b.To)
		if x2 <= x1 {
			continue
		}
		fmt.Fprintf(s, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s">`, x1, top, x2-x1, rowHeight-rowGap, html.EscapeString(b.Colour))
		if b.Label != "" {
			fmt.Fprintf(s, `<title>%s</title>`, html.EscapeString(b.Label))
		}
		s.WriteString("</rect>\n")
	}
	for _, l := range r.Lines {
		if l.Value < c.Low || l.Value > c.High {
			continue
		}
		y := c.y(top, l.Value)
		fmt.Fprintf(s, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="%s" stroke-dasharray="4 3"/>`, left, width-right, y, y, html.EscapeString(l.Colour))
		fmt.Fprintf(s, `<text x="%d" y="%.1f" font-size="9" fill="%s">%s<title>%s</title></text>`+"\n", width-right+3, y+3, html.EscapeString(l.Colour), html.EscapeString(c.number(l.Value)), html.EscapeString(l.Label))
	}
	var run []string
	draw := func() {
		switch len(run) {
		case 0:
		case 1:
			at := strings.SplitN(run[0], ",", 2)
			fmt.Fprintf(s, `<circle cx="%s" cy="%s" r="1.5" fill="#2c3e50"/>`+"\n", at[0], at[1])
		default:
			fmt.Fprintf(s, `<polyline fill="none" stroke="#2c3e50" stroke-width="1.3" points="%s"/>`+"\n", strings.Join(run, " "))
		}
		run = run[:0]
	}
	for i, p := range r.Points {
		if i > 0 && c.Gap > 0 && p.At.Sub(r.Points[i-1].At) > c.Gap {
			draw()
		}
		if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) {
			draw()
			continue
		}
		run = append(run, fmt.Sprintf("%.1f,%.1f", c.x(p.At), c.y(top, p.Value)))
	}
	draw()
	s.WriteString("</g>\n")
}

// steps are the distances of the marks of the time axis.
var steps = []time.Duration{
	time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour,
}

func (c Chart) times(s *strings.Builder, y int) {
	step := steps[len(steps)-1]
	if i := slices.IndexFunc(steps, func(d time.Duration) bool { return c.To.Sub(c.From) <= 8*d }); i >= 0 {
		step = steps[i]
	}
	for c.To.Sub(c.From) > 8*step {
		step *= 2
	}
	format := "15:04"
	switch {
	case step < time.Minute:
		format = "15:04:05"
	case step >= 24*time.Hour:
		format = "01-02"
	}
	at := c.From.Truncate(step)
	if at.Before(c.From) {
		at = at.Add(step)
	}
	for ; !at.After(c.To); at = at.Add(step) {
		fmt.Fprintf(s, `<text x="%.1f" y="%d" text-anchor="middle" fill="#666">%s</text>`+"\n", c.x(at), y, at.Format(format))
	}
}

func (c Chart) number(v float64) string {
	return strconv.FormatFloat(v, 'g', 4, 64) + c.Unit
}

// clip cuts a text to what fits beside a row.
func clip(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
