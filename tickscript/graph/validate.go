package graph

import (
	"fmt"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

// settings is what a rule looks at: the calls of a node or of a handler.
type settings struct {
	b     *builder
	node  *Node
	args  []Value
	calls []Call
	rng   diag.Range
	rule  *catalog.Rule
	noun  string
	// broken says that a rule of this phase failed already.
	broken bool
}

// validate checks the rules that Kapacitor checks when a task is defined.
func (b *builder) validate() { b.checkRules(catalog.Define) }

func (b *builder) checkRules(phase catalog.Phase) {
	for _, n := range b.g.Nodes {
		if b.miscalled[n] {
			continue
		}
		s := settings{b: b, node: n, args: n.Args, calls: n.Calls, rng: n.Range, noun: n.noun()}
		s.check(n.Spec.Rules, phase)
		for _, h := range n.Handlers {
			s := settings{b: b, node: n, args: h.Args, calls: h.Calls, rng: h.Range, noun: h.Spec.Kind}
			s.check(h.Spec.Rules, phase)
		}
	}
}

func (n *Node) noun() string {
	if n.UDF != "" {
		return "@" + n.UDF
	}
	return n.Spec.Kind
}

func (s *settings) check(rules []catalog.Rule, phase catalog.Phase) {
	for i := range rules {
		r := &rules[i]
		if r.Phase != phase {
			continue
		}
		s.rule = r
		if r.Check == catalog.Custom {
			if f := customRules[r.Code]; f != nil {
				f(s)
			}
			continue
		}
		s.simple(r)
	}
}

// simple checks a rule that is data.
func (s *settings) simple(r *catalog.Rule) {
	var set []Call
	for _, p := range r.Props {
		if c, ok := s.set(p); ok {
			set = append(set, c)
		}
	}
	switch r.Check {
	case catalog.Required:
		if len(set) < len(r.Props) {
			s.fail(s.rng)
		}
	case catalog.Exclusive:
		if len(set) > 1 {
			s.fail(set[len(set)-1].Range)
		}
	case catalog.ExactlyOne:
		switch {
		case len(set) > 1:
			s.fail(set[len(set)-1].Range)
		case len(set) == 0:
			s.fail(s.rng)
		}
	case catalog.AtLeastOne:
		if len(set) == 0 {
			s.fail(s.rng)
		}
	case catalog.Min:
		for _, p := range r.Props {
			if c, ok := s.last(p); ok && len(c.Args) > 0 {
				v := c.Args[0]
				if v.Type == catalog.Int && v.Int < r.Min || v.Type == catalog.Duration && int64(v.Dur) < r.Min {
					s.fail(c.Range, v.Int)
				}
			}
		}
	case catalog.OneOf:
		for _, p := range r.Props {
			if c, ok := s.last(p); ok && len(c.Args) > 0 && !contains(r.Values, c.Args[0].Str) {
				s.fail(c.Range, c.Args[0].Str).hint("write one of '" + strings.Join(r.Values, "', '") + "'")
			}
		}
	}
}

// fail reports the current rule as broken. The arguments fill in Kapacitor's
// message.
func (s *settings) fail(at diag.Range, args ...any) report {
	s.broken = true
	d := s.b.errorAt(at, s.rule.Code, "%s: %s", s.noun, lowerFirst(strings.TrimSuffix(s.rule.Doc, ".")))
	// The types come as Go's names already.
	msg := strings.ReplaceAll(s.rule.Message, "%T", "%s")
	if n := strings.Count(msg, "%"); n > 0 {
		msg = fmt.Sprintf(msg, args[:min(n, len(args))]...)
	}
	return d.kapacitor("%s", msg)
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] < 'A' || s[1] > 'Z') {
		return string(s[0]-'A'+'a') + s[1:]
	}
	return s
}

// last returns the last call of a property.
func (s *settings) last(name string) (Call, bool) { return lastCall(s.calls, name) }

// set returns the last call of a property when it sets something other than the
// zero value.
func (s *settings) set(name string) (Call, bool) {
	c, ok := lastCall(s.calls, name)
	if !ok || len(c.Args) > 0 && isZero(c.Args[0]) {
		return c, false
	}
	return c, true
}

func (s *settings) str(name string) string {
	if c, ok := s.last(name); ok && len(c.Args) > 0 {
		return c.Args[0].Str
	}
	return ""
}

func (s *settings) dur(name string) time.Duration {
	if c, ok := s.last(name); ok && len(c.Args) > 0 {
		return c.Args[0].Dur
	}
	return 0
}

func (s *settings) int(name string) int64 {
	if c, ok := s.last(name); ok && len(c.Args) > 0 {
		return c.Args[0].Int
	}
	return 0
}

// at is the place of a property's last call, else that of the node.
func (s *settings) at(name string) diag.Range {
	if c, ok := s.last(name); ok {
		return c.Range
	}
	return s.rng
}

func isZero(v Value) bool {
	switch v.Type {
	case catalog.Float:
		return v.Float == 0
	case catalog.Int:
		return v.Int == 0
	case catalog.String:
		return v.Str == ""
	case catalog.Bool:
		return !v.Bool
	case catalog.Duration:
		return v.Dur == 0
	case catalog.Lambda:
		return v.Lambda == nil
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
