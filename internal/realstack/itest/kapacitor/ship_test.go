package kapacitor_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// cut is a transport that fails from its n-th changing request on.
type cut struct {
	left atomic.Int64
	base http.RoundTripper
}

var errCut = errors.New("the connection is cut")

func (c *cut) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet && c.left.Add(-1) < 0 {
		return nil, errCut
	}
	return c.base.RoundTrip(r)
}

// TestManyTasks are created, changed and deleted on the real server, each time cut off in the middle and done again: 200, or as many as
// KAPACITOR_TASKS says.
func TestManyTasks(t *testing.T) {
	n := 200
	if s := os.Getenv("KAPACITOR_TASKS"); s != "" {
		var err error
		n, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	srv := real(t)
	c, err := kapacitor.New(srv.URL)
	require.NoError(t, err)
	ctx := t.Context()
	dbrps := []kapacitor.DBRP{{Database: "d", RetentionPolicy: "autogen"}}
	foreign, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: "theirs", Script: "stream|from()|httpOut('x')", DBRPs: dbrps, Status: kapacitor.Enabled})
	require.NoError(t, err)
	rules := func(level int) kapacitor.Set {
		var s kapacitor.Set
		for i := range n {
			s.Tasks = append(s.Tasks, kapacitor.TaskRequest{
				ID: fmt.Sprintf("rule-%04d", i), DBRPs: dbrps,
				Script: fmt.Sprintf("stream|from().measurement('m%d').groupBy('host')|alert().crit(lambda: \"v\" > %d.0).stateChangesOnly().topic('t')", i, level),
			})
		}
		return s
	}
	o := kapacitor.PlanOptions{Owner: "ops-"}
	for _, stage := range []struct {
		name string
		set  kapacitor.Set
		cut  int
	}{{"create", rules(90), n / 3}, {"change", rules(95), 7*n/10 + 1}, {"delete", kapacitor.Set{}, n / 2}} {
		start := time.Now()
		p, err := c.Plan(ctx, stage.set, o)
		require.NoError(t, err)
		require.Len(t, p.Steps, n)
		broken := &cut{base: http.DefaultTransport}
		broken.left.Store(int64(stage.cut))
		dying, err := kapacitor.New(srv.URL, kapacitor.WithHTTPClient(&http.Client{Transport: broken}), kapacitor.WithRetries(1, 0, 0))
		require.NoError(t, err)
		done, err := dying.Apply(ctx, p, kapacitor.ApplyOptions{})
		require.ErrorIs(t, err, errCut)
		first := done.Created + done.Changed + done.Deleted
		p, err = c.Plan(ctx, stage.set, o)
		require.NoError(t, err)
		done, err = c.Apply(ctx, p, kapacitor.ApplyOptions{})
		require.NoError(t, err)
		p, err = c.Plan(ctx, stage.set, o)
		require.NoError(t, err)
		require.True(t, p.Empty())
		running := 0
		for task, err := range c.AllTasks(ctx, kapacitor.TaskQuery{Pattern: "ops-*", Fields: []string{"executing"}}) {
			require.NoError(t, err)
			if task.Executing {
				running++
			}
		}
		require.Equal(t, len(stage.set.Tasks), running)
		t.Logf("%s: %d steps before the cut, %d after it, %v", stage.name, first, done.Created+done.Changed+done.Deleted, time.Since(start).Round(time.Millisecond))
	}
	still, err := c.GetTask(ctx, "theirs", kapacitor.TaskView{})
	require.NoError(t, err)
	require.Equal(t, []any{foreign.LastEnabled, foreign.Modified, true}, []any{still.LastEnabled, still.Modified, still.Executing})
}
