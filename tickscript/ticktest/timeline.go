package ticktest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// finding is a difference, and how a file is changed so that there is none.
type finding struct {
	line line
	// col is where in the line, in bytes.
	col  int
	text string
}

// check is what comparing a test with its result found.
type check struct {
	r        *Result
	findings []finding
	edits    edits
	// skipped are expectations that were not compared.
	skipped []finding
	// asks are what the findings raise the question of.
	asks []ask
}

// ask is an instant of a group that something was expected of.
type ask struct {
	at    time.Duration
	group []alert.Tag
}

func (c *check) fail(l line, format string, args ...any) { c.failAt(l, l.indent(), format, args...) }

func (c *check) failAt(l line, col int, format string, args ...any) {
	c.findings = append(c.findings, finding{l, col, fmt.Sprintf(format, args...)})
}

func (c *check) skip(l line, format string, args ...any) {
	c.skipped = append(c.skipped, finding{l, l.indent(), fmt.Sprintf(format, args...)})
}

// match compares an event with what is wanted of it, and returns the names of
// what differs: "time", "level", "id" or an attribute's.
func (w *wantEvent) match(r *Result, e *alert.Event) []string {
	var bad []string
	if e.Time.Sub(r.Start) != w.at {
		bad = append(bad, "time")
	}
	if e.Level != w.level {
		bad = append(bad, "level")
	}
	if !w.id.matchText(e.ID) {
		bad = append(bad, "id")
	}
	for _, a := range w.attrs {
		if !a.matches(e) {
			bad = append(bad, a.key)
		}
	}
	return bad
}

func (a *attr) matches(e *alert.Event) bool {
	if name, ok := strings.CutPrefix(a.key, "field."); ok {
		v, ok := e.Field(name)
		return ok && a.p.matchValue(v)
	}
	switch a.key {
	case "was":
		return e.PreviousLevel == a.level
	case "for":
		return e.Duration == a.dur
	}
	text, ok := textOf(e, a.key)
	return ok && a.p.matchText(text)
}

func textOf(e *alert.Event, key string) (string, bool) {
	switch key {
	case "message":
		return e.Message, true
	case "details":
		return e.Details, true
	case "name":
		return e.Name, true
	case "group":
		return e.Group, true
	case "node":
		return e.Node, true
	}
	name, _ := strings.CutPrefix(key, "tag.")
	for _, t := range e.Tags {
		if t.Key == name {
			return t.Value, true
		}
	}
	return "", false
}

// writeAttr writes an event's attribute as a test does; "" when it has none.
func writeAttr(e *alert.Event, key string) string {
	if name, ok := strings.CutPrefix(key, "field."); ok {
		if v, ok := e.Field(name); ok {
			return key + "=" + written(v)
		}
		return ""
	}
	switch key {
	case "was":
		return "was=" + levelWord(e.PreviousLevel)
	case "for":
		return "for=" + offset(e.Duration)
	case "message", "details":
		text, _ := textOf(e, key)
		return key + "=" + strconv.Quote(text)
	}
	if text, ok := textOf(e, key); ok {
		return key + "=" + word(text)
	}
	return ""
}

// write writes an event as a line of a test.
func (r *Result) write(e *alert.Event, keys ...string) string {
	parts := []string{fmt.Sprintf("%-5s %-4s %s", offset(e.Time.Sub(r.Start)), levelWord(e.Level), word(e.ID))}
	for _, k := range keys {
		if s := writeAttr(e, k); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "  ")
}

// row is one row of a comparison: a wanted event, an event, or both. bad names
// what differs when both are there.
type row struct {
	want *wantEvent
	got  *alert.Event
	bad  []string
}

// align lays wanted events beside events: first those that match, in order, as
// many as can be; of what is between them those of one id, one by one.
func (r *Result) align(want []*wantEvent, got []*alert.Event) []row {
	// Equal ends are cut off: the table is for what differs.
	var head, tail []row
	for len(want) > 0 && len(got) > 0 && want[0].match(r, got[0]) == nil {
		head = append(head, row{want: want[0], got: got[0]})
		want, got = want[1:], got[1:]
	}
	for len(want) > 0 && len(got) > 0 && want[len(want)-1].match(r, got[len(got)-1]) == nil {
		tail = append(tail, row{want: want[len(want)-1], got: got[len(got)-1]})
		want, got = want[:len(want)-1], got[:len(got)-1]
	}
	out := append(head, r.alignRest(want, got)...)
	for i := len(tail) - 1; i >= 0; i-- {
		out = append(out, tail[i])
	}
	return out
}

// maxTable bounds the table of a comparison; beyond it, lines are compared one by
// one.
const maxTable = 4_000_000

func (r *Result) alignRest(want []*wantEvent, got []*alert.Event) []row {
	n, m := len(want), len(got)
	if n*m > maxTable {
		return r.pair(want, got)
	}
	common := make([][]int, n+1)
	for i := range common {
		common[i] = make([]int, m+1)
	}
	same := func(i, j int) bool { return want[i].match(r, got[j]) == nil }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if same(i, j) {
				common[i][j] = max(common[i][j], common[i+1][j+1]+1)
			}
		}
	}
	var out []row
	var missing []*wantEvent
	var extra []*alert.Event
	flush := func() {
		out = append(out, r.pair(missing, extra)...)
		missing, extra = nil, nil
	}
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && common[i][j] == common[i+1][j+1]+1 && same(i, j):
			flush()
			out = append(out, row{want: want[i], got: got[j]})
			i, j = i+1, j+1
		case j == m || i < n && common[i+1][j] >= common[i][j+1]:
			missing = append(missing, want[i])
			i++
		default:
			extra = append(extra, got[j])
			j++
		}
	}
	flush()
	return out
}

// pair lays what is missing beside what is too much: by id, in order.
func (r *Result) pair(missing []*wantEvent, extra []*alert.Event) []row {
	var out []row
	j := 0
	for _, w := range missing {
		k := j
		for k < len(extra) && !w.id.matchText(extra[k].ID) {
			k++
		}
		if k == len(extra) {
			out = append(out, row{want: w})
			continue
		}
		for ; j < k; j++ {
			out = append(out, row{got: extra[j]})
		}
		out = append(out, row{want: w, got: extra[k], bad: w.match(r, extra[k])})
		j = k + 1
	}
	for ; j < len(extra); j++ {
		out = append(out, row{got: extra[j]})
	}
	return out
}

func (c *check) events(w *wantEvents) {
	var got []*alert.Event
	for _, e := range c.r.Events {
		if w.of.selects(e) {
			got = append(got, e)
		}
	}
	rows := c.r.align(w.lines, got)
	differ := false
	for _, row := range rows {
		differ = differ || row.want == nil || row.got == nil || row.bad != nil
	}
	if !differ {
		return
	}
	var b strings.Builder
	b.WriteString("the events differ (- wanted, + got)")
	if w.of != nil {
		fmt.Fprintf(&b, " of %s", w.of.text)
	}
	for i, row := range rows {
		switch {
		case row.want != nil && row.got != nil && row.bad == nil:
			if near(rows, i) {
				fmt.Fprintf(&b, "\n    %s", c.r.write(row.got, row.want.keys()...))
			}
			continue
		case row.want != nil:
			fmt.Fprintf(&b, "\n  - %s", strings.Join(row.want.words(), "  "))
			fmt.Fprintf(&b, "  (line %d)", row.want.line.n)
		}
		if row.got != nil {
			keys := []string{"was", "message"}
			if row.want != nil {
				keys = row.want.keys()
			}
			fmt.Fprintf(&b, "\n  + %s", c.r.write(row.got, keys...))
			if row.bad != nil {
				fmt.Fprintf(&b, "  (%s)", strings.Join(row.bad, ", "))
			}
		}
		b.WriteString(c.r.decision(row))
		c.ask(row)
	}
	c.fail(w.block.head, "%s", b.String())
	c.edits.events(c.r, w, rows)
}

// ask notes when, and of which group, a row asks. The group of an event that did
// not come is that of another event with its id.
func (c *check) ask(row row) {
	if row.got != nil {
		c.asks = append(c.asks, ask{row.got.Time.Sub(c.r.Start), row.got.Tags})
	}
	if row.want == nil || row.got != nil && row.got.Time.Sub(c.r.Start) == row.want.at {
		return
	}
	for _, e := range c.r.Events {
		if row.want.id.matchText(e.ID) {
			c.asks = append(c.asks, ask{row.want.at, e.Tags})
			return
		}
	}
	c.asks = append(c.asks, ask{at: row.want.at})
}

// near reports whether a row that matches stands beside one that does not.
func near(rows []row, i int) bool {
	for k := max(0, i-2); k <= min(len(rows)-1, i+2); k++ {
		if rows[k].want == nil || rows[k].got == nil || rows[k].bad != nil {
			return true
		}
	}
	return false
}

func (w *wantEvent) keys() []string {
	var out []string
	for _, a := range w.attrs {
		out = append(out, a.key)
	}
	return out
}

// words are the line's words, the first two as wide as those of events.
func (w *wantEvent) words() []string {
	out := []string{fmt.Sprintf("%-5s %-4s %s", w.toks[0].text, w.toks[1].text, w.toks[2].text)}
	for _, t := range w.toks[3:] {
		out = append(out, t.text)
	}
	return out
}

// String writes a point as a line of a node's expectation.
func (s sample) String() string { return offset(s.at) + s.attrs() }

// attrs are the tags and fields, each behind a space.
func (s sample) attrs() string {
	var parts []string
	for _, t := range s.tags {
		parts = append(parts, "tag."+t.Key+"="+word(t.Value))
	}
	for _, f := range s.fields {
		parts = append(parts, f.Name+"="+written(f.Value))
	}
	if len(parts) == 0 {
		return ""
	}
	return " " + strings.Join(parts, " ")
}
