package ticktest

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// cpu is the rule of these tests, as the head of a file.
const cpu = `script
  var limit = 90
  stream
    |from().measurement('cpu').groupBy('host')
    |where(lambda: "v" >= 0)
    |alert().id('{{ index .Tags "host" }}').message('{{ .ID }} {{ .Level }}').warn(lambda: "v" > 80).crit(lambda: "v" > limit).stateChangesOnly()
`

// judge runs the tests of a file and returns all that they found.
func judge(t *testing.T, src string) (*File, []*Outcome, string) {
	t.Helper()
	f, err := Parse("cpu.ticktest", src)
	require.NoError(t, err)
	var all []*Outcome
	var found []string
	for _, test := range f.Tests {
		o := test.Run(context.Background())
		require.NoError(t, o.Err)
		all = append(all, o)
		for _, d := range o.Findings {
			found = append(found, d.Text)
		}
	}
	return f, all, strings.Join(found, "\n")
}

// TestANameThatSelectsNothingIsTold: the measurement is wrong, not the rule.
func TestANameThatSelectsNothingIsTold(t *testing.T) {
	_, _, out := judge(t, "script\n  stream|from().measurement('cpu')|alert().crit(lambda: TRUE)\ntest x\n  data\n    cpus v @1m: 1x3\n  events\n    1m crit cpu:nil\n")
	require.Contains(t, out, "nothing reached it until 1m: no from node let any of the 3 points through")
}

// TestExpectations: each expectation, as it holds and as it does not.
func TestExpectations(t *testing.T) {
	const data = "test x\n  data\n    cpu,host=a v @1m: 70 85 95 95 10\n    cpu,host=b v @1m: 70x5\n"
	for name, c := range map[string]struct{ good, bad, want string }{
		"events":         {"events\n    1m warn a\n    2m crit a\n    4m ok a", "events\n    1m warn a\n    2m crit a", "+ 4m    ok   a  was=crit"},
		"time":           {"events of b none", "events\n    1m warn a\n    3m crit a\n    4m ok a", "(time)"},
		"no events":      {"events of host=b none", "events of host=a none", "+ 1m    warn a"},
		"id":             {"events\n    1m warn /^a/\n    2m crit a\n    4m ok a", "events\n    1m warn b\n    2m crit a\n    4m ok a", "- 1m    warn b"},
		"previous level": {"events\n    1m warn a was=ok\n    2m crit a was=warn\n    4m ok a", "events\n    1m warn a was=crit\n    2m crit a\n    4m ok a", "(was)"},
		"duration":       {"events\n    1m warn a\n    2m crit a for=1m\n    4m ok a for=3m", "events\n    1m warn a\n    2m crit a for=2m\n    4m ok a", "(for)"},
		"message":        {"events\n    1m warn a message=/WARN/\n    2m crit a message=\"a CRITICAL\"\n    4m ok a", "events\n    1m warn a message=/CRIT/\n    2m crit a\n    4m ok a", "message=\"a WARNING\"  (message)"},
		"tag":            {"events\n    1m warn a tag.host=a\n    2m crit a\n    4m ok a", "events\n    1m warn a tag.rack=1\n    2m crit a\n    4m ok a", "(tag.rack)"},
		"field":          {"events\n    1m warn a field.v=85~1\n    2m crit a\n    4m ok a", "events\n    1m warn a field.v=80~1\n    2m crit a\n    4m ok a", "field.v=85  (field.v)"},
		"missing event":  {"events of a\n    1m warn a\n    2m crit a\n    4m ok a", "events\n    1m warn a\n    90s info b\n    2m crit a\n    4m ok a", "nothing reached it at 1m30s; the last before was at 1m: the level is OK, as it was: no event"},
		"levels":         {"levels\n    a warn from 1m to 2m, crit from 2m to 4m, else ok\n    b else ok", "levels\n    a warn from 1m to 3m, crit from 3m to 4m, else ok", "from 2m to 3m: wanted warn, got crit"},
		"open levels":    {"levels\n    a warn from 1m to 2m, crit from 2m to 4m, ok from 4m, else ok", "levels\n    a warn from 1m, else ok", "from 4m to the end: wanted warn, got ok"},
		"unknown group":  {"levels\n    host=b else ok", "levels\n    host=c else ok", "no point has the tags host=c"},
		"node":           {"node where2\n    1m tag.host=a v=85\n    1m tag.host=b v=70", "node where\n    1m tag.host=a v=86", "+ 1m tag.host=a v=85"},
		"unknown node":   {"node from1\n    0s v=70", "node mean3 none", `the script has no node "mean3"; it has stream0, from1, where2, alert3`},
		"counts":         {"counts\n    where2 collected=10 emitted=10", "counts\n    where2 collected=9", "wanted collected=9, got 10"},
		"no errors":      {"errors none", "errors\n    where2 \"bad\"", "- where2 \"bad\""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, found := judge(t, cpu+data+"  "+c.good+"\n")
			require.Empty(t, found)
			_, _, found = judge(t, cpu+data+"  "+c.bad+"\n")
			require.Contains(t, found, c.want)
		})
	}
}

// TestErrorsAreNotOverlooked: a test that says nothing about errors fails when a
// node logs one.
func TestErrorsAreNotOverlooked(t *testing.T) {
	const data = "test x\n  data\n    cpu,host=a w @1m: 70\n  events none\n"
	_, _, found := judge(t, cpu+data)
	require.Contains(t, found, "the errors of nodes differ")
	require.Contains(t, found, "where2, cpu.ticktest:5:6: |where(")
	_, _, found = judge(t, cpu+data+"  errors any\n")
	require.Empty(t, found)
	_, _, found = judge(t, cpu+data+"  errors\n    where2 /v/\n")
	require.Empty(t, found)
}

// TestFailureIsReadable is what a user sees.
func TestFailureIsReadable(t *testing.T) {
	_, _, found := judge(t, cpu+`test x
  data
    cpu,host=a v @1m: 70 85 95 95 10
  events
    1m  warn  a
    3m  crit  a  message="a CRITICAL"
    4m  ok    a
`)
	require.Empty(t, cmp.Diff(strings.TrimSpace(`
the events differ (- wanted, + got)
    1m    warn a
  - 3m    crit a  message="a CRITICAL"  (line 12)
  + 2m    crit a  message="a CRITICAL"  (time)
      alert3, cpu.ticktest:6:6: |alert().id('{{ index .Tags "host" }}').message('{{ .ID }} {{ .Level }}').warn(lambda: "v" > 80).crit(lambda: "v" > limit).stateChangesOnly()
      it saw 2m tag.host=a v=95
      crit: "v" > 90 is true, because "v" = 95
      the level was WARNING and is CRITICAL: an event
    4m    ok   a`), found))
}

func TestUpdateKeepsCommentsAndLayout(t *testing.T) {
	src := cpu + `
# The first test.
test x
  data
    cpu,host=a v @1m: 70 85 95 95 10
  events
    # It rises,
    1m   warn  a     message=/WARN/  # a regular expression stays
    3m   warn  a     was=ok
    # and falls.
    5m   ok    gone
  levels
    a    warn from 1m, else ok      # so it is
  node where2
    2m   v=90  # percent
  counts
    where2  collected=1

test y
  data
    cpu,host=a v @1m: 99
  events none

test z
  data
    cpu,host=a v @1m: 1
  events
    0s crit a
`
	f, all, found := judge(t, src)
	require.NotEmpty(t, found)
	got := f.Update(all...)
	require.Empty(t, cmp.Diff(cpu+`
# The first test.
test x
  data
    cpu,host=a v @1m: 70 85 95 95 10
  events
    # It rises,
    1m   warn  a     message=/WARN/  # a regular expression stays
    2m   crit  a     was=warn
    # and falls.
    4m    ok   a
  levels
    a    warn from 1m to 2m, crit from 2m to 4m, else ok      # so it is
  node where2
    2m   v=95  # percent
  counts
    where2  collected=5

test y
  data
    cpu,host=a v @1m: 99
  events
    0s    crit a

test z
  data
    cpu,host=a v @1m: 1
  events none
`, got))
	f, all, found = judge(t, got)
	require.Empty(t, found)
	require.Equal(t, got, f.Update(all...))
}

func TestClockAndVariables(t *testing.T) {
	_, _, found := judge(t, `
script
  stream
    |from().measurement('cpu').groupBy('host')
    |deadman(0.0, 1m)

# A day of silence.
test dead
  data
    cpu,host=a v @30s: 1x20
  until 1d
  levels
    host=a  crit from 11m, else ok
`)
	require.Empty(t, found)
	_, _, found = judge(t, cpu+"test x\n  var limit = 98\n  data\n    cpu,host=a v @1m: 95\n  events\n    0s warn a\n")
	require.Empty(t, found)
}

func TestSyntaxErrorsHavePositions(t *testing.T) {
	const head = "script x.tick\ntest a\n"
	for src, want := range map[string]string{
		"":                                                   "f:1:1: the file has no test",
		"script x\nfoo 1\ntest a\n  events":                  `f:2:1: "foo" is not understood`,
		head:                                                 "f:2:1: the test expects nothing",
		"test a\n  events none":                              "f:1:1: the test has no script",
		head + "  events\n    1m warm a":                     `f:4:8: "warm" is not a level`,
		head + "  events\n    1 warn a":                      `f:4:5: "1" is not a duration`,
		head + "  events\n    1m warn":                       "f:4:5: an event has at least",
		head + "  events\n    1m warn a b=1":                 `f:4:15: an event has no "b"`,
		head + "  events\n    1m warn /(/":                   "f:4:13: error parsing regexp",
		head + "  events\n    1m warn /a":                    "f:4:13: the regular expression is not closed",
		head + "  events some":                               `f:3:10: "some" is not understood here`,
		head + "  events none\n    1m warn a":                "f:4:5: the line above says none",
		head + "  events of":                                 "f:3:12: an event id",
		head + "  levels\n    a warn":                        `f:4:11: "from" and a time are wanted`,
		head + "  levels\n    a warn from 5m to 3m, else ok": "f:4:17: the level ends before it begins",
		head + "  levels\n    a warn from 5m, crit from 6m, else ok": "f:4:31: the level begins before",
		head + "  levels\n    a warn from 5m":                        "f:4:19: a comma is wanted",
		head + "  node":                                              "f:3:7: the name of a node",
		head + "  counts\n    a b=1":                                 `f:4:7: "b" is not a counter`,
		head + "  start now\n  events none":                          "f:3:9: \"now\" is not a time",
		head + "  db telegraf\n  events":                             "f:3:6: \"telegraf\" is not a database",
		head + "  events none\n errors none":                         "f:4:2: the line is indented less",
		head + "  events none\ntest a\n":                             `f:4:1: line 2 has a test "a" already`,
		head + "  steps\n    1m stop":                                `f:4:8: "stop" is not a step`,
		head + "  steps\n    1m restart now":                         `f:4:16: "now" is too much`,
		head + "  steps\n    5m clock 1m":                            "f:4:14: the clock cannot go back",
		head + "  steps\n    5m var a":                               "f:4:12: a variable is written NAME = VALUE",
		head + "  steps\n    -5m restart":                            "f:4:5: a step is not before the start",
		head + "  steps\n    5m script":                              "f:4:14: script needs a value",
		head + "  steps":                                             "f:3:3: steps stand on the lines below",
		head + "  httpout":                                           "f:3:10: the name of an httpOut endpoint",
		head + "  httpout a at x":                                    `f:3:16: "x" is not a duration`,
		head + "  httpout a":                                         "f:3:12: points are wanted below",
		head + "  payloads":                                          "f:3:11: the kind of a handler",
		head + "  payloads a of":                                     "f:3:16: an event id, or tags",
		head + "  payloads a\n    1m b c=1":                          `f:4:10: a payload has no "c"`,
		head + "  payloads a\n    1m":                                "f:4:5: a payload has at least a time",
		head + "  diagnostics\n    x y":                              `f:4:5: "x" is not a place`,
		head + "  diagnostics\n    1":                                "f:4:5: a diagnostic is a place, a code",
		head + "  diagnostics none\n  diagnostics none":              "f:4:3: the diagnostics stand in line 3 already",
		head + "  errors\n    a b at=1":                              `f:4:9: "at=1" is not at=LINE:COLUMN`,
		head + "  data\n  events none":                               "f:3:7: data needs lines below it",
	} {
		_, err := Parse("f", src)
		require.ErrorContains(t, err, want, src)
	}
}

// TestMistakesOfTheScript are shown with their place in the test file.
func TestMistakesOfTheScript(t *testing.T) {
	f, err := Parse("x.ticktest", "# one\nscript\n  stream\n    |form()\ntest a\n  events none\n")
	require.NoError(t, err)
	require.ErrorContains(t, f.Tests[0].Run(context.Background()).Err, "x.ticktest:4:6")
	f, err = Parse("x.ticktest", cpu+"test a\n  data\n    cpu v @1s: y\n  events none\n")
	require.NoError(t, err)
	require.ErrorContains(t, f.Tests[0].Run(context.Background()).Err, `x.ticktest:9:16: "y" is not a value`)
}

func BenchmarkTest(b *testing.B) {
	f, err := Parse("x.ticktest", cpu+"test a\n  data\n    cpu,host=a v @1m: 70x10 95x10\n  events\n    10m crit a\n")
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		f.Tests[0].Run(context.Background())
	}
}

func FuzzParse(f *testing.F) {
	f.Add(cpu + "test a\n  data\n    cpu,host=a v @1m~1s/3: 70+1x10 _x2 stale \"a\"\n  events of a\n    10m crit a was=ok field.v=1~2 message=/x/ # c\n")
	f.Add("script x\nvar a = 1\ntest a\n\tlevels\n\t\ta crit from 1m to 2m, else ok\n\tnode mean2\n\t\t1s tag.a=b v=1i\n\tcounts\n\t\ta emitted=1\n\terrors\n\t\ta \"b\"\n\tuntil 1d\n")
	f.Add("script x\ntest a\n  steps\n    1m restart\n    2m script y\n    2m var a = 1\n    3m clock 1h\n  httpout a at 1m\n    1m v=1\n  payloads alerta of a=b\n    1m x body.a.0=/x/\n  diagnostics\n    1:2 c /m/\n  errors\n    a /b/ at=1:2\n")
	f.Fuzz(func(t *testing.T, src string) {
		file, err := Parse("f", src)
		if err != nil {
			lines := strings.Count(src, "\n") + 1
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				se, ok := e.(*SyntaxError)
				if !ok || se.Line < 1 || se.Line > lines || se.Col < 1 {
					t.Fatalf("an error without a place: %#v", e)
				}
			}
			return
		}
		if file.Update() != src {
			t.Fatal("a file that nothing is changed in is not the same")
		}
		for _, test := range file.Tests {
			if len(src) < 500 && !strings.Contains(src, "x") {
				_, _ = expand(defaultStart, test.spec.data) // must not panic
			}
		}
	})
}
