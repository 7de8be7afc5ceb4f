package kapacitor_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// many is a set of n tasks, from the first-th on, a tenth of them of a template.
func many(first, n int, level string) kapacitor.Set {
	s := kapacitor.Set{Templates: []kapacitor.TemplateRequest{{ID: "mean", Script: meanTemplate}}}
	for i := first; i < first+n; i++ {
		id := fmt.Sprintf("rule-%04d", i)
		if i%10 == 0 {
			s.Tasks = append(s.Tasks, kapacitor.TaskRequest{
				ID: id, TemplateID: "mean", DBRPs: []kapacitor.DBRP{{Database: "telegraf", RetentionPolicy: "autogen"}}, Vars: kapacitor.Vars{"warn": kapacitor.Float(float64(len(level)*100 + i))},
			})
			continue
		}
		s.Tasks = append(s.Tasks, kapacitor.TaskRequest{ID: id, Script: strings.Replace(diskRule, "95", level, 1)})
		if i%10 == 1 {
			s.Handlers = append(s.Handlers, kapacitor.TopicHandlerRequest{Topic: "disk", ID: id, Kind: "log", Options: map[string]any{"path": "/tmp/" + level}})
		}
	}
	return s
}

// has checks that the server has exactly the set, all of it running what it says, and the foreign things as they were.
func has(t *testing.T, f *fake, s kapacitor.Set) {
	t.Helper()
	want := map[string]string{"theirs": diskRule}
	for _, x := range s.Tasks {
		if want["ops-"+x.ID] = x.Script; x.TemplateID != "" {
			want["ops-"+x.ID] = meanTemplate
		}
	}
	require.Empty(t, cmp.Diff(want, f.running, cmpopts.EquateEmpty()))
	require.Len(t, f.tasks, len(want))
	for _, x := range s.Tasks {
		require.Empty(t, cmp.Diff(x.Vars, f.tasks["ops-"+x.ID].Vars, cmpopts.EquateEmpty()))
	}
	handlers := map[string]any{"theirs": "theirs"}
	for _, h := range s.Handlers {
		handlers["ops-"+h.ID] = h.Options["path"]
	}
	got := map[string]any{}
	for id, h := range f.handlers["disk"] {
		got[id] = h.Options["path"]
	}
	require.Empty(t, cmp.Diff(handlers, got))
	require.Equal(t, 1, f.starts["theirs"])
}

// TestAThousandTasks are created, changed and deleted; each time the work is cut off in the middle, before or after the server has done
// what was asked, and done again until nothing is left to do.
func TestAThousandTasks(t *testing.T) {
	n, cuts := 1000, []int{333, 501, 500} // at 501 the cut falls between the two requests of a task
	if raceOn {
		n, cuts = 100, []int{33, 51, 50}
	}
	f := newFake()
	c, ctx := f.client(t), t.Context()
	_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: "theirs", Script: diskRule, Status: kapacitor.Enabled})
	require.NoError(t, err)
	_, err = c.CreateTopicHandler(ctx, kapacitor.TopicHandlerRequest{Topic: "disk", ID: "theirs", Kind: "log", Options: map[string]any{"path": "theirs"}})
	require.NoError(t, err)

	for _, stage := range []struct {
		name string
		set  kapacitor.Set
		cut  int
	}{
		{"create", many(0, n, "95"), cuts[0]},
		{"change", many(0, n, "97"), cuts[1]},
		{"delete", kapacitor.Set{}, cuts[2]},
	} {
		start, writes, requests := time.Now(), f.writes, f.requests
		steps, runs := 0, 0
		for _, at := range []int{stage.cut, -1} {
			client := c
			if at >= 0 {
				client = dying(t, c, at, runs%2 == 0)
			}
			p, err := c.Plan(ctx, stage.set, ours)
			require.NoError(t, err)
			if runs == 0 {
				steps = len(p.Steps)
			}
			_, err = client.Apply(ctx, p, noWait)
			if runs++; at >= 0 {
				var e *kapacitor.Error
				require.ErrorAs(t, err, &e)
				require.ErrorIs(t, err, errCut)
				require.ErrorIs(t, err, kapacitor.ErrTransport)
			} else {
				require.NoError(t, err)
			}
		}
		has(t, f, stage.set)
		p, err := c.Plan(ctx, stage.set, ours)
		require.NoError(t, err)
		require.True(t, p.Empty(), text(t, p))
		t.Logf("%-7s %d steps, cut at change %d: %d runs, %d changes and %d reads sent, %v",
			stage.name, steps, stage.cut, runs, f.writes-writes, f.requests-requests-(f.writes-writes), time.Since(start).Round(time.Millisecond))
	}
	require.Equal(t, []string{"theirs"}, keysOf(f.tasks))
}

func keysOf[V any](m map[string]V) []string {
	var out []string
	for k := range maps.Keys(m) {
		out = append(out, k)
	}
	return out
}

// TestEveryCutConverges: a small set, cut at every single request in turn, before and after the server acts.
func TestEveryCutConverges(t *testing.T) {
	for _, after := range []bool{false, true} {
		for at := 0; ; at++ {
			f := newFake()
			c, ctx := f.client(t), t.Context()
			_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: "theirs", Script: diskRule, Status: kapacitor.Enabled})
			require.NoError(t, err)
			f.handlers["disk"] = map[string]kapacitor.TopicHandler{"theirs": {ID: "theirs", Options: map[string]any{"path": "theirs"}}}
			p, err := c.Plan(ctx, many(8, 4, "95"), ours)
			require.NoError(t, err)
			_, err = c.Apply(ctx, p, noWait)
			require.NoError(t, err)

			next := many(9, 4, "97")
			p, err = c.Plan(ctx, next, ours)
			require.NoError(t, err)
			_, err = dying(t, c, at, after).Apply(ctx, p, noWait)
			whole := err == nil
			require.True(t, whole || errors.Is(err, errCut), err)
			p, err = c.Plan(ctx, next, ours)
			require.NoError(t, err)
			require.Equal(t, whole, p.Empty() && !(after && !whole), "cut at %d", at)
			_, err = c.Apply(ctx, p, noWait)
			require.NoError(t, err)
			has(t, f, next)
			if whole {
				t.Logf("cut before=%v after=%v at each of %d requests", !after, after, at)
				break
			}
		}
	}
}
