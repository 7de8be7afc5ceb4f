package kapacitorsuite

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// pass is a task that keeps the last point.
const pass = "stream|from().measurement('cpu')|httpOut('last')"

// testSurprises: an enabled task that is given a new script answers with it and runs the old one; deleting what is not there succeeds; a
// slash ends an id, so that the client must not send one.
func testSurprises(t *testing.T, s *suite) {
	c, ctx := s.client(t, "UpdateTask", "EnableTask", "ReloadTask", "DeleteTask", "TaskOutput"), s.ctx(t)
	id := s.task(t, c, kapacitor.TaskRequest{Script: pass, DBRPs: []kapacitor.DBRP{s.dbrp()}, Status: kapacitor.Enabled}).ID
	has := func(endpoint string) bool {
		_, err := c.TaskOutput(ctx, id, endpoint)
		if err != nil {
			require.ErrorIs(t, err, kapacitor.ErrNotFound)
		}
		return err == nil
	}
	up, err := c.UpdateTask(ctx, id, kapacitor.TaskRequest{Script: strings.Replace(pass, "last", "other", 1)})
	require.NoError(t, err)
	require.Contains(t, up.Script, "other")
	require.Equal(t, []bool{true, false}, []bool{has("last"), has("other")})
	_, err = c.EnableTask(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{has("last"), has("other")}, "enabling what is enabled restarts nothing")
	_, err = c.ReloadTask(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []bool{false, true}, []bool{has("last"), has("other")})

	require.NoError(t, c.DeleteTask(ctx, id))
	require.NoError(t, c.DeleteTask(ctx, id), "deleting what is not there is no error")
	require.ErrorIs(t, c.DeleteTopic(ctx, s.name("topic")+"/x"), kapacitor.ErrInvalidRequest, "the server would delete what stands before the slash")
}

// testBadTemplate: the template keeps the script that its task cannot run, and the task the old one.
func testBadTemplate(t *testing.T, s *suite) {
	c, ctx := s.client(t, "UpdateTemplate"), s.ctx(t)
	tpl, err := c.CreateTemplate(ctx, kapacitor.TemplateRequest{ID: s.name("template"), Script: pass})
	require.NoError(t, err)
	task := s.task(t, c, kapacitor.TaskRequest{TemplateID: tpl.ID, DBRPs: []kapacitor.DBRP{s.dbrp()}, Status: kapacitor.Enabled})
	_, err = c.UpdateTemplate(ctx, tpl.ID, kapacitor.TemplateRequest{Script: "var x string\n" + pass})
	require.ErrorIs(t, err, kapacitor.ErrServer)
	tpl, err = c.GetTemplate(ctx, tpl.ID, true)
	require.NoError(t, err)
	require.Contains(t, tpl.Script, "var x")
	task, err = c.GetTask(ctx, task.ID, kapacitor.TaskView{RawScript: true})
	require.NoError(t, err)
	require.Equal(t, []any{pass, true}, []any{task.Script, task.Executing})
	require.NoError(t, c.DeleteTemplate(ctx, tpl.ID))
	_, err = c.DisableTask(ctx, task.ID)
	require.ErrorIs(t, err, kapacitor.ErrNotFound, "without its template a task cannot even be disabled")
}

// testWalk: rows move up when one before them is deleted.
func testWalk(t *testing.T, s *suite) {
	c, ctx := s.client(t, "AllTasks"), s.ctx(t)
	const n = 205
	prefix := s.name("walk")
	for i := range n {
		_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: prefix + "-" + strings.Repeat("x", i/26) + string(rune('a'+i%26)), Script: pass, DBRPs: []kapacitor.DBRP{{Database: "d", RetentionPolicy: "r"}}})
		require.NoError(t, err)
	}
	deleted := 0
	for task, err := range c.AllTasks(ctx, kapacitor.TaskQuery{Pattern: prefix + "-*", Fields: []string{"status"}}) {
		require.NoError(t, err)
		require.NoError(t, c.DeleteTask(ctx, task.ID))
		deleted++
	}
	require.Equal(t, n, deleted)
}
