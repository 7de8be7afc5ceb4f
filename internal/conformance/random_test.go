package conformance

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/compare"
	"github.com/tickwright/tickwright/internal/conformance/corpus"
	"github.com/tickwright/tickwright/internal/conformance/judge"
)

var (
	randomTasks = flag.Int("random", 12, "how many random tasks, of 25 pipelines each, to ask the server about")
	randomSeed  = flag.Uint64("seed", 1, "the first random task's seed")
)

const pipelinesPerTask = 25

// TestRandom asks the live server and tickwright about random pipelines over random points.
func TestRandom(t *testing.T) {
	j := theJudge(t, 0)
	supported := func(script string) bool {
		_, err := compare.Engine(t.Context(), judge.Case{Name: "random", Script: script, Type: "stream"})
		return !errors.Is(err, compare.ErrUnsupported)
	}
	asked, events := 0, 0
	for i := range *randomTasks {
		seed := *randomSeed + uint64(i)
		c, pipelines := corpus.Random(seed, pipelinesPerTask, supported)
		want, err := j.Run(t.Context(), c)
		require.NoError(t, err)
		require.Empty(t, want.DefineError+want.StartError+want.TaskError+want.Panic, "seed %d is no fair question:\n%s", seed, c.Script)
		got, err := compare.Engine(t.Context(), c)
		require.NoError(t, err, "seed %d", seed)
		asked += len(pipelines)
		for i, w := range want.Logs {
			events += len(w.Lines)
			t.Run(fmt.Sprintf("%d%s", seed, strings.TrimSuffix(w.Path, ".log")), func(t *testing.T) {
				// Only the events of this pipeline: the rest is the whole task's.
				theirs, ours := judge.Answer{Logs: want.Logs[i : i+1]}, judge.Answer{Logs: got.Logs}
				question := c
				question.Unordered = strings.Contains(pipelines[i], "|join(") || strings.Contains(pipelines[i], "|union(")
				for _, d := range compare.Answers(question, theirs, ours) {
					t.Errorf("%s differs for\n%s\n%.3000s", d.Aspect, pipelines[i], d.Text)
				}
			})
		}
	}
	t.Logf("%d random pipelines, %d events", asked, events)
	require.NotZero(t, events)
}
