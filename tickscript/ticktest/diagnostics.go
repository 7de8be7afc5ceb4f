package ticktest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// wantDiagnostics is a block of what is wrong with the script, or will surprise.
type wantDiagnostics struct {
	block *block
	lines []*wantDiagnostic
}

// wantDiagnostic is one line of it.
type wantDiagnostic struct {
	line      line
	toks      []token
	row, col  int
	code      string
	message   pattern
	hasColumn bool
}

func parseDiagnostics(b *block) (*wantDiagnostics, error) {
	w := &wantDiagnostics{block: b}
	if err := none(b, b.rest); err != nil {
		return nil, err
	}
	for _, l := range b.lines {
		toks, err := l.tokens()
		if err != nil {
			return nil, err
		}
		if len(toks) < 2 || len(toks) > 3 {
			return nil, l.errorf(l.indent(), "a diagnostic is a place, a code and, where it is wanted, a message, such as: 4:6 no-level /no level/")
		}
		d := &wantDiagnostic{line: l, toks: toks, code: toks[1].text}
		row, col, hasCol := strings.Cut(toks[0].text, ":")
		d.hasColumn = hasCol
		if d.row, err = strconv.Atoi(row); err == nil && hasCol {
			d.col, err = strconv.Atoi(col)
		}
		if err != nil || d.row < 1 || hasCol && d.col < 1 {
			return nil, l.errorf(toks[0].col, "%q is not a place: a line, or line:column", toks[0].text)
		}
		if len(toks) == 3 {
			if d.message, err = parsePattern(toks[2].text); err != nil {
				return nil, l.errorf(toks[2].col, "%v", err)
			}
		}
		w.lines = append(w.lines, d)
	}
	return w, nil
}

func (w *wantDiagnostic) match(d *diag.Diagnostic) bool {
	at := d.Range.Start
	return at.Line == w.row && (!w.hasColumn || at.Col == w.col) && d.Code == w.code && (len(w.toks) < 3 || w.message.matchText(d.Message))
}

// diagnosticsOf are the mistakes that an error tells.
func diagnosticsOf(err error) diag.List {
	var list diag.List
	errors.As(err, &list)
	return list
}

// diagnostics compares errors and warnings, in the order of their places.
func (c *check) diagnostics(w *wantDiagnostics) {
	var got []diag.Diagnostic
	for _, d := range c.r.Diagnostics {
		if d.Severity != diag.Info {
			got = append(got, d)
		}
	}
	bad := len(got) != len(w.lines)
	for i := 0; !bad && i < len(got); i++ {
		bad = !w.lines[i].match(&got[i])
	}
	if !bad {
		return
	}
	var b strings.Builder
	b.WriteString("the diagnostics of the script differ (- wanted, + got)")
	for _, l := range w.lines {
		fmt.Fprintf(&b, "\n  - %s", strings.TrimSpace(l.line.text))
	}
	if len(w.lines) == 0 {
		b.WriteString("\n  - none")
	}
	indent, last := indentIn(w.block), w.block.head.n
	for i, d := range got {
		fresh := fmt.Sprintf("%s %s", d.Range.Start, d.Code)
		fmt.Fprintf(&b, "\n  + %s %s: %s", fresh, d.Severity, d.Message)
		switch {
		case i >= len(w.lines):
			c.edits.insert(last, indent+fresh)
		case !w.lines[i].match(&d):
			toks := w.lines[i].toks
			c.edits.replace(w.lines[i].line, token{col: toks[0].col, end: toks[len(toks)-1].end}, fresh)
			last = w.lines[i].line.n
		default:
			last = w.lines[i].line.n
		}
	}
	for i := len(got); i < len(w.lines); i++ {
		c.edits.delete(w.lines[i].line)
	}
	switch {
	case len(w.lines) == 0:
		c.edits.dropNone(w.block)
	case len(got) == 0:
		c.edits.addNone(w.block)
	}
	c.fail(w.block.head, "%s", b.String())
}
