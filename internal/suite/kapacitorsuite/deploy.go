package kapacitorsuite

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// testDeploy: a rule is made to run, runs something else after the next deployment, and is not touched by the third.
func testDeploy(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "Deploy", "WaitExecuting")
	o := kapacitor.DeployOptions{ID: s.name("deployed"), DBRPs: []kapacitor.DBRP{s.dbrp()}}
	t.Cleanup(func() { _ = c.DeleteTask(s.ctx(t), o.ID) })
	d, err := c.Deploy(ctx, rule, o)
	require.NoError(t, err)
	require.True(t, d.Created)
	require.True(t, d.Task.Executing)
	d, err = c.Deploy(ctx, rule+".warn(lambda: \"v\" > 0.0)", o)
	require.NoError(t, err)
	require.False(t, d.Created)
	require.NotEmpty(t, d.Changed)
	now, err := c.WaitExecuting(ctx, o.ID, 10*time.Millisecond)
	require.NoError(t, err)
	require.Contains(t, now.Script, ".warn(")
	d, err = c.Deploy(ctx, rule+".warn(lambda: \"v\" > 0.0)", o)
	require.NoError(t, err)
	require.Empty(t, d.Changed)
	_, err = c.Deploy(ctx, "stream|foo()", o)
	require.ErrorIs(t, err, kapacitor.ErrScript)
}

// testPlan: what a plan says is done by applying it, and then there is nothing left to do.
func testPlan(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "Plan", "Apply")
	o := kapacitor.PlanOptions{Owner: s.name("own") + "-"}
	set := kapacitor.Set{Tasks: []kapacitor.TaskRequest{
		{ID: "a", Script: rule, DBRPs: []kapacitor.DBRP{s.dbrp()}, Status: kapacitor.Enabled},
		{ID: "b", Script: rule, DBRPs: []kapacitor.DBRP{s.dbrp()}, Status: kapacitor.Disabled},
	}}
	apply := func(set kapacitor.Set) (created, changed, deleted int) {
		p, err := c.Plan(ctx, set, o)
		require.NoError(t, err)
		done, err := c.Apply(ctx, p, kapacitor.ApplyOptions{})
		require.NoError(t, err)
		return done.Created, done.Changed, done.Deleted
	}
	counts := func(a, b, c int) [3]int { return [3]int{a, b, c} }
	require.Equal(t, [3]int{2, 0, 0}, counts(apply(set)))
	p, err := c.Plan(ctx, set, o)
	require.NoError(t, err)
	require.True(t, p.Empty())
	set.Tasks[0].Script += ".warn(lambda: \"v\" > 0.0)"
	require.Equal(t, [3]int{0, 1, 0}, counts(apply(set)))
	require.Equal(t, [3]int{0, 0, 2}, counts(apply(kapacitor.Set{})))
}
