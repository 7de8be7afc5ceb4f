package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// TestFollow: a host that falls silent for a minute dies and comes back, although
// nobody but the points moves the clock; a following clock is the same for text
// and for points, and has one shard.
func TestFollow(t *testing.T) {
	const script = `stream|from().measurement('m').groupBy('host')|deadman(0.5, 10s).id('{{ index .Tags "host" }}').stateChangesOnly()`
	var text strings.Builder
	start := at(t, "10:00:00").UnixNano()
	line := func(host string, sec int) {
		fmt.Fprintf(&text, "m,host=%s v=1 %d\n", host, start+int64(sec)*1e9)
	}
	for s := 0; s < 180; s += 5 {
		line("a", s)
		if s < 60 || s >= 120 {
			line("b", s)
		}
	}
	want := []string{"b CRITICAL 10:01:10", "b OK 10:02:10"}
	for _, shards := range []int{1, 2} {
		var got []string
		run := mustCompile(t, script).NewRun(engine.RunOptions{Follow: true, Shards: shards, OnEvent: func(e *alert.Event) {
			if e.ID == "b" {
				got = append(got, fmt.Sprintf("%s %s %s", e.ID, e.Level, e.Time.Format(time.TimeOnly)))
			}
		}})
		_, _, ok := run.Span()
		require.False(t, ok)
		require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader(text.String()), engine.ReadOptions{}))
		first, last, ok := run.Span()
		require.True(t, ok)
		require.Equal(t, []time.Time{at(t, "10:00:00"), at(t, "10:02:55")}, []time.Time{first, last})
		require.Empty(t, cmp.Diff(want, got))
	}
}
