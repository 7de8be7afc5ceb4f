package corpus

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// exprData is one group with every field type; the third point lacks fields, the fourth has zeros.
const exprData = `
	m,tag=abc f=2.5,i=7i,s="Hello, World",b=true,g=-1.5,j=-3i 1709682612
	m,tag=abc f=0.0,i=1i,s="",b=false,g=1000000.0,j=9007199254740993i 1709730000
	m,tag=x f=1.0 1709730001
	m f=-0.5,i=-7i,s="  ünïcode ",b=true,g=0.1,j=2i 1720000000
`

// evals puts each expression into an eval node of its own; each has its own log file, so that an error in one hides
// nothing of the others.
func evals(name, about string, exprs ...string) judge.Case {
	var b strings.Builder
	b.WriteString("var data = stream|from().measurement('m')\n")
	for i, e := range exprs {
		fmt.Fprintf(&b, "\ndata\n  |eval(lambda: %s)\n    .as('x')%s", e, strings.Replace(probe, "/out.log", fmt.Sprintf("/out%02d.log", i), 1))
	}
	return stream(name, about, b.String(), lines(exprData))
}

// expressions are the cases of operators and references.
func expressions() []judge.Case {
	return []judge.Case{
		evals("expr-arithmetic", "X003 X005 X006 X019",
			`"f" + "g"`, `"f" - "g"`, `"f" * "g"`, `"f" / "g"`, `"i" + "j"`, `"i" - "j"`, `"i" * "j"`, `"j" % "i"`, `"j" / "i"`,
			`"s" + '!'`, `-"f"`, `-"i"`, `!"b"`, `1h / 7m`, `1h + 30m`, `2 * 10s`, `10s * 1.5`, `10s / 4`, `10s / 3.0`, `-7 / 2`, `-7 % 3`),
		evals("expr-compare", "X003 X004: mixed numbers compare",
			`"f" > "i"`, `"i" >= "f"`, `"f" == 2.5`, `"i" == 7.0`, `"i" != 7`, `"s" < 'I'`, `"s" == ''`, `"b" == TRUE`, `"b" != FALSE`,
			`1m < 61s`, `"s" =~ /^hello/`, `"s" =~ /(?i)^hello/`, `"s" !~ /World$/`, `"tag" == 'abc'`, `"tag" =~ /a.c/`),
		evals("expr-less-or-equal", "X003 X004",
			`"f" <= "i"`, `"i" <= "f"`, `"i" <= 7`, `"f" <= 2.5`, `"s" <= 'Hello, World'`, `1m <= 60s`, `"absent" <= 1`, `"b" <= TRUE`),
		evals("expr-logic", "X008 X009 L037 L038 S072",
			`"b" AND "f" > 1.0`, `"b" OR "i" > 100`, `!"b" AND TRUE`, `1 < 2 == TRUE`, `TRUE OR "i" > 3`, `FALSE AND "i" > 3`,
			`isPresent("i") AND "i" > 5`, `TRUE OR "absent"`, `1 + 2 * 3 - 4 / 2`, `(1 + 2) * 3`, `2.0 * -"f"`, `TRUE OR FALSE AND FALSE`),
		evals("expr-errors", "X003 X004 X010 X013 X014 X015 X016",
			`"f" + "i"`, `"f" + "absent"`, `"absent" + 1`, `"absent"`, `-"absent"`, `nosuch("f")`, `abs("i")`, `abs("absent")`,
			`"f" % 2.0`, `"s" - 'x'`, `"b" > TRUE`, `"time"`, `"f" AND TRUE`, `int(1h)`, `duration('5m')`, `strSubstring("s", 2, 100)`,
			`bool("i")`, `bool("f")`, `bool("s")`, `int("s")`, `float("s")`, `strSubstring("s", -1, 2)`, `strSubstring("s", 3, 2)`, `"i" / 0`, `"i" % 0`),
		stream("expr-compile-errors", "X012 E021: constants of wrong types fail at start", "stream|from()|where(lambda: 1 + 'a' == 2)"+probe),
		stream("expr-eval-compile-errors", "X012", "stream|from()|eval(lambda: TRUE + 1).as('x')"+probe),
		stream("expr-where-not-bool", "X017", "stream|from().measurement('m')|where(lambda: \"f\" + 1.0)"+probe, lines(exprData)),
		stream("expr-where-const", "X017", "stream|from().measurement('m')|where(lambda: 1)"+probe, lines(exprData)),
		stream("expr-reference-type-changes", "X023", "stream|from().measurement('m')|eval(lambda: \"v\" > 1, lambda: string(\"v\")).as('x', 'y')"+probe, lines(`
			m v=1.5 100
			m v=2i 101
			m v="3" 102
			m v=true 103
			m v=0.5 104
			m v=1i 105
		`)),
		stream("expr-vars", "E004 E007 E008 E010 X022: vars in lambdas, define-time arithmetic, a lambda in a lambda", `
var a = 1 + 2 * 3
var b = -a
var c = 'x' + 'y'
var d = 10s * 2
var e = !TRUE
var l = lambda: "f" > 1.0
var m = lambda: "l" OR l
var r = /^H/
stream|from().measurement('m')
  |eval(lambda: a, lambda: b, lambda: c, lambda: d, lambda: e, lambda: l, lambda: "s" =~ r, lambda: float(a) * "f")
    .as('a', 'b', 'c', 'd', 'e', 'l', 'r', 'p')
    .quiet()`+probe, lines(exprData)),
		vars(stream("expr-task-vars", "E005 E006: values of a template", `
var field string
var limit = 10.0
var window duration
var dims = ['host']
var names list
var match regex
var check lambda
var on = TRUE
var any = *
stream|from().measurement('m').groupBy(dims)
  |where(check)
  |window().period(window).every(window)
  |mean(field).as('mean')
  |where(lambda: "mean" > limit AND on)`+probe, every(100, 3, "m,host=a,dc=b f=%s %d", floats(1, 20, 30, 40, 5, 6, 70, 80, 1)...)),
			"field", "string", "f", "limit", "float", 15.0, "window", "duration", int64(6e9), "names", "list",
			[]map[string]any{{"type": "string", "value": "x"}}, "match", "regex", "^a", "check", "lambda", `"f" > 2.0`, "on", "bool", true,
			"dims", "list", []map[string]any{{"type": "string", "value": "host"}, {"type": "string", "value": "dc"}}),
		vars(stream("expr-task-vars-wrong-type", "E005", "var limit = 10.0\nstream|from()|where(lambda: \"v\" > limit)"+probe), "limit", "int", 5),
		stream("expr-task-vars-missing", "E006", "var limit float\nstream|from()|where(lambda: \"v\" > limit)"+probe),
	}
}

// functions are the cases of the functions of lambda expressions.
func functions() []judge.Case {
	each := func(arg string, names ...string) []string {
		var out []string
		for _, n := range names {
			out = append(out, n+"("+arg+")")
		}
		return out
	}
	return []judge.Case{
		evals("func-convert", "F001-F005 S046",
			`bool("b")`, `bool('true')`, `bool(1)`, `bool(0.0)`, `int("b")`, `int("f")`, `int("g")`, `int('12')`, `float("i")`, `float('1e3')`, `float("b")`,
			`string("f")`, `string("g")`, `string("i")`, `string("b")`, `string(90m)`, `string(1e21)`, `string(float('1e21'))`, `string(1w)`, `string(1500ms)`,
			`duration("i", 1m)`, `duration("f", 1s)`, `duration('5m', 1s)`, `string(duration("i", 1h))`),
		evals("func-math-1", "F006-F038", each(`"f"`, "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "ceil", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1", "floor")...),
		evals("func-math-2", "F006-F038", each(`abs("f") + 0.25`, "gamma", "j0", "j1", "log", "log10", "log1p", "log2", "logb", "sin", "sinh", "sqrt", "tan", "tanh", "trunc", "y0", "y1")...),
		evals("func-math-3", "F039-F047", `atan2("f", "g")`, `hypot("f", "g")`, `max("f", "g")`, `min("f", "g")`, `mod("f", 0.75)`, `pow(abs("f"), "g")`, `pow10(3)`, `jn(2, "f")`, `yn(1, abs("f") + 0.5)`, `max("f", 1)`),
		evals("func-strings-1", "F053-F062", `strContains("s", 'World')`, `strContainsAny("s", 'xyzW')`, `strHasPrefix("s", 'Hell')`, `strHasSuffix("s", 'ld')`, `strCount("s", 'l')`,
			`strIndex("s", 'o')`, `strIndexAny("s", 'Wr')`, `strLastIndex("s", 'o')`, `strLastIndexAny("s", 'Hl')`, `strLength("s")`, `strCount("s", '')`),
		evals("func-strings-2", "F063-F073 S045", `strReplace("s", 'l', 'L', 2)`, `strReplace("s", 'l', '', -1)`, `strSubstring('abcdef', 1, 3)`, `strSubstring('abcdef', 0, 6)`, `strSubstring('abcdef', 2, 5)`,
			`strToLower("s")`, `strToUpper("s")`, `strTrimSpace("s")`, `strTrim("s", 'Hd')`, `strTrimLeft("s", ' Hel')`, `strTrimRight("s", 'dlr ')`, `strTrimPrefix("s", 'Hello')`, `strTrimSuffix("s", 'World')`,
			`regexReplace(/l+(o)/, "s", '<$1>')`, `regexReplace(/x/, "s", '')`),
		evals("func-time", "F075-F081 X001: in UTC here", `unixNano("time")`, `minute("time")`, `hour("time")`, `weekday("time")`, `day("time")`, `month("time")`, `year("time")`),
		evals("func-misc", "F074 F083 F084 S042 S047", `isPresent("f")`, `isPresent("i")`, `isPresent("tag")`, `isPresent("absent")`, `humanBytes("i")`, `humanBytes("g")`, `humanBytes("f")`, `humanBytes(82854982)`, `humanBytes("j")`,
			`if("b", 1, 2)`, `if("f" > 1.0, "f", 0.0)`, `if(isPresent("i"), "i", 0)`, `if("b", 'yes', 'no')`, `if("b", 1s, 2s)`, `if(TRUE, 1, 2.0)`),
		evals("func-state", "F085-F087 S049", `sigma("f")`, `count()`, `spread("f")`, `count() + count()`, `sigma("f") + sigma("g")`, `sigma("i")`),
	}
}
