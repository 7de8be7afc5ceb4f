package ticktestdiff

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/ticktest"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

var shared realstack.Shared[*judge.Judge]

func theJudge(t *testing.T) *judge.Judge {
	t.Helper()
	kapacitord.Require(t)
	return shared.Get(t, func(ctx context.Context) (*judge.Judge, error) {
		dir, err := os.MkdirTemp("", "tickwright-judge-")
		if err != nil {
			return nil, err
		}
		realstack.AtExit(func() { os.RemoveAll(dir) })
		return judge.New(ctx, dir)
	})
}

// suites are the directories whose tests are carried out.
var suites = []string{"../../../examples", "testdata"}

// TestSuites carries out every test of the suites.
func TestSuites(t *testing.T) {
	j := theJudge(t)
	files, err := ticktest.Find(suites...)
	require.NoError(t, err)
	compared, events, restarts := 0, 0, 0
	for _, name := range files {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		f, err := ticktest.Parse(name, string(src))
		require.NoError(t, err)
		for _, test := range f.Tests {
			t.Run(name+"/"+test.Name, func(t *testing.T) {
				o := test.Run(t.Context())
				require.NoError(t, o.Err)
				require.Empty(t, o.Findings, "the engine itself does not do what the test expects")
				plan, err := test.Plan()
				if err != nil {
					t.Skipf("not carried out: its script is refused, as it expects: %v", err)
				}
				if why := unfit(plan); why != "" {
					t.Skipf("not carried out: %s", why)
				}
				answer, err := Ask(t.Context(), j, plan)
				require.NoError(t, err)
				require.Empty(t, answer.DefineError+answer.StartError+answer.TaskError)
				require.False(t, answer.Crashed, answer.Panic)
				live, err := answerOf(plan, answer)
				require.NoError(t, err)
				mine := append([]*alert.Event(nil), o.Result.Events...)
				byTime(mine)
				require.Empty(t, cmp.Diff(lines(t, live.Events), lines(t, mine)), "timeline (-kapacitord +tickwright)")
				verdict := test.Judge(plan, live)
				for _, s := range verdict.Skipped {
					t.Logf("%s:%d: not compared: %s", s.File, s.Line, s.Text)
				}
				for _, d := range verdict.Findings {
					t.Errorf("%s:%d:%d: on kapacitord: %s", d.File, d.Line, d.Col, d.Text)
				}
				compared++
				events += len(live.Events)
				for _, a := range plan.Acts {
					if a.Define >= 0 {
						restarts++
					}
				}
			})
		}
	}
	t.Logf("%d tests carried out, %d events compared, %d restarts", compared, events, restarts)
	require.Greater(t, compared, 12, "too few tests to say anything")
	require.Greater(t, events, 20)
	require.Greater(t, restarts, 3)
}

// lines are events as both can show them. Details are left to the tests that name
// them: those of the default template show the server.
func lines(t *testing.T, events []*alert.Event) []string {
	t.Helper()
	var out []string
	for _, e := range events {
		tags, err := json.Marshal(alert.TagMap(e.Tags))
		require.NoError(t, err)
		out = append(out, fmt.Sprintf("%s %s %s was %s for %s, %q, name %s, tags %s, recoverable %t, node %s",
			e.Time, e.ID, e.Level, e.PreviousLevel, e.Duration, e.Message, e.Name, tags, e.Recoverable, e.Node))
	}
	return out
}

// TestAFalseExpectationIsSeen: what the server does not do is a finding, so that
// a suite that is green has been looked at.
func TestAFalseExpectationIsSeen(t *testing.T) {
	j := theJudge(t)
	f, err := ticktest.Parse("x.ticktest", `script
  stream|from().measurement('cpu').groupBy('host')|httpOut('top')|alert().id('a').crit(lambda: "v" > 90).stateChangesOnly()
db d.r
data
  cpu,host=a v @1m: 1 95 1
test events
  events none
test time
  events
    30s crit a
    2m ok a
test levels
  levels
    a else ok
test endpoint
  httpout top
    2m v=2
test counters
  counts
    alert3 collected=4
`)
	require.NoError(t, err)
	for _, test := range f.Tests {
		plan, err := test.Plan()
		require.NoError(t, err)
		answer, err := Ask(t.Context(), j, plan)
		require.NoError(t, err)
		live, err := answerOf(plan, answer)
		require.NoError(t, err)
		require.Len(t, test.Judge(plan, live).Findings, 1, test.Name)
	}
}
