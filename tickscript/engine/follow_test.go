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

// TestFollowEnds: a gap of decades makes millions of timers due; the context of
// what feeds the points ends them.
func TestFollowEnds(t *testing.T) {
	prog := mustCompile(t, `stream|from().measurement('m')|deadman(0.5, 1s)`)
	ctx, cancel := context.WithCancel(context.Background())
	events := 0
	run := prog.NewRun(engine.RunOptions{Follow: true, OnEvent: func(*alert.Event) {
		if events++; events == 10 {
			cancel()
		}
	}})
	err := run.ReadFrom(ctx, strings.NewReader("m v=1 1\nm v=1 1704067200000000000\n"), engine.ReadOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 10, events)
}

// TestQuietRecovery: what noRecoveries keeps silent is told to who asks.
func TestQuietRecovery(t *testing.T) {
	for _, id := range []string{`{{ index .Tags "host" }}`, `{{ index .Tags "disk" }}`} {
		var got []string
		run := mustCompile(t, `stream|from().measurement('m').groupBy('host')|alert().id('`+id+`').crit(lambda: "v" > 5).stateChangesOnly().noRecoveries()`).NewRun(engine.RunOptions{
			Shards: 2,
			OnEvent: func(e *alert.Event) {
				got = append(got, fmt.Sprintf("%s %s %d", e.ID, e.Level, e.Time.Unix()))
			},
			OnQuietRecovery: func(node, id string, at time.Time) {
				got = append(got, fmt.Sprintf("%s %s quiet %d", node, id, at.Unix()))
			},
		})
		require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader(`
m,host=a,disk=a v=9 1000000000
m,host=a,disk=a v=1 2000000000
m,host=a,disk=a v=1 3000000000
m,host=a,disk=a v=9 4000000000
`), engine.ReadOptions{}))
		require.Equal(t, []string{"a CRITICAL 1", "alert2 a quiet 2", "a CRITICAL 4"}, got)
	}
}
