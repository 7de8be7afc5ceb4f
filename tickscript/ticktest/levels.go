package ticktest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// wantLevels is a line of levels: a selector, and the level at each time.
type wantLevels struct {
	line line
	of   *selector
	// text is the line's piece behind the selector.
	text  token
	spans []span
	other alert.Level
}

// span is a level for a time; an open one lasts until the end.
type span struct {
	level    alert.Level
	from, to time.Duration
	open     bool
}

func parseLevels(l line) (*wantLevels, error) {
	toks, err := l.tokens()
	if err != nil {
		return nil, err
	}
	sel, err := parseSelector(toks[0].text)
	if err != nil {
		return nil, l.errorf(toks[0].col, "%v", err)
	}
	w := &wantLevels{line: l, of: sel, text: token{col: len(l.text), end: len(l.text)}}
	rest := words(toks[1:])
	if len(rest) > 0 {
		w.text.col, w.text.end = rest[0].col, rest[len(rest)-1].end
	}
	i := 0
	next := func() token {
		if i < len(rest) {
			i++
			return rest[i-1]
		}
		return token{"", len(l.text), len(l.text)}
	}
	level := func() (alert.Level, error) {
		t := next()
		lv, err := parseLevel(t.text)
		if err != nil {
			return 0, l.errorf(t.col, "%v", err)
		}
		return lv, nil
	}
	duration := func() (time.Duration, error) {
		t := next()
		d, err := parseOffset(t.text)
		if err != nil {
			return 0, l.errorf(t.col, "%v", err)
		}
		return d, nil
	}
	for {
		if i < len(rest) && rest[i].text == "else" {
			i++
			if w.other, err = level(); err != nil {
				return nil, err
			}
			break
		}
		var s span
		if s.level, err = level(); err != nil {
			return nil, err
		}
		if t := next(); t.text != "from" {
			return nil, l.errorf(t.col, "\"from\" and a time are wanted behind a level")
		}
		start := rest[min(i, len(rest)-1)]
		if s.from, err = duration(); err != nil {
			return nil, err
		}
		s.open = true
		if i < len(rest) && rest[i].text == "to" {
			i++
			if s.to, err = duration(); err != nil {
				return nil, err
			}
			s.open = false
			if s.to <= s.from {
				return nil, l.errorf(start.col, "the level ends before it begins")
			}
		}
		if n := len(w.spans); n > 0 && (w.spans[n-1].open || s.from < w.spans[n-1].to) {
			return nil, l.errorf(start.col, "the level begins before the one in front of it ends")
		}
		w.spans = append(w.spans, s)
		if t := next(); t.text != "," {
			return nil, l.errorf(t.col, "a comma is wanted, and at the end: else LEVEL")
		}
	}
	if i < len(rest) {
		return nil, l.errorf(rest[i].col, "%q is too much: nothing is wanted behind else LEVEL", rest[i].text)
	}
	return w, nil
}

// words splits the commas off the ends of words.
func words(toks []token) []token {
	var out []token
	for _, t := range toks {
		body := strings.TrimRight(t.text, ",")
		if body != "" {
			out = append(out, token{body, t.col, t.col + len(body)})
		}
		for i := len(body); i < len(t.text); i++ {
			out = append(out, token{",", t.col + i, t.col + i + 1})
		}
	}
	return out
}

// step is a level from a time on.
type step struct {
	at    time.Duration
	level alert.Level
}

// steps are the wanted levels: the first at 0s, and each change.
func (w *wantLevels) steps() []step {
	out := []step{{0, w.other}}
	put := func(at time.Duration, l alert.Level) {
		if last := &out[len(out)-1]; last.at == at {
			last.level = l
			if n := len(out); n > 1 && out[n-2].level == l {
				out = out[:n-1]
			}
			return
		}
		if out[len(out)-1].level != l {
			out = append(out, step{at, l})
		}
	}
	for _, s := range w.spans {
		put(s.from, s.level)
		if !s.open {
			put(s.to, w.other)
		}
	}
	return out
}

// levelsOf are the levels of the events of one id. An error says that the
// selector has events of several, or that there is nothing it selects.
func (r *Result) levelsOf(sel *selector) ([]step, error) {
	out := []step{{0, alert.OK}}
	var ids []string
	for _, e := range r.Events {
		if !sel.selects(e) {
			continue
		}
		if !slices.Contains(ids, e.ID) {
			ids = append(ids, e.ID)
		}
		at := e.Time.Sub(r.Start)
		if last := &out[len(out)-1]; at <= last.at {
			last.level = e.Level
		} else if last.level != e.Level {
			out = append(out, step{at, e.Level})
		}
	}
	if len(ids) > 1 {
		return nil, fmt.Errorf("%q selects the alerts %s; name one of them", sel.text, strings.Join(ids, ", "))
	}
	if len(ids) == 0 && sel.tags != nil && !r.hasPoint(sel.tags) {
		return nil, fmt.Errorf("no point has the tags %s", sel.text)
	}
	return out, nil
}

func (r *Result) hasPoint(tags []alert.Tag) bool {
	for i := range r.points {
		all := true
		for _, t := range tags {
			v, ok := r.points[i].Tags.Get(t.Key)
			all = all && ok && v == t.Value
		}
		if all {
			return true
		}
	}
	return false
}

func levelAt(steps []step, at time.Duration) alert.Level {
	l := steps[0].level
	for _, s := range steps {
		if s.at > at {
			break
		}
		l = s.level
	}
	return l
}

// writeSteps writes levels as a test does.
func writeSteps(steps []step) string {
	var b strings.Builder
	for i, s := range steps {
		if s.level == alert.OK {
			continue
		}
		fmt.Fprintf(&b, "%s from %s", levelWord(s.level), offset(s.at))
		if i+1 < len(steps) {
			fmt.Fprintf(&b, " to %s", offset(steps[i+1].at))
		}
		b.WriteString(", ")
	}
	return b.String() + "else ok"
}

func (c *check) levels(w *wantLevels) {
	got, err := c.r.levelsOf(w.of)
	if err != nil {
		c.failAt(w.line, w.line.indent(), "%v", err)
		return
	}
	want := w.steps()
	var cuts []time.Duration
	for _, s := range append(slices.Clone(want), got...) {
		cuts = append(cuts, s.at)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var b strings.Builder
	for i, at := range cuts {
		a, g := levelAt(want, at), levelAt(got, at)
		if a == g {
			continue
		}
		end := "the end"
		if i+1 < len(cuts) {
			end = offset(cuts[i+1])
		}
		fmt.Fprintf(&b, "\n  from %s to %s: wanted %s, got %s", offset(at), end, levelWord(a), levelWord(g))
		c.asks = append(c.asks, ask{at, w.of.tags})
	}
	if b.Len() == 0 {
		return
	}
	if len(c.r.defs) > 0 {
		d := c.r.defs[len(c.r.defs)-1]
		for _, n := range alerts(d.prog.Graph()) {
			fmt.Fprintf(&b, "\n      %s", d.place(n))
		}
	}
	c.fail(w.line, "the levels of %s differ:\n  - %s\n  + %s%s", w.of.text, strings.TrimSpace(w.line.text[w.text.col:w.text.end]), writeSteps(got), b.String())
	c.edits.replace(w.line, w.text, writeSteps(got))
}
