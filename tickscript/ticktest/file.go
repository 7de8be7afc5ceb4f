package ticktest

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// File is a parsed *.ticktest file.
type File struct {
	// Name is the file's name as it was given to Parse.
	Name string
	// Tests are its tests, in order.
	Tests []*Test
	src   string
}

// Test is one test of a file.
type Test struct {
	// Name stands behind the word test; Line is where.
	Name string
	Line int
	spec *spec
}

// Parse reads a test file. The path of a script is relative to that of name. The
// error joins a *SyntaxError for each mistake.
func Parse(name, src string) (*File, error) {
	p := &parser{f: &File{Name: name, src: src}}
	for i, s := range strings.Split(src, "\n") {
		p.lines = append(p.lines, line{name, i + 1, strings.TrimSuffix(s, "\r")})
	}
	p.file()
	if len(p.errs) == 0 && len(p.f.Tests) == 0 {
		p.errs = append(p.errs, p.lines[0].errorf(0, "the file has no test"))
	}
	if err := errors.Join(p.errs...); err != nil {
		return nil, err
	}
	return p.f, nil
}

type parser struct {
	f     *File
	lines []line
	i     int
	errs  []error
}

// more returns the next line that is indented deeper than depth, nil when there
// is none; -1 is above everything.
func (p *parser) more(depth int) *line {
	for p.i < len(p.lines) && p.lines[p.i].blank() {
		p.i++
	}
	if p.i == len(p.lines) || p.lines[p.i].indent() <= depth {
		return nil
	}
	return &p.lines[p.i]
}

// directive takes a directive with its block.
func (p *parser) directive() *block {
	l := p.lines[p.i]
	p.i++
	b := &block{head: l}
	toks, err := l.tokens()
	if err != nil {
		p.errs = append(p.errs, err)
	}
	if len(toks) > 0 {
		b.name, b.rest = toks[0].text, toks[1:]
	} else {
		b.name = "?"
	}
	if b.name == "test" {
		return b
	}
	for next := p.more(l.indent()); next != nil; next = p.more(l.indent()) {
		b.lines = append(b.lines, *next)
		p.i++
	}
	return b
}

func (p *parser) add(err error) {
	if err != nil {
		p.errs = append(p.errs, err)
	}
}

func (p *parser) file() {
	common := settings{known: new(definitions)}
	names := map[string]int{}
	for next := p.more(-1); next != nil; next = p.more(-1) {
		b := p.directive()
		if b.head.indent() > 0 {
			p.add(b.head.errorf(b.head.indent(), "the line is indented, but belongs to nothing"))
			continue
		}
		if b.name != "test" {
			if len(p.f.Tests) > 0 {
				p.add(b.head.errorf(0, "a setting for all tests stands before the first test; for one test it is indented"))
				continue
			}
			p.add(p.setting(&common, b))
			continue
		}
		p.test(common, b, names)
	}
}

func (p *parser) test(common settings, b *block, names map[string]int) {
	s := &spec{settings: common, at: b.head}
	s.data = append([]*block(nil), common.data...)
	s.steps = append([]wantStep(nil), common.steps...)
	s.vars = maps.Clone(common.vars)
	if len(b.rest) > 0 {
		s.name = b.head.text[b.rest[0].col:b.rest[len(b.rest)-1].end]
	}
	if s.name == "" {
		p.add(b.head.errorf(len(b.head.text), "a test has a name"))
	}
	if n, dup := names[s.name]; dup {
		p.add(b.head.errorf(0, "line %d has a test %q already", n, s.name))
	}
	names[s.name] = b.head.n
	depth := -1
	for next := p.more(0); next != nil; next = p.more(0) {
		d := p.directive()
		if depth < 0 {
			depth = d.head.indent()
		}
		switch {
		case d.head.indent() != depth:
			p.add(d.head.errorf(d.head.indent(), "the line is indented less than the test's others"))
		case expectations[d.name]:
			p.add(s.want(d))
		default:
			p.add(p.setting(&s.settings, d))
		}
	}
	if !s.expects() {
		p.add(b.head.errorf(0, "the test expects nothing: events, levels, node, counts, httpout, payloads, errors or diagnostics; none is an expectation too"))
	}
	if s.path == "" && s.text == "" {
		p.add(b.head.errorf(0, "the test has no script: script FILE, or script and its text on the lines below"))
	}
	p.f.Tests = append(p.f.Tests, &Test{Name: s.name, Line: b.head.n, spec: s})
}

var expectations = map[string]bool{
	"events": true, "levels": true, "node": true, "counts": true, "httpout": true, "payloads": true, "errors": true, "diagnostics": true,
}

func (p *parser) setting(s *settings, b *block) error {
	arg, has := b.word(0)
	if b.name == "data" || b.name == "script" && !has {
		if has {
			return b.head.errorf(arg.col, "%s stands on the lines below", b.name)
		}
		if len(b.lines) == 0 {
			return b.head.errorf(len(b.head.text), "%s needs lines below it, indented deeper", b.name)
		}
		if b.name == "data" {
			s.data = append(s.data, b)
			return nil
		}
		// Blank lines in front keep the script's positions those of the file.
		first, last := b.lines[0].n, b.lines[len(b.lines)-1].n
		var text strings.Builder
		text.WriteString(strings.Repeat("\n", first-1))
		for _, l := range p.lines[first-1 : last] {
			text.WriteString(l.text + "\n")
		}
		s.path, s.text, s.textFile = "", text.String(), p.f.Name
		return nil
	}
	if b.name == "steps" {
		steps, err := parseSteps(b, filepath.Dir(p.f.Name))
		s.steps = append(s.steps, steps...)
		return err
	}
	if len(b.lines) > 0 {
		return b.lines[0].errorf(b.lines[0].indent(), "nothing is wanted below %q", b.name)
	}
	want := 1
	if b.name == "var" {
		want = len(b.rest)
	}
	switch b.name {
	case "script", "var", "task", "type", "db", "start", "until":
		if !has {
			return b.head.errorf(arg.col, "%s needs a value", b.name)
		}
		if len(b.rest) > want {
			return b.head.errorf(b.rest[want].col, "%q is too much", b.rest[want].text)
		}
	}
	var err error
	switch b.name {
	case "script":
		s.path, s.text = arg.text, ""
		if !filepath.IsAbs(s.path) {
			s.path = filepath.Join(filepath.Dir(p.f.Name), s.path)
		}
	case "var":
		name, value, ok := strings.Cut(b.head.text[arg.col:b.rest[len(b.rest)-1].end], "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return b.head.errorf(arg.col, "a variable is written NAME = VALUE")
		}
		if s.vars == nil {
			s.vars = map[string]string{}
		}
		s.vars[name] = unquoted(strings.TrimSpace(value))
	case "task":
		s.task = unquoted(arg.text)
	case "type":
		types := map[string]graph.TaskType{"stream": graph.StreamTask, "batch": graph.BatchTask}
		if s.typ = types[arg.text]; s.typ == graph.UnknownType {
			return b.head.errorf(arg.col, "%q is not a task type: stream or batch", arg.text)
		}
	case "db":
		var ok bool
		if s.db, s.rp, ok = strings.Cut(arg.text, "."); !ok || s.db == "" || s.rp == "" {
			return b.head.errorf(arg.col, "%q is not a database and its retention policy, such as telegraf.autogen", arg.text)
		}
	case "start":
		if s.start, err = time.Parse(time.RFC3339Nano, arg.text); err != nil {
			return b.head.errorf(arg.col, "%q is not a time such as 2024-01-01T00:00:00Z", arg.text)
		}
		if y := s.start.Year(); y < 1750 || y > 2150 {
			return b.head.errorf(arg.col, "the start is before 1750 or after 2150")
		}
	case "until":
		if s.until, err = parseOffset(arg.text); err != nil {
			return b.head.errorf(arg.col, "%v", err)
		}
	default:
		if expectations[b.name] {
			return b.head.errorf(b.head.indent(), "%q belongs to a test: it stands below one, indented", b.name)
		}
		return b.head.errorf(b.head.indent(), "%q is not understood: script, var, task, type, db, start, until, data, steps, test, events, levels, node, counts, httpout, payloads, errors and diagnostics are", b.name)
	}
	return nil
}

// unquoted is a text without the quotes it may stand in.
func unquoted(s string) string {
	if p, err := parsePattern(s); err == nil && p.quoted {
		return p.text
	}
	return s
}

// Finding is a difference between what a test expects and what its rule did.
type Finding struct {
	// File, Line and Col are the expectation's; both count from 1.
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
	// Text says what differs, on several lines.
	Text string `json:"text"`
}

// Outcome is what came of a test.
type Outcome struct {
	// Err says why the test could not run: the script is wrong, or the data.
	Err error
	// Findings are what differs; a test without passes.
	Findings []Finding
	// Skipped are expectations that were not compared, which happens only to what was
	// judged elsewhere: see [Test.Judge].
	Skipped []Finding
	// Result is what the rule did, nil with Err.
	Result *Result

	edits edits
	asks  []ask
}

// Passed reports whether the rule did as expected.
func (o *Outcome) Passed() bool { return o.Err == nil && len(o.Findings) == 0 }

// Run runs a test. It may be called for several tests of a file at once.
func (t *Test) Run(ctx context.Context) *Outcome {
	r, c, err := t.spec.run(ctx)
	if err != nil {
		return &Outcome{Err: err}
	}
	return c.outcome(r)
}

func (c *check) outcome(r *Result) *Outcome {
	o := &Outcome{Result: r, edits: c.edits, asks: c.asks}
	o.Findings, o.Skipped = found(c.findings), found(c.skipped)
	return o
}

func found(list []finding) []Finding {
	var out []Finding
	for _, f := range list {
		out = append(out, Finding{File: f.line.file, Line: f.line.n, Col: f.col + 1, Text: f.text})
	}
	return out
}

// Update returns the file's text with the expectations of tests that did not
// pass rewritten to what their rules did. Comments, layout, and what already
// matches, such as a regular expression, stay.
func (f *File) Update(outcomes ...*Outcome) string {
	var all edits
	for _, o := range outcomes {
		all.merge(&o.edits)
	}
	if all.empty() {
		return f.src
	}
	return all.apply(f.src)
}
