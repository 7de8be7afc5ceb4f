package ticktest

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// wantStep is a line of steps: what happens beside the points.
type wantStep struct {
	line line
	at   time.Duration
	do   string
	// path, name and value are those of script and var, to that of clock.
	path, name, value string
	to                time.Duration
	col               int
}

// parseSteps reads a block of steps; dir is what paths are relative to.
func parseSteps(b *block, dir string) ([]wantStep, error) {
	if len(b.rest) > 0 || len(b.lines) == 0 {
		return nil, b.head.errorf(b.head.indent(), "steps stand on the lines below %q, deeper than it", b.name)
	}
	var out []wantStep
	for _, l := range b.lines {
		toks, err := l.tokens()
		if err != nil {
			return nil, err
		}
		if len(toks) < 2 {
			return nil, l.errorf(l.indent(), "a step is a time and what happens then, such as: 5m restart")
		}
		st := wantStep{line: l, do: toks[1].text, col: toks[1].col}
		if st.at, err = parseOffset(toks[0].text); err != nil {
			return nil, l.errorf(toks[0].col, "%v", err)
		}
		if st.at < 0 {
			return nil, l.errorf(toks[0].col, "a step is not before the start")
		}
		rest := toks[2:]
		want := 1
		switch st.do {
		case "restart":
			want = 0
		case "script", "clock":
		case "var":
			want = len(rest)
		default:
			return nil, l.errorf(st.col, "%q is not a step: restart, script FILE, var NAME = VALUE or clock TIME", st.do)
		}
		if len(rest) > want {
			return nil, l.errorf(rest[want].col, "%q is too much", rest[want].text)
		}
		if len(rest) < 1 && st.do != "restart" {
			return nil, l.errorf(len(l.text), "%s needs a value", st.do)
		}
		switch st.do {
		case "script":
			st.path = rest[0].text
			if !filepath.IsAbs(st.path) {
				st.path = filepath.Join(dir, st.path)
			}
		case "var":
			name, value, ok := strings.Cut(l.text[rest[0].col:rest[len(rest)-1].end], "=")
			if st.name, st.value = strings.TrimSpace(name), unquoted(strings.TrimSpace(value)); !ok || st.name == "" {
				return nil, l.errorf(rest[0].col, "a variable is written NAME = VALUE")
			}
		case "clock":
			if st.to, err = parseOffset(rest[0].text); err != nil {
				return nil, l.errorf(rest[0].col, "%v", err)
			}
			if st.to < st.at {
				return nil, l.errorf(rest[0].col, "the clock cannot go back: it shows %s then", offset(st.at))
			}
		}
		out = append(out, st)
	}
	return out, nil
}

// stepActs turns steps into acts, and the scripts they bring into definitions. Of
// one time, changes of script and variables are one definition.
func (s *spec) stepActs(p *Plan) ([]placed, error) {
	steps := slices.Clone(s.steps)
	slices.SortStableFunc(steps, func(a, b wantStep) int { return cmp.Compare(a.at, b.at) })
	set := s.settings
	set.vars = maps.Clone(set.vars)
	var acts []placed
	for i := 0; i < len(steps); i++ {
		st := steps[i]
		switch st.do {
		case "clock":
			acts = append(acts, placed{st.at, Act{At: st.to, Define: -1, Late: true}})
			continue
		case "restart":
			acts = append(acts, placed{st.at, Act{At: st.at, Define: len(p.Definitions) - 1}})
			continue
		}
		for {
			if st.do == "script" {
				set.path, set.text, set.rule, set.textFile = st.path, "", nil, ""
			} else {
				if set.vars == nil {
					set.vars = map[string]string{}
				}
				set.vars[st.name] = st.value
			}
			if i+1 == len(steps) || steps[i+1].at != st.at || steps[i+1].do != "script" && steps[i+1].do != "var" {
				break
			}
			i++
			st = steps[i]
		}
		def, _, err := set.define(p.Task)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", &SyntaxError{File: st.line.file, Line: st.line.n, Col: st.col + 1, Message: "the task cannot be defined so"}, err)
		}
		p.Definitions = append(p.Definitions, *def)
		acts = append(acts, placed{st.at, Act{At: st.at, Define: len(p.Definitions) - 1}})
	}
	return acts, nil
}
