package conformance

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/corpus"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

var record = flag.Bool("record", false, "store what the real server answers")

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

// judges are two kapacitords: a case is mostly spent on waiting until one is quiet.
var judges [2]realstack.Shared[*judge.Judge]

// theJudge is the n-th kapacitord.
func theJudge(t *testing.T, n int) *judge.Judge {
	t.Helper()
	kapacitord.Require(t)
	return judges[n].Get(t, func(ctx context.Context) (*judge.Judge, error) {
		dir, err := os.MkdirTemp("", "tickwright-judge-")
		if err != nil {
			return nil, err
		}
		realstack.AtExit(func() { os.RemoveAll(dir) })
		return judge.New(ctx, dir)
	})
}

// TestCorpus checks that a live server still gives the stored answers to all cases; with -record it stores them.
func TestCorpus(t *testing.T) {
	free := make(chan *judge.Judge, len(judges))
	for n := range judges {
		free <- theJudge(t, n)
	}
	store := corpus.Store{Dir: corpus.Dir}
	seen := map[string]bool{}
	for _, c := range corpus.All() {
		require.False(t, seen[c.Name], "case %s exists twice", c.Name)
		seen[c.Name] = true
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ask := func() judge.Answer {
				j := <-free
				live, err := j.Run(t.Context(), c)
				free <- j
				require.NoError(t, err)
				return corpus.Normal(live)
			}
			live := ask()
			if *record {
				require.NoError(t, store.Put(c, live))
				return
			}
			stored, answer, err := store.Get(c.Name)
			require.NoError(t, err, "record it: go test . -record -run Corpus/%s", c.Name)
			require.Equal(t, c.Script, stored.Script, "the stored script is another one: record the case again")
			want := corpus.Comparable(c, answer)
			diff := cmp.Diff(want, corpus.Comparable(c, live))
			// Which of two nodes that run at the same time is first is the server's chance: it is asked again before a difference counts.
			for again := 1; diff != "" && again <= 4; again++ {
				t.Logf("asked for the %d. time, because the live server answered otherwise than the stored one (-stored +live):\n%.2000s", again+1, diff)
				diff = cmp.Diff(want, corpus.Comparable(c, ask()))
			}
			if diff != "" {
				t.Errorf("the live server answers otherwise than the stored one (-stored +live):\n%.4000s", diff)
			}
		})
	}
}

// TestStoreHasNoOrphans finds stored cases that nobody asks any more.
func TestStoreHasNoOrphans(t *testing.T) {
	known := map[string]bool{}
	for _, c := range corpus.All() {
		known[c.Name] = true
	}
	names, err := corpus.Store{Dir: corpus.Dir}.Names()
	require.NoError(t, err)
	require.NotEmpty(t, names)
	var orphans []string
	for _, name := range names {
		if !known[name] {
			orphans = append(orphans, filepath.Join(corpus.Dir, name))
		}
	}
	require.Empty(t, orphans, "delete these folders, or write their cases")
	require.GreaterOrEqual(t, len(names), 40, fmt.Sprint(len(names), " cases are too few to judge by"))
}
