package dashboards

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// levelsOf is the first series of a rule with these levels.
func levelsOf(t *testing.T, properties string) (Series, Panel) {
	t.Helper()
	d, err := FromScript(`dbrp "d"."r"
var limit = 80
stream|from().measurement('m').groupBy('host')|alert()`+properties, Options{})
	require.NoError(t, err)
	require.Len(t, d.Pictures, 1)
	require.NotEmpty(t, d.Pictures[0].Series)
	return d.Pictures[0].Series[0], d.Pictures[0]
}

func TestLevels(t *testing.T) {
	for properties, want := range map[string]string{
		`.warn(lambda: "v" > limit).crit(lambda: "v" > 90)`:                     "OK 80 WARNING 90 CRITICAL",
		`.warn(lambda: "v" < 20).crit(lambda: "v" < 10)`:                        "CRITICAL 10 WARNING 20 OK",
		`.crit(lambda: "v" > 10 AND "v" < 20)`:                                  "OK 10 CRITICAL 20 OK",
		`.crit(lambda: "v" < 10 OR "v" > 20)`:                                   "CRITICAL 10 OK 20 CRITICAL",
		`.info(lambda: "v" >= 1).warn(lambda: "v" >= 2).crit(lambda: 3 <= "v")`: "OK 1 INFO 2 WARNING 3 CRITICAL",
		`.crit(lambda: !("v" > 10 AND "v" < 20))`:                               "CRITICAL 10 OK 20 CRITICAL",
		`.crit(lambda: "v" == 5)`:                                               "OK 5 CRITICAL 5 OK",
		`.crit(lambda: abs("v") > 5)`:                                           "CRITICAL -5 OK 5 CRITICAL",
		`.crit(lambda: abs("v" - 10) <= 5)`:                                     "OK 5 CRITICAL 15 OK",
		`.crit(lambda: "v" / 1024 > limit * 2)`:                                 "OK 163840 CRITICAL",
		`.crit(lambda: 100 - "v" < 10)`:                                         "OK 90 CRITICAL",
		`.crit(lambda: -"v" > 3 + 4)`:                                           "CRITICAL -7 OK",
		`.crit(lambda: float("v") > 1.5 AND "host" == 'a')`:                     "OK 1.5 CRITICAL",
		`.warn(lambda: "v" > 90).crit(lambda: "v" > 80)`:                        "OK 80 CRITICAL",
	} {
		s, _ := levelsOf(t, properties)
		require.Equal(t, want, stepText(s.Steps), properties)
	}
}

func stepText(list []Step) string {
	var parts []string
	for i, s := range list {
		if i > 0 {
			parts = append(parts, fmt.Sprint(s.Value))
		}
		parts = append(parts, s.Level.String())
	}
	return strings.Join(parts, " ")
}

func TestReasonsForLines(t *testing.T) {
	for properties, want := range map[string]string{
		`.crit(lambda: "v" > 90 AND "host" == 'a')`:         "CRITICAL: only where `\"host\" == 'a'`",
		`.crit(lambda: "v" > 90 OR "up" == FALSE)`:          "CRITICAL: also where `\"up\" == FALSE`",
		`.crit(lambda: sigma("v") > 3)`:                     "CRITICAL: no line for `sigma(\"v\") > 3`, which is not a comparison of one field with a constant",
		`.crit(lambda: "v" > "w")`:                          "CRITICAL: no line for `\"v\" > \"w\"`, which is not a comparison of one field with a constant",
		`.crit(lambda: "v" > 1 AND "w" > 2)`:                "CRITICAL: the lines of several fields hold as `\"v\" > 1 AND \"w\" > 2` joins them",
		`.crit(lambda: "v" > 9).critReset(lambda: "v" < 5)`: "CRITICAL stays until `\"v\" < 5`",
	} {
		_, p := levelsOf(t, properties)
		require.Contains(t, p.Reasons, want)
	}
}

// TestStepsAreTheCondition compares the steps of random conditions with what the
// conditions evaluate to.
func TestStepsAreTheCondition(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	ops := []string{">", ">=", "<", "<=", "==", "!="}
	var gen func(depth int) string
	gen = func(depth int) string {
		if depth > 0 && rnd.IntN(3) > 0 {
			switch rnd.IntN(3) {
			case 0:
				return "!(" + gen(depth-1) + ")"
			case 1:
				return "(" + gen(depth-1) + " AND " + gen(depth-1) + ")"
			}
			return "(" + gen(depth-1) + " OR " + gen(depth-1) + ")"
		}
		left := []string{`"v"`, `("v" * 2.0)`, `(10.0 - "v")`, `abs("v")`, `abs("v" - 3.0)`, `("v" / 4.0 + 1.0)`, `-"v"`}[rnd.IntN(7)]
		left += " " + ops[rnd.IntN(len(ops))] + " "
		return left + fmt.Sprintf("%d.0", rnd.IntN(13)-3)
	}
	compared := 0
	for range 1000 {
		src := gen(3)
		g, diags := graph.Parse(`stream|from()|alert().crit(lambda: `+src+`)`, graph.Options{})
		require.False(t, diags.HasErrors(), "%s: %v", src, diags)
		l := g.Nodes[2].Lambda("crit")
		c := conditionOf(l)
		require.Empty(t, c.notes, src)
		list := steps(map[alert.Level]set{alert.Critical: c.sets["v"]})
		e, err := lambda.Compile(syntax.Expr(l), lambda.Options{})
		require.NoError(t, err)
		state := e.NewState()
		for x := -20.0; x < 60; x += 0.5 {
			want, err := state.Bool([]lambda.Value{lambda.FloatValue(x)}, nil)
			if got := levelAt(list, x) == alert.Critical; err != nil || got != want {
				t.Fatalf("%s at %v: %t, want %t (%v): %s", src, x, got, want, err, stepText(list))
			}
			compared++
		}
	}
	t.Logf("%d values agree", compared)
}

func TestGrafanaSteps(t *testing.T) {
	for properties, want := range map[string]string{
		`.crit(lambda: "v" > 80)`:  "80",
		`.crit(lambda: "v" >= 80)`: "80",
		`.crit(lambda: "v" < 80)`:  "80",
		`.crit(lambda: "v" <= 80)`: "80.00000000000001",
		`.crit(lambda: "v" == 5)`:  "5 5.000000000000001",
		`.crit(lambda: "v" != 5)`:  "5 5.000000000000001",
	} {
		s, _ := levelsOf(t, properties)
		var got []string
		for _, th := range thresholds(s.Steps)[1:] {
			got = append(got, fmt.Sprint(*th.Value))
		}
		require.Equal(t, want, strings.Join(got, " "), properties)
	}
}

func TestLines(t *testing.T) {
	inf := math.Inf(-1)
	require.Equal(t, []Line{{80, alert.Warning, false}, {90, alert.Critical, false}},
		lines([]Step{{inf, alert.OK, false}, {80, alert.Warning, true}, {90, alert.Critical, true}}))
	require.Equal(t, []Line{{10, alert.Critical, true}, {20, alert.Warning, true}},
		lines([]Step{{inf, alert.Critical, false}, {10, alert.Warning, false}, {20, alert.OK, false}}))
}
