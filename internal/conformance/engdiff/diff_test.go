package engdiff

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/corpus"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

var (
	programs  = flag.Int("programs", 400, "how many random programs to ask about")
	perTask   = flag.Int("pipelines", 40, "programs in a task")
	perPoints = flag.Int("points", 200, "points written to a task")
	seed      = flag.Uint64("seed", 1, "the first task's seed")
	nodes     = flag.String("nodes", "", "only these kinds of nodes, separated by commas")
	kind      = flag.String("kind", "", "only tasks of this kind: "+strings.Join(kinds, ", "))
	only      = flag.Int("only", -1, "ask about this pipeline of the task alone")
	budget    = flag.Int("shrink", 40, "questions spent on making a difference small")
	daemons   = flag.Int("daemons", 2, "how many daemons to ask side by side")
	keep      = flag.Bool("keep", false, "keep differences as cases of the corpus")
	risky     = flag.Int("risky", 10, "how many programs to ask about that may end the daemon")
	most      = flag.Int("most", 12, "differences after which nothing more is asked")
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

var shared [8]realstack.Shared[*judge.Judge]

func theJudge(t *testing.T, n int) *judge.Judge {
	t.Helper()
	kapacitord.Require(t)
	return shared[n].Get(t, func(ctx context.Context) (*judge.Judge, error) {
		dir, err := judge.TempDir()
		if err != nil {
			return nil, err
		}
		realstack.AtExit(func() { os.RemoveAll(dir) })
		return judge.NewSurrounded(ctx, dir, around)
	})
}

func options() randscript.Options {
	o := randscript.Options{Length: 4}
	if *nodes != "" {
		o.Nodes = strings.Split(*nodes, ",")
	}
	return o
}

// tally is what many tasks showed.
type tally struct {
	sync.Mutex
	tasks, asked, observed, chance int
	// alike are programs that both refuse, fail or end at.
	alike   []string
	differ  []string
	chances []string
}

// TestPrograms asks about random programs, many in a task.
func TestPrograms(t *testing.T) {
	var of tally
	began := time.Now()
	all := (*programs + *perTask - 1) / *perTask
	if *only >= 0 {
		all = 1
	}
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range all {
			select {
			case next <- i:
			case <-t.Context().Done():
				return
			}
		}
	}()
	var wait sync.WaitGroup
	for n := range min(*daemons, len(shared), all) {
		j := theJudge(t, n)
		wait.Go(func() {
			for i := range next {
				of.Lock()
				enough := len(of.differ) >= *most
				of.Unlock()
				if enough {
					continue
				}
				if err := askTask(t.Context(), j, *seed+uint64(i), &of); err != nil {
					t.Errorf("seed %d: %v", *seed+uint64(i), err)
				}
			}
		})
	}
	wait.Wait()
	for _, d := range of.differ {
		t.Error(d)
	}
	for _, d := range of.chances {
		t.Log(d)
	}
	for _, d := range of.alike {
		t.Log(d)
	}
	took := time.Since(began)
	t.Logf("seeds %d to %d: %d programs, %d observations, %d differences, %d of the server's chance, %d that end both alike; %.1f programs a second",
		*seed, *seed+uint64(all-1), of.asked, of.observed, len(of.differ), of.chance, len(of.alike), float64(of.asked)/took.Seconds())
	if *only < 0 {
		require.NotZero(t, of.observed)
	}
}

// askTask asks about one task, and about each pipeline that differs alone.
func askTask(ctx context.Context, j *judge.Judge, seed uint64, of *tally) error {
	k := kinds[seed%uint64(len(kinds))]
	if *kind != "" {
		k = *kind
	}
	list, data := program(seed, k, *perTask, *perPoints, options())
	if *only >= 0 {
		data = data.alone(list, *only)
		list = list[*only : *only+1]
	}
	name := fmt.Sprintf("%s-%d", k, seed)
	of.Lock()
	of.asked += len(list)
	if of.tasks++; of.tasks%20 == 0 {
		fmt.Fprintf(os.Stderr, "%d programs, %d differences, %d of chance\n", of.asked, len(of.differ), of.chance)
	}
	of.Unlock()
	return askAbout(ctx, j, name, list, data, of)
}

// askAbout asks about some pipelines of a task, and in halves where the task as a whole differs or shows nothing: what
// one pipeline ends or stops hides the others.
func askAbout(ctx context.Context, j *judge.Judge, name string, list []*randscript.Pipeline, data Data, of *tally) error {
	diffs, w, err := Difference(ctx, j, name, list, data)
	if err != nil {
		return err
	}
	ended := w.Crashed + w.Refused + w.Failed
	of.Lock()
	of.observed += w.Events
	if ended != "" && len(diffs) == 0 && len(list) == 1 {
		of.alike = append(of.alike, name+": both say: "+ended)
	}
	of.Unlock()
	if len(list) > 1 && (diffs[task] != "" || ended != "") {
		half := len(list) / 2
		first, second := data.halves(list, half)
		if err := askAbout(ctx, j, name+"-a", list[:half], first, of); err != nil {
			return err
		}
		return askAbout(ctx, j, name+"-b", list[half:], second, of)
	}
	for _, n := range slices.Sorted(maps.Keys(diffs)) {
		i := max(n, 0)
		if err := judgeOne(ctx, j, fmt.Sprintf("%s-%d", name, i), list[i], data.alone(list, i), diffs[n], of); err != nil {
			return err
		}
	}
	return nil
}

// judgeOne asks about one pipeline again and again: is its difference the engine's, or the server's chance?
func judgeOne(ctx context.Context, j *judge.Judge, name string, p *randscript.Pipeline, d Data, together string, of *tally) error {
	var answers []*Outcome
	differs := 0
	for i := range 4 {
		diffs, w, err := Difference(ctx, j, fmt.Sprintf("%s-again-%d", name, i), []*randscript.Pipeline{p}, d)
		if err != nil {
			return err
		}
		answers = append(answers, w)
		if len(diffs) > 0 {
			differs++
			together = diffs[0] + diffs[task]
		}
	}
	same := true
	for _, a := range answers[1:] {
		same = same && cmp.Equal(answers[0].Parts, a.Parts)
	}
	slowly := false
	if same && differs == len(answers) && p.Several && p.Queries == 0 {
		// How far one input is ahead of another is chance, and alike from time to time on a quiet machine. Points that come
		// one at a time reach a join in the order in which they were written.
		diffs, _, err := DifferenceSlowly(ctx, j, name+"-slowly", p, d)
		if err != nil {
			return err
		}
		slowly = len(diffs) == 0
	}
	of.Lock()
	defer of.Unlock()
	if slowly {
		of.chance++
		of.chances = append(of.chances, fmt.Sprintf("%s: the server agrees when the points come one at a time\n%s", name, p.Text(0, "/0.log")))
		return nil
	}
	if differs < len(answers) || !same {
		of.chance++
		of.chances = append(of.chances, fmt.Sprintf("%s: the server agrees %d of %d times when it is asked alone; its answers are the same: %t\n%s\n%.700s", name, len(answers)-differs, len(answers), same, p.Text(0, "/0.log"), together))
		return nil
	}
	of.Unlock()
	small, few, diff := shrink(ctx, j, name, p, d)
	of.Lock()
	text := fmt.Sprintf("%s differs (the server's own answers are the same: %t):\n%s%.2500s", name, same, show(small, few), diff)
	of.differ = append(of.differ, text)
	if *keep {
		return keepCase(name, small, few)
	}
	return nil
}

func shrink(ctx context.Context, j *judge.Judge, name string, p *randscript.Pipeline, d Data) (*randscript.Pipeline, Data, string) {
	asked, diff := 0, ""
	build := func(parts [][]string) Data {
		if p.Queries > 0 {
			return Data{Batches: parts}
		}
		return Data{Points: parts[0]}
	}
	parts := d.Batches
	if p.Queries == 0 {
		parts = [][]string{d.Points}
	}
	small, parts := randscript.Shrink(p, parts, *budget, func(q *randscript.Pipeline, parts [][]string) bool {
		// A new name each time: events at the end of a task may come when its topics are deleted already.
		asked++
		diffs, _, err := Difference(ctx, j, fmt.Sprintf("%s-%d", name, asked), []*randscript.Pipeline{q}, build(parts))
		if err != nil || len(diffs) == 0 {
			return false
		}
		for _, d := range diffs {
			diff = d
		}
		return true
	})
	if diff == "" {
		diffs, _, _ := Difference(ctx, j, name+"-last", []*randscript.Pipeline{small}, build(parts))
		for _, d := range diffs {
			diff = d
		}
	}
	return small, build(parts), diff
}

// keepCase writes a difference to where the corpus takes its found cases from; they are then recorded like all others.
func keepCase(name string, p *randscript.Pipeline, d Data) error {
	f := corpus.Found{Name: name, About: "say what it shows", Script: p.Text(0, "/0.log"), Unordered: p.Several, Points: d.Points}
	if p.Queries > 0 {
		f.Batches = d.Batches
	}
	return os.WriteFile(filepath.Join("..", "corpus", "found", name+".txt"), []byte(f.Text()), 0o644)
}

// TestRisky asks one by one about programs that may end the server's process, or stop the task.
func TestRisky(t *testing.T) {
	j := theJudge(t, 0)
	var of tally
	for i := range *risky {
		s := *seed + uint64(i)
		list, data := program(s, "risky", 1, 60, randscript.Options{})
		require.NoError(t, askAbout(t.Context(), j, fmt.Sprintf("risky-%d", s), list, data, &of))
	}
	for _, d := range of.differ {
		t.Error(d)
	}
	t.Logf("%d risky programs, %d of which end both alike, %d observations, %d differences, %d of the server's chance", *risky, len(of.alike), of.observed, len(of.differ), of.chance)
	require.NotEmpty(t, of.alike)
}
