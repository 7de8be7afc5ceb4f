package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// textWidth is how much of a long source line is shown around the caret, in
// runes.
const textWidth = 120

// Render writes the list for people: for each diagnostic its message, the line
// of src it is about with carets under the range, the hint, and what Kapacitor
// says to the same mistake. src is the text that the ranges refer to; for a range
// outside it the line is left out.
func Render(w io.Writer, src string, list List) error {
	lines := strings.Split(src, "\n")
	var b strings.Builder
	for i, d := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(d.Error())
		b.WriteByte('\n')
		if n := d.Range.Start.Line; n >= 1 && n <= len(lines) {
			writeLine(&b, strings.TrimSuffix(lines[n-1], "\r"), d.Range)
		}
		if d.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", d.Hint)
		}
		if d.Kapacitor != "" {
			fmt.Fprintf(&b, "  kapacitor: %s\n", oneLine(d.Kapacitor))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeLine writes a source line and the carets below it. Tabs stay tabs in
// both, so that they line up whatever their width is.
func writeLine(b *strings.Builder, line string, r Range) {
	start := clamp(r.Start.Col-1, len(line))
	end := len(line)
	if r.End.Line == r.Start.Line {
		end = clamp(r.End.Col-1, len(line))
	}
	line, start, end = window(line, start, end)
	gutter := fmt.Sprintf("%5d | ", r.Start.Line)
	b.WriteString(gutter)
	b.WriteString(printable(line))
	b.WriteByte('\n')
	b.WriteString(strings.Repeat(" ", len(gutter)-2) + "| ")
	for _, c := range line[:start] {
		if c == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteByte(' ')
		}
	}
	b.WriteString(strings.Repeat("^", max(1, utf8.RuneCountInString(line[start:end]))))
	b.WriteByte('\n')
}

// window cuts a long line down to what surrounds start.
func window(line string, start, end int) (string, int, int) {
	if utf8.RuneCountInString(line) <= textWidth {
		return line, start, max(start, end)
	}
	const dots = "..."
	from, to := start, start
	for n := 0; n < textWidth/2 && from > 0; n++ {
		_, w := utf8.DecodeLastRuneInString(line[:from])
		from -= w
	}
	for n := 0; n < textWidth/2 && to < len(line); n++ {
		_, w := utf8.DecodeRuneInString(line[to:])
		to += w
	}
	end = max(start, min(end, to))
	before, after := "", ""
	if from > 0 {
		before = dots
	}
	if to < len(line) {
		after = dots
	}
	shift := len(before) - from
	return before + line[from:to] + after, start + shift, end + shift
}

func clamp(n, most int) int { return max(0, min(n, most)) }

// printable replaces control characters, which a terminal could obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, s)
}

// oneLine joins the lines of a message.
func oneLine(s string) string { return strings.ReplaceAll(printable(s), "\n", " ") }
