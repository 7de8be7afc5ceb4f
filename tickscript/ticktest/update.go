package ticktest

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// edits are changes to the lines of a file.
type edits struct {
	replaced map[int][]replacement
	deleted  map[int]bool
	after    map[int][]string
}

// replacement is a new text for a piece of a line.
type replacement struct {
	col, end int
	text     string
}

func (e *edits) empty() bool { return len(e.replaced)+len(e.deleted)+len(e.after) == 0 }

func (e *edits) replace(l line, t token, text string) {
	if e.replaced == nil {
		e.replaced = map[int][]replacement{}
	}
	e.replaced[l.n] = append(e.replaced[l.n], replacement{t.col, t.end, text})
}

func (e *edits) delete(l line) {
	if e.deleted == nil {
		e.deleted = map[int]bool{}
	}
	e.deleted[l.n] = true
}

// insert puts lines behind line n.
func (e *edits) insert(n int, lines ...string) {
	if e.after == nil {
		e.after = map[int][]string{}
	}
	e.after[n] = append(e.after[n], lines...)
}

func (e *edits) merge(o *edits) {
	for n, rs := range o.replaced {
		for _, r := range rs {
			e.replace(line{n: n}, token{col: r.col, end: r.end}, r.text)
		}
	}
	for n := range o.deleted {
		e.delete(line{n: n})
	}
	for n, ls := range o.after {
		e.insert(n, ls...)
	}
}

// indentIn is the indentation of a block's lines, or of those it would have.
func indentIn(b *block) string {
	if len(b.lines) > 0 {
		return b.lines[0].text[:b.lines[0].indent()]
	}
	head := b.head.text[:b.head.indent()]
	if strings.HasPrefix(head, "\t") {
		return head + "\t"
	}
	return head + "  "
}

// dropNone removes the word none of a directive that gets lines.
func (e *edits) dropNone(b *block) {
	if t, ok := b.word(len(b.rest) - 1); ok && t.text == "none" {
		t.col = len(strings.TrimRight(b.head.text[:t.col], " \t"))
		e.replace(b.head, t, "")
	}
}

// addNone adds the word none to a directive that loses its last line.
func (e *edits) addNone(b *block) {
	end := len(strings.TrimRight(b.head.text, " \t\r"))
	if toks, err := b.head.tokens(); err == nil && len(toks) > 0 {
		end = toks[len(toks)-1].end
	}
	e.replace(b.head, token{col: end, end: end}, " none")
}

// events rewrites what differs.
func (e *edits) events(r *Result, w *wantEvents, rows []row) {
	indent := indentIn(w.block)
	last, kept, added := w.block.head.n, 0, 0
	for _, row := range rows {
		switch {
		case row.got == nil:
			e.delete(row.want.line)
			last = row.want.line.n
			continue
		case row.want == nil:
			e.insert(last, indent+r.write(row.got))
			added++
			continue
		}
		kept++
		last = row.want.line.n
		e.event(r, row)
	}
	switch {
	case kept == 0 && added > 0 && len(w.lines) == 0:
		e.dropNone(w.block)
	case kept+added == 0 && len(w.lines) > 0:
		e.addNone(w.block)
	}
}

// event rewrites the words of a line that differ; those that match keep their
// form, such as a regular expression.
func (e *edits) event(r *Result, row row) {
	w, got := row.want, row.got
	for _, bad := range row.bad {
		switch bad {
		case "time":
			e.replace(w.line, w.toks[0], offset(got.Time.Sub(r.Start)))
		case "level":
			e.replace(w.line, w.toks[1], levelWord(got.Level))
		case "id":
			e.replace(w.line, w.toks[2], word(got.ID))
		}
	}
	for _, a := range w.attrs {
		if slices.Contains(row.bad, a.key) && !a.matches(got) {
			e.replace(w.line, a.tok, writeAttr(got, a.key))
		}
	}
}

func (e *edits) errors(w *wantErrors, fresh []string) {
	indent := indentIn(w.block)
	for i, l := range w.lines {
		if i < len(fresh) {
			node, message, _ := strings.Cut(fresh[i], " ")
			text, err := strconv.Unquote(message)
			if err == nil && node == l.node && l.p.matchText(text) {
				continue
			}
			end := len(l.line.text)
			if toks, err := l.line.tokens(); err == nil {
				end = toks[len(toks)-1].end
			}
			e.replace(l.line, token{col: l.line.indent(), end: end}, fresh[i])
		} else {
			e.delete(l.line)
		}
	}
	last := w.block.head.n
	if n := len(w.lines); n > 0 {
		last = w.lines[n-1].line.n
	}
	for i := len(w.lines); i < len(fresh); i++ {
		e.insert(last, indent+fresh[i])
	}
	switch {
	case len(w.lines) == 0 && len(fresh) > 0:
		e.dropNone(w.block)
	case len(w.lines) > 0 && len(fresh) == 0:
		e.addNone(w.block)
	}
}

// apply returns the text with the changes made.
func (e *edits) apply(src string) string {
	lines := strings.Split(src, "\n")
	var out []string
	for i, s := range lines {
		n := i + 1
		rs := e.replaced[n]
		sort.Slice(rs, func(a, b int) bool { return rs[a].col > rs[b].col })
		for _, r := range rs {
			s = s[:r.col] + r.text + s[r.end:]
		}
		if !e.deleted[n] {
			out = append(out, s)
		}
		ending := ""
		if strings.HasSuffix(lines[i], "\r") {
			ending = "\r"
		}
		for _, a := range e.after[n] {
			out = append(out, a+ending)
		}
	}
	return strings.Join(out, "\n")
}
