package ticktest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// wantNode is a block of points that leave a node.
type wantNode struct {
	block *block
	name  string
	none  bool
	lines []*wantPoint
}

// wantPoint is one line of it.
type wantPoint struct {
	line  line
	at    time.Duration
	tags  []attr
	attrs []attr
}

func parseNode(b *block) (*wantNode, error) {
	t, ok := b.word(0)
	if !ok {
		return nil, b.head.errorf(t.col, "the name of a node is wanted, such as mean2")
	}
	w := &wantNode{block: b, name: t.text, none: len(b.rest) > 1}
	if err := none(b, b.rest[1:]); err != nil {
		return nil, err
	}
	if !w.none && len(b.lines) == 0 {
		return nil, b.head.errorf(t.end, "points are wanted below, or the word none")
	}
	for _, l := range b.lines {
		p, err := parsePoint(l)
		if err != nil {
			return nil, err
		}
		w.lines = append(w.lines, p)
	}
	return w, nil
}

func parsePoint(l line) (*wantPoint, error) {
	toks, err := l.tokens()
	if err != nil {
		return nil, err
	}
	p := &wantPoint{line: l}
	if p.at, err = parseOffset(toks[0].text); err != nil {
		return nil, l.errorf(toks[0].col, "%v", err)
	}
	for _, t := range toks[1:] {
		a, err := parseAttr(l, t)
		if err != nil {
			return nil, err
		}
		if key, ok := strings.CutPrefix(a.key, "tag."); ok {
			a.key = key
			p.tags = append(p.tags, a)
		} else {
			p.attrs = append(p.attrs, a)
		}
	}
	return p, nil
}

// of reports whether a point has the time and the tags that are wanted.
func (w *wantPoint) of(s sample) bool {
	if s.at != w.at {
		return false
	}
	for _, a := range w.tags {
		if !slices.ContainsFunc(s.tags, func(t alert.Tag) bool { return t.Key == a.key && a.p.matchText(t.Value) }) {
			return false
		}
	}
	return true
}

func fieldOf(s sample, name string) (alert.Field, bool) {
	for _, f := range s.fields {
		if f.Name == name {
			return f, true
		}
	}
	return alert.Field{}, false
}

func (w *wantPoint) match(s sample) bool {
	for _, a := range w.attrs {
		f, ok := fieldOf(s, a.key)
		if !ok || !a.p.matchValue(f.Value) {
			return false
		}
	}
	return true
}

func (c *check) node(w *wantNode) {
	n, err := c.r.node(w.name)
	if err != nil {
		c.fail(w.block.head, "%v", err)
		return
	}
	got := c.r.trace[n.Name]
	if w.none && len(got) > 0 {
		c.fail(w.block.head, "nothing was to leave %s; %d points do, the first:\n  + %s", c.r.place(n), len(got), got[0])
	}
	for _, l := range w.lines {
		var near []sample
		found := false
		for _, s := range got {
			if l.of(s) {
				near = append(near, s)
				found = found || l.match(s)
			}
		}
		if found {
			continue
		}
		var b strings.Builder
		for _, s := range near[:min(len(near), 4)] {
			fmt.Fprintf(&b, "\n  + %s", s)
		}
		if len(near) == 0 {
			fmt.Fprintf(&b, "\n  no point of that time and those tags leaves it; %d leave it in all", len(got))
			for _, s := range got[:min(len(got), 4)] {
				fmt.Fprintf(&b, "\n    %s", s)
			}
		}
		c.fail(l.line, "what leaves %s differs:\n  - %s%s", c.r.place(n), strings.TrimSpace(l.line.text), b.String())
		if len(near) > 0 {
			for _, a := range l.attrs {
				if f, ok := fieldOf(near[0], a.key); ok && !a.p.matchValue(f.Value) {
					c.edits.replace(l.line, a.tok, a.key+"="+written(f.Value))
				}
			}
		}
	}
}

// wantCounts is a line of counters.
type wantCounts struct {
	line  line
	name  string
	attrs []attr
	n     []int64
}

func parseCounts(l line) (*wantCounts, error) {
	toks, err := l.tokens()
	if err != nil {
		return nil, err
	}
	w := &wantCounts{line: l, name: toks[0].text}
	if len(toks) == 1 {
		return nil, l.errorf(toks[0].end, "a counter is wanted, such as emitted=4")
	}
	for _, t := range toks[1:] {
		a, err := parseAttr(l, t)
		if err != nil {
			return nil, err
		}
		if _, ok := counter(engine.NodeStats{}, a.key); !ok {
			return nil, l.errorf(t.col, "%q is not a counter: collected, emitted, errors or groups", a.key)
		}
		n, err := strconv.ParseInt(a.p.text, 10, 64)
		if err != nil {
			return nil, l.errorf(t.col+len(a.key)+1, "%q is not a number", a.p.text)
		}
		w.attrs, w.n = append(w.attrs, a), append(w.n, n)
	}
	return w, nil
}

func counter(s engine.NodeStats, name string) (int64, bool) {
	switch name {
	case "collected":
		return s.Collected, true
	case "emitted":
		return s.Emitted, true
	case "errors":
		return s.Errors, true
	case "groups":
		return s.Groups, true
	}
	return 0, false
}

func (c *check) counts(w *wantCounts) {
	n, err := c.r.node(w.name)
	if err != nil {
		c.fail(w.line, "%v", err)
		return
	}
	for _, s := range c.r.Stats {
		if s.Node != n.Name {
			continue
		}
		for i, a := range w.attrs {
			if got, _ := counter(s, a.key); got != w.n[i] {
				c.fail(w.line, "%s: wanted %s, got %d", c.r.place(n), a.tok.text, got)
				c.edits.replace(w.line, a.tok, fmt.Sprintf("%s=%d", a.key, got))
			}
		}
	}
}

// wantErrors is a block of errors.
type wantErrors struct {
	block *block
	any   bool
	lines []*wantError
}

type wantError struct {
	line line
	node string
	p    pattern
}

func parseErrors(b *block) (*wantErrors, error) {
	w := &wantErrors{block: b}
	if len(b.rest) == 1 && b.rest[0].text == "any" {
		w.any = true
		if len(b.lines) > 0 {
			return nil, b.lines[0].errorf(b.lines[0].indent(), "the line above says any")
		}
		return w, nil
	}
	if err := none(b, b.rest); err != nil {
		return nil, err
	}
	for _, l := range b.lines {
		toks, err := l.tokens()
		if err != nil {
			return nil, err
		}
		if len(toks) != 2 {
			return nil, l.errorf(l.indent(), "an error is a node and its message, in quotes or as a regular expression")
		}
		p, err := parsePattern(toks[1].text)
		if err != nil {
			return nil, l.errorf(toks[1].col, "%v", err)
		}
		w.lines = append(w.lines, &wantError{l, toks[0].text, p})
	}
	return w, nil
}

// errors compares the errors, in order; w is nil where a test says nothing.
func (c *check) errors(w *wantErrors, at line) {
	if w != nil && w.any {
		return
	}
	var want []*wantError
	if w != nil {
		want, at = w.lines, w.block.head
	}
	bad := len(want) != len(c.r.Errors)
	for i := 0; !bad && i < len(want); i++ {
		var ne *engine.NodeError
		bad = !errors.As(c.r.Errors[i], &ne) || ne.Node != want[i].node || !want[i].p.matchText(ne.Message)
	}
	if !bad {
		return
	}
	var b strings.Builder
	b.WriteString("the errors of nodes differ (- wanted, + got)")
	for _, e := range want {
		fmt.Fprintf(&b, "\n  - %s", strings.TrimSpace(e.line.text))
	}
	if len(want) == 0 {
		b.WriteString("\n  - none")
	}
	var fresh []string
	for i, err := range c.r.Errors {
		node, message := "-", err.Error()
		if ne := (*engine.NodeError)(nil); errors.As(err, &ne) {
			node, message = ne.Node, ne.Message
		}
		fresh = append(fresh, node+" "+strconv.Quote(message))
		if i < 10 {
			fmt.Fprintf(&b, "\n  + %s %q", node, message)
			if n, err := c.r.node(node); err == nil {
				fmt.Fprintf(&b, "\n      %s", c.r.place(n))
			}
		}
	}
	if more := len(c.r.Errors) - 10; more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	c.fail(at, "%s", b.String())
	if w != nil {
		c.edits.errors(w, fresh)
	}
}
