package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// TestRand covers F088: rand() has a source, which each expression of each group has of its own, and a run repeats itself.
func TestRand(t *testing.T) {
	judge := func(shards int, rand func() func() uint64) (got []string) {
		prog, err := engine.Compile(`stream|from().groupBy('host')|eval(lambda: rand(100), lambda: rand()).as('a', 'b')|where(lambda: rand(10) >= 0)`, engine.Options{})
		require.NoError(t, err)
		opts := engine.RunOptions{Rand: rand, Shards: shards, OnError: func(err error) { t.Error(err) }}
		if shards == 0 {
			opts.Trace = lines(&got, "where")
		}
		run := prog.NewRun(opts)
		feed(t, run, "m,host=a v=1 1", "m,host=a v=1 2", "m,host=b v=1 3")
		require.NoError(t, run.Close())
		require.Zero(t, run.Stats()[3].Errors)
		return got
	}
	first := judge(0, nil)
	require.Len(t, first, 3)
	require.NotEqual(t, first[0], first[1])
	require.Empty(t, cmp.Diff(first, judge(0, nil)))
	judge(4, nil)

	// A source that counts shows what each expression draws from.
	made := 0
	got := judge(0, func() func() uint64 {
		made++
		n := uint64(0)
		return func() uint64 { n++; return n << 57 }
	})
	require.Equal(t, 6, made, "two groups of three expressions")
	require.Equal(t, []string{
		"host=a host=a a:int=0 b:int=144115188075855872", "host=a host=a a:int=1 b:int=288230376151711744",
		"host=b host=b a:int=0 b:int=144115188075855872",
	}, got)
}
