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
	if c.r.live {
		c.skip(w.block.head, "what leaves %s is not seen", w.name)
		return
	}
	n, d, err := c.r.node(w.name)
	if err != nil {
		t, _ := w.block.word(0)
		c.failAt(w.block.head, t.col, "%v", err)
		return
	}
	c.pointsOf("what leaves "+d.place(n), w.block, w.none, w.lines, c.r.trace[n.Name])
}

// pointsOf compares points with what is wanted of some of them.
func (c *check) pointsOf(what string, block *block, none bool, lines []*wantPoint, got []sample) {
	if none && len(got) > 0 {
		c.fail(block.head, "%s: nothing was wanted; there are %d points, the first:\n  + %s", what, len(got), got[0])
	}
	for _, l := range lines {
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
			fmt.Fprintf(&b, "\n  there is no point of that time and those tags; there are %d in all", len(got))
			for _, s := range got[:min(len(got), 4)] {
				fmt.Fprintf(&b, "\n    %s", s)
			}
		}
		c.fail(l.line, "%s differs:\n  - %s%s", what, strings.TrimSpace(l.line.text), b.String())
		c.asks = append(c.asks, ask{at: l.at})
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
	n, d, err := c.r.node(w.name)
	if err != nil {
		c.fail(w.line, "%v", err)
		return
	}
	if c.r.live && c.r.Stats == nil {
		c.skip(w.line, "counters are not seen")
		return
	}
	for _, s := range c.r.Stats {
		if s.Node != n.Name {
			continue
		}
		for i, a := range w.attrs {
			if got, _ := counter(s, a.key); got != w.n[i] {
				c.failAt(w.line, a.tok.col, "%s: wanted %s, got %d", d.place(n), a.tok.text, got)
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
	// row and col are the node's place, where that is wanted.
	row, col int
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
		if len(toks) != 2 && len(toks) != 3 {
			return nil, l.errorf(l.indent(), "an error is a node and its message, in quotes or as a regular expression, and at=LINE:COLUMN where that is wanted")
		}
		p, err := parsePattern(toks[1].text)
		if err != nil {
			return nil, l.errorf(toks[1].col, "%v", err)
		}
		e := &wantError{line: l, node: toks[0].text, p: p}
		if len(toks) == 3 {
			if n, err := fmt.Sscanf(toks[2].text, "at=%d:%d", &e.row, &e.col); n != 2 || err != nil {
				return nil, l.errorf(toks[2].col, "%q is not at=LINE:COLUMN", toks[2].text)
			}
		}
		w.lines = append(w.lines, e)
	}
	return w, nil
}

func (w *wantError) match(err error) bool {
	var ne *engine.NodeError
	if !errors.As(err, &ne) || ne.Node != w.node || !w.p.matchText(ne.Message) {
		return false
	}
	return w.row == 0 || ne.Range.Start.Line == w.row && ne.Range.Start.Col == w.col
}

// errors compares the errors, in order; w is nil where a test says nothing.
func (c *check) errors(w *wantErrors, at line) {
	if w != nil && w.any {
		return
	}
	if c.r.live {
		if w != nil && len(w.lines) > 0 {
			c.skip(w.block.head, "errors of nodes are not looked at")
		}
		return
	}
	var want []*wantError
	if w != nil {
		want, at = w.lines, w.block.head
	}
	bad := len(want) != len(c.r.Errors)
	for i := 0; !bad && i < len(want); i++ {
		bad = !want[i].match(c.r.Errors[i])
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
			if n, d, err := c.r.node(node); err == nil {
				fmt.Fprintf(&b, "\n      %s", d.place(n))
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
