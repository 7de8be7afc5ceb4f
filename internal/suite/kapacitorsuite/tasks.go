package kapacitorsuite

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/kapacitor"
)

const rule = `stream|from().measurement('m').groupBy('h')|alert().id('{{ index .Tags "h" }}').crit(lambda: "v" > 1.0)`

func testTasks(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "CreateTask", "GetTask", "UpdateTask", "EnableTask", "DisableTask", "ReloadTask", "DeleteTask", "Write", "WriteLines", "WriteFrom")
	d := s.dbrp()
	id := s.name("task")
	task := s.task(t, c, kapacitor.TaskRequest{ID: id, Script: rule, DBRPs: []kapacitor.DBRP{d}})
	require.Equal(t, kapacitor.Disabled, task.Status)
	require.False(t, task.Executing)
	require.Equal(t, kapacitor.Stream, task.Type, "the server finds out")
	require.Contains(t, task.Script, "stream\n    |from()\n")
	require.Equal(t, "digraph "+id+" {\nstream0 -> from1;\nfrom1 -> alert2;\n}", task.Dot)

	_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: id, Script: rule, DBRPs: []kapacitor.DBRP{d}})
	require.ErrorIs(t, err, kapacitor.ErrConflict)
	_, err = c.GetTask(ctx, s.name("none"), kapacitor.TaskView{})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	_, err = c.UpdateTask(ctx, s.name("none"), kapacitor.TaskRequest{Status: kapacitor.Enabled})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)

	task, err = c.EnableTask(ctx, id)
	require.NoError(t, err)
	require.True(t, task.Executing)
	require.False(t, task.LastEnabled.IsZero())
	require.NoError(t, c.Write(ctx, d.Database, d.RetentionPolicy, point.New("m", point.TagsFrom(map[string]string{"h": "a"}), point.Fields{{Key: "v", Value: point.Float(2)}}, time.Unix(1, 0))))
	n, err := c.WriteFrom(ctx, d.Database, d.RetentionPolicy, point.NewReader(strings.NewReader("m,h=a v=2 2\nm,h=b v=3 3\n"), point.Options{}), 1)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	s.write(t, c, kapacitor.DBRP{Database: d.Database, RetentionPolicy: "other"}, "m,h=c v=2 4")
	eventually(t, ctx, func() (bool, string) {
		task, err = c.GetTask(ctx, id, kapacitor.TaskView{})
		require.NoError(t, err)
		return task.Stats.Nodes["alert2"]["crits_triggered"] == float64(3), task.Dot
	})
	require.Equal(t, float64(3), task.Stats.Nodes["stream0"]["collected"])
	require.Equal(t, float64(2), task.Stats.Nodes["alert2"]["working_cardinality"])
	raw, err := c.GetTask(ctx, id, kapacitor.TaskView{RawScript: true, DotLabels: true})
	require.NoError(t, err)
	require.Equal(t, rule, raw.Script)
	require.Contains(t, raw.Dot, "xlabel")

	// A changed script does not reach a running task before it is loaded again.
	task, err = c.UpdateTask(ctx, id, kapacitor.TaskRequest{Script: `stream|from().measurement('m')|log()`})
	require.NoError(t, err)
	require.Contains(t, task.Dot, "alert2")
	task, err = c.ReloadTask(ctx, id)
	require.NoError(t, err)
	require.Contains(t, task.Dot, "log2")

	renamed := s.name("renamed")
	task, err = c.UpdateTask(ctx, id, kapacitor.TaskRequest{ID: renamed})
	require.NoError(t, err)
	require.True(t, task.Executing)
	_, err = c.GetTask(ctx, id, kapacitor.TaskView{})
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
	task, err = c.DisableTask(ctx, renamed)
	require.NoError(t, err)
	require.False(t, task.Executing)
	require.NoError(t, c.DeleteTask(ctx, renamed))
	require.NoError(t, c.DeleteTask(ctx, renamed), "what is not there can be deleted")

	err = c.WriteLines(ctx, d.Database, d.RetentionPolicy, 0, []byte("m v=\n"))
	require.ErrorIs(t, err, kapacitor.ErrBadRequest)
	require.ErrorContains(t, err, "missing field value")
}

func testPages(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "ListTasks", "AllTasks")
	prefix := s.name("page")
	d := s.dbrp()
	var want []string
	for _, n := range []string{"1", "2", "3"} {
		s.task(t, c, kapacitor.TaskRequest{ID: prefix + n, Script: rule, DBRPs: []kapacitor.DBRP{d}})
		want = append(want, prefix+n)
	}
	page, err := c.ListTasks(ctx, kapacitor.TaskQuery{Pattern: prefix + "*", Fields: []string{"status"}}, kapacitor.Page{Offset: 1, Limit: 1})
	require.NoError(t, err)
	require.Len(t, page, 1)
	require.Equal(t, prefix+"2", page[0].ID)
	require.Equal(t, kapacitor.Disabled, page[0].Status)
	require.Empty(t, page[0].Script)
	var got []string
	for x, err := range c.AllTasks(ctx, kapacitor.TaskQuery{Pattern: prefix + "*"}) {
		require.NoError(t, err)
		got = append(got, x.ID)
	}
	require.Equal(t, want, got)
	_, err = c.ListTasks(ctx, kapacitor.TaskQuery{Pattern: prefix + "*", Fields: []string{"nothing"}}, kapacitor.Page{})
	require.ErrorContains(t, err, `unsupported field "nothing"`)
}

func testScripts(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t)
	d := []kapacitor.DBRP{s.dbrp()}
	for _, x := range []struct{ script, message string }{
		{"stream|", "unexpected EOF"},
		{"stream\n  |from()\n  |foo()", "no method or property \"foo\""},
		{"var x float\nstream|from()|log()", "missing value for var"},
	} {
		_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: s.name("bad"), Script: x.script, DBRPs: d})
		require.ErrorIs(t, err, kapacitor.ErrScript, x.script)
		require.ErrorContains(t, err, x.message)
	}
	_, err := c.CreateTask(ctx, kapacitor.TaskRequest{ID: s.name("bad"), Script: rule})
	require.ErrorIs(t, err, kapacitor.ErrBadRequest)
	require.ErrorContains(t, err, "must specify dbrp")
	task := s.task(t, c, kapacitor.TaskRequest{Script: "dbrp \"a\".\"b\"\n" + rule})
	require.Equal(t, []kapacitor.DBRP{{Database: "a", RetentionPolicy: "b"}}, task.DBRPs)
}

func testVars(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t)
	vars := kapacitor.Vars{
		"i": kapacitor.Int(-3), "f": kapacitor.Float(2), "b": kapacitor.Bool(true), "s": kapacitor.String("x"), "r": kapacitor.Regex("a/b.*"),
		"d": kapacitor.DurationOf(90 * time.Second), "l": kapacitor.Lambda(`"v" > 1.0`), "ls": kapacitor.List("a", "b"), "st": kapacitor.Star(),
	}
	task := s.task(t, c, kapacitor.TaskRequest{DBRPs: []kapacitor.DBRP{s.dbrp()}, Vars: vars, Script: `var i int
var f float
var b bool
var s string
var r regex
var d duration
var l lambda
var ls list
var st star
stream|from().measurement(s).where(l).groupBy(ls)|log()`})
	got, err := c.GetTask(ctx, task.ID, kapacitor.TaskView{})
	require.NoError(t, err)
	require.Equal(t, vars, got.Vars)
}

func testOutput(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "TaskOutput")
	d := s.dbrp()
	task := s.task(t, c, kapacitor.TaskRequest{Status: kapacitor.Enabled, DBRPs: []kapacitor.DBRP{d}, Script: `stream|from().measurement('m').groupBy('h')|httpOut('o')`})
	s.write(t, c, d, "m,h=a v=1,n=7i,s=\"x\" 1000000000", "m,h=b v=2 2000000000")
	var out kapacitor.Output
	eventually(t, ctx, func() (bool, string) {
		var err error
		out, err = c.TaskOutput(ctx, task.ID, "o")
		require.NoError(t, err)
		return len(out.Series) == 2 && out.Series[1].Values != nil, "fewer than two series"
	})
	require.Equal(t, map[string]string{"h": "a"}, out.Series[0].Tags)
	for row, err := range out.Series[0].Rows() {
		require.NoError(t, err)
		require.True(t, time.Unix(1, 0).Equal(row.Time))
		v, err := row.Float("v")
		require.NoError(t, err)
		require.Equal(t, 1.0, v)
		n, err := row.Int("n")
		require.NoError(t, err)
		require.EqualValues(t, 7, n)
	}
	_, err := c.TaskOutput(ctx, task.ID, "none")
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
}

func testTemplates(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	c := s.client(t, "CreateTemplate", "GetTemplate", "UpdateTemplate", "DeleteTemplate", "ListTemplates", "AllTemplates")
	id, d := s.name("template"), s.dbrp()
	script := `// how much
var limit float
var unit = 's'
stream|from().measurement('m')|alert().crit(lambda: "v" > limit)`
	tpl, err := c.CreateTemplate(ctx, kapacitor.TemplateRequest{ID: id, Script: script})
	require.NoError(t, err)
	require.Equal(t, kapacitor.Vars{"limit": {Type: kapacitor.FloatVar, Description: "how much"}, "unit": kapacitor.String("s")}, tpl.Vars)
	_, err = c.CreateTemplate(ctx, kapacitor.TemplateRequest{ID: id, Script: script})
	require.ErrorIs(t, err, kapacitor.ErrConflict)
	task := s.task(t, c, kapacitor.TaskRequest{TemplateID: id, DBRPs: []kapacitor.DBRP{d}, Vars: kapacitor.Vars{"limit": kapacitor.Float(1)}, Status: kapacitor.Enabled})
	require.Equal(t, id, task.TemplateID)

	// A change reaches the tasks, unless one of them cannot take it: then all keep what they had.
	_, err = c.UpdateTemplate(ctx, id, kapacitor.TemplateRequest{Script: strings.Replace(script, "> limit", "< limit", 1)})
	require.NoError(t, err)
	task, err = c.GetTask(ctx, task.ID, kapacitor.TaskView{})
	require.NoError(t, err)
	require.Contains(t, task.Script, `"v" < limit`)
	require.True(t, task.Executing)
	_, err = c.UpdateTemplate(ctx, id, kapacitor.TemplateRequest{Script: "var more int\n" + script})
	require.ErrorContains(t, err, "error reloading associated task "+task.ID)
	task, err = c.GetTask(ctx, task.ID, kapacitor.TaskView{})
	require.NoError(t, err)
	require.Contains(t, task.Script, `"v" < limit`)
	require.True(t, task.Executing)

	tpl, err = c.GetTemplate(ctx, id, true)
	require.NoError(t, err)
	require.Contains(t, tpl.Script, "var more int\n//")
	page, err := c.ListTemplates(ctx, kapacitor.TemplateQuery{Pattern: id, Fields: []string{"type"}}, kapacitor.Page{})
	require.NoError(t, err)
	require.Len(t, page, 1)
	n := 0
	for x, err := range c.AllTemplates(ctx, kapacitor.TemplateQuery{Pattern: id}) {
		require.NoError(t, err)
		require.Equal(t, id, x.ID)
		n++
	}
	require.Equal(t, 1, n)
	require.NoError(t, c.DeleteTemplate(ctx, id))
	_, err = c.GetTemplate(ctx, id, false)
	require.ErrorIs(t, err, kapacitor.ErrNotFound)
}
