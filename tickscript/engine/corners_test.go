package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// TestRepeatedAndReflected: of properties that are set again the last value counts, also through names that
// Kapacitor only finds by reflection.
func TestRepeatedAndReflected(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"default field", `stream|from()|default().field('x', 1).field('y', 5).field('x', 2)`, " n:int=1 x:int=2 y:int=5\n n:int=2 x:int=2 y:int=5\n n:int=3 x:int=2 y:int=5"},
		{"default tag", `stream|from()|default().tag('x', 'a').tag('x', 'b')`, " x=b n:int=1\n x=b n:int=2\n x=b n:int=3"},
		{"sample n", `stream|from()|sample(1).n(2)`, " n:int=1\n n:int=3"},
		{"sample duration", `stream|from()|sample(1).duration(2s)`, " n:int=2"},
		{"sample duration for duration", `stream|from()|sample(1s).duration(2s)`, " n:int=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			prog := mustCompile(t, c.script)
			run := prog.NewRun(engine.RunOptions{Trace: lines(&got, prog.Graph().Nodes[2].Kind())})
			feed(t, run, "m n=1i 1000000000", "m n=2i 2000000000", "m n=3i 3000000000")
			require.NoError(t, run.Close())
			require.Empty(t, cmp.Diff(strings.Split(c.want, "\n"), got))
		})
	}
}

// TestTagsOfUngroupedBatch: a query that is not grouped has no set of tags, which JSON shows as null; a stream has an
// empty one.
func TestTagsOfUngroupedBatch(t *testing.T) {
	details := func(script string, write func(*engine.Run) error) string {
		var got string
		run := mustCompile(t, script+`|alert().crit(lambda: TRUE)`).NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) { got = e.Details }})
		require.NoError(t, write(run))
		require.NoError(t, run.Close())
		return got
	}
	now := time.Unix(10, 0)
	batch := func(run *engine.Run) error {
		return run.WriteBatch(0, engine.Batch{Name: "m", Time: now, Points: []engine.BatchPoint{{Time: now, Fields: map[string]any{"v": 1.0}}}})
	}
	const query = `batch|query('SELECT v FROM "d"."r"."m"').period(1s).every(1s)`
	require.Contains(t, details(query, batch), "&#34;Tags&#34;:null,")
	require.Contains(t, details(query+`|where(lambda: TRUE)`, batch), "&#34;Tags&#34;:null,")
	require.Contains(t, details(`stream|from()`, func(run *engine.Run) error { feed(t, run, "m v=1 1"); return nil }), "&#34;Tags&#34;:{},")
}
