package kapacitor_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
)

const meanTemplate = `var warn float

stream
    |from()
        .measurement('cpu')
        .groupBy('host')
    |alert()
        .warn(lambda: "usage" > warn)
        .topic('cpu')
`

func folder() fstest.MapFS {
	return fstest.MapFS{
		"tasks/disk.tick":     {Data: []byte(diskRule)},
		"tasks/cpu.yaml":      {Data: []byte("template-id: mean\ndbrps: [{db: telegraf, rp: autogen}]\nvars:\n  warn: {type: float, value: 80}\n")},
		"tasks/bare.tick":     {Data: []byte(diskRule[strings.Index(diskRule, "var"):])},
		"tasks/bare.json":     {Data: []byte(`{"dbrps":[{"db":"a","rp":"b"}],"status":"disabled"}`)},
		"templates/mean.tick": {Data: []byte(meanTemplate)},
		"handlers/page.yaml":  {Data: []byte("topic: disk\nkind: post\noptions:\n  url: http://hook.example.org/secret-part\nmatch: changed() == TRUE\n")},
	}
}

func load(t *testing.T, dir fstest.MapFS) kapacitor.Set {
	t.Helper()
	s, err := kapacitor.LoadDir(dir)
	require.NoError(t, err)
	return s
}

func text(t *testing.T, p *kapacitor.Plan) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, p.WriteText(&b))
	return b.String()
}

var ours = kapacitor.PlanOptions{Owner: "ops-"}

var noWait = kapacitor.ApplyOptions{Settle: -1}

func TestPlanAndApplyAFolder(t *testing.T) {
	f := newFake()
	c, ctx, dir := f.client(t), t.Context(), folder()
	foreign := kapacitor.TaskRequest{ID: "theirs", Script: diskRule, Status: kapacitor.Enabled}
	_, err := c.CreateTask(ctx, foreign)
	require.NoError(t, err)

	p, err := c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	require.Equal(t, `+ handler ops-page of topic disk
+ template ops-mean
+ task ops-bare
+ task ops-cpu
+ task ops-disk
5 to create, 0 to change, 0 to delete, 0 unchanged
`, text(t, p))
	require.Equal(t, 1, f.writes, "planning changes nothing")
	done, err := c.Apply(ctx, p, kapacitor.ApplyOptions{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, []int{5, 1}, []int{done.Created, f.writes}, "nor does a dry run")

	done, err = c.Apply(ctx, p, kapacitor.ApplyOptions{Settle: time.Millisecond})
	require.NoError(t, err)
	require.Equal(t, kapacitor.Applied{Created: 5, Failed: map[string]string{}}, done)
	require.Equal(t, kapacitor.Disabled, f.tasks["ops-bare"].Status)
	require.Equal(t, "ops-mean", f.tasks["ops-cpu"].TemplateID)
	require.True(t, f.tasks["ops-cpu"].Executing)

	p, err = c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	require.True(t, p.Empty(), text(t, p))
	require.Equal(t, 5, p.Unchanged)

	dir["tasks/disk.tick"].Data = []byte(strings.Replace(diskRule, "95", "97", 1))
	dir["tasks/cpu.yaml"].Data = []byte(strings.Replace(string(dir["tasks/cpu.yaml"].Data), "80", "85", 1))
	dir["tasks/bare.tick"].Data = []byte(strings.ReplaceAll(string(dir["tasks/bare.tick"].Data), "    ", "\t")) // formatting only
	dir["handlers/page.yaml"].Data = []byte(strings.Replace(string(dir["handlers/page.yaml"].Data), "secret-part", "other-part", 1))
	p, err = c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	got := text(t, p)
	require.True(t, strings.HasPrefix(got, `~ handler ops-page of topic disk (options)
~ task ops-cpu (vars.warn)
~ task ops-disk (script)
    @@ -9,6 +9,6 @@
         |alert()
             .id('{{ index .Tags "host" }}')
             .warn(lambda: "used_percent" > warn)
    -        .crit(lambda: "used_percent" > 95)
    +        .crit(lambda: "used_percent" > 97)
`), got)
	raw, err := json.Marshal(p)
	require.NoError(t, err)
	require.NotContains(t, got+string(raw), "other-part", "options hold secrets")
	var back struct {
		Steps []struct{ Action, Kind, ID, Diff string }
	}
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, []string{"change", "task", "ops-disk"}, []string{back.Steps[2].Action, back.Steps[2].Kind, back.Steps[2].ID})
	var decoded kapacitor.Plan
	require.NoError(t, json.Unmarshal(raw, &decoded))
	_, err = c.Apply(ctx, &decoded, noWait)
	require.ErrorIs(t, err, kapacitor.ErrInvalidRequest, "a plan that was read has no scripts")
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)
	require.Contains(t, f.running["ops-disk"], "97")
	require.Equal(t, 85.0, f.tasks["ops-cpu"].Vars["warn"].Value)

	for name := range dir {
		delete(dir, name)
	}
	dir["tasks"] = &fstest.MapFile{Mode: fs.ModeDir}
	p, err = c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	require.Equal(t, "- task ops-bare\n- task ops-cpu\n- task ops-disk\n- template ops-mean\n- handler ops-page of topic disk\n0 to create, 0 to change, 5 to delete, 0 unchanged\n", text(t, p))
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)
	require.Len(t, f.tasks, 1)
	require.Equal(t, []any{1, diskRule}, []any{f.starts["theirs"], f.running["theirs"]}, "what is not ours was left alone")
}

// TestTemplateAndVariableTogether: a template that gets a variable, and a task that gets its value, in one plan.
func TestTemplateAndVariableTogether(t *testing.T) {
	f := newFake()
	c, ctx, dir := f.client(t), t.Context(), folder()
	p, err := c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)

	dir["templates/mean.tick"].Data = []byte("var crit float\n" + strings.Replace(meanTemplate, ".topic", ".crit(lambda: \"usage\" > crit)\n.topic", 1))
	_, err = c.Plan(ctx, load(t, dir), ours)
	require.ErrorIs(t, err, kapacitor.ErrScript)
	require.ErrorContains(t, err, "tasks/cpu.yaml", "the task that has no value for it")
	require.ErrorContains(t, err, "crit")

	dir["tasks/cpu.yaml"].Data = append(dir["tasks/cpu.yaml"].Data, []byte("  crit: {type: float, value: 95}\n")...)
	p, err = c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)
	require.True(t, f.tasks["ops-cpu"].Executing)
	require.Contains(t, f.running["ops-cpu"], "var crit")
	p, err = c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	require.True(t, p.Empty(), text(t, p))
}

// TestOthersUseOurTemplate: it is not taken from them, and not changed into what they cannot run.
func TestOthersUseOurTemplate(t *testing.T) {
	f := newFake()
	c, ctx, dir := f.client(t), t.Context(), folder()
	p, err := c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)
	_, err = c.CreateTask(ctx, kapacitor.TaskRequest{
		ID: "theirs", TemplateID: "ops-mean", DBRPs: []kapacitor.DBRP{{Database: "d", RetentionPolicy: "r"}}, Vars: kapacitor.Vars{"warn": kapacitor.Float(1)}, Status: kapacitor.Enabled,
	})
	require.NoError(t, err)

	dir["templates/mean.tick"].Data = []byte("var crit float\n" + meanTemplate)
	dir["tasks/cpu.yaml"].Data = append(dir["tasks/cpu.yaml"].Data, []byte("  crit: {type: float, value: 95}\n")...)
	_, err = c.Plan(ctx, load(t, dir), ours)
	require.ErrorContains(t, err, "task theirs, which is not ours, uses template ops-mean")

	delete(dir, "templates/mean.tick")
	delete(dir, "tasks/cpu.yaml")
	p, err = c.Plan(ctx, load(t, dir), ours)
	require.NoError(t, err)
	require.Contains(t, text(t, p), "= template ops-mean: kept, it is used by theirs\n")
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)
	require.Contains(t, f.templates, "ops-mean")
	require.NotContains(t, f.tasks, "ops-cpu")
}

// TestPlanSaysEverythingThatIsWrong, and asks for a prefix.
func TestPlanSaysEverythingThatIsWrong(t *testing.T) {
	f := newFake()
	c := f.client(t)
	dir := folder()
	dir["tasks/disk.tick"].Data = []byte(strings.Replace(diskRule, ".groupBy", ".groupie", 1))
	dir["templates/mean.tick"].Data = []byte("stream|from(")
	dir["tasks/lost.yaml"] = &fstest.MapFile{Data: []byte("template-id: none\n")}
	dir["handlers/page.yaml"].Data = []byte("topic: disk\nkind: carrier-pigeon\n")
	_, err := c.Plan(t.Context(), load(t, dir), ours)
	for _, want := range []string{"tasks/disk.tick:8:", "templates/mean.tick:1:", "tasks/lost.yaml: there is no template none", "handlers/page.yaml: ", "carrier-pigeon"} {
		require.ErrorContains(t, err, want)
	}
	require.ErrorIs(t, err, kapacitor.ErrScript)
	require.Zero(t, f.writes)

	_, err = c.Plan(t.Context(), kapacitor.Set{}, kapacitor.PlanOptions{})
	require.ErrorContains(t, err, "prefix")
	for _, owner := range []string{"*", "-", "ops", "ops/"} {
		_, err = c.Plan(t.Context(), kapacitor.Set{}, kapacitor.PlanOptions{Owner: owner})
		require.ErrorContains(t, err, "prefix", owner)
	}
	_, err = c.Apply(t.Context(), nil, kapacitor.ApplyOptions{})
	require.ErrorContains(t, err, "the plan was not made by Plan")
	twice := kapacitor.Set{Tasks: []kapacitor.TaskRequest{{ID: "a", Script: diskRule}, {ID: "ops-a", Script: diskRule}, {ID: "b c", Script: diskRule}}}
	_, err = c.Plan(t.Context(), twice, ours)
	require.ErrorContains(t, err, "twice")
	require.ErrorContains(t, err, "letters")
}

func TestLoadDirSaysEverythingThatIsWrong(t *testing.T) {
	_, err := kapacitor.LoadDir(fstest.MapFS{
		"tasks/a.yaml":        {Data: []byte("template-id: [x\n")},
		"tasks/b.yaml":        {Data: []byte("template-id: x\nbogus: 1\n")},
		"tasks/c.yaml":        {Data: []byte("script: missing.tick\n")},
		"tasks/d.yaml":        {Data: []byte("dbrps: []\n")},
		"tasks/e.txt":         {Data: []byte("x")},
		"tasks/f.yaml":        {Data: []byte("template-id: x\nvars: {v: {type: float, value: abc}}\n")},
		"tasks/sub/g.tick":    {Data: []byte("x")},
		"templates/h.yaml":    {Data: []byte("x")},
		"handlers/i.tick":     {Data: []byte("x")},
		"handlers/j.json":     {Data: []byte(`{"kind":1}`)},
		"handlers/.gitignore": {Data: []byte("")},
		"README.md":           {Data: []byte("")},
	})
	for _, name := range []string{"tasks/a.yaml", "tasks/b.yaml", "bogus", "tasks/c.yaml", "missing.tick", "tasks/d.yaml", "tasks/e.txt", "tasks/f.yaml", "type float", "tasks/sub", "templates/h.yaml", "handlers/i.tick", "handlers/j.json"} {
		require.ErrorContains(t, err, name)
	}
	require.NotContains(t, err.Error(), "gitignore")
	require.ErrorIs(t, err, kapacitor.ErrInvalidRequest)

	// A plan for the empty set would delete everything.
	for name, dir := range map[string]fs.FS{"nothing there": os.DirFS("no-such-folder"), "one level too high": fstest.MapFS{"rules/tasks/a.tick": {Data: []byte(diskRule)}}} {
		_, err = kapacitor.LoadDir(dir)
		require.ErrorIs(t, err, kapacitor.ErrInvalidRequest, name)
		require.ErrorContains(t, err, "none of the folders tasks, templates and handlers", name)
	}
	s, err := kapacitor.LoadDir(fstest.MapFS{"tasks/.gitkeep": {}})
	require.NoError(t, err)
	require.Empty(t, s.Tasks)
}

// TestATaskThatStopsIsNamed: the plan is applied to its end all the same.
func TestATaskThatStopsIsNamed(t *testing.T) {
	f := newFake()
	f.broken["ops-cpu"] = "no such thing"
	c := f.client(t)
	p, err := c.Plan(t.Context(), load(t, folder()), ours)
	require.NoError(t, err)
	done, err := c.Apply(t.Context(), p, kapacitor.ApplyOptions{Settle: time.Millisecond})
	require.ErrorIs(t, err, kapacitor.ErrFailed)
	require.ErrorContains(t, err, "task ops-cpu: no such thing")
	require.Equal(t, map[string]string{"ops-cpu": "no such thing"}, done.Failed)
	require.Equal(t, 5, done.Created)
	p, err = c.Plan(t.Context(), load(t, folder()), ours)
	require.NoError(t, err)
	require.Contains(t, text(t, p), "~ task ops-cpu (executing)\n")
}

// TestVerdicts: what a change does to alerts over recorded data.
func TestVerdicts(t *testing.T) {
	f := newFake()
	c, ctx := f.client(t), t.Context()
	set := kapacitor.Set{Tasks: []kapacitor.TaskRequest{{ID: "disk", Script: diskRule}, {ID: "gone", Script: diskRule}}}
	p, err := c.Plan(ctx, set, ours)
	require.NoError(t, err)
	_, err = c.Apply(ctx, p, noWait)
	require.NoError(t, err)

	var data bytes.Buffer
	for i, v := range []int{50, 85, 50, 96, 50, 50} { // a warning, then a critical
		fmt.Fprintf(&data, "disk,host=a used_percent=%d %d\n", v, time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC).UnixNano())
	}
	o := ours
	o.Judge = &kapacitor.Judge{Input: backtest.Lines("day.lp", func() (io.Reader, error) { return bytes.NewReader(data.Bytes()), nil }, engine.ReadOptions{DB: "telegraf", RP: "autogen"})}
	set.Tasks[0].Script = strings.Replace(diskRule, "80.0", "90.0", 1)
	set.Tasks[0].Vars = nil
	set.Tasks[1] = kapacitor.TaskRequest{ID: "new", Script: diskRule}
	p, err = c.Plan(ctx, set, o)
	require.NoError(t, err)
	byID := map[string]*kapacitor.Verdict{}
	for _, s := range p.Steps {
		byID[s.ID] = s.Verdict
	}
	require.Equal(t, []int{0, 1, 0, 0, 1}, []int{byID["ops-disk"].Appeared, byID["ops-disk"].Vanished, byID["ops-disk"].Moved, byID["ops-disk"].Relevelled, byID["ops-disk"].Same})
	require.Equal(t, 2, byID["ops-new"].Appeared)
	require.Equal(t, 2, byID["ops-gone"].Vanished)
	require.Contains(t, text(t, p), "    alerts: 0 appear, 1 vanish, 0 move, 0 change their level, 1 stay\n      vanished a at 2026-01-01T01:00:00Z: WARNING 1h0m\n")
	require.False(t, byID["ops-disk"].Idle)

	// Points of no database are nobody's, which is not the same as no alert.
	o.Judge.Input = backtest.Lines("day.lp", func() (io.Reader, error) { return bytes.NewReader(data.Bytes()), nil }, engine.ReadOptions{})
	p, err = c.Plan(ctx, set, o)
	require.NoError(t, err)
	require.Contains(t, text(t, p), "alerts: not judged: no from node let any of the recorded points through")

	o.Judge.Input = backtest.Lines("day.lp", func() (io.Reader, error) { return nil, errors.New("no such file") }, engine.ReadOptions{})
	p, err = c.Plan(ctx, set, o)
	require.NoError(t, err)
	require.Contains(t, text(t, p), "alerts: not judged: ")
}
