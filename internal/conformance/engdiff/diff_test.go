package engdiff

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

var (
	tasks     = flag.Int("tasks", 4, "how many random tasks to ask about, of each kind")
	alerts    = flag.Int("alerts", 2, "how many random tasks of pipelines with alert nodes to ask about")
	perTask   = flag.Int("pipelines", 40, "pipelines in a task")
	perPoints = flag.Int("points", 300, "points written to a task")
	seed      = flag.Uint64("seed", 1, "the first task's seed")
	nodes     = flag.String("nodes", "", "only these kinds of nodes, separated by commas")
	only      = flag.Int("only", -1, "ask about this pipeline of the task alone")
	budget    = flag.Int("shrink", 60, "questions spent on making a difference small")
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

func options() Options {
	o := Options{Length: 4}
	if *nodes != "" {
		o.Nodes = strings.Split(*nodes, ",")
	}
	return o
}

// TestSingle asks about pipelines of one chain, over points with all flaws.
func TestSingle(t *testing.T) { differ(t, "single", *tasks, Single, false) }

// TestAlerts asks about pipelines with alert nodes of random options and templates.
func TestAlerts(t *testing.T) { differ(t, "alerts", *alerts, Alerts, false) }

// TestSeveral asks about pipelines in which chains meet.
func TestSeveral(t *testing.T) { differ(t, "several", *tasks, Multi, true) }

func differ(t *testing.T, kind string, tasks int, pipeline func(*Rand, Options) *Pipeline, strict bool) {
	j := theJudge(t)
	asked, events := 0, 0
	for i := range tasks {
		s := *seed + uint64(i)
		r := NewRand(s)
		points := Points(r, *perPoints, strict)
		var list []*Pipeline
		for len(list) < *perTask {
			if p := pipeline(r, options()); Supported(p) {
				list = append(list, p)
			}
		}
		if *only >= 0 {
			list = list[*only : *only+1]
		}
		diffs, n, err := Difference(t.Context(), j, fmt.Sprintf("%s-%d", kind, s), list, points)
		require.NoError(t, err, "seed %d", s)
		if n == 0 && len(diffs) == 0 && *only < 0 {
			t.Errorf("%s, seed %d: nothing was compared: both refused the task, failed or crashed", kind, s)
		}
		asked += len(list)
		events += n
		numbers := []int{}
		for n := range diffs {
			numbers = append(numbers, n)
		}
		slices.Sort(numbers)
		for _, n := range numbers {
			if n < 0 {
				t.Errorf("%s, seed %d: %s", kind, s, diffs[n])
				continue
			}
			report(t, j, fmt.Sprintf("%s-%d-%d", kind, s, n), list[n], points, diffs[n])
		}
	}
	t.Logf("%s: %d random pipelines, %d events", kind, asked, events)
	require.NotZero(t, events)
}

// report shrinks a difference and shows it.
func report(t *testing.T, j *judge.Judge, name string, p *Pipeline, points []string, diff string) {
	t.Helper()
	asked := 0
	small, few := Shrink(p, points, *budget, func(q *Pipeline, points []string) bool {
		// A new name each time: events at the end of a task may come when its topics are deleted already.
		asked++
		diffs, _, err := Difference(t.Context(), j, fmt.Sprintf("%s-%d", name, asked), []*Pipeline{q}, points)
		if err != nil || len(diffs) == 0 {
			return false
		}
		for _, d := range diffs {
			diff = d
		}
		return true
	})
	shown := few
	if len(few) > 30 {
		shown = []string{fmt.Sprintf("... %d points: -points %d and the seed in the name make them again", len(few), *perPoints)}
	}
	t.Errorf("%s differs:\n%s%s\n%.2500s", name, small.Text(0, "/0.log"), strings.Join(shown, "\n"), diff)
}

// TestRisky asks one by one about pipelines that may end the server's process, or stop the task.
func TestRisky(t *testing.T) {
	j := theJudge(t)
	o := Options{Length: 3, Risky: true, Nodes: []string{"where", "eval", "window", "flatten", "log", "combine", "holtWinters", "alert"}}
	if *nodes != "" {
		o.Nodes = options().Nodes
	}
	ended := 0
	for i := range 3 * *tasks {
		s := *seed + uint64(i)
		r := NewRand(s)
		points := Points(r, 60, false)
		p := Single(r, o)
		for !Supported(p) {
			p = Single(r, o)
		}
		diffs, n, err := Difference(t.Context(), j, fmt.Sprintf("risky-%d", s), []*Pipeline{p}, points)
		require.NoError(t, err, "seed %d", s)
		if n == 0 {
			ended++
		}
		for _, d := range diffs {
			report(t, j, fmt.Sprintf("risky-%d", s), p, points, d)
		}
	}
	t.Logf("%d risky pipelines, %d without events", 3**tasks, ended)
}
