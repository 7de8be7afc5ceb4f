package engdiff

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/compare"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/randscript"
)

var clocked = flag.Int("clocked", 1, "how many tasks of each kind of node that the wall clock drives")

// TestClock asks about nodes that the wall clock drives: barrier, stats and deadman, with an interval of half a second.
// When the daemon's timers fire, seen from the data, is chance, so that not everything is compared:
//
//   - after barrier().idle, whose times come from the data, the daemon's events of each id have to be the first of those
//     that the engine gives, and no fewer than after one interval;
//   - the same after barrier().period, but for events stamped by the wall clock;
//   - after stats, what the last event of each id carries, its time apart: the count when all data is through;
//   - after deadman, the last event of each id, its times apart.
func TestClock(t *testing.T) {
	j := theJudge(t, 0)
	for _, kind := range []string{"barrier", "stats", "deadman"} {
		t.Run(kind, func(t *testing.T) {
			asked, events := 0, 0
			for i := range *clocked {
				s := *seed + uint64(i)
				r := randscript.NewRand(s)
				d := Data{Points: randscript.Points(r, 60, false)}
				var list []*randscript.Pipeline
				for len(list) < 25 {
					list = append(list, randscript.Clock(r, randscript.Options{Length: 1}, kind))
				}
				diffs, n, err := clockDifference(t.Context(), j, kind, fmt.Sprintf("%s-%d", kind, s), list, d)
				require.NoError(t, err)
				asked, events = asked+len(list), events+n
				for n := range list {
					diff := diffs[n]
					// Under load a timer may fire between two points; then the daemon is asked again, alone.
					for again := 0; diff != "" && again < 3; again++ {
						more, _, err := clockDifference(t.Context(), j, kind, fmt.Sprintf("%s-%d-%d-%d", kind, s, n, again), list[n:n+1], d)
						require.NoError(t, err)
						diff = more[0]
					}
					if diff != "" {
						t.Errorf("%s, seed %d, pipeline %d differs:\n%s%.2500s", kind, s, n, show(list[n], d), diff)
					}
				}
				require.Empty(t, diffs[task])
			}
			t.Logf("%s: %d programs, %d events", kind, asked, events)
			require.NotZero(t, events)
		})
	}
}

const interval = 500 * time.Millisecond

func clockDifference(ctx context.Context, j *judge.Judge, kind, name string, list []*randscript.Pipeline, d Data) (map[int]string, int, error) {
	c := Task(name, list, d)
	c.Linger = 5 * interval
	want, err := j.Run(ctx, c)
	if err != nil {
		return nil, 0, err
	}
	c.Linger = interval + interval/2
	once, err := compare.Surrounded(ctx, c, around)
	if err != nil {
		return nil, 0, err
	}
	c.Linger = 60 * interval
	long, err := compare.Surrounded(ctx, c, around)
	if err != nil {
		return nil, 0, err
	}
	if w, g := want.DefineError+want.StartError+want.TaskError+want.Panic, long.DefineError+long.TaskError+long.Panic; w+g != "" {
		return map[int]string{task: fmt.Sprintf("kapacitord %q, tickwright %q", w, g)}, 0, nil
	}
	diffs, events := map[int]string{}, 0
	for i, l := range want.Logs {
		var n int
		if _, err := fmt.Sscanf(l.Path, "/%d.", &n); err != nil {
			return nil, 0, err
		}
		events += len(l.Lines)
		var diff string
		if kind == "barrier" {
			wall := strings.Contains(list[n].Text(0, "/"), "|barrier().period(")
			diff = firstOf(l.Lines, once.Logs[i].Lines, long.Logs[i].Lines, wall)
		} else {
			diff = cmp.Diff(lastOf(l.Lines, long.Logs[i].Lines), lastOf(long.Logs[i].Lines, nil))
		}
		if diff != "" {
			diffs[n] = l.Path + " (-kapacitord +tickwright):\n" + diff
		}
	}
	return diffs, events, nil
}

// event is what is compared of one.
type event struct {
	ID    string
	Time  time.Time
	Level string
	Data  struct {
		Series []struct {
			Name    string
			Tags    map[string]string
			Columns []string
			Values  [][]any
		}
	}
	line string
}

func eventsByID(lines []string) (ids []string, of map[string][]event) {
	of = map[string][]event{}
	for _, line := range lines {
		e := event{line: line}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			e.ID = line
		}
		if of[e.ID] == nil {
			ids = append(ids, e.ID)
		}
		of[e.ID] = append(of[e.ID], e)
	}
	slices.Sort(ids)
	return ids, of
}

// firstOf tells how the events of each id are not the first of those that a long run gives, or fewer than those of a
// run of one interval.
func firstOf(got, once, long []string, wall bool) string {
	if wall {
		recent := func(line string) bool {
			var e event
			return json.Unmarshal([]byte(line), &e) == nil && e.Time.Year() > 2023
		}
		for _, l := range []*[]string{&got, &once, &long} {
			*l = slices.DeleteFunc(slices.Clone(*l), recent)
		}
	}
	_, g := eventsByID(got)
	_, o := eventsByID(once)
	ids, l := eventsByID(long)
	for id := range g {
		if l[id] == nil {
			return "events of " + id + ", which tickwright does not have"
		}
	}
	for _, id := range ids {
		if len(g[id]) < len(o[id]) {
			return fmt.Sprintf("%s: kapacitord has %d events, tickwright %d after one interval", id, len(g[id]), len(o[id]))
		}
		for i, e := range g[id] {
			if i >= len(l[id]) {
				return fmt.Sprintf("%s: kapacitord has %d events, tickwright %d after many intervals", id, len(g[id]), len(l[id]))
			}
			if d := cmp.Diff(e.line, l[id][i].line); d != "" {
				return d
			}
		}
	}
	return ""
}

// lastOf shows the last event of each id, without times. The group that only stands for none, before there is one, is
// left out where like does not have it.
func lastOf(lines, like []string) []string {
	ids, of := eventsByID(lines)
	_, known := eventsByID(like)
	var out []string
	for _, id := range ids {
		if like != nil && known[id] == nil && strings.Contains(id, "nil") {
			continue
		}
		e := of[id][len(of[id])-1]
		text := id + " " + e.Level
		for _, s := range e.Data.Series {
			text += fmt.Sprint(" ", s.Name, s.Tags)
			for i, c := range s.Columns {
				if c != "time" && len(s.Values) > 0 {
					text += fmt.Sprint(" ", c, "=", s.Values[0][i])
				}
			}
		}
		out = append(out, text)
	}
	return out
}
