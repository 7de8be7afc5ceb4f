package kapacitor_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

const diskRule = `dbrp "telegraf"."autogen"

var warn = 80.0

stream
    |from()
        .measurement('disk')
        .groupBy('host')
    |alert()
        .id('{{ index .Tags "host" }}')
        .warn(lambda: "used_percent" > warn)
        .crit(lambda: "used_percent" > 95)
        .stateChangesOnly()
        .topic('disk')
`

func TestDeployMakesTheScriptRun(t *testing.T) {
	f := newFake()
	c := f.client(t)
	o := kapacitor.DeployOptions{ID: "disk", Settle: -1}

	d, err := c.Deploy(t.Context(), diskRule, o)
	require.NoError(t, err)
	require.True(t, d.Created)
	require.Equal(t, []any{kapacitor.Stream, kapacitor.Enabled, true}, []any{d.Task.Type, d.Task.Status, d.Task.Executing})
	require.Equal(t, []kapacitor.DBRP{{Database: "telegraf", RetentionPolicy: "autogen"}}, d.Task.DBRPs)

	writes := f.writes
	d, err = c.Deploy(t.Context(), strings.ReplaceAll(diskRule, "    ", "\t"), o)
	require.NoError(t, err)
	require.Equal(t, []any{false, 0, writes}, []any{d.Created, len(d.Changed), f.writes}, "the same in other clothes changes nothing")

	next := strings.Replace(diskRule, "95", "97", 1)
	d, err = c.Deploy(t.Context(), next, o)
	require.NoError(t, err)
	require.Equal(t, []string{"script"}, d.Changed)
	require.Equal(t, next, f.running["disk"], "an enabled task that is only updated runs its old script on")
	require.Equal(t, 2, f.starts["disk"])

	o.Vars = kapacitor.Vars{"warn": kapacitor.Float(70)}
	d, err = c.Deploy(t.Context(), next, o)
	require.NoError(t, err)
	require.Equal(t, []string{"vars"}, d.Changed)
	require.Equal(t, 70.0, f.tasks["disk"].Vars["warn"].Value)
	require.Equal(t, 3, f.starts["disk"])

	o.Vars = nil
	_, err = c.Deploy(t.Context(), next, o)
	require.NoError(t, err)
	require.Empty(t, f.tasks["disk"].Vars, "an update alone cannot take variables away")

	o.Disabled = true
	d, err = c.Deploy(t.Context(), next, o)
	require.NoError(t, err)
	require.Equal(t, []string{"status"}, d.Changed)
	require.NotContains(t, f.running, "disk")
}

// TestDeployTellsOfATaskThatStops: the answer to enabling says that it runs; a moment later it does not.
func TestDeployTellsOfATaskThatStops(t *testing.T) {
	f := newFake()
	f.broken["disk"] = "alert2: no such endpoint"
	d, err := f.client(t).Deploy(t.Context(), diskRule, kapacitor.DeployOptions{ID: "disk", Settle: time.Hour})
	require.ErrorIs(t, err, kapacitor.ErrFailed)
	require.ErrorContains(t, err, "alert2: no such endpoint")
	require.Equal(t, "alert2: no such endpoint", d.Task.Error)
}

// TestDeployWaitsNoLongerThanItsContext when the task does not come up.
func TestDeployWaitsNoLongerThanItsContext(t *testing.T) {
	f := newFake()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := f.client(t).Deploy(ctx, diskRule, kapacitor.DeployOptions{ID: "disk", Settle: time.Hour})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// TestDeployRefusesBeforeItSends: everything that is wrong is said, and nothing reaches the server.
func TestDeployRefusesBeforeItSends(t *testing.T) {
	bare := diskRule[strings.Index(diskRule, "var"):]
	for _, c := range []struct {
		name, script string
		options      kapacitor.DeployOptions
		is           error
		want         []string
	}{
		{"type", diskRule, kapacitor.DeployOptions{ID: "x", Type: kapacitor.Batch}, kapacitor.ErrInvalidRequest, []string{"is a stream script", "type batch was asked for", "say stream"}},
		{"mistakes", "stream|from().bogus(1)|alert().crit(lambda: \"a\" > )\nvar x = y", kapacitor.DeployOptions{ID: "x", File: "a.tick"}, kapacitor.ErrScript, []string{"a.tick:1:51"}},
		{"all at once", "stream|from().bogus(1).measurement(2)", kapacitor.DeployOptions{ID: "x"}, kapacitor.ErrScript, []string{"1:15", "1:"}},
		{"no dbrp", bare, kapacitor.DeployOptions{ID: "x"}, kapacitor.ErrInvalidRequest, []string{`begin the script with dbrp "db"."rp"`}},
		{"two dbrps", diskRule, kapacitor.DeployOptions{ID: "x", DBRPs: []kapacitor.DBRP{{Database: "a", RetentionPolicy: "b"}}}, kapacitor.ErrInvalidRequest, []string{"one or the other"}},
		{"unknown variable", diskRule, kapacitor.DeployOptions{ID: "x", Vars: kapacitor.Vars{"wran": kapacitor.Float(1)}}, kapacitor.ErrScript, []string{"no variable wran"}},
		{"type of variable", diskRule, kapacitor.DeployOptions{ID: "x", Vars: kapacitor.Vars{"warn": kapacitor.String("1")}}, kapacitor.ErrScript, []string{"warn is a float"}},
		{"vet", "dbrp \"a\".\"b\"\nstream|from()|alert().crit(lambda: TRUE).id('{{ .Bogus')", kapacitor.DeployOptions{ID: "x"}, kapacitor.ErrScript, []string{"2:"}},
		{"no id", diskRule, kapacitor.DeployOptions{}, kapacitor.ErrInvalidRequest, []string{"no task id"}},
		{"neither", "// nothing", kapacitor.DeployOptions{ID: "x"}, kapacitor.ErrScript, []string{"stream or a batch"}},
	} {
		f := newFake()
		_, err := f.client(t).Deploy(t.Context(), c.script, c.options)
		require.ErrorIs(t, err, c.is, c.name)
		for _, text := range c.want {
			require.ErrorContains(t, err, text, c.name)
		}
		require.Zero(t, f.requests, c.name)
		var e *kapacitor.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, c.is == kapacitor.ErrScript, len(e.Diagnostics) > 0, c.name)
	}
}

// TestDeployReplacesATemplatedTask: a task cannot be taken off its template by an update.
func TestDeployReplacesATemplatedTask(t *testing.T) {
	f := newFake()
	c := f.client(t)
	_, err := c.CreateTemplate(t.Context(), kapacitor.TemplateRequest{ID: "tpl", Script: diskRule})
	require.NoError(t, err)
	_, err = c.CreateTask(t.Context(), kapacitor.TaskRequest{ID: "disk", TemplateID: "tpl", Status: kapacitor.Enabled})
	require.NoError(t, err)
	d, err := c.Deploy(t.Context(), diskRule, kapacitor.DeployOptions{ID: "disk", Settle: -1})
	require.NoError(t, err)
	require.Equal(t, []string{"template-id"}, d.Changed)
	require.Empty(t, f.tasks["disk"].TemplateID)
	require.True(t, d.Task.Executing)
}
