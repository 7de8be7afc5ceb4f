package backtest

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// WriteText writes the report as tables for a terminal.
func (r *Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s over %s\n%s\n", r.Task, r.Input, r.period())
	fmt.Fprintf(&b, "%d points, %d events, %s\n", r.Points, r.Events, r.verdict())
	if len(r.Alerts) > 0 {
		b.WriteByte('\n')
		tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "alert\tnode\tfirings\tflaps\tinfo\twarning\tcritical\thighest\tend")
		for _, a := range r.Alerts {
			fmt.Fprintf(tw, "%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\n", printable(a.ID), a.Node, a.Firings, a.Flaps,
				span(a.Seconds[alert.Info]), span(a.Seconds[alert.Warning]), span(a.Seconds[alert.Critical]), a.Highest, end(a))
		}
		_ = tw.Flush() // into memory
	}
	if len(r.Days) > 0 {
		b.WriteByte('\n')
		tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "day\tfirings")
		for _, d := range r.Days {
			fmt.Fprintf(tw, "%s\t%d\n", d.Date, d.Firings)
		}
		_ = tw.Flush()
	}
	for i, e := range r.Errors {
		if i == 0 {
			b.WriteString("\nerrors\n")
		}
		fmt.Fprintf(&b, "%6d x %s: %s\n", e.Count, e.Node, printable(e.Text))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Report) period() string {
	if r.From.IsZero() {
		return "no points"
	}
	return fmt.Sprintf("%s to %s, %s", r.From.Format(time.RFC3339), r.To.Format(time.RFC3339), span(r.To.Sub(r.From)))
}

// verdict sums a report up in one line.
func (r *Report) verdict() string {
	fired := 0
	for _, a := range r.Alerts {
		if a.Firings > 0 {
			fired++
		}
	}
	s := fmt.Sprintf("%s of %s", count(r.Firings, "firing"), count(fired, "alert"))
	if r.PerDay > 0 {
		s += fmt.Sprintf(", %.1f a day", r.PerDay)
	}
	if r.Flaps > 0 {
		s += fmt.Sprintf(", %s", count(r.Flaps, "flap"))
	}
	if r.Idle {
		s += "; no from node let any of the points through"
	}
	if r.Truncated {
		s += "; not all episodes are listed"
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func end(a *Alert) string { return a.last.String() }

// printable is an id as a table can show it: one line, without control characters.
func printable(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return s
	}
	q := strconv.Quote(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

// span prints a duration as people do: 2d3h, 5m, 1.5s; a dash for none.
func span(d time.Duration) string {
	if d <= 0 {
		return "-"
	}
	switch {
	case d >= 24*time.Hour:
		d = d.Round(time.Hour)
		return fmt.Sprintf("%dd%dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
	case d >= time.Hour:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		d = d.Round(time.Second)
		return fmt.Sprintf("%dm%ds", d/time.Minute, d%time.Minute/time.Second)
	}
	return d.Round(time.Millisecond).String()
}

// WriteText writes what changes, then both reports in a line each.
func (c *Comparison) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "over %s\n%s\n\nold  %s\nnew  %s\n\n%s\n", c.New.Input, c.New.period(), c.Old.verdict(), c.New.verdict(), c.verdict())
	if len(c.Changes) > 0 {
		b.WriteByte('\n')
		tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "change\tat\talert\told\tnew\tbegins\tends")
		for i := range c.Changes {
			ch := &c.Changes[i]
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", ch.Kind, ch.At().Format(time.RFC3339), printable(ch.ID), episode(ch.Old), episode(ch.New), shift(ch.Begin), shift(ch.End))
		}
		_ = tw.Flush()
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (c *Comparison) verdict() string {
	s := fmt.Sprintf("%d appear, %d vanish, %d move, %d change their level, %d are the same",
		c.Count(Appeared), c.Count(Vanished), c.Count(Moved), c.Count(Relevelled), c.Same)
	if u, ok := c.until(); ok {
		s += "; compared before " + u.Format(time.RFC3339)
	}
	return s
}

// String tells a change in a line: moved a/disk at 2026-01-01T07:00:00Z:
// CRITICAL 3h0m -> CRITICAL 2h0m, ends 1h0m earlier.
func (c *Change) String() string {
	s := fmt.Sprintf("%s %s at %s: ", c.Kind, c.ID, c.At().UTC().Format(time.RFC3339))
	switch {
	case c.Old == nil:
		return s + episode(c.New)
	case c.New == nil:
		return s + episode(c.Old)
	}
	if s += episode(c.Old); c.New.Highest != c.Old.Highest || c.New.To.Sub(c.New.From) != c.Old.To.Sub(c.Old.From) {
		s += " -> " + episode(c.New)
	}
	if c.Begin != 0 {
		s += ", begins " + shift(c.Begin)
	}
	if c.End != 0 {
		s += ", ends " + shift(c.End)
	}
	return s
}

// episode prints how severe and how long; a dash for none.
func episode(e *Episode) string {
	if e == nil {
		return "-"
	}
	s := e.Highest.String() + " " + span(e.To.Sub(e.From))
	if e.Open {
		s += ", open"
	}
	return s
}

// shift prints how much later something is.
func shift(s Seconds) string {
	d := time.Duration(s)
	switch {
	case d > 0:
		return span(d) + " later"
	case d < 0:
		return span(-d) + " earlier"
	}
	return "-"
}
