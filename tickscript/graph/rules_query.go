package graph

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// fillOption checks a fill of a fixed set of words or a number. Everything that
// is neither a string nor a number is ignored by Kapacitor in silence.
func fillOption(words ...string) func(*settings) {
	return func(s *settings) {
		c, ok := s.last("fill")
		if !ok {
			return
		}
		switch v := c.Args[0]; v.Type {
		case catalog.String:
			if !contains(words, v.Str) {
				s.fail(v.Range, v.Str).hint("write '" + strings.Join(words, "', '") + "' or a number")
			}
		case catalog.Float, catalog.Int:
		case catalog.Ref:
			s.b.warnAt(v.Range, CodeDoubleQuotes, "fill(\"%s\") is ignored; double quotes name a field or a tag", v.Str).
				hint("write '" + v.Str + "' in single quotes")
		default:
			s.b.warnAt(v.Range, CodeArgumentType, "fill ignores %s", article(typeName(v.Type))).
				hint("write '" + strings.Join(words, "', '") + "' or a number")
		}
	}
}

func oneTimeDimension(s *settings) {
	n := 0
	for _, v := range s.dimensions() {
		switch v.Type {
		case catalog.Duration, catalog.TimeDim:
			if n++; n > 1 {
				s.fail(v.Range)
			}
		case catalog.String, catalog.Star:
		case catalog.Ref:
			s.b.errorAt(v.Range, CodeDoubleQuotes, "groupBy wants a string; double quotes name a field or a tag").
				kapacitor("invalid dimension type:*ast.ReferenceNode, must be string or time.Duration").
				hint("write '" + v.Str + "' in single quotes")
		default:
			t := v.goType()
			if v.Type == 0 {
				t = "tick.unboundFunc"
			}
			s.b.errorAt(v.Range, CodeArgumentType, "a query is grouped by tags, * or time, not by %s", article(typeName(v.Type))).
				kapacitor("invalid dimension type:%s, must be string or time.Duration", t)
		}
	}
}

// queryText tells what is certainly not one SELECT statement; the rest of the
// InfluxQL grammar is the server's.
func queryText(s *settings) {
	if len(s.args) == 0 {
		return
	}
	v := s.args[0]
	if c, ok := s.last("queryStr"); ok {
		v = c.Args[0]
	}
	statements := splitStatements(v.Str)
	switch {
	case len(statements) != 1:
		s.b.errorAt(v.Range, s.rule.Code, "the query holds %s, not one", plural(len(statements), "statement")).
			kapacitor("query must be a single select statement, got %d statements", len(statements))
	case !hasWord(statements[0], "SELECT"):
		d := s.b.errorAt(v.Range, s.rule.Code, "the query is not a SELECT statement").
			hint(`write SELECT ... FROM "database"."retention policy"."measurement"`)
		for _, w := range []string{"SHOW", "CREATE", "DROP", "DELETE", "ALTER", "GRANT", "REVOKE", "KILL", "SET", "EXPLAIN"} {
			if hasWord(statements[0], w) {
				d.kapacitor("query is not a select statement %q", v.Str)
			}
		}
	}
}

func hasWord(text, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(text[:len(word)], word)
}

// splitStatements divides an InfluxQL text at its semicolons, and leaves out
// comments and what is blank.
func splitStatements(text string) []string {
	var out []string
	var cur strings.Builder
	end := func() {
		if t := strings.TrimSpace(cur.String()); t != "" {
			out = append(out, t)
		}
		cur.Reset()
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ';':
			end()
		case c == '\'' || c == '"':
			// What is quoted is of no interest but for its end.
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			cur.WriteByte(c)
		case strings.HasPrefix(text[i:], "--"):
			for i < len(text) && text[i] != '\n' {
				i++
			}
			cur.WriteByte(' ')
		case strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				n = len(text)
			}
			i += n + 3
			cur.WriteByte(' ')
		default:
			cur.WriteByte(c)
		}
	}
	end()
	return out
}
