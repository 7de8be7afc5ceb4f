package ticktest

import (
	"fmt"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// defaultStart is what 0s means unless a test says otherwise.
var defaultStart = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// spec is a test, whichever form it was written in.
type spec struct {
	settings
	name string
	// at is where the test stands.
	at line
	wants
}

// settings are what a test runs.
type settings struct {
	// One of: path, the script's file; text, the script; rule.
	path, text string
	rule       *tickscript.Rule
	// textFile names the file that text stands in.
	textFile string
	vars     map[string]string
	task     string
	typ      graph.TaskType
	db, rp   string
	start    time.Time
	until    time.Duration
	data     []*block
	steps    []wantStep
	batches  engine.BatchSource
	// known are those that other tests of the file have compiled.
	known *definitions
}

// wants are what a test expects.
type wants struct {
	events []*wantEvents
	levels []*wantLevels
	nodes  []*wantNode
	counts []*wantCounts
	errors *wantErrors
	// outs are those of httpOut endpoints.
	outs     []*wantOut
	payloads []*wantPayloads
	diags    *wantDiagnostics
}

// expects reports whether the test expects anything.
func (w *wants) expects() bool {
	return len(w.events)+len(w.levels)+len(w.nodes)+len(w.counts)+len(w.outs)+len(w.payloads) > 0 || w.errors != nil || w.diags != nil
}

// wantEvents is a block of events.
type wantEvents struct {
	block *block
	// of is the selector; nil selects all.
	of    *selector
	lines []*wantEvent
}

// wantEvent is one line of it.
type wantEvent struct {
	line  line
	toks  []token
	at    time.Duration
	level alert.Level
	id    pattern
	attrs []attr
}

// attr is KEY=PATTERN.
type attr struct {
	key string
	tok token
	p   pattern
	// dur and level are those of "for" and "was".
	dur   time.Duration
	level alert.Level
}

// selector selects events: those of an id, or those whose tags are as named.
type selector struct {
	text string
	id   string
	tags []alert.Tag
}

// parseSelector reads a selector: with every part of the form tag=value it is by
// tags, else by id. A quoted text is an id.
func parseSelector(s string) (*selector, error) {
	if s == "" {
		return nil, fmt.Errorf("an event id, or tags such as host=a,cluster=b, are wanted")
	}
	p, err := parsePattern(s)
	if err != nil {
		return nil, err
	}
	if p.re != nil {
		return nil, fmt.Errorf("a selector is no regular expression")
	}
	sel := &selector{text: s, id: p.text}
	if p.quoted {
		return sel, nil
	}
	for _, part := range strings.Split(s, ",") {
		k, v, ok := strings.Cut(part, "=")
		if !ok || strings.ContainsAny(k, ":/") {
			sel.tags = nil
			return sel, nil
		}
		sel.tags = append(sel.tags, alert.Tag{Key: k, Value: v})
	}
	return sel, nil
}

func (s *selector) selects(e *alert.Event) bool {
	if s == nil {
		return true
	}
	if s.tags == nil {
		return e.ID == s.id
	}
	return hasTags(e.Tags, s.tags)
}

func hasTags(tags, want []alert.Tag) bool {
	for _, w := range want {
		found := false
		for _, t := range tags {
			found = found || t == w
		}
		if !found {
			return false
		}
	}
	return true
}

func parseEvents(b *block) (*wantEvents, error) {
	w := &wantEvents{block: b}
	rest := b.rest
	if len(rest) > 0 && rest[0].text == "of" {
		t, _ := b.word(1)
		sel, err := parseSelector(t.text)
		if err != nil {
			return nil, b.head.errorf(t.col, "%v", err)
		}
		w.of, rest = sel, rest[2:]
	}
	if err := none(b, rest); err != nil {
		return nil, err
	}
	for _, l := range b.lines {
		e, err := parseEvent(l)
		if err != nil {
			return nil, err
		}
		w.lines = append(w.lines, e)
	}
	return w, nil
}

// none reads the optional last word of a directive.
func none(b *block, rest []token) error {
	if len(rest) == 0 {
		return nil
	}
	if rest[0].text != "none" || len(rest) > 1 {
		return b.head.errorf(rest[0].col, "%q is not understood here: %q, or nothing, is wanted", rest[0].text, "none")
	}
	if len(b.lines) > 0 {
		return b.lines[0].errorf(b.lines[0].indent(), "the line above says none")
	}
	return nil
}

func parseEvent(l line) (*wantEvent, error) {
	toks, err := l.tokens()
	if err != nil {
		return nil, err
	}
	if len(toks) < 3 {
		return nil, l.errorf(l.indent(), "an event has at least a time, a level and an id, such as: 30s crit a/disk_used")
	}
	e := &wantEvent{line: l, toks: toks}
	if e.at, err = parseOffset(toks[0].text); err != nil {
		return nil, l.errorf(toks[0].col, "%v", err)
	}
	if e.level, err = parseLevel(toks[1].text); err != nil {
		return nil, l.errorf(toks[1].col, "%v", err)
	}
	if e.id, err = parsePattern(toks[2].text); err != nil {
		return nil, l.errorf(toks[2].col, "%v", err)
	}
	for _, t := range toks[3:] {
		a, err := parseAttr(l, t)
		if err != nil {
			return nil, err
		}
		switch key := a.key; {
		case key == "was":
			if a.level, err = parseLevel(a.p.text); err != nil {
				return nil, l.errorf(t.col+len("was="), "%v", err)
			}
		case key == "for":
			if a.dur, err = parseOffset(a.p.text); err != nil {
				return nil, l.errorf(t.col+len("for="), "%v", err)
			}
		case key == "message", key == "details", key == "name", key == "group", key == "node",
			strings.HasPrefix(key, "tag."), strings.HasPrefix(key, "field."):
		default:
			return nil, l.errorf(t.col, "an event has no %q: was, for, message, details, name, group, node, tag.KEY and field.KEY can be compared", key)
		}
		e.attrs = append(e.attrs, a)
	}
	return e, nil
}

func parseAttr(l line, t token) (attr, error) {
	key, val, ok := strings.Cut(t.text, "=")
	if !ok || key == "" {
		return attr{}, l.errorf(t.col, "%q is not name=value", t.text)
	}
	p, err := parsePattern(val)
	if err != nil {
		return attr{}, l.errorf(t.col+len(key)+1, "%v", err)
	}
	return attr{key: key, tok: t, p: p}, nil
}
