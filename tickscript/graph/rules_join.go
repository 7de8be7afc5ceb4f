package graph

import (
	"strings"
)

func asRequired(s *settings) {
	if len(s.names("as")) == 0 {
		d := s.fail(s.rng)
		switch {
		case s.node.Kind() == "join" && len(s.node.Parents) == 2:
			d.hint("write .as('left', 'right')")
		default:
			d.hint("write .as('name', ...), one name for each")
		}
	}
}

func joinAsCount(s *settings) {
	if as := s.names("as"); len(as) > 0 && len(as) != len(s.node.Parents) {
		s.fail(s.at("as")).hint("there are " + plural(len(as), "prefix") + " for " + plural(len(s.node.Parents), "node"))
	}
}

func combineAsCount(s *settings) {
	if as := s.names("as"); len(as) > 0 && len(as) != len(s.args) {
		s.fail(s.at("as"))
	}
}

func asEmpty(s *settings) {
	for _, v := range s.names("as") {
		if v.Str == "" {
			s.fail(v.Range)
		}
	}
}

func asDelimiter(s *settings) {
	delimiter := "."
	if c, ok := s.last("delimiter"); ok {
		delimiter = c.Args[0].Str
	}
	if delimiter == "" && s.node.Kind() == "join" {
		return
	}
	for _, v := range s.names("as") {
		if v.Str != "" && strings.Contains(v.Str, delimiter) {
			s.fail(v.Range, v.Str, delimiter)
		}
	}
}

func asDistinct(s *settings) {
	seen := map[string]bool{}
	for _, v := range s.names("as") {
		if v.Str != "" && seen[v.Str] {
			s.fail(v.Range)
		}
		seen[v.Str] = true
	}
}
