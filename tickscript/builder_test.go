package tickscript_test

import (
	"errors"
	"math"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// text returns the rule's script, which has to be right.
func text(t *testing.T, r *tickscript.Rule) string {
	t.Helper()
	s, err := r.Text()
	require.NoError(t, err)
	return s
}

func problems(t *testing.T, r *tickscript.Rule) []tickscript.Problem {
	t.Helper()
	_, err := r.Text()
	var e *tickscript.RuleError
	require.ErrorAs(t, err, &e)
	return e.Problems
}

func trimmed(s string) string {
	return strings.TrimPrefix(s, "\n")
}

func TestRuleText(t *testing.T) {
	field := tickscript.Field
	for _, tc := range []struct {
		name string
		rule func() *tickscript.Rule
		want string
	}{
		{"one chain", func() *tickscript.Rule {
			return tickscript.Stream().From().Measurement("cpu").HTTPOut("cpu").Rule()
		}, `
stream
    |from()
        .measurement('cpu')
    |httpOut('cpu')
`},
		{"a node used twice becomes a variable", func() *tickscript.Rule {
			data := tickscript.Stream().From().Measurement("cpu")
			data.HTTPOut("all")
			return data.WhereNode(field("host").Eq("a")).HTTPOut("a").Rule()
		}, `
var from1 = stream
    |from()
        .measurement('cpu')

from1
    |httpOut('all')

from1
    |where(lambda: "host" == 'a')
    |httpOut('a')
`},
		{"a property set late stands in its place", func() *tickscript.Rule {
			from := tickscript.Stream().From()
			out := from.HTTPOut("x")
			from.Measurement("cpu")
			return out.Rule()
		}, `
stream
    |from()
        .measurement('cpu')
    |httpOut('x')
`},
		{"join and names", func() *tickscript.Rule {
			s := tickscript.Stream()
			a := s.From().Measurement("a").Var("first")
			b := s.From().Measurement("b")
			return a.Join(b).As("a", "b").Tolerance(time.Second).HTTPOut("x").Rule()
		}, `
var first = stream
    |from()
        .measurement('a')

var from1 = stream
    |from()
        .measurement('b')

first
    |join(from1)
        .as('a', 'b')
        .tolerance(1s)
    |httpOut('x')
`},
		{"variables before what uses them", func() *tickscript.Rule {
			base := tickscript.VarDuration("base", time.Minute)
			long := tickscript.Computed("long", base.Mul(5), "how long", "to look")
			unused := tickscript.VarString("unused", "it's")
			s := tickscript.Stream()
			s.Declare(unused)
			return s.From().Window().PeriodVar(long).EveryVar(base).HTTPOut("x").Rule()
		}, `
var unused = '''it's'''

var base = 1m

// how long
// to look
var long = base * 5

stream
    |from()
    |window()
        .period(long)
        .every(base)
    |httpOut('x')
`},
		{"template", func() *tickscript.Rule {
			limit := tickscript.NeedFloat("limit", "when to warn")
			return tickscript.Stream().From().Alert().Warn(field("v").Gt(limit)).Rule()
		}, `
// when to warn
var limit float

stream
    |from()
    |alert()
        .warn(lambda: "v" > limit)
`},
		{"batch", func() *tickscript.Rule {
			b := tickscript.Batch()
			b.DBRP("telegraf", "autogen").Comment("last hour")
			return b.Query(`SELECT mean("v") AS v FROM "telegraf"."autogen"."m"`).Period(time.Hour).Every(time.Minute).
				GroupBy("host", tickscript.TimeDim(10*time.Second, -time.Second)).Fill("none").HTTPOut("x").Rule()
		}, `
// last hour
dbrp "telegraf"."autogen"

batch
    |query('SELECT mean("v") AS v FROM "telegraf"."autogen"."m"')
        .period(1h)
        .every(1m)
        .groupBy('host', time(10s, -1s))
        .fill('none')
    |httpOut('x')
`},
		{"stars and lists", func() *tickscript.Rule {
			tags := tickscript.VarList("tags", []string{"host", "pod"})
			s := tickscript.Stream()
			s.From().GroupByAll().GroupByNodeVar(tags).HTTPOut("a")
			return s.From().GroupByVar(tags).GroupByNodeAll().Exclude("x").HTTPOut("b").Rule()
		}, `
var tags = ['host', 'pod']

stream
    |from()
        .groupBy(*)
    |groupBy(tags)
    |httpOut('a')

stream
    |from()
        .groupBy(tags)
    |groupBy(*)
        .exclude('x')
    |httpOut('b')
`},
		{"properties before handlers, handlers with their own", func() *tickscript.Rule {
			alert := tickscript.Stream().From().Alert()
			mqtt := alert.MQTT("a").Qos(1)
			alert.Crit(field("v").Gt(1)).Topic("named")
			mqtt.Retained(true)
			alert.Log("/tmp/x").Mode(0o644)
			return mqtt.OpsGenie().Teams("x").Post("http://x").Header("a", "b").URL("http://y").Rule()
		}, `
stream
    |from()
    |alert()
        .crit(lambda: "v" > 1)
        .topic('named')
        .mqtt('a')
        .qos(1)
        .retained(TRUE)
        .log('/tmp/x')
        .mode(0644)
        .opsGenie()
        .teams('x')
        .post('http://x')
        .header('a', 'b')
        .uRL('http://y')
`},
		{"a handler behind one that would take its name", func() *tickscript.Rule {
			alert := tickscript.Stream().From().Alert().Crit(field("v").Gt(1)).NoRecoveries()
			alert.OpsGenie2().Recipients("me")
			return alert.Teams().ChannelURL("x").Rule()
		}, `
stream
    |from()
    |alert()
        .crit(lambda: "v" > 1)
        .opsGenie2()
        .recipients('me')
        .noRecoveries()
        .teams()
        .channelURL('x')
`},
		{"udf", func() *tickscript.Rule {
			s := tickscript.Stream()
			s.UDF("anomaly", graph.UDF{Wants: catalog.StreamEdge, Provides: catalog.StreamEdge, Properties: []catalog.Property{
				{Name: "field", Params: []catalog.Param{{Name: "field", Type: catalog.String}}},
			}})
			return s.From().UDF("anomaly").Set("field", "v").Comment("who knows").HTTPOut("x").Rule()
		}, `
stream
    |from()
    // who knows
    @anomaly()
        .field('v')
    |httpOut('x')
`},
		{"stats and deadman", func() *tickscript.Rule {
			s := tickscript.Stream()
			s.Stats(10 * time.Second).Align().HTTPOut("x")
			from := s.From()
			from.InfluxDBOut().Database("d")
			return from.Deadman(100, 10*time.Second, tickscript.Fn.Hour(tickscript.PointTime()).Ge(8)).Slack().Rule()
		}, `
stream
    |stats(10s)
        .align()
    |httpOut('x')

var from1 = stream
    |from()

from1
    |influxDBOut()
        .database('d')

from1
    |deadman(100.0, 10s, lambda: hour("time") >= 8)
        .slack()
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := text(t, tc.rule())
			require.Empty(t, cmp.Diff(trimmed(tc.want), got))
			require.Equal(t, got, text(t, tc.rule()), "the text is stable")
			g, diags := graph.Parse(got, graph.Options{Template: true, UDFs: map[string]graph.UDF{"anomaly": {
				Wants: catalog.StreamEdge, Provides: catalog.StreamEdge,
				Properties: []catalog.Property{{Name: "field", Params: []catalog.Param{{Name: "field", Type: catalog.String}}}},
			}}})
			require.NoError(t, diags.Err())
			own, err := tc.rule().Graph()
			require.NoError(t, err)
			require.True(t, graph.Equal(own, g))
		})
	}
}

func TestExpr(t *testing.T) {
	a, b, c := tickscript.Field("a"), tickscript.Field("b"), tickscript.Tag("c")
	fn := tickscript.Fn
	for want, got := range map[string]tickscript.Expr{
		`"a" + "b" * 2`:                      a.Add(b.Mul(2)),
		`("a" + "b") * 2.5`:                  a.Add(b).Mul(2.5),
		`"a" - ("b" - 1)`:                    a.Sub(b.Sub(1)),
		`"a" - "b" - 1`:                      a.Sub(b).Sub(1),
		`"a" / ("b" / 2.0)`:                  a.Div(b.Div(2.0)),
		`"a" > -1 AND "b" < -1.5`:            a.Gt(-1).And(b.Lt(-1.5)),
		`("a" OR "b") AND "c"`:               a.Or(b).And(c),
		`"a" OR "b" AND "c"`:                 a.Or(b.And(c)),
		`"a" AND ("b" AND "c")`:              a.And(b.And(c)),
		`!("a" == "b")`:                      a.Eq(b).Not(),
		`!"a"`:                               a.Not(),
		`-("a" + 1)`:                         a.Add(1).Neg(),
		`"c" =~ /^a\/b$/ OR "c" !~ /x/`:      c.Match("^a/b$").Or(c.NotMatch(regexp.MustCompile("x"))),
		`"a" < "b" == TRUE`:                  a.Lt(b).Eq(true),
		`("a" == "b") < 1`:                   a.Eq(b).Lt(1),
		`if(isPresent("a"), "a", 0.0) % 2`:   fn.If(fn.IsPresent(a), a, 0.0).Rem(2),
		`duration("a", 1s) > 5m`:             fn.Duration(a, time.Second).Gt(5 * time.Minute),
		`sigma("a") > 3.0`:                   fn.Sigma(a).Gt(3.0),
		`rand() + rand(5)`:                   fn.Rand().Add(fn.Rand(5)),
		`regexReplace(/a(.)/, "c", '$1')`:    fn.RegexReplace(tickscript.Regex("a(.)"), c, "$1"),
		`strContains("c", '''it's ''')`:      fn.StrContains(c, "it's "),
		`strContains("c", '\'\'\'x\'')`:      fn.StrContains(c, "'''x'"),
		`"a" != 1 AND "b" >= 2 AND "c" <= 3`: tickscript.All(a.Ne(1), b.Ge(2), c.Le(3)),
		`"a" OR "b"`:                         tickscript.Any(a, b),
		`TRUE`:                               tickscript.All(),
		`"x" > 5 AND abs("y") < 3.0`:         tickscript.Raw(`"x" > 5 AND abs("y") < 3.0`),
		`changed() AND level() >= 2`:         fn.Changed().And(fn.Level().Ge(2)),
	} {
		require.Equal(t, want, got.String())
	}
}

// A mistake is an error that names the call, and never a panic.
func TestProblems(t *testing.T) {
	field := tickscript.Field
	from := func() *tickscript.FromNode { return tickscript.Stream().From() }
	window := func() *tickscript.WindowNode { return from().Window() }
	alert := func() *tickscript.AlertNode { return from().Alert() }
	var none tickscript.LambdaValue
	for _, tc := range []struct {
		name          string
		rule          *tickscript.Rule
		call, message string
	}{
		{"no period", window().Every(time.Second).HTTPOut("x").Rule(), "|window", "period"},
		{"no level", alert().Rule(), "|alert", "no level"},
		{"zero expression", alert().Crit(tickscript.Expr{}).Rule(), "|alert.crit", "missing"},
		{"nil lambda", alert().Crit(none).Rule(), "|alert.crit", "nil"},
		{"zero variable", alert().Crit(tickscript.LambdaVar{}).Rule(), "|alert.crit", "missing"},
		{"zero operand", alert().Crit(field("a").Gt(tickscript.FloatVar{})).Rule(), "|alert.crit", "missing"},
		{"nil operand", alert().Crit(field("a").Gt(nil)).Rule(), "|alert.crit", "nil"},
		{"not a number", alert().Crit(field("a").Gt(math.NaN())).Rule(), "|alert.crit", "NaN"},
		{"a type without literal", alert().Crit(field("a").Gt(struct{}{})).Rule(), "|alert.crit", "struct {}"},
		{"nanoseconds", window().Period(time.Nanosecond).Rule(), "|window.period", "nanoseconds"},
		{"bad expression", alert().Crit(tickscript.Raw(`"a" >`)).Rule(), "|alert.crit", "expression"},
		{"bad regex", alert().Crit(field("a").Match("(")).Rule(), "|alert.crit", "parsing regexp"},
		{"empty reference", alert().Crit(field("").Gt(1)).Rule(), "|alert.crit", "cannot be written"},
		{"wrong type", from().Sample("x").HTTPOut("x").Rule(), "|sample", "sample"},
		{"string for a number", from().Default().Field("x", nil).HTTPOut("x").Rule(), "|default.field", "nil"},
		{"int and float", alert().Crit(field("a").Gt(tickscript.Lit(1).Add(1.5))).Rule(), "|alert.crit", "int"},
		{"window on batches", tickscript.Batch().Query("SELECT v FROM d.r.m").Every(time.Second).Window().Period(time.Second).HTTPOut("x").Rule(), "|window", "batch"},
		{"join of one", from().Join().As("a", "b").HTTPOut("x").Rule(), "|join.as", "prefix"},
		{"another script's node", from().Join(from()).As("a", "b").HTTPOut("x").Rule(), "|join", "another script"},
		{"nil node", from().Join((*tickscript.WhereNode)(nil)).As("a", "b").HTTPOut("x").Rule(), "|join", "nil"},
		{"no node", from().Join(nil).As("a", "b").HTTPOut("x").Rule(), "|join", "nil"},
		{"zero node", from().Join(tickscript.Chain{}).As("a", "b").HTTPOut("x").Rule(), "|join", "zero value"},
		{"bad variable name", from().Window().PeriodVar(tickscript.VarDuration("a b", 1)).HTTPOut("x").Rule(), "|window.period", "cannot be the name"},
		{"keyword as name", from().Var("lambda").HTTPOut("x").Rule(), "|from", "cannot be the name"},
		{"two variables of one name", from().Window().PeriodVar(tickscript.VarDuration("a", time.Second)).EveryVar(tickscript.VarDuration("a", time.Minute)).HTTPOut("x").Rule(), "|window.every", "two variables"},
		{"unknown udf", from().UDF("x").HTTPOut("x").Rule(), "|x", "x"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ps := problems(t, tc.rule)
			require.NotEmpty(t, ps)
			require.Equal(t, tc.call, ps[0].Call, "%v", ps)
			require.Contains(t, ps[0].String(), tc.message)
			require.Equal(t, "builder_test.go", filepath.Base(ps[0].File))
			require.Positive(t, ps[0].Line)
		})
	}
}

func TestProblemsAllAtOnce(t *testing.T) {
	s := tickscript.Stream()
	s.From().Window().Every(time.Second).Mean("v").Alert()
	s.From().Join().HTTPOut("x")
	s.From().GroupBy("").HTTPOut("x")
	var calls []string
	for _, p := range problems(t, s.Rule()) {
		calls = append(calls, p.Call)
	}
	require.Empty(t, cmp.Diff([]string{"|window", "|alert", "|join", "|from.groupBy", "|httpOut"}, calls))
}

func TestProblemsOfZeroNodes(t *testing.T) {
	_, err := (&tickscript.WindowNode{}).Period(time.Second).Mean("x").Rule().Text()
	require.ErrorContains(t, err, "zero value")
	var e *tickscript.RuleError
	require.True(t, errors.As(err, &e))
}

func TestLenient(t *testing.T) {
	s := tickscript.Stream()
	s.Lenient()
	require.Contains(t, text(t, s.From().Alert().Rule()), "|alert()")
}

func BenchmarkText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tickscript.Stream().
			From().Database("telegraf").RetentionPolicy("autogen").Measurement("disk").GroupBy("host", "cluster").
			Window().Period(10 * time.Second).Every(10 * time.Second).
			Mean("used_percent").As("stat").
			Alert().Warn(tickscript.Field("stat").Gt(80.0)).Rule().Text(); err != nil {
			b.Fatal(err)
		}
	}
}
