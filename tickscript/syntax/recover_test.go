package syntax

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// TestAllErrors checks that each mistake is found once, at its place, and that
// what stands around it is in the tree.
func TestAllErrors(t *testing.T) {
	for _, c := range []struct {
		name, src string
		errs      []string
		tree      string
	}{
		{"each argument on its own", "a|b(], 1 2, $x, lambda: ).c(3)",
			[]string{`1:5 unexpected "]", expected a value`, `1:10 unexpected number 2, expected ")"`,
				`1:13 character '$' has no meaning here`, `1:25 unexpected ")", expected a value`},
			`{{a |b(BAD 1 BAD BAD)} .c(3)}`},
		{"each statement on its own", "var 5 = 1\nvar x = )\nvar y = 2\ndbrp 'a'.'b'\nz|q()",
			[]string{`1:5 unexpected number 5, expected a name`, `2:9 unexpected ")", expected a value`,
				`4:6 unexpected string 'a', expected a name in double quotes`},
			"(var x BAD)\n(var y 2)\n{z |q()}"},
		{"each step of a chain", "stream\n    |from\n        .measurement(\"cpu\" 'x')\n    |\n    |where(lambda: \"a\" && 5)\n    |alert()",
			[]string{`3:9 unexpected ".", expected "("`, `3:28 unexpected string 'x', expected ")"`,
				`5:5 unexpected "|", expected a name`, `5:24 character '&' has no meaning here`},
			`{{{{{stream |from()} .measurement(ref"cpu")} |BAD} |where((lambda ref"a"))} |alert()}`},
		{"a chain behind an error", "a|b() + 5\n  |c()", []string{`1:7 unexpected "+", expected a value`}, "{{a |b()} |c()}"},
		{"a step without a chain", "|from()", []string{`1:1 unexpected "|", expected a value`}, "{BAD |from()}"},
		{"a bracket left open", "a|b(f(1, 'x'\nvar y = [a, 5\nz",
			[]string{`2:1 unexpected keyword var, expected ")"`, `2:13 unexpected number 5, expected a name, a string in single quotes or "*"`,
				`3:1 unexpected identifier z, expected "]"`},
			"{a |b(f(1 \"x\"))}\n(var y [a BAD])\nz"},
		{"a quote left open", "var x = 'abc\nvar y = 5\n", []string{`1:9 the closing quote of this string is missing`}, "(var x BAD)\n(var y 5)"},
		{"literals without a value", "f(08, 99999999999999999999s, /(/)",
			[]string{`1:3 illegal number syntax: "08"`, `1:7 invalid duration`, "1:30 error parsing regexp: missing closing ): `(`"},
			`f(BAD BAD BAD)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, errs := Parse(c.src)
			var got []string
			for _, e := range errs {
				got = append(got, e.Range.Start.String()+" "+e.Message)
			}
			require.Empty(t, cmp.Diff(c.errs, got))
			require.Empty(t, cmp.Diff(c.tree, dump(f)))
		})
	}
}

// TestHints checks the hints that no sample has.
func TestHints(t *testing.T) {
	for src, want := range map[string]string{
		`f(lambda: "a" = 5)`:           "equality is written ==",
		`f(lambda "a")`:                "lambda: with the colon",
		`f(lambda: "a" like 'x')`:      "=~",
		`f(lambda: "a" in 'x')`:        "no membership test",
		`f(lambda: "a" is 5)`:          "==",
		`f(lambda: not "a")`:           "negation is written !",
		`f(lambda: )`:                  "no expression",
		`a || b`:                       "OR",
		`a|(5)`:                        "has to follow the chain operator",
		"f(`x`)":                       "straight single quotes",
		`f(“x”)`:                       "straight double quotes",
		`# comment`:                    "a comment starts with //",
		`f({{ .ID }})`:                 "within a string",
		`f(+5)`:                        "on its left",
		`f(1 + lambda: 5)`:             "an argument of its own",
		`f(1 + [a])`:                   "an argument of its own",
		`f("a`:                         "further up",
		`var s = 'it's'`:               `a quote within a string is written \'`,
		`f(/`:                          "remove it",
		"x|y(1h15s)":                   "write 3615s",
		`stream|from().measurement('a`: "further up",
	} {
		_, errs := Parse(src)
		require.NotEmpty(t, errs, src)
		var hints []string
		for _, e := range errs {
			hints = append(hints, e.Hint)
		}
		require.Contains(t, strings.Join(hints, "\n"), want, src)
	}
}

// TestLimits checks that hostile sources end soon, with an error and a tree that
// every function can work on.
func TestLimits(t *testing.T) {
	size := MaxSize - 100
	if raceEnabled {
		size /= 8
	}
	fill := func(head, unit, tail string) string {
		return head + strings.Repeat(unit, (size-len(head)-len(tail))/len(unit)) + tail
	}
	for _, c := range []struct{ name, src, want string }{
		{"10 MB", strings.Repeat("var x = 5\n", 1<<20), "the limit is"},
		{"10 MB of brackets", strings.Repeat("(", 10<<20), "the limit is"},
		{"brackets", fill("", "(", ""), "nesting"},
		{"calls", fill("", "f(", ""), "nesting"},
		{"calls in a lambda", fill("lambda:", "f(", ""), "nesting"},
		{"calls in chains", fill("", "a|b(", ""), "nesting"},
		{"signs", fill("", "-", ""), "nesting"},
		{"lambdas", fill("", "f(lambda:", ""), ""},
		{"rising operators", fill("", "(a OR b AND c == d < e + f * ", ""), "nesting"},
		{"steps", "a" + strings.Repeat("|b()", MaxLinks+1), "more than"},
		{"properties", "a" + strings.Repeat(".b", MaxLinks+1), "more than"},
		{"operators", "a" + strings.Repeat("+a", MaxLinks+1), "more than"},
		{"errors", fill("", "var )\n", ""), "too many errors"},
		{"unknown characters", fill("", "$ ", ""), "too many errors"},
		{"open strings", fill("", "'\n", ""), ""},
		{"lists", fill("", "[", ""), ""},
		{"statements", fill("", "5 ", ""), ""},
		{"arguments", fill("f(", "a,", ")"), ""},
		{"comments", fill("", "//\n\n", ""), ""},
		{"one comment", fill("", "//\n", ""), ""},
		{"one string", fill("'", "a", "'"), ""},
		{"escapes", fill("'", `\'`, "'"), ""},
		{"a line of errors", fill("f(", "a b,", ")"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, errs := Parse(c.src)
			if c.want != "" {
				require.True(t, errs.HasErrors())
				require.Contains(t, errs[len(errs)-1].Message, c.want)
			}
			if !raceEnabled {
				// An idle machine takes a third of a second at most; busy ones are
				// given more, which still tells quadratic time.
				require.Less(t, fastest(func() { Parse(c.src) }), 3*time.Second)
			}
			nodes := 0
			Walk(f, func(Node) bool { nodes++; return true })
			if nodes > 100_000 {
				return
			}
			require.True(t, Equal(f, Clone(f)))
			PrintKapacitor(f)
			if !errs.HasErrors() {
				text := Print(f)
				again, errs := Parse(text)
				// Indenting may make a text too long to read.
				if len(text) <= MaxSize {
					require.NoError(t, errs.Err())
					require.True(t, Equal(f, again))
					require.True(t, Print(again) == text)
				}
			}
		})
	}
}

// fastest returns how long f takes when nothing else keeps the machine busy: the
// least of a few times, or the first that is clearly small.
func fastest(f func()) time.Duration {
	least := time.Hour
	for range 5 {
		start := time.Now()
		f()
		if least = min(least, time.Since(start)); least < time.Second {
			break
		}
	}
	return least
}

// TestLongExpressions are long but within the limits.
func TestLongExpressions(t *testing.T) {
	for _, src := range []string{
		"f(lambda: " + strings.Repeat(`"host" == 'a' OR `, 5000) + "TRUE)",
		"stream" + strings.Repeat("\n|eval(lambda: 5)\n.as('x')", 5000),
		strings.Repeat("(", 400) + "a" + strings.Repeat("+ 1)", 400),
	} {
		f := parseOK(t, src)
		checkPrint(t, f)
	}
}
