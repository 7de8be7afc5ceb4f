package lambda

import (
	"fmt"
	"strings"
)

func defineStrings() {
	two := []Kind{String, String}
	for name, f := range map[string]func(s, t string) bool{
		"strContains": strings.Contains, "strContainsAny": strings.ContainsAny,
		"strHasPrefix": strings.HasPrefix, "strHasSuffix": strings.HasSuffix,
	} {
		define(&function{
			name: name, misuse: positional(name, "two arguments", two...),
			emit: func(c *call) code {
				s, t := c.args[0].s, c.args[1].s
				return boolCode(func(m *machine) bool { return f(s(m), t(m)) })
			},
		})
	}
	for name, f := range map[string]func(s, t string) int{
		"strCount": strings.Count, "strIndex": strings.Index, "strIndexAny": strings.IndexAny,
		"strLastIndex": strings.LastIndex, "strLastIndexAny": strings.LastIndexAny,
	} {
		define(&function{
			name: name, misuse: positional(name, "two arguments", two...),
			emit: func(c *call) code {
				s, t := c.args[0].s, c.args[1].s
				return intCode(Int, func(m *machine) int64 { return int64(f(s(m), t(m))) })
			},
		})
	}
	for name, f := range map[string]func(s, t string) string{
		"strTrim": strings.Trim, "strTrimLeft": strings.TrimLeft, "strTrimRight": strings.TrimRight,
		"strTrimPrefix": strings.TrimPrefix, "strTrimSuffix": strings.TrimSuffix,
	} {
		define(&function{
			name: name, misuse: positional(name, "two arguments", two...),
			emit: func(c *call) code {
				s, t := c.args[0].s, c.args[1].s
				return stringCode(func(m *machine) string { return f(s(m), t(m)) })
			},
		})
	}
	for name, f := range map[string]func(string) string{
		"strToLower": strings.ToLower, "strToUpper": strings.ToUpper, "strTrimSpace": strings.TrimSpace,
	} {
		define(&function{
			name: name, misuse: positional(name, "one argument", String),
			emit: func(c *call) code {
				s := c.args[0].s
				return stringCode(func(m *machine) string { return f(s(m)) })
			},
		})
	}
	define(&function{
		name: "strLength", misuse: positional("strLength", "one argument", String),
		emit: func(c *call) code {
			s := c.args[0].s
			return intCode(Int, func(m *machine) int64 { return int64(len(s(m))) })
		},
	})
	define(&function{
		name:   "strReplace",
		misuse: positional("strReplace", "four arguments", String, String, String, Int),
		emit: func(c *call) code {
			s, old, with, n := c.args[0].s, c.args[1].s, c.args[2].s, c.args[3].i
			return stringCode(func(m *machine) string { return strings.Replace(s(m), old(m), with(m), int(n(m))) })
		},
	})
	define(&function{
		name:   "strSubstring",
		misuse: positional("strSubstring", "three arguments", String, Int, Int),
		emit:   emitSubstring,
	})
	define(&function{
		name:   "regexReplace",
		misuse: positional("regexReplace", "three arguments", Regex, String, String),
		emit: func(c *call) code {
			re, s, with := c.regex(0), c.args[1].s, c.args[2].s
			return stringCode(func(m *machine) string { return re(m).ReplaceAllString(s(m), with(m)) })
		},
	})
}

// emitSubstring keeps two surprises of Kapacitor's function: the last byte can
// never be part of the result, and a start after the stop is a slice panic.
func emitSubstring(c *call) code {
	s, from, to := c.args[0].s, c.args[1].i, c.args[2].i
	return stringCode(func(m *machine) string {
		str, start, stop := s(m), from(m), to(m)
		switch {
		case m.err != nil:
			return ""
		case start < 0:
			m.failCall(c.n, fmt.Sprintf("found negative index for strSubstring: %d", start))
		case stop < 0:
			m.failCall(c.n, fmt.Sprintf("found negative index for strSubstring: %d", stop))
		case stop >= int64(len(str)):
			m.failCall(c.n, fmt.Sprintf("stop index too large for string in strSubstring: %d", stop))
		case start > stop:
			m.fail(c.crash(fmt.Sprintf("runtime error: slice bounds out of range [%d:%d]", start, stop)))
		default:
			return str[start:stop]
		}
		return ""
	}).canFail()
}
