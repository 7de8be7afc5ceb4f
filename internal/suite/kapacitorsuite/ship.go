package kapacitorsuite

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// settle is short: the suite's tasks either run or fail at once.
const settle = 20 * time.Millisecond

func testRedeploy(t *testing.T, s *suite) {
	c, ctx := s.client(t, "Deploy", "WaitExecuting"), s.ctx(t)
	o := kapacitor.DeployOptions{ID: s.name("task"), DBRPs: []kapacitor.DBRP{s.dbrp()}, Settle: settle}
	t.Cleanup(func() { require.NoError(t, c.DeleteTask(s.ctx(t), o.ID)) })
	d, err := c.Deploy(ctx, pass, o)
	require.NoError(t, err)
	require.Equal(t, []any{true, true, kapacitor.Stream}, []any{d.Created, d.Task.Executing, d.Task.Type})
	d, err = c.Deploy(ctx, strings.ReplaceAll(pass, "|", "\n    |"), o)
	require.NoError(t, err)
	require.Empty(t, d.Changed, "formatting is no change")
	d, err = c.Deploy(ctx, strings.Replace(pass, "last", "other", 1), o)
	require.NoError(t, err)
	require.Equal(t, []string{"script"}, d.Changed)
	_, err = c.TaskOutput(ctx, o.ID, "other")
	require.NoError(t, err, "the new script runs")
	_, err = c.TaskOutput(ctx, o.ID, "last")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)

	o.Vars = kapacitor.Vars{"v": kapacitor.Lambda(`"v" > 1`), "tags": kapacitor.List("host"), "d": kapacitor.DurationOf(time.Minute), "star": kapacitor.Star(), "r": kapacitor.Regex("^a/b$")}
	script := "var v = lambda: TRUE\nvar tags = ['a']\nvar d = 1s\nvar star = *\nvar r = /x/\nstream|from().measurement('cpu').groupBy(tags).where(lambda: \"host\" =~ r)|where(v)|window().period(d).every(d)|groupBy(star)|httpOut('other')"
	for range 2 {
		d, err = c.Deploy(ctx, script, o)
		require.NoError(t, err)
	}
	require.Empty(t, d.Changed, "variables of every type come back as they were sent")

	o.Vars = nil
	d, err = c.Deploy(ctx, script, o)
	require.NoError(t, err)
	require.Equal(t, []string{"vars"}, d.Changed)
	require.Empty(t, d.Task.Vars)
}

// testFounding: a stream script that is defined as batch. The server does not mind and makes a stream task; Deploy says so.
func testFounding(t *testing.T, s *suite) {
	c, ctx := s.client(t, "Deploy"), s.ctx(t)
	dbrps := []kapacitor.DBRP{s.dbrp()}
	task := s.task(t, c, kapacitor.TaskRequest{Type: kapacitor.Batch, Script: pass, DBRPs: dbrps})
	require.Equal(t, kapacitor.Stream, task.Type)
	_, err := c.Deploy(ctx, pass, kapacitor.DeployOptions{ID: task.ID, DBRPs: dbrps, Type: kapacitor.Batch})
	require.ErrorIs(t, err, kapacitor.ErrInvalidRequest)
	require.ErrorContains(t, err, "is a stream script")
	require.ErrorContains(t, err, "leave the type out or say stream")
}

func testTogether(t *testing.T, s *suite) {
	c, ctx := s.client(t, "Plan", "Apply"), s.ctx(t)
	dbrps := []kapacitor.DBRP{s.dbrp()}
	foreign := s.task(t, c, kapacitor.TaskRequest{Script: pass, DBRPs: dbrps, Status: kapacitor.Enabled})
	owner := s.name("ours") + "-"
	o := kapacitor.PlanOptions{Owner: owner}
	template := "var m string\nstream|from().measurement(m)|httpOut('last')"
	set := kapacitor.Set{
		Templates: []kapacitor.TemplateRequest{{ID: "tpl", Script: template}},
		Tasks: []kapacitor.TaskRequest{
			{ID: "a", Script: pass, DBRPs: dbrps},
			{ID: "b", TemplateID: "tpl", DBRPs: dbrps, Vars: kapacitor.Vars{"m": kapacitor.String("cpu")}},
			{ID: "c", Script: pass, DBRPs: dbrps, Status: kapacitor.Disabled},
		},
		Handlers: []kapacitor.TopicHandlerRequest{{Topic: s.name("topic"), ID: "h", Kind: "log", Options: map[string]any{"path": s.env.Dir + "/plan.log"}}},
	}
	apply := func(want int) *kapacitor.Plan {
		t.Helper()
		p, err := c.Plan(ctx, set, o)
		require.NoError(t, err)
		var text strings.Builder
		require.NoError(t, p.WriteText(&text))
		require.Len(t, p.Steps, want, text.String())
		_, err = c.Apply(ctx, p, kapacitor.ApplyOptions{Settle: settle})
		require.NoError(t, err)
		again, err := c.Plan(ctx, set, o)
		require.NoError(t, err)
		text.Reset()
		require.NoError(t, again.WriteText(&text))
		require.True(t, again.Empty(), text.String())
		return p
	}
	apply(5)
	// The template gets a variable and its task the value, another script changes, and one only its formatting.
	set.Templates[0].Script = "var q string\n" + template + "|eval(lambda: q).as('q')"
	set.Tasks[1].Vars["q"] = kapacitor.String("one")
	set.Tasks[0].Script = strings.Replace(pass, "last", "other", 1)
	set.Tasks[2].Script = strings.ReplaceAll(pass, "|", "\n\t|")
	p := apply(3)
	require.Equal(t, []string{owner + "tpl", owner + "a", owner + "b"}, []string{p.Steps[0].ID, p.Steps[1].ID, p.Steps[2].ID})
	_, err := c.TaskOutput(ctx, owner+"a", "other")
	require.NoError(t, err)
	b, err := c.GetTask(ctx, owner+"b", kapacitor.TaskView{})
	require.NoError(t, err)
	require.Equal(t, []any{true, ""}, []any{b.Executing, b.Error})
	set = kapacitor.Set{}
	apply(5)
	still, err := c.GetTask(ctx, foreign.ID, kapacitor.TaskView{})
	require.NoError(t, err)
	require.Equal(t, []any{foreign.LastEnabled, true}, []any{still.LastEnabled, still.Executing})
}
