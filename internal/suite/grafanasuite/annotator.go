package grafanasuite

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// testAnnotator follows two alerts from their raise to the recovery, with repeats, restarts and a retirement between.
func testAnnotator(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	scope, cluster := s.name("scope"), s.name("blue")
	event := func(host string, level, before alert.Level, at, lasted time.Duration) *alert.Event {
		return &alert.Event{ID: "disk:host=" + host, Topic: "main:disk:alert2", TaskName: "disk", Message: "disk of " + host + " is <full>", Level: level, PreviousLevel: before,
			Time: first.Add(at), Duration: lasted, Tags: []alert.Tag{{Key: "cluster", Value: cluster}, {Key: "host", Value: host}}}
	}
	var a *grafana.Annotator
	restart := func() { a = grafana.NewAnnotator(c, grafana.AnnotatorOptions{Scope: scope, Tags: []string{"suite"}}) }
	restart()
	tell := func(e *alert.Event, want grafana.Change) grafana.Annotated {
		t.Helper()
		for i := range 2 { // each event comes twice
			got, err := a.Event(ctx, e)
			require.NoError(t, err)
			if i == 1 {
				want = grafana.Unchanged
			}
			require.Equal(t, want, got.Change)
			restart()
			if i == 1 {
				return got
			}
		}
		panic("not reached")
	}
	ofCluster := func() []grafana.Annotation {
		return collect(t, c.AllAnnotations(ctx, grafana.AnnotationQuery{Tags: []string{grafana.AnnotationTag("cluster", cluster)}}))
	}
	opened := tell(event("a", alert.Warning, alert.OK, 0, 0), grafana.Opened)
	got, err := c.GetAnnotation(ctx, opened.ID)
	require.NoError(t, err)
	require.Equal(t, []any{first, false, "WARNING: disk of a is &lt;full&gt;"}, []any{got.Time.Time, got.Region(), got.Text})
	require.Subset(t, got.Tags, []string{"alert:open", "level:warning", "rule:disk", "host:a", "suite"})
	require.Equal(t, opened.ID, tell(event("a", alert.Critical, alert.Warning, 10*time.Second, 10*time.Second), grafana.Changed).ID)
	tell(event("a", alert.Warning, alert.OK, 0, 0), grafana.Unchanged) // the raise once more
	got, err = c.GetAnnotation(ctx, opened.ID)
	require.NoError(t, err)
	require.Equal(t, "CRITICAL: disk of a is &lt;full&gt;", got.Text)
	tell(event("b", alert.Critical, alert.OK, 20*time.Second, 0), grafana.Opened)
	require.Equal(t, opened.ID, tell(event("a", alert.OK, alert.Critical, 30*time.Second, 30*time.Second), grafana.Closed).ID)
	got, err = c.GetAnnotation(ctx, opened.ID)
	require.NoError(t, err)
	require.Equal(t, []any{first, first.Add(30 * time.Second)}, []any{got.Time.Time, got.TimeEnd.Time})
	require.Subset(t, got.Tags, []string{"alert:closed", "level:critical"})
	require.NotContains(t, got.Tags, "alert:open")
	tell(event("a", alert.Warning, alert.OK, 0, 0), grafana.Unchanged) // the raise once more, long after the recovery
	tell(event("a", alert.Critical, alert.Warning, 10*time.Second, 10*time.Second), grafana.Unchanged)
	require.Len(t, ofCluster(), 2)
	again := tell(event("a", alert.Warning, alert.OK, time.Minute, 0), grafana.Opened)
	require.NotEqual(t, opened.ID, again.ID)
	tell(event("a", alert.Critical, alert.Warning, 10*time.Second, 10*time.Second), grafana.Unchanged) // and now that another is open
	tell(event("a", alert.OK, alert.Critical, 30*time.Second, 30*time.Second), grafana.Unchanged)
	got, err = c.GetAnnotation(ctx, again.ID)
	require.NoError(t, err)
	require.Subset(t, got.Tags, []string{"alert:open", "level:warning"})

	tell(event("c", alert.OK, alert.Info, time.Minute, 20*time.Second), grafana.Closed) // its raise was missed
	tell(event("d", alert.OK, alert.OK, time.Minute, 0), grafana.Unchanged)
	require.Len(t, ofCluster(), 4)

	gone := grafana.Retirement{Kind: "node", Name: "b", Why: "drained", From: first.Add(80 * time.Second), Time: first.Add(90 * time.Second), Tags: map[string]string{"cluster": cluster, "host": "b"}}
	res, err := a.Retired(ctx, gone)
	require.NoError(t, err)
	require.Equal(t, grafana.Marked, res.Change)
	restart()
	res, err = a.Retired(ctx, gone)
	require.NoError(t, err)
	require.Equal(t, grafana.Unchanged, res.Change)
	all := ofCluster()
	require.Len(t, all, 5)
	require.Equal(t, 1, count(all, func(x grafana.Annotation) bool {
		return x.Text == "node b is gone: drained" && x.Region() && x.TimeEnd.Time.Equal(gone.Time)
	}))
	open := collect(t, c.AllAnnotations(ctx, grafana.AnnotationQuery{Tags: []string{"alert:open", grafana.AnnotationTag("cluster", cluster)}}))
	require.Len(t, open, 1, "b will never recover; a is another host")
	require.Equal(t, again.ID, open[0].ID)
	for _, x := range all {
		require.NoError(t, c.DeleteAnnotation(ctx, x.ID))
	}
}
